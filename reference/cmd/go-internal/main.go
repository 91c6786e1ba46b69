// Command go-internal writes the shapes of the structs that the API server works with inside, where its messages print
// them: their fields have no names in JSON there, and each is printed under its name in Go.
//
//	go run ./cmd/go-internal > ../src/api/generated/go-internal.ts
package main

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/networking"
	"k8s.io/kubernetes/pkg/apis/storage"
)

// What messages print whole, and the same as clients write it.
var roots = [][2]reflect.Type{
	{reflect.TypeFor[core.PodTemplateSpec](), reflect.TypeFor[corev1.PodTemplateSpec]()},
	{reflect.TypeFor[core.PersistentVolumeClaimSpec](), reflect.TypeFor[corev1.PersistentVolumeClaimSpec]()},
	{reflect.TypeFor[core.PersistentVolumeSource](), reflect.TypeFor[corev1.PersistentVolumeSource]()},
	{reflect.TypeFor[core.VolumeNodeAffinity](), reflect.TypeFor[corev1.VolumeNodeAffinity]()},
	{reflect.TypeFor[core.ObjectReference](), reflect.TypeFor[corev1.ObjectReference]()},
	{reflect.TypeFor[core.EventSource](), reflect.TypeFor[corev1.EventSource]()},
	{reflect.TypeFor[core.ContainerState](), reflect.TypeFor[corev1.ContainerState]()},
	{reflect.TypeFor[core.PodIP](), reflect.TypeFor[corev1.PodIP]()},
	{reflect.TypeFor[core.ServicePort](), reflect.TypeFor[corev1.ServicePort]()},
	{reflect.TypeFor[core.Taint](), reflect.TypeFor[corev1.Taint]()},
	{reflect.TypeFor[core.NodeConfigSource](), reflect.TypeFor[corev1.NodeConfigSource]()},
	{reflect.TypeFor[apps.StatefulSetPersistentVolumeClaimRetentionPolicy](), reflect.TypeFor[appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy]()},
	{reflect.TypeFor[batch.PodFailurePolicy](), reflect.TypeFor[batchv1.PodFailurePolicy]()},
	{reflect.TypeFor[batch.SuccessPolicy](), reflect.TypeFor[batchv1.SuccessPolicy]()},
	{reflect.TypeFor[batch.JobCondition](), reflect.TypeFor[batchv1.JobCondition]()},
	{reflect.TypeFor[networking.ParentReference](), reflect.TypeFor[networkingv1.ParentReference]()},
	{reflect.TypeFor[storage.CSINodeDriver](), reflect.TypeFor[storagev1.CSINodeDriver]()},
	{reflect.TypeFor[storage.VolumeAttachmentSpec](), reflect.TypeFor[storagev1.VolumeAttachmentSpec]()},
	{reflect.TypeFor[storage.TokenRequest](), reflect.TypeFor[storagev1.TokenRequest]()},
}

// Structs that are written as something else in JSON; who prints them knows them.
var special = map[reflect.Type]bool{
	reflect.TypeFor[metav1.Time]():          true,
	reflect.TypeFor[metav1.MicroTime]():     true,
	reflect.TypeFor[metav1.ObjectMeta]():    true,
	reflect.TypeFor[metav1.LabelSelector](): true,
	reflect.TypeFor[resource.Quantity]():    true,
	reflect.TypeFor[intstr.IntOrString]():   true,
}

func main() {
	structs := map[string]string{}
	for _, root := range roots {
		collect(root[0], root[1], structs)
	}
	names := make([]string, 0, len(structs))
	for name := range structs {
		names = append(names, name)
	}
	slices.Sort(names)
	fmt.Println("// The structs that the API server prints in messages (v1.36), each field as Name:json=type, without its name in JSON where that is usual. Made by reference/cmd/go-internal.")
	fmt.Println("export const GO_INTERNAL: Readonly<Record<string, string>> = {")
	for _, name := range names {
		fmt.Printf("  '%s':\n    '%s',\n", name, structs[name])
	}
	fmt.Println("}")
}

// collect adds a struct and what is below it. `sent` is the type of the same value as clients write it.
func collect(t, sent reflect.Type, structs map[string]string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		if sent.Kind() != t.Kind() && sent.Kind() != reflect.Pointer {
			return
		}
		if sent.Kind() == t.Kind() {
			sent = sent.Elem()
		}
		t = t.Elem()
	}
	for sent.Kind() == reflect.Pointer {
		sent = sent.Elem()
	}
	if t.Kind() != reflect.Struct || special[t] {
		return
	}
	if _, known := structs[t.Name()]; known {
		return
	}
	structs[t.Name()] = ""
	asSent := map[string]reflect.StructField{}
	addFields(asSent, sent)
	var fields []string
	for _, field := range flattened(t) {
		if field.Anonymous {
			fields = append(fields, "=ObjectMeta")
			continue
		}
		as := ""
		if same, there := asSent[field.Name]; there {
			name, _, _ := strings.Cut(same.Tag.Get("json"), ",")
			if name != strings.ToLower(field.Name[:1])+field.Name[1:] {
				as = ":" + name
			}
			collect(field.Type, same.Type, structs)
		} else if t != reflect.TypeFor[core.PodSecurityContext]() {
			fmt.Fprintln(os.Stderr, t, "has a field that clients do not write:", field.Name)
		}
		fields = append(fields, fmt.Sprintf("%s%s=%s", field.Name, as, typeOf(field.Type)))
	}
	structs[t.Name()] = strings.Join(fields, " ")
}

// flattened has the fields of a struct and of those that are embedded in it.
func flattened(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous && !special[field.Type] {
			fields = append(fields, flattened(field.Type)...)
			continue
		}
		fields = append(fields, field)
	}
	return fields
}

func addFields(into map[string]reflect.StructField, t reflect.Type) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && (field.Anonymous || strings.Contains(options, "inline")) {
			addFields(into, field.Type)
			continue
		}
		into[field.Name] = field
	}
}

// typeOf names a type: a struct by its name, all else by what it is.
func typeOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeOf(t.Elem())
	case reflect.Slice:
		return "[]" + typeOf(t.Elem())
	case reflect.Map:
		return "map:" + typeOf(t.Elem())
	case reflect.Struct:
		return t.Name()
	case reflect.String, reflect.Bool:
		return t.Kind().String()
	}
	return "int"
}
