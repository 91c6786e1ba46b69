// Package corpus reads and writes the folder conformance/: a question is <case>.yaml, its answer <case>.answer.json.
package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"sigs.k8s.io/yaml"
)

const answerSuffix = ".answer.json"

// Case is one question, by the name of its file.
type Case struct {
	Name string
	path string
}

// Cases lists the questions of a folder in the order of their names. If only is not empty, the others are left out.
func Cases(dir string, only ...string) ([]Case, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, name := range only {
		wanted[name] = true
	}
	var cases []Case
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		if len(only) == 0 || wanted[name] {
			cases = append(cases, Case{Name: name, path: path})
		}
	}
	return cases, nil
}

// Each does something with every case, so many at the same time. It says what went wrong, and returns how often something did.
func Each(cases []Case, atOnce int, do func(Case) error) (failed int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, c := range cases {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := do(c); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed++
				fmt.Fprintf(os.Stderr, "%s: %v\n", c.Name, err)
			}
		})
	}
	group.Wait()
	return failed
}

// Read decodes the question and refuses fields it does not know: a misspelt one would silently ask something else.
func (c Case) Read(question any) error {
	text, err := os.ReadFile(c.path)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, question); err != nil {
		return fmt.Errorf("%s: %w", c.path, err)
	}
	return nil
}

// Has tells whether the question has a field, by which a suite of two kinds of questions tells them apart.
func (c Case) Has(field string) bool {
	text, err := os.ReadFile(c.path)
	if err != nil {
		return false
	}
	fields := map[string]any{}
	return yaml.Unmarshal(text, &fields) == nil && fields[field] != nil
}

// WriteAnswer stores the answer beside the question.
func (c Case) WriteAnswer(answer any) error { return c.write(answer, Marshal) }

// WriteCompactAnswer stores it on one line.
func (c Case) WriteCompactAnswer(answer any) error { return c.write(answer, MarshalCompact) }

func (c Case) write(answer any, marshal func(any) ([]byte, error)) error {
	text, err := marshal(answer)
	if err != nil {
		return err
	}
	return os.WriteFile(strings.TrimSuffix(c.path, ".yaml")+answerSuffix, text, 0o644)
}

// RemoveStaleAnswers deletes answers whose question is gone.
func RemoveStaleAnswers(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*"+answerSuffix))
	if err != nil {
		return err
	}
	for _, path := range paths {
		question := strings.TrimSuffix(path, answerSuffix) + ".yaml"
		if _, err := os.Stat(question); os.IsNotExist(err) {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}
