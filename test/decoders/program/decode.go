package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	yamlv2 "go.yaml.in/yaml/v2"
	yamlv3 "gopkg.in/yaml.v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	yamlutil "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/kyaml/kio"
	sigs "sigs.k8s.io/yaml"
)

// kubectl decodes as `kubectl apply -f` does: document by document, and whatever has items is a list.
func kubectl(text string) (objects []Object, err error) {
	decoder := yamlutil.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		raw := runtime.RawExtension{}
		if err := decoder.Decode(&raw); err != nil {
			return objects, unlessEnd(err)
		}
		document := bytes.TrimSpace(raw.Raw)
		if len(document) == 0 || bytes.Equal(document, []byte("null")) {
			continue
		}
		decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(document, nil, nil)
		if err != nil {
			return objects, err
		}
		if objects, err = flatten(decoded, objects); err != nil {
			return objects, err
		}
	}
}

func flatten(decoded runtime.Object, objects []Object) ([]Object, error) {
	object, ok := decoded.(*unstructured.Unstructured)
	if ok && !object.IsList() {
		if object.GetKind() == "" || object.GetAPIVersion() == "" {
			return objects, errors.New("missing kind or apiVersion")
		}
		return append(objects, objectOf(object.Object)), nil
	}
	list, _ := decoded.(*unstructured.UnstructuredList)
	if ok {
		var err error
		if list, err = object.ToList(); err != nil {
			return objects, err
		}
	}
	var err error
	for index := range list.Items {
		if objects, err = flatten(&list.Items[index], objects); err != nil {
			return objects, err
		}
	}
	return objects, nil
}

// helm3 reads what its post-renderer returns as kubectl does; an upgrade and an uninstall first split the release as Helm 3's
// SplitManifests does (pkg/releaseutil/manifest.go).
func helm3(text string) ([]Object, error) {
	documents := regexp.MustCompile(`(?:^|\s*\n)---\s*`).Split(strings.TrimSpace(text), -1)
	return kubectl(strings.Join(documents, "\n---\n"))
}

// helm4 prints each document of what its post-renderer returns with kyaml, before it reads it as kubectl does (splitAndDeannotate in
// pkg/action/action.go).
func helm4(text string) ([]Object, error) {
	nodes, err := kio.ParseAll(text)
	if err != nil {
		return nil, err
	}
	printed, err := kio.StringAll(nodes)
	if err != nil {
		return nil, err
	}
	return kubectl(printed)
}

// kustomize reads resources, and the output of transformers, as its build does.
func kustomize(text string) (objects []Object, err error) {
	if err := circular(text); err != nil {
		return nil, err
	}
	factory := provider.NewDefaultDepProvider().GetResourceFactory()
	resources, err := factory.SliceFromBytes([]byte(text))
	if err != nil {
		return nil, err
	}
	for _, resource := range resources {
		fields, err := resource.Map()
		if err != nil {
			return objects, err
		}
		objects = append(objects, objectsIn(fields, "", "")...)
	}
	return objects, nil
}

// kpt reads packages and the output of functions with kyaml and applies the objects as JSON.
func kpt(text string) (objects []Object, err error) {
	reader := &kio.ByteReader{Reader: strings.NewReader(text), PreserveSeqIndent: true, WrapBareSeqNode: true}
	nodes, err := reader.Read()
	for _, node := range nodes {
		printed, err := node.MarshalJSON()
		if err != nil {
			return objects, err
		}
		var fields map[string]any
		if err := json.Unmarshal(printed, &fields); err != nil {
			return objects, err
		}
		objects = append(objects, objectsIn(fields, "", "")...)
	}
	return objects, err
}

// circular is an error for an alias inside of its own anchor, which would exhaust kustomize's stack.
func circular(text string) error {
	decoder := yamlv3.NewDecoder(strings.NewReader(text))
	for {
		var document yamlv3.Node
		if err := decoder.Decode(&document); err != nil {
			// Kustomize has the same error, or splits documents in another way.
			return unlessEnd(err)
		}
		if isCircular(&document, map[*yamlv3.Node]bool{}) {
			return errors.New("an alias inside of its own anchor")
		}
	}
}

func isCircular(node *yamlv3.Node, open map[*yamlv3.Node]bool) bool {
	if open[node] {
		return true
	}
	open[node] = true
	defer delete(open, node)
	if node.Alias != nil && isCircular(node.Alias, open) {
		return true
	}
	for _, child := range node.Content {
		if isCircular(child, open) {
			return true
		}
	}
	return false
}

func yamlV2(text string) ([]Object, error) {
	return documents(yamlv2.NewDecoder(strings.NewReader(text)))
}

// yamlV3 decodes as most tools in Go do.
func yamlV3(text string) ([]Object, error) {
	return documents(yamlv3.NewDecoder(strings.NewReader(text)))
}

func documents(decoder interface{ Decode(any) error }) (objects []Object, err error) {
	for {
		var document any
		if err := decoder.Decode(&document); err != nil {
			return objects, unlessEnd(err)
		}
		objects = append(objects, objectsIn(withTextKeys(document), "", "")...)
	}
}

// sigsYAML decodes as programs do that read one object of a Kubernetes type.
func sigsYAML(text string) ([]Object, error) {
	var document any
	err := sigs.Unmarshal([]byte(text), &document)
	return objectsIn(document, "", ""), err
}

func withTextKeys(value any) any {
	switch value := value.(type) {
	case map[any]any:
		fields := map[string]any{}
		for key, field := range value {
			fields[fmt.Sprint(key)] = withTextKeys(field)
		}
		return fields
	case map[string]any:
		for key, field := range value {
			value[key] = withTextKeys(field)
		}
	case []any:
		for index, item := range value {
			value[index] = withTextKeys(item)
		}
	}
	return value
}

func unlessEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
