package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Answer is one file of conformance/api.
type Answer struct {
	Accepted bool     `json:"accepted"`
	Warnings []string `json:"warnings"`
	// Status of a refusal, as it was sent, without its constant fields.
	Status map[string]any `json:"status,omitempty"`
	// Unordered means that the server gives these errors in another order each time. They are sorted here.
	Unordered bool `json:"unordered,omitempty"`
	// Object as stored, with placeholders. Absent when the request left no object.
	Object map[string]any `json:"object,omitempty"`
}

func acceptance(answer response, object *unstructured.Unstructured, volatile replacer, keepManagers bool) Answer {
	result := Answer{Accepted: true, Warnings: warningsOf(answer, volatile)}
	if object != nil {
		if !keepManagers {
			object.SetManagedFields(nil)
		}
		result.Object = volatile.walk("", object.Object).(map[string]any)
	}
	return result
}

// attempts at a refused request. A refusal changes nothing, so it can be repeated; Go's map iteration shuffles some
// of the errors, and twenty equal answers leave a chance of one in half a million of missing a shuffled pair.
const attempts = 20

func (r *Recorder) refusal(ctx context.Context, call call, first response, volatile replacer) (Answer, error) {
	result := Answer{
		Warnings: warningsOf(first, volatile),
		Status:   statusOf(first, volatile),
	}
	for i := 1; i < attempts && mayBeShuffled(first); i++ {
		again, err := r.client.do(ctx, call)
		if err != nil {
			return Answer{}, err
		}
		status := statusOf(again, volatile)
		if !sameJSON(status, result.Status) {
			result.Unordered = true
			result.Status = smaller(sorted(status), sorted(result.Status))
		}
	}
	return result, nil
}

func statusOf(answer response, volatile replacer) map[string]any {
	status := volatile.walk("", answer.body).(map[string]any)
	for _, constant := range []string{"apiVersion", "kind", "metadata", "status"} {
		delete(status, constant)
	}
	return status
}

func warningsOf(answer response, volatile replacer) []string {
	warnings := []string{}
	for _, warning := range answer.warnings {
		warnings = append(warnings, volatile.text("", warning))
	}
	return warnings
}

func causesOf(status map[string]any) []any {
	causes, _, _ := unstructured.NestedSlice(status, "details", "causes")
	return causes
}

// mayBeShuffled: with one error there is nothing to shuffle. Refusals without causes may still list several things.
func mayBeShuffled(answer response) bool {
	message, _ := answer.body["message"].(string)
	return len(causesOf(answer.body)) > 1 || strings.Contains(message, ", ")
}

// sorted orders the causes and builds the message anew from them, where it was built from them.
func sorted(status map[string]any) map[string]any {
	causes := causesOf(status)
	before := joined(causes)
	sort.SliceStable(causes, func(i, j int) bool { return causeText(causes[i]) < causeText(causes[j]) })
	result := (&unstructured.Unstructured{Object: status}).DeepCopy().Object
	if len(causes) > 1 {
		unstructured.SetNestedSlice(result, causes, "details", "causes")
		message, _ := result["message"].(string)
		result["message"] = strings.Replace(message, before, joined(causes), 1)
	}
	return result
}

func joined(causes []any) string {
	var texts []string
	seen := map[string]bool{}
	for _, cause := range causes {
		text := causeText(cause)
		if !seen[text] {
			texts = append(texts, text)
		}
		seen[text] = true
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func causeText(cause any) string {
	fields, _ := cause.(map[string]any)
	return fmt.Sprintf("%v: %v", fields["field"], fields["message"])
}

// smaller decides between two texts that sorting did not make equal, so that the choice is not chance.
func smaller(a, b map[string]any) map[string]any {
	textA, _ := json.Marshal(a)
	textB, _ := json.Marshal(b)
	if string(textA) < string(textB) {
		return a
	}
	return b
}

func sameJSON(a, b any) bool {
	textA, _ := json.Marshal(a)
	textB, _ := json.Marshal(b)
	return string(textA) == string(textB)
}
