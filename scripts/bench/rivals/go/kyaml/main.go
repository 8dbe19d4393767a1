// The same edits as a KRM function on the framework that Go functions are written with.
package main

import (
	"os"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func prepare(item *yaml.RNode) error {
	path := []string{"spec", "template", "spec"}
	switch item.GetKind() {
	case "Deployment", "StatefulSet", "Job":
	case "CronJob":
		path = []string{"spec", "jobTemplate", "spec", "template", "spec"}
	default:
		return nil
	}
	podSpec, err := item.Pipe(yaml.Lookup(path...))
	if err != nil {
		return err
	}
	if err := podSpec.PipeE(yaml.SetField("runtimeClassName", yaml.NewStringRNode("contrast-cc"))); err != nil {
		return err
	}
	containers, err := podSpec.Pipe(yaml.Lookup("containers"))
	if err != nil {
		return err
	}
	return containers.VisitElements(func(container *yaml.RNode) error {
		limit, err := container.Pipe(yaml.Lookup("resources", "limits", "memory"))
		if err != nil || limit == nil {
			return err
		}
		return container.PipeE(yaml.LookupCreate(yaml.MappingNode, "resources", "requests"), yaml.SetField("memory", limit.Copy()))
	})
}

func main() {
	source := &kio.ByteReadWriter{Reader: os.Stdin, Writer: os.Stdout, KeepReaderAnnotations: true}
	pipeline := kio.Pipeline{
		Inputs: []kio.Reader{source},
		Filters: []kio.Filter{kio.FilterFunc(func(items []*yaml.RNode) ([]*yaml.RNode, error) {
			for _, item := range items {
				if err := prepare(item); err != nil {
					return nil, err
				}
			}
			return items, nil
		})},
		Outputs: []kio.Writer{source},
	}
	if err := pipeline.Execute(); err != nil {
		panic(err)
	}
}
