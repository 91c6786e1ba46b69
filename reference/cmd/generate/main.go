// Command generate writes the questions that come from tables, and random ones.
//
//	generate                                  the tables of reference/families
//	generate -suite scheduler -seed 7 -count 1000 -out folder    random questions
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"podscape/reference/internal/families"
	"podscape/reference/internal/random"
)

func main() {
	suite := flag.String("suite", "", "api, scheduler, kubelet or controllers: make random questions for this suite")
	seed := flag.Uint64("seed", 1, "the first seed; every question has its own")
	count := flag.Int("count", 0, "how many random questions")
	out := flag.String("out", "", "folder for random questions; the suite's own when empty")
	flag.Parse()
	if err := generate(*suite, *seed, *count, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(suite string, seed uint64, count int, out string) error {
	if suite == "" {
		return generateFamilies()
	}
	if out == "" {
		out = filepath.Join("conformance", suite)
	}
	return random.Generate(suite, seed, count, out)
}

func generateFamilies() error {
	dirs, err := filepath.Glob("reference/families/*")
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		suite := filepath.Base(dir)
		out := filepath.Join("conformance", suite)
		if err := os.MkdirAll(out, 0o755); err != nil {
			return err
		}
		count, err := families.Generate("reference", suite, out)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d questions from tables\n", suite, count)
	}
	return nil
}
