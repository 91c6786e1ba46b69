package random

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"podscape/reference/internal/families"
	"sigs.k8s.io/yaml"
)

// The kinds, and what their fields may be.
//
//go:embed kinds/*.yaml
var tables embed.FS

// choice is what a field may be: values that are taken, and those that are refused (mostly).
type choice struct {
	OK  []any `json:"ok"`
	Bad []any `json:"bad"`
}

// part is the fields of something that is in several kinds, by path.
type part map[string]choice

type kind struct {
	Weight int            `json:"weight"`
	Base   object         `json:"base"`
	Parts  map[string]any `json:"parts"`
	// Complete is what has to be somewhere before a field of it is set.
	Complete     map[string]object `json:"complete"`
	Fields       part              `json:"fields"`
	Status       string            `json:"status"`
	Given        [][]any           `json:"given"`
	Subresources []string          `json:"subresources"`

	// choices are all its fields by their whole path, and paths are their order.
	choices part
	paths   []string
	status  part
}

var kinds = readKinds()

func readKinds() []*kind {
	files, err := tables.ReadDir("kinds")
	check(err)
	var found []*kind
	parts := map[string]part{}
	for _, file := range files {
		text, err := tables.ReadFile("kinds/" + file.Name())
		check(err)
		var table struct {
			Kinds []*kind         `json:"kinds"`
			Parts map[string]part `json:"parts"`
			More  map[string]part `json:"more"`
		}
		check(yaml.UnmarshalStrict(text, &table))
		found = append(found, table.Kinds...)
		maps.Copy(parts, table.Parts)
		maps.Copy(parts, table.More)
	}
	for _, k := range found {
		k.choices = part{}
		for _, at := range slices.Sorted(maps.Keys(k.Parts)) {
			for _, name := range names(k.Parts[at]) {
				if parts[name] == nil {
					check(fmt.Errorf("there is no part %q", name))
				}
				for path, choice := range parts[name] {
					k.choices[strings.TrimPrefix(at+"."+path, ".")] = choice
				}
			}
		}
		maps.Copy(k.choices, k.Fields)
		k.paths = slices.Sorted(maps.Keys(k.choices))
		k.status = parts[k.Status]
	}
	return found
}

func names(of any) []string {
	if name, ok := of.(string); ok {
		return []string{name}
	}
	var all []string
	for _, name := range of.([]any) {
		all = append(all, name.(string))
	}
	return all
}

// change is a field and its new value; null removes it.
type change struct {
	path  string
	value any
}

// changes of an object: count right ones, and of these so many wrong.
func (k *kind) changes(r *rand.Rand, count, wrong int) []change {
	return changesOf(r, k.choices, k.paths, count, wrong)
}

func changesOf(r *rand.Rand, choices part, paths []string, count, wrong int) []change {
	var found []change
	taken := map[string]bool{}
	for tries := 0; len(found) < count && tries < 50; tries++ {
		path := pick(r, paths)
		values := choices[path].OK
		if len(found) < wrong {
			values = choices[path].Bad
		}
		if taken[path] || len(values) == 0 {
			continue
		}
		taken[path] = true
		found = append(found, change{path, copied(pick(r, values))})
	}
	slices.SortFunc(found, func(a, b change) int { return strings.Compare(a.path, b.path) })
	return found
}

// with is the object with changes.
func (k *kind) with(base object, changes []change) object {
	result := copied(base).(object)
	for _, one := range changes {
		for at, whole := range k.Complete {
			if _, there := families.Get(result, at); !there && strings.HasPrefix(one.path, at) {
				check(families.Set(result, at, copied(whole)))
			}
		}
		// A list that an earlier change emptied has no such place; then nothing is set.
		_ = families.Set(result, one.path, copied(one.value))
	}
	return result
}

func copied(value any) any {
	text, err := json.Marshal(value)
	check(err)
	var result any
	check(json.Unmarshal(text, &result))
	return result
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
