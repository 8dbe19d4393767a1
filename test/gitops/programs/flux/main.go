// Command flux builds an artifact as Flux's kustomize-controller does, with its package, and prints the manifests:
//
//	flux ARTIFACT KUSTOMIZATION
//
// ARTIFACT is a folder, in which the package writes a kustomization.yaml, and KUSTOMIZATION a file with Flux's Kustomization. Its variables
// and its decryption are left out.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func main() {
	manifests, err := build(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.Write(manifests)
}

func build(artifact, file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var kustomization unstructured.Unstructured
	if err := yaml.Unmarshal(text, &kustomization.Object); err != nil {
		return nil, err
	}
	path, _, err := unstructured.NestedString(kustomization.Object, "spec", "path")
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(artifact, path)
	if _, err := kustomize.NewGenerator(artifact, kustomization).WriteFile(folder); err != nil {
		return nil, err
	}
	resources, err := kustomize.SecureBuild(artifact, folder, false)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}
