// Command go-fields writes what OpenAPI does not say of the fields of all structs: which are written when they hold
// nothing, which are pointers, which have a type with a name of its own, and which belong to an embedded struct.
//
//	go run ./cmd/go-fields ../src/api/generated/schema.json > ../src/api/generated/go-fields.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type structSchema struct {
	Fields     map[string]string `json:"fields"`
	APIVersion string            `json:"apiVersion"`
}

type table struct {
	// Written has a letter for each field, in the order of their names: o when it is left out while empty, w when it is
	// always written, p for a pointer, z when a struct is left out while it is zero. A capital is a field of the embedded struct.
	Written map[string]string `json:"written"`
	// Named has the types of fields that Go calls otherwise.
	Named map[string]string `json:"named"`
	// Embedded has the struct that some fields of a struct belong to in Go.
	Embedded map[string]string `json:"embedded"`
}

type field struct {
	reflect.StructField
	embedded string
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	schemas := map[string]structSchema{}
	check(json.Unmarshal(text, &schemas))
	check(apiextensionsv1.AddToScheme(scheme.Scheme))
	check(apiregistrationv1.AddToScheme(scheme.Scheme))

	result := table{Written: map[string]string{}, Named: map[string]string{}, Embedded: map[string]string{}}
	for name, one := range schemas {
		if one.APIVersion == "" {
			continue
		}
		object, err := newObject(name, one.APIVersion)
		check(err)
		result.collect(name, reflect.TypeOf(object).Elem(), schemas)
	}
	out, err := json.MarshalIndent(result, "", " ")
	check(err)
	fmt.Println(string(out))
}

func newObject(name, apiVersion string) (runtime.Object, error) {
	version, err := schema.ParseGroupVersion(apiVersion)
	check(err)
	object, err := scheme.Scheme.New(version.WithKind(name))
	if err != nil && strings.HasPrefix(name, "Events") {
		return scheme.Scheme.New(version.WithKind(strings.TrimPrefix(name, "Events")))
	}
	return object, err
}

func (t table) collect(name string, of reflect.Type, schemas map[string]structSchema) {
	if _, known := t.Written[name]; known || of.Kind() != reflect.Struct {
		return
	}
	fields := map[string]field{}
	addFields(fields, of, "")
	names := make([]string, 0, len(fields))
	for field := range schemas[name].Fields {
		names = append(names, field)
	}
	slices.Sort(names)
	var letters strings.Builder
	t.Written[name] = ""
	for _, key := range names {
		found, there := fields[key]
		if !there {
			check(fmt.Errorf("%s (%s) has no field %s", name, of, key))
		}
		letter := letterOf(found)
		if found.embedded != "" {
			letter = strings.ToUpper(letter)
			if t.Embedded[name] < found.embedded {
				t.Embedded[name] = found.embedded
			}
		}
		letters.WriteString(letter)
		t.nameType(name+"."+key, found.Type)
		below := strings.NewReplacer("[]", "", "{}", "").Replace(schemas[name].Fields[key])
		if len(schemas[below].Fields) > 0 {
			t.collect(below, element(found.Type), schemas)
		}
	}
	t.Written[name] = letters.String()
}

func addFields(into map[string]field, of reflect.Type, embedded string) {
	for i := range of.NumField() {
		one := of.Field(i)
		name, options, _ := strings.Cut(one.Tag.Get("json"), ",")
		if name == "" && (one.Anonymous || strings.Contains(options, "inline")) {
			inner := embedded
			if one.Type.Name() != "TypeMeta" {
				inner = strings.TrimPrefix(embedded+"."+one.Type.Name(), ".")
			}
			addFields(into, one.Type, inner)
			continue
		}
		if name != "" && name != "-" {
			into[name] = field{one, embedded}
		}
	}
}

func letterOf(one field) string {
	_, options, _ := strings.Cut(one.Tag.Get("json"), ",")
	switch {
	case one.Type.Kind() == reflect.Pointer:
		return "p"
	case strings.Contains(options, "omitzero"):
		return "z"
	case strings.Contains(options, "omitempty") && one.Type.Kind() != reflect.Struct:
		return "o"
	}
	return "w"
}

func (t table) nameType(key string, of reflect.Type) {
	inner := element(of)
	if inner.PkgPath() == "" || inner.Kind() == reflect.Struct {
		return
	}
	t.Named[key] = inner.String()
}

func element(of reflect.Type) reflect.Type {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice && of.PkgPath() == "" || of.Kind() == reflect.Map && of.PkgPath() == "" {
		of = of.Elem()
	}
	return of
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-fields:", err)
		os.Exit(1)
	}
}
