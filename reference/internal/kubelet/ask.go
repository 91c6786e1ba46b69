package kubelet

import (
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"

	"podscape/reference/internal/apart"
)

// limit of one run; it takes less than a second unless something waits for what never comes.
const limit = time.Minute

// alike attempts in a row are enough when there is no other answer.
const alike = 4

// Ask plays a question with short and with long random delays, each time in a process of its own: this program with the
// flag -play. What goes on at the same moment is left to chance even here, so the answer is the course that comes out
// most, and beside it the others that came out.
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

func playOften(question Question, jitter string) ([]*Course, error) {
	how := apart.How{Arguments: []string{"-play", jitter}, Limit: limit, Alike: alike, Beside: alike}
	return apart.Often[Course](how, question, question.About)
}

// PlayHere plays the question on the standard input and writes its course; it does not return.
func PlayHere(jitter float64) {
	klog.SetLoggerWithOptions(logr.New(logSink{}), klog.ContextualLogger(true))
	nets := newNetwork()
	apart.Here(func(question Question, home string) (*Course, error) {
		return Play(question, nets, home, jitter)
	})
}
