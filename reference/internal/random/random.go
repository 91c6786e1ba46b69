// Package random makes questions up, the same ones for the same seed.
package random

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

var makers = map[string]func(*rand.Rand) map[string]any{}

// Generate writes count questions; the n-th is made from seed+n alone.
func Generate(suite string, seed uint64, count int, out string) error {
	make, found := makers[suite]
	if !found {
		return fmt.Errorf("there are no random questions for the suite %q", suite)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for n := range uint64(count) {
		source := rand.New(rand.NewPCG(seed+n, 0))
		question := make(source)
		question["about"] = fmt.Sprintf("Made up from seed %d.", seed+n)
		text, err := yaml.Marshal(question)
		if err != nil {
			return err
		}
		header := "# Made from reference/internal/random; change it there.\n"
		path := filepath.Join(out, fmt.Sprintf("random-%04d.yaml", seed+n))
		if err := os.WriteFile(path, append([]byte(header), text...), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// jsonText of an object, for a file inside a question.
func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
