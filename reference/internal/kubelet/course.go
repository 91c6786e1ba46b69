package kubelet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/watch"

	"podscape/reference/internal/mergepatch"
)

// Answer is a file <case>.answer.json of conformance/kubelet.
type Answer struct {
	// Soonest is the course of things when every random delay of the kubelet is as short as it can be.
	Soonest *Course `json:"soonest"`
	// Latest is the course when they are as long as they can be; missing when it is the same.
	Latest *Course `json:"latest,omitempty"`
	// AlsoSoonest and AlsoLatest are further courses that came out where the kubelet leaves something to chance.
	AlsoSoonest []*Course `json:"alsoSoonest,omitempty"`
	AlsoLatest  []*Course `json:"alsoLatest,omitempty"`
}

// Course is what happened, in two strands: what the kubelet asked of the runtime, and what it wrote about each Pod. Times
// are seconds since the first step.
type Course struct {
	Runtime []Line          `json:"runtime"`
	Pods    map[string]*Pod `json:"pods"`
}

// Line is one thing that happened; in JSON it is a text that begins with the seconds.
type Line struct {
	At   float64
	What string
}

func (l Line) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(strconv.FormatFloat(l.At, 'f', -1, 64) + " " + l.What)
	return bytes.TrimSpace(out.Bytes()), err
}

func (l *Line) UnmarshalJSON(text []byte) error {
	var line string
	if err := json.Unmarshal(text, &line); err != nil {
		return err
	}
	at, what, _ := strings.Cut(line, " ")
	l.What = what
	var err error
	l.At, err = strconv.ParseFloat(at, 64)
	return err
}

// Pod is what was written about one Pod.
type Pod struct {
	// Created by the kubelet: a mirror.
	Created *Created `json:"created,omitempty"`
	// Events: type, reason, the field of the container in brackets, and the message.
	Events []Line `json:"events,omitempty"`
	// Statuses: how each differs from the one before; the first is whole.
	Statuses []Status `json:"statuses"`
	// Deleted from the API at these times.
	Deleted []float64 `json:"deleted,omitempty"`
}

// Created is a mirror as the kubelet made it.
type Created struct {
	At     float64        `json:"at"`
	Object map[string]any `json:"object"`
}

// Status is one that was written.
type Status struct {
	At float64 `json:"at"`
	// Change is a merge patch; conditions are a map by type, container statuses one by name.
	Change map[string]any `json:"change"`
}

// recorder writes down a course.
type recorder struct {
	zero   time.Time
	mu     sync.Mutex
	course Course
	last   map[string]map[string]any
}

func newRecorder(zero time.Time) *recorder {
	return &recorder{zero: zero, course: Course{Runtime: []Line{}, Pods: map[string]*Pod{}}, last: map[string]map[string]any{}}
}

// at is the present time: full tenths of a second since zero. The clock is exact, but now and then it is chance which of
// two requests comes first, and those take milliseconds.
func (r *recorder) at() float64 {
	return math.Floor(time.Since(r.zero).Seconds()*10) / 10
}

func (r *recorder) call(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.course.Runtime = append(r.course.Runtime, Line{At: r.at(), What: what})
}

// observe takes a change of the API.
func (r *recorder) observe(c change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch c.at.resource {
	case "events":
		r.event(c)
	case "pods":
		r.pod(c)
	}
}

func (r *recorder) event(c change) {
	var event struct {
		InvolvedObject struct{ Kind, Name, FieldPath string }
		Type, Reason   string
		Message        string
	}
	text, _ := json.Marshal(c.object.Object)
	if json.Unmarshal(text, &event) != nil || event.InvolvedObject.Kind != "Pod" {
		return
	}
	of := ""
	if event.InvolvedObject.FieldPath != "" {
		of = " (" + event.InvolvedObject.FieldPath + ")"
	}
	pod := r.podOf(event.InvolvedObject.Name)
	pod.Events = append(pod.Events, Line{At: r.at(), What: fmt.Sprintf("%s %s%s: %s", event.Type, event.Reason, of, r.text(event.Message))})
}

func (r *recorder) pod(c change) {
	pod := r.podOf(c.at.name)
	if c.kind == watch.Deleted {
		pod.Deleted = append(pod.Deleted, r.at())
		delete(r.last, c.at.name)
		return
	}
	object := r.walk(c.object.Object).(map[string]any)
	if c.kind == watch.Added && c.object.GetAnnotations()["kubernetes.io/config.mirror"] != "" {
		pod.Created = &Created{At: r.at(), Object: map[string]any{"metadata": cleanMetadata(object), "spec": object["spec"]}}
	}
	if c.kind == watch.Added {
		// What the API server gives to a new Pod is not the kubelet's.
		return
	}
	status := byName(object["status"])
	if change := mergepatch.Between(r.last[c.at.name], status); change != nil {
		pod.Statuses = append(pod.Statuses, Status{At: r.at(), Change: change})
	}
	r.last[c.at.name] = status
}

