package courses

import (
	"context"
	"os"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"

	"podscape/reference/internal/apart"
)

// limit of one run; it takes a few seconds unless something waits for what never comes.
const limit = 5 * time.Minute

// Alike attempts in a row are enough when there is no other answer.
var Alike = 4

// Ask plays a question, each time in a process of its own: this program with the flag -play. What goes on at the same
// moment is left to chance even here, so the answer is the course that comes out most, and beside it the others.
func Ask(question Question) (Answer, error) {
	how := apart.How{Arguments: []string{"-play"}, Environment: []string{"GOGC=off"}, Limit: limit, Alike: Alike}
	courses, err := apart.Often[Course](how, question, question.About)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Course: courses[0], Also: courses[1:]}, nil
}

// PlayHere plays the question on the standard input and writes its course; it does not return.
func PlayHere() {
	if os.Getenv("PLAY_VERBOSE") == "" {
		klog.SetLogger(logr.Discard())
	}
	apart.Here(func(question Question, home string) (*Course, error) {
		return play(context.Background(), question, home)
	})
}
