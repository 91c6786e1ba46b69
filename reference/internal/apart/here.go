package apart

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
)

// Here plays the question on the standard input, on a clock of its own and with a folder of its own, and writes its course.
// It ends the process: neither controllers nor a kubelet can all be stopped, and what one leaves behind would be found by
// the next.
func Here[Question, Course any](play func(question Question, home string) (Course, error)) {
	var question Question
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		fail(err)
	}
	home, err := os.MkdirTemp("", "reference-")
	if err != nil {
		fail(err)
	}
	bubble(func() int {
		defer os.RemoveAll(home)
		course, err := play(question, home)
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(course)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return 0
	})
}

func bubble(run func() int) {
	os.Args = os.Args[:1] // testing reads the flags too
	always := func(string, string) (bool, error) { return true, nil }
	inBubble := func(t *testing.T) { synctest.Test(t, func(*testing.T) { os.Exit(run()) }) }
	testing.Main(always, []testing.InternalTest{{Name: "apart", F: inBubble}}, nil, nil)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
