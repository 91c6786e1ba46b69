// Command record-controllers plays the scripts in conformance/controllers to a real kube-controller-manager.
//
//	record-controllers [folder [case ...]]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"time"

	"k8s.io/klog/v2"

	"podscape/reference/internal/controllermanager"
	"podscape/reference/internal/controllers"
	"podscape/reference/internal/controlplane"
	"podscape/reference/internal/corpus"
)

// workers at the same time: most of a recording is waiting for the controllers to come to rest.
const workers = 12

func main() {
	flag.Parse()
	klog.SetLogger(klog.Logger{})
	if err := record(context.Background(), flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-controllers:", err)
		os.Exit(1)
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
				fmt.Fprintf(os.Stderr, "%s: %v\n", c.Name, err)
			}
		})
	}
	group.Wait()
	return failed
}

func recordCase(ctx context.Context, recorder *controllers.Recorder, namespace string, c corpus.Case) error {
	var question controllers.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := recorder.Ask(ctx, namespace, question)
	if err != nil {
		return err
	}
	return c.WriteAnswer(answer)
}
