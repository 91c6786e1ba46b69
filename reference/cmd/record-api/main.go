// Command record-api asks a real kube-apiserver the questions in conformance/api and writes its answers beside them.
//
//	record-api [folder [case ...]]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"k8s.io/klog/v2"

	"podscape/reference/internal/api"
	"podscape/reference/internal/controlplane"
	"podscape/reference/internal/corpus"
)

func main() {
	flag.Parse()
	// The server's own log is of no use here; what matters comes back as an error.
	klog.SetLogger(klog.Logger{})
	if err := record(context.Background(), flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "record-api:", err)
		os.Exit(1)
	}
}

func record(ctx context.Context, args []string) error {
	dir, only := "conformance/api", []string(nil)
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
	started := time.Since(start)

	recorder, err := api.NewRecorder(server)
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
	fmt.Printf("api: %d cases, %d could not be asked; server up in %.1f s, asked in %.1f s\n",
		len(cases), failed, started.Seconds(), (time.Since(start) - started).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d questions are broken", failed)
	}
	return corpus.RemoveStaleAnswers(dir)
}

func recordCase(ctx context.Context, recorder *api.Recorder, c corpus.Case) error {
	var question api.Question
	if err := c.Read(&question); err != nil {
		return err
	}
	answer, err := recorder.Ask(ctx, question)
	if err != nil {
		return err
	}
	return c.WriteAnswer(answer)
}
