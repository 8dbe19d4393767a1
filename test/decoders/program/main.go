// Command decoders tells which objects the decoders of Kubernetes' tools see in texts, and under which RuntimeClass each workload would
// run. It reads texts as JSON, a list of strings, and writes for each of them what every decoder sees, by the decoder's name.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// View is what a decoder makes of a text: objects up to the first error.
type View struct {
	Error   string   `json:"error,omitempty"`
	Objects []Object `json:"objects"`
}

var decoders = map[string]func(text string) ([]Object, error){
	"kubectl":          kubectl,
	"Helm 3":           helm3,
	"Helm 4":           helm4,
	"kustomize":        kustomize,
	"kpt":              kpt,
	"yaml.v2":          yamlV2,
	"yaml.v3":          yamlV3,
	"sigs.k8s.io/yaml": sigsYAML,
}

func main() {
	var texts []string
	check(json.NewDecoder(os.Stdin).Decode(&texts))
	views := []map[string]View{}
	for _, text := range texts {
		of := map[string]View{}
		for name, decode := range decoders {
			of[name] = view(decode, text)
		}
		views = append(views, of)
	}
	check(json.NewEncoder(os.Stdout).Encode(views))
}

func view(decode func(string) ([]Object, error), text string) (seen View) {
	seen.Objects = []Object{}
	// Some of them panic where others give an error.
	defer func() {
		if reason := recover(); reason != nil {
			seen.Error = fmt.Sprint("panic: ", reason)
		}
	}()
	objects, err := decode(text)
	if objects != nil {
		seen.Objects = objects
	}
	if err != nil {
		seen.Error = err.Error()
	}
	return
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
