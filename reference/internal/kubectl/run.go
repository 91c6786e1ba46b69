package kubectl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"

	"podscape/reference/internal/controlplane"
)

// exit is what kubectl's fatal handler throws instead of ending the process.
type exit struct{ code int }

// run is kubectl's main function, with its streams in memory.
func run(command string) (output Output) {
	var stdout, stderr bytes.Buffer
	defer func() {
		if problem := recover(); problem != nil {
			ended, ok := problem.(exit)
			if !ok {
				panic(problem)
			}
			output.ExitCode = ended.code
		}
		output.Command = command
		output.Stdout, output.Stderr = lines(stdout.String()), lines(stderr.String())
	}()
	cmdutil.BehaviorOnFatal(func(message string, code int) {
		if message != "" {
			fmt.Fprintln(&stderr, strings.TrimSuffix(message, "\n"))
		}
		panic(exit{code})
	})
	streams := genericiooptions.IOStreams{In: strings.NewReader(""), Out: &stdout, ErrOut: &stderr}
	kubectl := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: streams})
	kubectl.SetArgs(words(command))
	kubectl.SetOut(&stdout)
	kubectl.SetErr(&stderr)
	kubectl.SilenceErrors, kubectl.SilenceUsage = true, true
	cmdutil.CheckErr(kubectl.Execute())
	return output
}

// words splits a command at blanks; what stands in single quotes is one word, or a part of one.
func words(command string) []string {
	var all []string
	word, inWord, quoted := "", false, false
	for _, letter := range command {
		switch {
		case letter == '\'':
			inWord, quoted = true, !quoted
		case letter == ' ' && !quoted:
			if inWord {
				all = append(all, word)
			}
			word, inWord = "", false
		default:
			word, inWord = word+string(letter), true
		}
	}
	if inWord {
		all = append(all, word)
	}
	return all
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// prepareEnvironment makes kubectl find the server and nothing else of the machine.
func prepareEnvironment(dir string, config *rest.Config) error {
	path := filepath.Join(dir, "kubeconfig")
	if err := clientcmd.WriteToFile(controlplane.Kubeconfig(config), path); err != nil {
		return err
	}
	for name, value := range map[string]string{"KUBECONFIG": path, "HOME": dir, "TZ": "UTC"} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}
