// Command openapi-enums writes the values that fields can have, which the documents of a release leave out and a server
// says: by type and field the values, and what is said of them behind the field's description.
//
//	go run ./cmd/openapi-enums ../src/api/generated/schema.json > ../src/api/generated/enums.json
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

type structSchema struct {
	Fields map[string]string `json:"fields"`
}

type enum struct {
	Values []any `json:"values"`
	// Words stand behind the description.
	Words string `json:"words"`
}

const wordsBegin = "\n\nPossible enum values:"

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	schemas := map[string]structSchema{}
	check(json.Unmarshal(text, &schemas))
	definitions := openapi.GetOpenAPIDefinitions(func(path string) spec.Ref { return spec.Ref{} })
	result := map[string]map[string]enum{}
	for name, schema := range schemas {
		// Of several versions the newest is served.
		var newest string
		for key, definition := range definitions {
			if key > newest && isCalled(name, key, schemas) && hasFields(definition, schema) {
				newest = key
			}
		}
		if found := enumsOf(definitions[newest]); len(found) > 0 {
			result[name] = found
		}
	}
	out, err := json.MarshalIndent(result, "", " ")
	check(err)
	fmt.Println(string(out))
}

// isCalled says whether a definition is a type of that name; where several groups have one, theirs is before it.
func isCalled(name, key string, schemas map[string]structSchema) bool {
	parts := strings.Split(key, ".")
	if len(parts) < 3 || strings.Contains(parts[len(parts)-2], "alpha") || strings.Contains(parts[len(parts)-2], "beta") {
		return false
	}
	short, group := parts[len(parts)-1], parts[len(parts)-3]
	long := strings.ToUpper(group[:1]) + group[1:] + short
	if _, known := schemas[long]; known {
		return name == long
	}
	return name == short
}

func hasFields(definition common.OpenAPIDefinition, schema structSchema) bool {
	of := slices.Sorted(maps.Keys(definition.Schema.Properties))
	return slices.Equal(of, slices.Sorted(maps.Keys(schema.Fields)))
}

func enumsOf(definition common.OpenAPIDefinition) map[string]enum {
	found := map[string]enum{}
	for field, property := range definition.Schema.Properties {
		if len(property.Enum) == 0 {
			continue
		}
		var words string
		if at := strings.Index(property.Description, wordsBegin); at >= 0 {
			words = property.Description[at:]
		}
		found[field] = enum{property.Enum, words}
	}
	return found
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi-enums:", err)
		os.Exit(1)
	}
}
