package courses

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

// limit of one run; it takes a few seconds unless something waits for what never comes.
const limit = 5 * time.Minute

// Ask plays a question, each time in a process of its own: this program with the flag -play. What goes on at the same
// moment is left to chance even here, so the answer is the course that comes out most, and beside it the others.
func Ask(question Question) (Answer, error) {
	courses, err := playOften(question)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Course: courses[0], Also: courses[1:]}, nil
}

// Alike attempts in a row are enough when there is no other answer.
var Alike = 4

const (
	// lead of the answer over the second most frequent one, when there is.
	lead = 5
	// attempts are not made more often, also when no answer comes out clearly most often.
	attempts = 24
	// courses that are kept.
	courses = 4
)

// playOften returns the courses that came out, the most frequent one first.
func playOften(question Question) ([]*Course, error) {
	counts := map[string]int{}
	for range attempts {
		text, err := playApart(question)
		if err != nil {
			return nil, err
		}
		counts[text]++
		sorted := byCount(counts)
		best, second := counts[sorted[0]], 0
		if len(sorted) > 1 {
			second = counts[sorted[1]]
		}
		if second == 0 && best >= Alike || best-second >= lead {
			break
		}
	}
	sorted := byCount(counts)
	if len(sorted) > 1 {
		fmt.Fprintf(os.Stderr, "not the only course (%d and %d times): %s\n", counts[sorted[0]], counts[sorted[1]], question.About)
	}
	var result []*Course
	for _, text := range sorted[:min(courses, len(sorted))] {
		course := &Course{}
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

// playApart returns the course as text.
func playApart(question Question) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(question)
	if err != nil {
		return "", err
	}
	command := exec.Command(program, "-play")
	// On one thread chance has little to decide.
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1", "GOGC=off")
	var out, complaints bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(text), &out, &complaints
	if err := command.Start(); err != nil {
		return "", err
	}
	timer := time.AfterFunc(limit, func() { command.Process.Kill() })
	defer timer.Stop()
	if err := command.Wait(); err != nil {
		return "", fmt.Errorf("%w: %s", err, tail(complaints.Bytes()))
	}
	return out.String(), nil
}

func tail(text []byte) []byte { return text[max(0, len(text)-500):] }

// PlayHere plays the question on the standard input and writes its course; it does not return.
func PlayHere() {
	var question Question
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		fail(err)
	}
	if os.Getenv("PLAY_VERBOSE") == "" {
		klog.SetLogger(logr.Discard())
	}
	home, err := os.MkdirTemp("", "reference-courses-")
	if err != nil {
		fail(err)
	}
	bubble(func() int {
		defer os.RemoveAll(home)
		course, err := play(context.Background(), question, home)
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

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
