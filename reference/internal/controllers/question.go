// Package controllers records what kube-controller-manager does to objects.
package controllers

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"podscape/reference/internal/api"
)

// Question is one file of conformance/controllers.
type Question struct {
	// About says in a sentence what the case shows.
	About string `json:"about"`
	// Steps are taken one after the other, each when nothing moves any more.
	Steps []Step `json:"steps"`
}

// Step changes something: by requests, or by playing the scheduler and the kubelet to Pods.
type Step struct {
	Create  []unstructured.Unstructured `json:"create,omitempty"`
	Request *api.Request                `json:"request,omitempty"`
	Pods    *Play                       `json:"pods,omitempty"`
}

// Play says what becomes of Pods.
type Play struct {
	// Become is ready, running, succeeded, failed or gone (which ends the deletion of Pods that are being deleted).
	Become string `json:"become"`
	// Select the Pods with these labels that have not become so yet; all when empty.
	Select map[string]string `json:"select,omitempty"`
	// Count of Pods; all when zero. Of Pods that are alike any may be taken.
	Count int `json:"count,omitempty"`
	// ExitCode of a Pod that failed; 1 when zero.
	ExitCode int `json:"exitCode,omitempty"`
}

// Answer is one file of conformance/controllers.
type Answer struct {
	Steps []Outcome `json:"steps"`
}

// Outcome is all that differs when nothing moves any more after a step, by the step itself as well.
type Outcome struct {
	Created []Created      `json:"created,omitempty"`
	Changed map[string]any `json:"changed,omitempty"`
	Deleted []string       `json:"deleted,omitempty"`
	Events  []Event        `json:"events,omitempty"`
}

// Created are new objects that differ in their random names only.
type Created struct {
	Names  []string       `json:"names"`
	Object map[string]any `json:"object"`
}

// Event without its times and counts.
type Event struct {
	About   string `json:"about"`
	Type    string `json:"type"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}
