// Command record-courses plays the scripts in conformance/controllers that say when things happen to the controllers of a
// real kube-controller-manager, on a clock of their own.
//
//	record-courses [folder [case ...]]
//
// With -play it plays the one question on its standard input; that is how it calls itself.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"podscape/reference/internal/corpus"
	"podscape/reference/internal/courses"
)

// workers at the same time: one for each core of a small machine.
const workers = 2

func main() {
	play := flag.Bool("play", false, "play the question on the standard input")
	flag.IntVar(&courses.Alike, "alike", courses.Alike, "how many attempts that agree are enough when none differs")
	flag.Parse()
	if *play {
		courses.PlayHere()
	}
	if err := record(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-courses:", err)
		os.Exit(1)
	}
}

func record(args []string) error {
	dir, only := "conformance/controllers", []string(nil)
	if len(args) > 0 {
		dir, only = args[0], args[1:]
	}
	cases, err := corpus.Cases(dir, only...)
	if err != nil {
		return err
	}
	cases = slices.DeleteFunc(cases, func(c corpus.Case) bool { return !c.Has("until") })
	start := time.Now()
	failed := corpus.Each(cases, workers, recordCase)
	fmt.Printf("courses: %d cases, %d could not be asked; asked in %.1f s\n", len(cases), failed, time.Since(start).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

func recordCase(c corpus.Case) error {
	var question courses.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := courses.Ask(question)
	if err != nil {
		return err
	}
	// Of those that were made up there are many, they are long, and nobody reads them all.
	if strings.HasPrefix(c.Name, "random-") {
		return c.WriteCompactAnswer(answer)
	}
	return c.WriteAnswer(answer)
}
