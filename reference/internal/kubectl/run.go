package kubectl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/component-base/logs"
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
	args, stdin := piped(words(command))
	// Files are read from the process' own, whatever the streams say.
	defer func(before *os.File) { os.Stdin = before }(os.Stdin)
	os.Stdin = stdin
	defer stdin.Close()
	streams := genericiooptions.IOStreams{In: stdin, Out: &stdout, ErrOut: &stderr}
	kubectl := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: streams})
	// As cli.Run does it, which main calls.
	logs.AddFlags(kubectl.PersistentFlags())
	kubectl.SetArgs(args)
	kubectl.SetOut(&stdout)
	kubectl.SetErr(&stderr)
	kubectl.SilenceErrors, kubectl.SilenceUsage = true, true
	cmdutil.CheckErr(kubectl.Execute())
	return output
}

// behind marks a command that goes on while those after it are carried out, until it ends by itself.
const behind = " &"

// begin starts such a command; the channel has its output. Its errors go where those of the others go.
func begin(command string) <-chan Output {
	done := make(chan Output, 1)
	var stdout, stderr bytes.Buffer
	go func() {
		streams := genericiooptions.IOStreams{In: strings.NewReader(""), Out: &stdout, ErrOut: &stderr}
		kubectl := cmd.NewKubectlCommand(cmd.KubectlOptions{IOStreams: streams})
		kubectl.SetArgs(words(strings.TrimSuffix(command, behind)))
		kubectl.SetOut(&stdout)
		kubectl.SetErr(&stderr)
		output := Output{Command: command}
		func() {
			defer func() {
				if ended, ok := recover().(exit); ok {
					output.ExitCode = ended.code
				}
			}()
			cmdutil.CheckErr(kubectl.Execute())
		}()
		output.Stdout, output.Stderr = lines(stdout.String()), lines(stderr.String())
		done <- output
	}()
	// Until it has asked the server.
	time.Sleep(time.Second)
	return done
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

// piped takes a file at the end of a command, `< web.yaml`, as what is piped into it; without one that is nothing.
func piped(words []string) (args []string, stdin *os.File) {
	args, name := words, os.DevNull
	if last := len(words) - 2; last >= 0 && words[last] == "<" {
		args, name = words[:last], words[last+1]
	}
	stdin, err := os.Open(name)
	if err != nil {
		panic(err)
	}
	return args, stdin
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// cluster is the name of everything in the kubeconfig.
const cluster = "podscape"

// writeKubeconfig writes the file by which kubectl finds the server; commands may change it.
func writeKubeconfig(dir string, config *rest.Config) (string, error) {
	path := filepath.Join(dir, ".kube", "config")
	whole := controlplane.Kubeconfig(config)
	named := clientcmdapi.NewConfig()
	for name := range whole.Clusters {
		named.Clusters[cluster], named.AuthInfos[cluster] = whole.Clusters[name], whole.AuthInfos[name]
	}
	named.Contexts[cluster] = &clientcmdapi.Context{Cluster: cluster, AuthInfo: cluster}
	named.CurrentContext = cluster
	return path, clientcmd.WriteToFile(*named, path)
}

// prepareEnvironment makes kubectl find the server and nothing else of the machine.
func prepareEnvironment(dir string, config *rest.Config) error {
	path, err := writeKubeconfig(dir, config)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"KUBECONFIG": path, "HOME": dir, "TZ": "UTC", "TMPDIR": os.TempDir()} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}
