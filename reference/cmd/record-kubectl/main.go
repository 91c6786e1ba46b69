// Command record-kubectl runs the commands in conformance/kubectl against a real kube-apiserver and writes what they print.
//
//	record-kubectl [folder [case ...]]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/klog/v2"

	"podscape/reference/internal/controlplane"
	"podscape/reference/internal/corpus"
	"podscape/reference/internal/kubectl"
)

func main() {
	flag.Parse()
	// Who changes a field is called like the program.
	os.Args[0] = "kubectl"
	klog.SetLogger(klog.Logger{})
	if err := record(context.Background(), flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-kubectl:", err)
		os.Exit(1)
	}
}

func record(ctx context.Context, args []string) error {
	dir, only := "conformance/kubectl", []string(nil)
	if len(args) > 0 {
		dir, only = args[0], args[1:]
	}
	// kubectl runs in a folder of its own.
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
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
	started := time.Since(start)

	home, err := os.MkdirTemp("", "reference-kubectl-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	recorder, err := kubectl.NewRecorder(server, home)
	if err != nil {
		return err
	}
	failed := 0
	for _, c := range cases {
		if err := recordCase(ctx, recorder, c); err != nil {
			failed++
			fmt.Fprintf(os.Stderr, "%s: %v\n", c.Name, err)
		}
	}
	fmt.Printf("kubectl: %d cases, %d could not be asked; server up in %.1f s, asked in %.1f s\n",
		len(cases), failed, started.Seconds(), (time.Since(start) - started).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

func recordCase(ctx context.Context, recorder *kubectl.Recorder, c corpus.Case) error {
	var question kubectl.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := recorder.Ask(ctx, question)
	if err != nil {
		return err
	}
	return c.WriteAnswer(answer)
}
