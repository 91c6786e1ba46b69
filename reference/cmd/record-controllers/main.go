// Command record-controllers plays the scripts in conformance/controllers to a real kube-controller-manager.
//
//	record-controllers [folder [case ...]]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	"k8s.io/klog/v2"

	"podscape/reference/internal/controllermanager"
	"podscape/reference/internal/controllers"
	"podscape/reference/internal/controlplane"
	"podscape/reference/internal/corpus"
)

// workers at the same time: most of a recording is waiting for the controllers to come to rest.
const workers = 10

func main() {
	flag.Parse()
	muteLogs()
	if err := record(context.Background(), flag.Args()); err != nil {
		fmt.Fprintln(stderr, "record-controllers:", err)
		os.Exit(1)
	}
}

// stderr is for the recorder. kube-controller-manager sets up its own log, to what it finds as the standard error.
var stderr = os.Stderr

func muteLogs() {
	klog.SetLogger(klog.Logger{})
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
}

func record(ctx context.Context, args []string) error {
	dir, only := "conformance/controllers", []string(nil)
	if len(args) > 0 {
		dir, only = args[0], args[1:]
	}
	cases, err := corpus.Cases(dir, only...)
	if err != nil {
		return err
	}
	// Those that say when things happen are the business of record-courses.
	cases = slices.DeleteFunc(cases, func(c corpus.Case) bool { return c.Has("until") })
	start := time.Now()
	server, err := controlplane.StartAPIServer(ctx)
	if err != nil {
		return err
	}
	defer server.Stop()
	home, err := os.MkdirTemp("", "reference-controllers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	ended, err := controllermanager.Start(ctx, server.Config, home)
	if err != nil {
		return err
	}
	recorder, err := controllers.NewRecorder(ctx, server)
	if err != nil {
		return err
	}
	started := time.Since(start)
	failed := recordAll(ctx, recorder, cases)
	select {
	case err := <-ended:
		return err
	default:
	}
	fmt.Printf("controllers: %d cases, %d could not be asked; servers up in %.1f s, asked in %.1f s\n",
		len(cases), failed, started.Seconds(), (time.Since(start) - started).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

func recordAll(ctx context.Context, recorder *controllers.Recorder, cases []corpus.Case) (failed int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, workers)
	for i, c := range cases {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := recordCase(ctx, recorder, fmt.Sprintf("reference-%04d", i), c); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed++
				fmt.Fprintf(stderr, "%s: %v\n", c.Name, err)
			}
		})
	}
	group.Wait()
	return failed
}

// attempts at every question. Controllers run side by side, so now and then a condition is written a moment earlier
// or later; what comes out more than once is the answer.
const attempts = 3

func recordCase(ctx context.Context, recorder *controllers.Recorder, namespace string, c corpus.Case) error {
	answers := make([]controllers.Answer, attempts)
	errs := make([]error, attempts)
	var group sync.WaitGroup
	for i := range attempts {
		group.Go(func() {
			// Every attempt reads the question anew, because asking moves its objects into a namespace.
			var question controllers.Question
			if errs[i] = c.Read(&question); errs[i] == nil {
				answers[i], errs[i] = recorder.Ask(ctx, fmt.Sprintf("%s-%d", namespace, i), question)
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i := range answers {
		for j := range i {
			if reflect.DeepEqual(answers[i], answers[j]) {
				return c.WriteAnswer(answers[i])
			}
		}
	}
	return errors.New("the answer is another one each time")
}
