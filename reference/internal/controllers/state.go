package controllers

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"podscape/reference/internal/mergepatch"
)

var (
	randomName  = regexp.MustCompile(`^(.*)[bcdfghjklmnpqrstvwxz2456789]{5}$`)
	uidPattern  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timePattern = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b`)
)

// ledger gives random names a number, in an order that does not depend on them, and keeps what was there last.
// A step is compared with the one before only when all are over, since names need the whole story.
type ledger struct {
	namespace string
	names     map[string]string
	taken     map[string]int
	last      map[string]map[string]any
	events    map[Event]bool
}

func newLedger(namespace string) *ledger {
	return &ledger{
		namespace: namespace, names: map[string]string{}, taken: map[string]int{},
		last: map[string]map[string]any{}, events: map[Event]bool{},
	}
}

// nameAll gives every object with a random name a number. Objects that are alike when they are made are told apart by
// what becomes of them later: which of two equal Pods is deleted is chance, that one of them is, is not.
func (l *ledger) nameAll(snapshots [][]*unstructured.Unstructured) {
	bases := map[string]string{}
	for _, snapshot := range snapshots {
		for _, object := range snapshot {
			if base := baseOf(object); base != "" && object.GetKind() != "Event" {
				bases[object.GetName()] = base
				l.names[object.GetName()] = base + "<>"
			}
		}
	}
	histories := map[string]string{}
	for step, snapshot := range snapshots {
		for _, object := range snapshot {
			if bases[object.GetName()] != "" {
				text, _ := json.Marshal(l.clean(object.Object))
				histories[object.GetName()] += fmt.Sprintf("%03d %s %s\n", step, object.GetKind(), text)
			}
		}
	}
	names := sortedKeys(bases)
	sort.SliceStable(names, func(i, j int) bool { return histories[names[i]] < histories[names[j]] })
	for _, name := range names {
		base := bases[name]
		l.taken[base]++
		l.names[name] = fmt.Sprintf("%s<%d>", base, l.taken[base])
	}
}

func baseOf(object *unstructured.Unstructured) string {
	match := randomName.FindStringSubmatch(object.GetName())
	if match == nil || object.GetGenerateName() == "" || !strings.HasPrefix(match[1], object.GetGenerateName()) {
		return ""
	}
	return match[1]
}

// record compares with what was there before.
func (l *ledger) record(objects []*unstructured.Unstructured) Outcome {
	outcome := Outcome{Changed: map[string]any{}}
	now := map[string]map[string]any{}
	for _, object := range objects {
		if object.GetKind() == "Event" {
			l.recordEvent(object, &outcome)
			continue
		}
		now[object.GetKind()+"/"+l.text(object.GetName())] = l.clean(object.Object)
	}
	for _, key := range sortedKeys(now) {
		before, existed := l.last[key]
		if !existed {
			outcome.add(key, now[key])
		} else if change := mergepatch.Between(before, now[key]); change != nil {
			outcome.Changed[key] = change
		}
	}
	for _, key := range sortedKeys(l.last) {
		if _, still := now[key]; !still {
			outcome.Deleted = append(outcome.Deleted, key)
		}
	}
	sort.Slice(outcome.Events, func(i, j int) bool {
		return fmt.Sprint(outcome.Events[i]) < fmt.Sprint(outcome.Events[j])
	})
	l.last = now
	return outcome
}

// add puts an object beside those that are the same but for their names.
func (o *Outcome) add(key string, object map[string]any) {
	name, _, _ := unstructured.NestedString(object, "metadata", "name")
	plain := (&unstructured.Unstructured{Object: object}).DeepCopy().Object
	if strings.HasSuffix(name, ">") {
		unstructured.SetNestedField(plain, name[:strings.LastIndex(name, "<")]+"<n>", "metadata", "name")
	}
	for i := range o.Created {
		if reflect.DeepEqual(o.Created[i].Object, plain) {
			o.Created[i].Names = append(o.Created[i].Names, key)
			return
		}
	}
	o.Created = append(o.Created, Created{Names: []string{key}, Object: plain})
}

func (l *ledger) recordEvent(object *unstructured.Unstructured, outcome *Outcome) {
	field := func(path ...string) string {
		value, _, _ := unstructured.NestedString(object.Object, path...)
		return l.text(value)
	}
	event := Event{
		About: field("involvedObject", "kind") + "/" + field("involvedObject", "name"),
		Type:  field("type"), Reason: field("reason"), Message: field("message"),
	}
	if !l.events[event] {
		l.events[event] = true
		outcome.Events = append(outcome.Events, event)
	}
}

// clean removes what differs between recordings.
func (l *ledger) clean(object map[string]any) map[string]any {
	result := l.walk("", object).(map[string]any)
	metadata := result["metadata"].(map[string]any)
	for _, key := range []string{"managedFields", "resourceVersion", "uid", "creationTimestamp", "selfLink"} {
		delete(metadata, key)
	}
	return result
}

// underWay are the reasons of a Deployment that is progressing. Which of them stands there when nothing moves any more
// depends on how often the controller came round, and that is chance.
var underWay = map[any]bool{"NewReplicaSetCreated": true, "FoundNewReplicaSet": true, "ReplicaSetUpdated": true}

func (l *ledger) walk(key string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		result := map[string]any{}
		for name, inner := range value {
			result[name] = l.walk(name, inner)
		}
		if value["type"] == "Progressing" && underWay[value["reason"]] {
			result["reason"], result["message"] = "<reason>", "<message>"
		}
		return result
	case []any:
		var result []any
		for _, inner := range value {
			result = append(result, l.walk(key, inner))
		}
		if key == "endpoints" {
			// Slices keep endpoints in the order of a Go map.
			sort.SliceStable(result, func(i, j int) bool { return fmt.Sprint(result[i]) < fmt.Sprint(result[j]) })
		}
		return result
	case string:
		return l.text(value)
	}
	return value
}

func (l *ledger) text(value string) string {
	for name, given := range l.names {
		value = strings.ReplaceAll(value, name, given)
	}
	value = uidPattern.ReplaceAllLiteralString(value, "<uid>")
	value = timePattern.ReplaceAllLiteralString(value, "<time>")
	value = tokenPattern.ReplaceAllLiteralString(value, "kube-api-access-<random>")
	value = addressPattern.ReplaceAllLiteralString(value, "<podIP>")
	value = refusedPattern.ReplaceAllString(value, "$1<random>$2")
	return strings.ReplaceAll(value, l.namespace, "default")
}

// refusedPattern is the name of a Pod that was never made.
var refusedPattern = regexp.MustCompile(`(pods "[-a-z0-9.]+-)[bcdfghjklmnpqrstvwxz2456789]{5}(" is forbidden)`)

// addressPattern is an address that play gave to a Pod. Equal Pods would differ by it.
var addressPattern = regexp.MustCompile(`\b10\.1\.0\.\d+\b`)

var tokenPattern = regexp.MustCompile(`kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}`)

func sortedKeys[V any](of map[string]V) []string {
	var keys []string
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
