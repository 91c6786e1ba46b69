// Package apart plays a question many times, each time in a process of its own, because what goes on at the same moment is
// left to chance: the answer is the course that comes out most.
package apart

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"time"
)

// How to play: this program with these arguments and variables of the environment, and the question on its standard input.
type How struct {
	Arguments   []string
	Environment []string
	// Limit of one run.
	Limit time.Duration
	// Alike attempts in a row are enough when there is no other answer.
	Alike int
}

const (
	// lead of the answer over the second most frequent one, when there is.
	lead = 5
	// attempts are not made more often, also when no answer comes out clearly most often.
	attempts = 24
	// courses that are kept.
	courses = 4
)

// Often returns the courses that came out, the most frequent one first.
func Often[Course any](how How, question any, about string) ([]*Course, error) {
	counts := map[string]int{}
	for range attempts {
		text, err := how.play(question)
		if err != nil {
			return nil, err
		}
		counts[text]++
		sorted := byCount(counts)
		best, second := counts[sorted[0]], 0
		if len(sorted) > 1 {
			second = counts[sorted[1]]
		}
		if second == 0 && best >= how.Alike || best-second >= lead {
			break
		}
	}
	sorted := byCount(counts)
	if len(sorted) > 1 {
		fmt.Fprintf(os.Stderr, "not the only course (%d and %d times): %s\n", counts[sorted[0]], counts[sorted[1]], about)
	}
	var result []*Course
	for _, text := range sorted[:min(courses, len(sorted))] {
		course := new(Course)
		if err := json.Unmarshal([]byte(text), course); err != nil {
			return nil, err
		}
		result = append(result, course)
	}
	return result, nil
}

func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// play returns the course as text.
func (how How) play(question any) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(question)
	if err != nil {
		return "", err
	}
	command := exec.Command(program, how.Arguments...)
	// On one thread chance has little to decide.
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1")
	command.Env = append(command.Env, how.Environment...)
	var out, complaints bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(text), &out, &complaints
	if err := command.Start(); err != nil {
		return "", err
	}
	timer := time.AfterFunc(how.Limit, func() { command.Process.Kill() })
	defer timer.Stop()
	if err := command.Wait(); err != nil {
		return "", fmt.Errorf("%w: %s", err, tail(complaints.Bytes()))
	}
	return out.String(), nil
}

func tail(text []byte) []byte { return text[max(0, len(text)-500):] }
