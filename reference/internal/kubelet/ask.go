package kubelet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

// limit of one run; it takes less than a second unless something waits for what never comes.
const limit = time.Minute

// Ask plays a question with short and with long random delays, each time in a process of its own: this program with the
// flag -play. What goes on at the same moment is left to chance even here, so the answer is the one that comes out most.
func Ask(question Question) (Answer, error) {
	soonest, err := playOften(question, "0")
	if err != nil {
		return Answer{}, err
	}
	latest, err := playOften(question, "1")
	if err != nil {
		return Answer{}, err
	}
	return NewAnswer(soonest, latest), nil
}

const (
	// alike attempts in a row are enough when there is no other answer.
	alike = 4
	// lead of the answer over the second most frequent one, when there is.
	lead = 5
	// attempts after which a question counts as one without an answer.
	attempts = 60
)

func playOften(question Question, jitter string) (*Course, error) {
	counts := map[string]int{}
	best, second := "", 0
	for range attempts {
		text, err := playApart(question, jitter)
		if err != nil {
			return nil, err
		}
		counts[text]++
		for answer, count := range counts {
			if count > counts[best] {
				best = answer
			}
		}
		second = 0
		for answer, count := range counts {
			if answer != best {
				second = max(second, count)
			}
		}
		if second == 0 && counts[best] >= alike || counts[best]-second >= lead {
			if len(counts) > 1 {
				fmt.Fprintf(os.Stderr, "not the only course (%d and %d times): %s\n", counts[best], second, question.About)
			}
			course := &Course{}
			return course, json.Unmarshal([]byte(best), course)
		}
	}
	return nil, fmt.Errorf("no answer comes out clearly most often (%d different ones; %d and %d times)", len(counts), counts[best], second)
}

// playApart returns the course as text.
func playApart(question Question, jitter string) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(question)
	if err != nil {
		return "", err
	}
	command := exec.Command(program, "-play", jitter)
	// On one thread chance has little to decide.
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1")
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
func PlayHere(jitter float64) {
	var question Question
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		fail(err)
	}
	klog.SetLoggerWithOptions(logr.New(logSink{}), klog.ContextualLogger(true))
	home, err := os.MkdirTemp("", "reference-kubelet-")
	if err != nil {
		fail(err)
	}
	nets := newNetwork()
	Bubble(func() int {
		defer os.RemoveAll(home)
		course, err := Play(question, nets, home, jitter)
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