func cleanMetadata(object map[string]any) map[string]any {
	metadata := object["metadata"].(map[string]any)
	for _, field := range []string{"creationTimestamp", "resourceVersion", "uid", "managedFields"} {
		delete(metadata, field)
	}
	return metadata
}

func (r *recorder) podOf(name string) *Pod {
	if r.course.Pods[name] == nil {
		r.course.Pods[name] = &Pod{Statuses: []Status{}}
	}
	return r.course.Pods[name]
}

// byName makes maps of the lists of a status, so that a change names only what changed.
func byName(value any) map[string]any {
	status, _ := value.(map[string]any)
	result := map[string]any{}
	for field, value := range status {
		key := "name"
		if field == "conditions" {
			key = "type"
		}
		list, isList := value.([]any)
		if !isList || field != "conditions" && !strings.HasSuffix(field, "ontainerStatuses") {
			result[field] = value
			continue
		}
		members, order := map[string]any{}, []any{}
		for _, member := range list {
			fields := member.(map[string]any)
			name := fields[key].(string)
			delete(fields, key)
			members[name] = fields
			order = append(order, name)
		}
		result[field], result[field+"Order"] = members, order
	}
	return result
}

var (
	addressPattern = regexp.MustCompile(`\b127\.\d+\.\d+\.\d+\b`)
	fieldPattern   = regexp.MustCompile(`\(spec\.[^)]*\):`)
	timePattern    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
	hashPattern    = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
)

// walk replaces what differs between recordings or has no meaning, and writes times as seconds since zero.
func (r *recorder) walk(value any) any {
	switch value := value.(type) {
	case map[string]any:
		result := map[string]any{}
		for name, inner := range value {
			if name == "lastProbeTime" && inner == nil {
				continue
			}
			result[name] = r.walk(inner)
			if id, ok := inner.(string); ok && id != "" && name == "imageID" {
				result[name] = "<imageID>"
			}
		}
		return result
	case []any:
		result := make([]any, len(value))
		for i, inner := range value {
			result[i] = r.walk(inner)
		}
		return result
	case string:
		return r.text(value)
	}
	return value
}

func (r *recorder) text(value string) string {
	if timePattern.MatchString(value) {
		if stamp, err := time.Parse(time.RFC3339, value); err == nil && stamp.Year() > 1970 {
			return fmt.Sprintf("<%+ds>", int(stamp.Sub(r.zero).Seconds()))
		}
	}
	value = addressPattern.ReplaceAllLiteralString(value, "<podIP>")
	return hashPattern.ReplaceAllLiteralString(value, "<hash>")
}

// finish puts what happened at the same moment in an order that does not depend on which goroutine came first.
func (r *recorder) finish() *Course {
	r.mu.Lock()
	defer r.mu.Unlock()
	settle(r.course.Runtime, func(what string) string { return fmt.Sprint(rank(what), what) })
	for _, pod := range r.course.Pods {
		settle(pod.Events, func(what string) string { return fieldPattern.FindString(what) })
	}
	return &r.course
}

// settle sorts the lines of one moment by the container they are about; those about the same one keep their order.
func settle(lines []Line, group func(string) string) {
	sort.SliceStable(lines, func(i, j int) bool {
		if lines[i].At != lines[j].At {
			return lines[i].At < lines[j].At
		}
		return group(lines[i].What) < group(lines[j].What)
	})
}

// rank puts what stops before what starts.
func rank(what string) int {
	switch {
	case strings.HasPrefix(what, "stop ") && !strings.HasSuffix(what, " sandbox"):
		return 0
	case strings.HasSuffix(what, " sandbox"):
		return 2
	case strings.HasPrefix(what, "pull "), strings.HasPrefix(what, "start "):
		return 3
	}
	return 1
}

// NewAnswer of the courses with short and with long delays; the first of each is the answer.
func NewAnswer(soonest, latest []*Course) Answer {
	answer := Answer{Soonest: soonest[0], AlsoSoonest: soonest[1:]}
	if !reflect.DeepEqual(soonest, latest) {
		answer.Latest, answer.AlsoLatest = latest[0], latest[1:]
	}
	return answer
}
