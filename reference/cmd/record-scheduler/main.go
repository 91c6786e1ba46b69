// Command record-scheduler asks kube-scheduler the questions in conformance/scheduler and writes its answers beside them.
//
//	record-scheduler [folder [case ...]]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"time"

	"k8s.io/klog/v2"

	"podscape/reference/internal/corpus"
	"podscape/reference/internal/scheduler"
)

// repeats of every question. An answer that is chance, such as the choice between equal victims, must not get into
// the corpus: the question has to be asked in a way that has one answer.
const repeats = 3

func main() {
	flag.Parse()
	klog.SetLogger(klog.Logger{})
	if err := record(context.Background(), flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-scheduler:", err)
		os.Exit(1)
	}
}

func record(ctx context.Context, args []string) error {
	dir, only := "conformance/scheduler", []string(nil)
	if len(args) > 0 {
		dir, only = args[0], args[1:]
	}
	cases, err := corpus.Cases(dir, only...)
	if err != nil {
		return err
	}
	start := time.Now()
	failed := corpus.Each(cases, workers, func(c corpus.Case) error { return recordCase(ctx, c) })
	fmt.Printf("scheduler: %d cases, %d could not be asked; asked in %.1f s\n", len(cases), failed, time.Since(start).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

// workers at the same time. Every question has its own scheduler, which mostly waits for its own informers.
const workers = 8

func recordCase(ctx context.Context, c corpus.Case) error {
	var question scheduler.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := scheduler.Ask(ctx, question)
	if err != nil {
		return err
	}
	for i := 1; i < repeats; i++ {
		again, err := scheduler.Ask(ctx, question)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(answer, again) {
			return errors.New("the answer is another one each time")
		}
	}
	return c.WriteAnswer(answer)
}
