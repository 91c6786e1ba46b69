// Command go-structs writes the shapes of the Go structs below a Pod template, field by field in their order, as a
// TypeScript table: the hash of a template is taken over what Go prints of it.
//
//	go run ./cmd/go-structs > ../src/api/generated/go-structs.ts
package main

import (
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Structs that are written as something else in JSON; who prints them knows them.
var special = map[reflect.Type]bool{
	reflect.TypeFor[metav1.Time]():        true,
	reflect.TypeFor[resource.Quantity]():  true,
	reflect.TypeFor[intstr.IntOrString](): true,
	reflect.TypeFor[metav1.FieldsV1]():    true,
}

func main() {
	structs := map[string]reflect.Type{}
	collect(reflect.TypeFor[v1.PodTemplateSpec](), structs)
	names := make([]string, 0, len(structs))
	for name := range structs {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println("// The Go structs below v1.PodTemplateSpec (v1.36), each field as Name:json=type, without its name in JSON where that is usual. Made by reference/cmd/go-structs.")
	fmt.Println("export const GO_STRUCTS: Readonly<Record<string, string>> = {")
	for _, name := range names {
		fmt.Printf("  '%s':\n    '%s',\n", name, fieldsOf(structs[name]))
	}
	fmt.Println("}")
}

func collect(t reflect.Type, structs map[string]reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		collect(t.Elem(), structs)
	case reflect.Map:
		collect(t.Elem(), structs)
	case reflect.Struct:
		if special[t] {
			return
		}
		if known, ok := structs[t.String()]; ok {
			if known != t {
				fmt.Fprintln(os.Stderr, "two structs are called", t)
				os.Exit(1)
			}
			return
		}
		structs[t.String()] = t
		for i := range t.NumField() {
			collect(t.Field(i).Type, structs)
		}
	}
}

func fieldsOf(t reflect.Type) string {
	var fields []string
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		as := ":" + name
		if name == strings.ToLower(field.Name[:1])+field.Name[1:] {
			as = ""
		}
		fields = append(fields, fmt.Sprintf("%s%s=%s", field.Name, as, field.Type))
	}
	return strings.Join(fields, " ")
}
