package kubectl

import (
	"regexp"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Now is the time at which all questions are asked. The components cannot be given a clock, so the times of a
// question are moved to the time of the recording, and those of the output back.
var Now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// created is when the objects of a question came into being that do not say so.
const created = "2026-01-01T11:40:00Z"

type clock struct{ shift time.Duration }

func newClock() clock { return clock{time.Now().UTC().Truncate(time.Second).Sub(Now)} }

var layouts = []struct {
	pattern *regexp.Regexp
	layout  string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), time.RFC3339},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`), metav1.RFC3339Micro},
	{regexp.MustCompile(`[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000`), time.RFC1123Z},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC`), "2006-01-02 15:04:05 -0700 MST"},
}

// toPresent moves the times of a question.
func (c clock) toPresent(text string) string {
	for _, l := range layouts[:2] {
		text = l.pattern.ReplaceAllStringFunc(text, func(found string) string {
			parsed, err := time.Parse(l.layout, found)
			if err != nil {
				return found
			}
			return parsed.Add(c.shift).Format(l.layout)
		})
	}
	return text
}

// fromPresent moves the times of an output. What was not there before is as late as the recording.
func (c clock) fromPresent(text string) string {
	for _, l := range layouts {
		text = l.pattern.ReplaceAllStringFunc(text, func(found string) string {
			parsed, err := time.Parse(l.layout, found)
			if err != nil {
				return found
			}
			moved := parsed.Add(-c.shift).UTC()
			if !moved.Before(Now) {
				return "<time>"
			}
			return moved.Format(l.layout)
		})
	}
	return text
}
