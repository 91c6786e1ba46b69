// Package scheduler records what kube-scheduler makes of pending Pods.
package scheduler

import "encoding/json"

// Question is one file of conformance/scheduler.
type Question struct {
	// About says in a sentence what the case shows.
	About string `json:"about"`
	// Given are the objects that exist, in the order of their creation. Pods among them are on a node.
	Given []json.RawMessage `json:"given,omitempty"`
	// Pending are the Pods to be scheduled, in the order of their creation.
	Pending []json.RawMessage `json:"pending"`
}

// Answer is one file of conformance/scheduler.
type Answer struct {
	// Attempts, one per pending Pod, in the order in which the queue hands them out.
	Attempts []*Attempt `json:"attempts"`
	// Gated Pods never come to an attempt.
	Gated []string `json:"gated,omitempty"`
}

// Attempt is what one scheduling cycle did, and why.
type Attempt struct {
	Pod string `json:"pod"`
	// PreFilter is the rejection of a PreFilter plugin, which stands for every node.
	PreFilter *Status `json:"preFilter,omitempty"`
	// Nodes by name.
	Nodes map[string]*NodeAnswer `json:"nodes,omitempty"`
	// Best are the nodes with the highest total, or the only feasible one.
	Best []string `json:"best,omitempty"`
	// Node that the Pod was bound to.
	Node string `json:"node,omitempty"`
	// Condition is PodScheduled as the scheduler wrote it.
	Condition *Condition `json:"condition,omitempty"`
	// NominatedNode is status.nominatedNodeName after the attempt.
	NominatedNode string `json:"nominatedNode,omitempty"`
	// Victims of a preemption, by name.
	Victims []string `json:"victims,omitempty"`
	Events  []Event  `json:"events"`
}

// NodeAnswer says how one node fared.
type NodeAnswer struct {
	// Rejected is absent when the node passed all filters.
	Rejected *Status `json:"rejected,omitempty"`
	// Scores by plugin, when there were at least two nodes to choose from. Plugins that skipped are absent.
	Scores map[string]Score `json:"scores,omitempty"`
	Total  *int64           `json:"total,omitempty"`
}

// Score of one plugin for one node. Weighted is what goes into the total.
type Score struct {
	Raw        int64 `json:"raw"`
	Normalized int64 `json:"normalized"`
	Weighted   int64 `json:"weighted"`
}

// Status is the verdict of one plugin.
type Status struct {
	Plugin  string   `json:"plugin,omitempty"`
	Code    string   `json:"code"`
	Reasons []string `json:"reasons"`
}

// Condition is a Pod condition without its times.
type Condition struct {
	Status  string `json:"status"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
}

// Event is what the scheduler told about a Pod.
type Event struct {
	About  string `json:"about"`
	Type   string `json:"type"`
	Reason string `json:"reason"`
	Action string `json:"action"`
	Note   string `json:"note"`
}
