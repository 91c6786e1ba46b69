// Command record-kubelet asks the questions in conformance/kubelet of the real kubelet.
//
//	record-kubelet [folder [case ...]]
//
// With -play it plays the one question on its standard input; that is how it calls itself.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"podscape/reference/internal/corpus"
	"podscape/reference/internal/kubelet"
)

// workers at the same time: one for each core of a small machine.
const workers = 2

func main() {
	jitter := flag.Float64("play", -1, "play the question on the standard input, with random delays as short (0) or long (1) as they can be")
	flag.Parse()
	if *jitter >= 0 {
		kubelet.PlayHere(*jitter)
	}
	if err := record(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-kubelet:", err)
		os.Exit(1)
	}
}

func record(args []string) error {
	dir, only := "conformance/kubelet", []string(nil)
	if len(args) > 0 {
		dir, only = args[0], args[1:]
	}
	cases, err := corpus.Cases(dir, only...)
	if err != nil {
		return err
	}
	start := time.Now()
	failed := corpus.Each(cases, workers, recordCase)
	fmt.Printf("kubelet: %d cases, %d could not be asked; asked in %.1f s\n", len(cases), failed, time.Since(start).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

func recordCase(c corpus.Case) error {
	var question kubelet.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := kubelet.Ask(question)
	if err != nil {
		return err
	}
	// Of those that were made up there are many, they are long, and nobody reads them all.
	if strings.HasPrefix(c.Name, "random-") {
		return c.WriteCompactAnswer(answer)
	}
	return c.WriteAnswer(answer)
}
