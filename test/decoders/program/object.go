package main

import (
	"fmt"
	"strings"
)

// Object is what matters of a Kubernetes object here.
type Object struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
	// Whether the API server would start pods for it, given that it takes the object.
	RunsPods     bool   `json:"runsPods"`
	RuntimeClass string `json:"runtimeClass,omitempty"`
	// All that is in it, with text for what JSON does not have.
	Fields any `json:"fields"`
}

// The API groups of the workloads of Kubernetes.
var groups = map[string][]string{
	"Pod":                   {""},
	"ReplicationController": {""},
	"Deployment":            {"apps", "extensions"},
	"StatefulSet":           {"apps"},
	"DaemonSet":             {"apps", "extensions"},
	"ReplicaSet":            {"apps", "extensions"},
	"Job":                   {"batch"},
	"CronJob":               {"batch"},
}

// Where the PodSpec is, unless at spec.template.spec.
var podSpecs = map[string][]string{
	"Pod":     {"spec"},
	"CronJob": {"spec", "jobTemplate", "spec", "template", "spec"},
}

func objectOf(fields map[string]any) Object {
	object := Object{
		APIVersion: text(fields["apiVersion"]),
		Kind:       text(fields["kind"]),
		Namespace:  text(at(fields, "metadata", "namespace")),
		Name:       text(at(fields, "metadata", "name")),
		Fields:     printable(fields),
	}
	if !isWorkload(object) {
		return object
	}
	path, ok := podSpecs[object.Kind]
	if !ok {
		path = []string{"spec", "template", "spec"}
	}
	podSpec := at(fields, path...)
	object.RuntimeClass = text(at(podSpec, "runtimeClassName"))
	containers, _ := at(podSpec, "containers").([]any)
	object.RunsPods = len(containers) > 0
	return object
}

func isWorkload(object Object) bool {
	group := ""
	if index := strings.Index(object.APIVersion, "/"); index >= 0 {
		group = object.APIVersion[:index]
	}
	for _, known := range groups[object.Kind] {
		if known == group {
			return object.APIVersion != ""
		}
	}
	return false
}

// objectsIn gives the value as an object or, as the API server's decoder does, what is in its items, whatever its kind is: items without
// a type have that of the list, less "List".
func objectsIn(value any, itemAPIVersion, itemKind string) []Object {
	fields, ok := value.(map[string]any)
	if !ok {
		if value == nil {
			return nil
		}
		return []Object{{Kind: fmt.Sprintf("<%T>", value)}}
	}
	if text(fields["kind"]) == "" && text(fields["apiVersion"]) == "" && itemKind != "" {
		fields["kind"], fields["apiVersion"] = itemKind, itemAPIVersion
	}
	kind := text(fields["kind"])
	items, isList := fields["items"].([]any)
	if !isList {
		return []Object{objectOf(fields)}
	}
	inner := strings.TrimSuffix(kind, "List")
	if kind == "ResourceList" {
		inner = ""
	}
	var objects []Object
	for _, item := range items {
		objects = append(objects, objectsIn(item, text(fields["apiVersion"]), inner)...)
	}
	return objects
}

// printable gives a value as JSON can hold it: numbers that it lacks, dates and binary data as text.
func printable(value any) any {
	switch value := value.(type) {
	case map[string]any:
		fields := map[string]any{}
		for key, field := range value {
			fields[strings.ToValidUTF8(key, "?")] = printable(field)
		}
		return fields
	case []any:
		items := make([]any, len(value))
		for index, item := range value {
			items[index] = printable(item)
		}
		return items
	case nil, bool, int, int64:
		return value
	case string:
		return strings.ToValidUTF8(value, "?")
	}
	return fmt.Sprint(value)
}

func at(value any, path ...string) any {
	for _, key := range path {
		fields, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = fields[key]
	}
	return value
}

// text gives a string as it is, and of anything else its type, which no name and no class is.
func text(value any) string {
	if found, ok := value.(string); ok {
		return found
	}
	if value == nil {
		return ""
	}
	return fmt.Sprintf("<%T>", value)
}
