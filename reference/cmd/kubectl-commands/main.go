// Command kubectl-commands writes which commands and flags kubectl has, for the completion of words.
//
//	go run ./cmd/kubectl-commands > ../src/kubectl/completion/commands.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/component-base/logs"
	"k8s.io/kubectl/pkg/cmd"
)

// A flag is its name, its short form, and letters: b when it may stand without a value, m when it may stand more than once,
// r when the command cannot do without it, f when its value is a file.
type command struct {
	Aliases     []string `json:"aliases,omitempty"`
	Subcommands []string `json:"subcommands,omitempty"`
	Arguments   []string `json:"arguments,omitempty"`
	Flags       []string `json:"flags,omitempty"`
}

func main() {
	// Who made the program is no part of it.
	os.Args[0] = "kubectl"
	kubectl := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: genericiooptions.NewTestIOStreamsDiscard()})
	// As cli.Run does it, which main calls.
	logs.AddFlags(kubectl.PersistentFlags())
	kubectl.InitDefaultHelpCmd()
	all := map[string]command{}
	collect(all, "", kubectl)
	out, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(string(out))
}

func collect(all map[string]command, path string, one *cobra.Command) {
	one.InitDefaultHelpFlag()
	one.InitDefaultVersionFlag()
	// Merges the flags of those above.
	_ = one.ParseFlags(nil)
	found := command{Aliases: one.Aliases}
	for _, argument := range one.ValidArgs {
		found.Arguments = append(found.Arguments, strings.SplitN(string(argument), "\t", 2)[0])
	}
	one.NonInheritedFlags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden && flag.Deprecated == "" {
			found.Flags = append(found.Flags, flagText(flag))
		}
	})
	for _, sub := range one.Commands() {
		if !sub.IsAvailableCommand() && sub.Name() != "help" {
			continue
		}
		found.Subcommands = append(found.Subcommands, sub.Name())
		collect(all, strings.TrimPrefix(path+" "+sub.Name(), " "), sub)
	}
	all[path] = found
}

func flagText(flag *pflag.Flag) string {
	letters := ""
	if flag.NoOptDefVal != "" {
		letters += "b"
	}
	kind := flag.Value.Type()
	if strings.Contains(kind, "Slice") || strings.Contains(kind, "Array") || strings.HasPrefix(kind, "stringTo") {
		letters += "m"
	}
	if _, required := flag.Annotations[cobra.BashCompOneRequiredFlag]; required {
		letters += "r"
	}
	if len(flag.Annotations[cobra.BashCompFilenameExt]) > 0 {
		letters += "f"
	}
	return flag.Name + "," + flag.Shorthand + "," + letters
}
