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

func remove(node *yaml.Node, key string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			node.Content = append(node.Content[:i], node.Content[i+2:]...)
			return
		}
	}
}

func main() {
	var document yaml.Node
	if err := yaml.NewDecoder(bufio.NewReader(os.Stdin)).Decode(&document); err != nil {
		panic(err)
	}
	for _, item := range get(document.Content[0], "items").Content {
		var podSpec *yaml.Node
		switch get(item, "kind").Value {
		case "Deployment", "StatefulSet":
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
			get(resources, "requests", "memory").Value = get(resources, "limits", "memory").Value
			remove(get(resources, "limits"), "cpu")
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
