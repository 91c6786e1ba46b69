// Package families writes out tables of cases: questions that are alike but for a few values.
package families

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// family is one file of reference/families/<suite>.
type family struct {
	// Base names the question that all cases start from.
	Base  string            `json:"base"`
	Cases map[string]member `json:"cases"`
}

// member is one case: what it changes in the base.
type member struct {
	About string `json:"about"`
	Base  string `json:"base,omitempty"`
	// Set and Add by path, such as spec.containers[0].ports. Add appends to a list. Null removes.
	Set map[string]any `json:"set,omitempty"`
	Add map[string]any `json:"add,omitempty"`
}

// base is one entry of bases.yaml.
type base struct {
	// At is the path that the paths of the cases start from.
	At       string         `json:"at,omitempty"`
	Question map[string]any `json:"question"`
}

const basesFile = "bases.yaml"

// Mark is the first line of a written question, so that it is not edited by hand and can be removed.
const Mark = "# Made from reference/"

// Generate writes the cases of all families of a suite and removes those that are no longer in any.
func Generate(root, suite, out string) (int, error) {
	dir := filepath.Join(root, "families", suite)
	bases := map[string]base{}
	if err := read(filepath.Join(dir, basesFile), &bases); err != nil {
		return 0, err
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return 0, err
	}
	written := map[string]string{}
	for _, path := range paths {
		if filepath.Base(path) == basesFile {
			continue
		}
		if err := expand(path, suite, bases, written); err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
	}
	for name, text := range written {
		if err := os.WriteFile(filepath.Join(out, name+".yaml"), []byte(text), 0o644); err != nil {
			return 0, err
		}
	}
	return len(written), removeStale(out, written)
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func expand(path, suite string, bases map[string]base, written map[string]string) error {
	var family family
	if err := read(path, &family); err != nil {
		return err
	}
	header := fmt.Sprintf("%sfamilies/%s/%s; change it there.\n", Mark, suite, filepath.Base(path))
	for name, member := range family.Cases {
		if _, taken := written[name]; taken {
			return fmt.Errorf("%s: there is a case of this name already", name)
		}
		question, err := member.question(family.Base, bases)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text, err := yaml.Marshal(question)
		if err != nil {
			return err
		}
		written[name] = header + string(text)
	}
	return nil
}

func (m member) question(familyBase string, bases map[string]base) (map[string]any, error) {
	if m.About == "" {
		return nil, fmt.Errorf("about is missing")
	}
	name := familyBase
	if m.Base != "" {
		name = m.Base
	}
	base, found := bases[name]
	if !found {
		return nil, fmt.Errorf("there is no base %q", name)
	}
	question := runtime.DeepCopyJSON(normal(base.Question))
	question["about"] = m.About
	if err := apply(question, base.At, m.Set, set); err != nil {
		return nil, err
	}
	return question, apply(question, base.At, m.Add, add)
}

func apply(question map[string]any, at string, changes map[string]any, change func(any, []step, any) (any, error)) error {
	var paths []string
	for path := range changes {
		paths = append(paths, path)
	}
	// Shorter paths first: what they set is the ground of the longer ones.
	sort.Slice(paths, func(i, j int) bool {
		return len(paths[i]) < len(paths[j]) || len(paths[i]) == len(paths[j]) && paths[i] < paths[j]
	})
	for _, path := range paths {
		full := path
		if at != "" && !strings.HasPrefix(path, "/") {
			full = at + "." + path
		}
		steps, err := parse(strings.TrimPrefix(full, "/"))
		if err != nil {
			return err
		}
		if _, err := change(question, steps, changes[path]); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func removeStale(out string, written map[string]string) error {
	paths, err := filepath.Glob(filepath.Join(out, "*.yaml"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if _, current := written[strings.TrimSuffix(filepath.Base(path), ".yaml")]; current {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasPrefix(string(text), Mark+"families/") {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
