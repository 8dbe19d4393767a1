// The same edits on nodes of gopkg.in/yaml.v3.
package main

import (
	"bufio"
	"os"

	"gopkg.in/yaml.v3"
)

func get(node *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		var found *yaml.Node
		for i := 0; node != nil && i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				found = node.Content[i+1]
			}
		}
		node = found
	}
	return node
}

// Returns the value of a key, which is added where it is absent.
func field(node *yaml.Node, key string, kind yaml.Kind) *yaml.Node {
	found := get(node, key)
	if found == nil {
		found = &yaml.Node{Kind: kind}
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, found)
	}
	return found
}

func main() {
	var document yaml.Node
	if err := yaml.NewDecoder(bufio.NewReader(os.Stdin)).Decode(&document); err != nil {
		panic(err)
	}
	for _, item := range get(document.Content[0], "items").Content {
		var podSpec *yaml.Node
		switch get(item, "kind").Value {
		case "Deployment", "StatefulSet", "Job":
			podSpec = get(item, "spec", "template", "spec")
		case "CronJob":
			podSpec = get(item, "spec", "jobTemplate", "spec", "template", "spec")
		default:
			continue
		}
		podSpec.Content = append(podSpec.Content,
			&yaml.Node{Kind: yaml.ScalarNode, Value: "runtimeClassName"},
			&yaml.Node{Kind: yaml.ScalarNode, Value: "contrast-cc"})
		for _, container := range get(podSpec, "containers").Content {
			resources := get(container, "resources")
			limit := get(resources, "limits", "memory")
			if limit == nil {
				continue
			}
			field(field(resources, "requests", yaml.MappingNode), "memory", yaml.ScalarNode).Value = limit.Value
		}
	}
	out := bufio.NewWriter(os.Stdout)
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		panic(err)
	}
	encoder.Close()
	out.Flush()
}
