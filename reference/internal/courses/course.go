package courses

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"

	"podscape/reference/internal/memory"
	"podscape/reference/internal/mergepatch"
)

// Answer is a file <case>.answer.json of conformance/controllers for a question that says when things happen.
type Answer struct {
	Course *Course `json:"course"`
	// Also are further courses that came out where the controllers leave something to chance.
	Also []*Course `json:"also,omitempty"`
}

// Course is what happened. Times are seconds since the first step.
type Course struct {
	// Objects by Kind/name, or Kind/namespace/name outside the namespace default.
	Objects map[string][]Entry `json:"objects"`
	// Events by what they are about: "0.1 Normal Killing: …".
	Events map[string][]string `json:"events,omitempty"`
	// Refused requests of the script.
	Refused []Refusal `json:"refused,omitempty"`
}

// Entry is what happened to an object at a moment.
type Entry struct {
	At float64 `json:"at"`
	// Created is the object; empty when the script created it.
	Created map[string]any `json:"created,omitempty"`
	// Changed is a merge patch from what was before.
	Changed map[string]any `json:"changed,omitempty"`
	Deleted bool           `json:"deleted,omitempty"`
}

// Refusal is what the server said to a request of the script.
type Refusal struct {
	At      float64 `json:"at"`
	Code    int32   `json:"code"`
	Reason  string  `json:"reason"`
	Message string  `json:"message"`
}

// recorder writes a course down.
type recorder struct {
	zero    time.Time
	mu      sync.Mutex
	raw     []observed
	before  map[string]map[string]any
	mine    map[name]bool
	refused []Refusal
}

// observed is a change as it came.
type observed struct {
	at     float64
	kind   watch.EventType
	object map[string]any
	mine   bool
}

func newRecorder(zero time.Time) *recorder {
	return &recorder{zero: zero, mine: map[name]bool{}}
}

// lateness: a time that is so much before a full tenth of a second belongs to it, since limits of requests are a little
// less than exact.
const lateness = 0.02

// at is the present time in full tenths of a second since zero. What happens within one is one change: how often a
// controller comes round in no time is chance.
func (r *recorder) at() float64 {
	return math.Floor((time.Since(r.zero).Seconds()+lateness)*10) / 10
}

// expect an object that the script is about to create.
func (r *recorder) expect(object *unstructured.Unstructured) {
	of := nameOf(object)
	if of.namespace == "" && !clusterWide[of.kind] {
		of.namespace = metav1.NamespaceDefault
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mine[of] = true
}

func (r *recorder) refuse(status metav1.Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused = append(r.refused, Refusal{r.at(), status.Code, string(status.Reason), status.Message})
}

// observe a change of the API.
func (r *recorder) observe(change memory.Change) {
	object := &unstructured.Unstructured{}
	if err := json.Unmarshal(change.Data, &object.Object); err != nil {
		panic(fmt.Sprint("what was stored is no JSON: ", err))
	}
	if object.GetKind() == "Lease" || strings.HasPrefix(object.GetNamespace(), "kube-") {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	of := nameOf(object)
	mine := change.Type == watch.Added && r.mine[of]
	if mine {
		delete(r.mine, of)
	}
	r.raw = append(r.raw, observed{r.at(), change.Type, object.Object, mine})
}

// finish makes a course of what was observed.
func (r *recorder) finish() *Course {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := newNames(r.raw, r.zero)
	course := &Course{Objects: map[string][]Entry{}, Events: map[string][]string{}, Refused: r.refused}
	for i := range course.Refused {
		course.Refused[i].Message = names.text(course.Refused[i].Message)
	}
	strands := map[string][]observed{}
	for _, one := range r.raw {
		if one.object["kind"] == "Event" {
			if one.at >= 0 && one.kind != watch.Deleted {
				about, line := names.event(one)
				course.Events[about] = append(course.Events[about], line)
			}
			continue
		}
		key := names.key(one.object)
		strands[key] = append(strands[key], one)
	}
	for key, strand := range strands {
		if entries := entriesOf(strand, names); len(entries) > 0 {
			course.Objects[key] = entries
		}
	}
	for about := range course.Events {
		settle(course.Events[about])
	}
	return course
}

// entriesOf an object: what happened to it within one moment is one entry, unless it was there for less than that.
func entriesOf(strand []observed, names *names) []Entry {
	var entries []Entry
	var last map[string]any
	for i, one := range strand {
		object := names.clean(one.object)
		isLastOfMoment := i+1 == len(strand) || strand[i+1].at != one.at || one.kind == watch.Added && strand[i+1].kind == watch.Deleted
		switch {
		case one.kind == watch.Deleted:
			if one.at >= 0 {
				entries = append(entries, Entry{At: one.at, Deleted: true})
			}
			last = nil
			continue
		case !isLastOfMoment:
			// What it is at the end of the moment counts.
			if one.kind == watch.Added && strand[i+1].kind != watch.Deleted {
				strand[i+1].kind, strand[i+1].mine = watch.Added, one.mine
			}
			continue
		case one.at < 0:
		case one.kind == watch.Added && one.mine:
			entries = append(entries, Entry{At: one.at, Created: startOf(object)})
		case one.kind == watch.Added:
			entries = append(entries, Entry{At: one.at, Created: object})
		default:
			if change := mergepatch.Between(last, object); change != nil {
				entries = append(entries, Entry{At: one.at, Changed: change})
			}
		}
		last = object
	}
	return entries
}

// startOf an object that the script created: what others made of it at the same moment.
func startOf(object map[string]any) map[string]any {
	result := map[string]any{"by": "script"}
	if status, has := object["status"]; has {
		result["status"] = status
	}
	if metadata, has := object["metadata"].(map[string]any); has && metadata["finalizers"] != nil {
		result["metadata"] = map[string]any{"finalizers": metadata["finalizers"]}
	}
	return result
}
