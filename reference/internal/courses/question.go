// Package courses asks the real controllers of kube-controller-manager what they do in the course of time: they run in this
// process on a clock of their own (testing/synctest), over an API server in memory. Scheduler and kubelets are played.
package courses

import (
	"encoding/json"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Question is a file of conformance/controllers that says when things happen.
type Question struct {
	About string `json:"about"`
	// Nodes that exist before; n1, n2 and n3 when there are none.
	Nodes []Node `json:"nodes,omitempty"`
	// Given exist before the controllers start.
	Given []unstructured.Unstructured `json:"given,omitempty"`
	// Pods says how Pods behave; the first entry that fits a Pod holds, and what it does not say is as usual.
	Pods []Behaviour `json:"pods,omitempty"`
	// Spread gives Pods to the node that has the fewest; without it to the first that fits.
	Spread bool `json:"spread,omitempty"`
	// Steps happen at their times.
	Steps []Step `json:"steps"`
	// Until is when the recording ends.
	Until Duration `json:"until"`
}

// Node has a name and what is special about it.
type Node struct {
	Name          string            `json:"name"`
	Labels        map[string]string `json:"labels,omitempty"`
	Taints        []Taint           `json:"taints,omitempty"`
	Unschedulable bool              `json:"unschedulable,omitempty"`
}

// Taint of a node.
type Taint struct {
	Key    string `json:"key"`
	Value  string `json:"value,omitempty"`
	Effect string `json:"effect"`
}

// Behaviour of the Pods that fit.
type Behaviour struct {
	// Image of the first container, labels, name (a star stands for anything), node and index: which Pods.
	Image string            `json:"image,omitempty"`
	Match map[string]string `json:"match,omitempty"`
	Name  string            `json:"name,omitempty"`
	Index string            `json:"index,omitempty"`
	// First limits it to the first so many Pods that fit.
	First int `json:"first,omitempty"`
	// Node that the Pod is given to.
	Node string `json:"node,omitempty"`
	// Scheduled is how long it takes to find a node: 0.1s, or never.
	Scheduled Delay `json:"scheduled,omitempty"`
	// Starts is how long after that the containers run: 0.9s.
	Starts Delay `json:"starts,omitempty"`
	// Ready is how long after that it is ready: 0.5s, or never.
	Ready Delay `json:"ready,omitempty"`
	// Waiting is why the containers do not start, such as ImagePullBackOff.
	Waiting string `json:"waiting,omitempty"`
	// Exits is how long after the start the containers end: never.
	Exits Delay `json:"exits,omitempty"`
	// Code that they end with.
	Code int32 `json:"code,omitempty"`
	// Restarts is how long after their end they run again, where the Pod restarts them: 10s.
	Restarts Delay `json:"restarts,omitempty"`
	// Ends is how long after its deletion it is gone: 0.5s, or never.
	Ends Delay `json:"ends,omitempty"`
	// EndCode is what its containers end with when it is deleted: 143.
	EndCode *int32 `json:"endCode,omitempty"`
}

// Step is something that happens.
type Step struct {
	At Duration `json:"at,omitempty"`
	// Create one object or several.
	Create []unstructured.Unstructured `json:"create,omitempty"`
	// Of is the object that a patch, a scale and what happens to a Pod is about: Kind/name, or Kind/namespace/name. In a
	// name a star stands for anything; of several objects it is the oldest that is not being deleted, with #2 the second.
	Of string `json:"of,omitempty"`
	// Patch of Of, a merge patch when PatchType does not say strategic or json. Of a subresource, such as status.
	Patch       json.RawMessage `json:"patch,omitempty"`
	PatchType   string          `json:"patchType,omitempty"`
	Subresource string          `json:"subresource,omitempty"`
	// Scale sets the replicas of Of.
	Scale *int64 `json:"scale,omitempty"`
	// Delete an object, named as in Of.
	Delete             string `json:"delete,omitempty"`
	PropagationPolicy  string `json:"propagationPolicy,omitempty"`
	GracePeriodSeconds *int64 `json:"gracePeriodSeconds,omitempty"`
	// Evict a Pod, by its name as in Of.
	Evict string `json:"evict,omitempty"`
	// Ready makes a running Pod ready or unready; Exit ends its containers with a code.
	Ready *bool  `json:"ready,omitempty"`
	Exit  *int32 `json:"exit,omitempty"`
	// Silence the kubelet of a node, or let it be heard again.
	Silence string `json:"silence,omitempty"`
	Revive  string `json:"revive,omitempty"`
	// Metrics that Pods show from now on.
	Metrics []Usage `json:"metrics,omitempty"`
}

// Usage of each Pod with these labels.
type Usage struct {
	Match  map[string]string `json:"match"`
	CPU    string            `json:"cpu"`
	Memory string            `json:"memory,omitempty"`
}

// Duration is written as Go writes it: 1.5s, 2m.
type Duration time.Duration

func (d *Duration) UnmarshalJSON(text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return fmt.Errorf("a duration is a text such as 1.5s: %w", err)
	}
	parsed, err := time.ParseDuration(word)
	*d = Duration(parsed)
	return err
}

func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Delay is a duration, "never", or nothing, which is the usual one.
type Delay string

// or is the delay, false for never.
func (d Delay) or(usual Delay) (time.Duration, bool) {
	if d == "" {
		d = usual
	}
	if d == never {
		return 0, false
	}
	parsed, err := time.ParseDuration(string(d))
	if err != nil {
		panic(fmt.Sprintf("%q is neither a delay nor never", d))
	}
	return parsed, true
}

const never = "never"
