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
	// Beside so many further attempts run on two threads, where what goes on at the same moment comes in any order: what
	// comes out then is no answer, but a course that occurs. Where one of them is new, as many as attempts are made.
	Beside int
}

const (
	// lead of the answer over the second most frequent one, when there is.
	lead = 5
	// attempts are not made more often, also when no answer comes out clearly most often.
	attempts = 24
	// courses that are kept, and of those on two threads.
	courses       = 16
	coursesBeside = 12
)

// Often returns the courses that came out, the most frequent one first.
func Often[Course any](how How, question any, about string) ([]*Course, error) {
	counts := map[string]int{}
	for range attempts {
		text, err := how.play(question, 1)
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
	beside, err := how.beside(question, counts)
	if err != nil {
		return nil, err
	}
	var result []*Course
	for _, text := range append(sorted[:min(courses, len(sorted))], beside...) {
		course := new(Course)
		if err := json.Unmarshal([]byte(text), course); err != nil {
			return nil, err
		}
		result = append(result, course)
	}
	return result, nil
}

// beside returns the courses on two threads that are not among the known ones.
func (how How) beside(question any, known map[string]int) ([]string, error) {
	counts := map[string]int{}
	for n := 0; n < how.Beside || len(counts) > 0 && n < attempts; n++ {
		text, err := how.play(question, 2)
		if err != nil {
			return nil, err
		}
		if known[text] == 0 {
			counts[text]++
		}
	}
	sorted := byCount(counts)
	return sorted[:min(coursesBeside, len(sorted))], nil
}

func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// play returns the course as text.
func (how How) play(question any, threads int) (string, error) {
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
	command.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", threads), "GODEBUG=asyncpreemptoff=1")
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
