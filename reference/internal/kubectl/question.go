// Package kubectl records what kubectl prints.
package kubectl

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// Question is one file of conformance/kubectl.
type Question struct {
	// About says in a sentence what the case shows.
	About string `json:"about"`
	// Given are the objects that exist, with their status. Their times are those of a world in which it is Now.
	Given []unstructured.Unstructured `json:"given,omitempty"`
	// Files by name, for commands with -f.
	Files map[string]string `json:"files,omitempty"`
	// Commands are run one after the other, words separated by blanks, without the word kubectl.
	Commands []string `json:"commands"`
}

// Answer is one file of conformance/kubectl.
type Answer struct {
	Commands []Output `json:"commands"`
}

// Output of one command, by lines.
type Output struct {
	Command  string   `json:"command"`
	Stdout   []string `json:"stdout,omitempty"`
	Stderr   []string `json:"stderr,omitempty"`
	ExitCode int      `json:"exitCode"`
}
