// Package api records what kube-apiserver answers to one request.
package api

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Question is one file of conformance/api.
type Question struct {
	// About says in a sentence what the case shows.
	About string `json:"about"`
	// Given are the objects that exist before the request. Each is created in turn; a status is written as well.
	Given []unstructured.Unstructured `json:"given,omitempty"`
	// Before are requests that are sent, and have to be accepted, before the one that is asked about.
	Before  []Request `json:"before,omitempty"`
	Request Request   `json:"request"`
}

// Request is the request whose answer is recorded.
type Request struct {
	// Verb is create, update, patch or delete.
	Verb string `json:"verb"`
	// Object is the body of a create, an update or of a subresource that takes an object. Without a
	// resourceVersion an update carries the stored one, so that it is not a conflict.
	Object *unstructured.Unstructured `json:"object,omitempty"`
	// Body is sent as it stands, for texts that no object can stand for, such as duplicate keys. JSON or YAML.
	Body string `json:"body,omitempty"`
	// Target names the object of a patch, a delete or a subresource, and the type of a Body.
	Target *Target `json:"target,omitempty"`
	// Patch is a JSON patch (RFC 6902), or what PatchType says.
	Patch json.RawMessage `json:"patch,omitempty"`
	// PatchType is json (the default), merge, strategic or apply.
	PatchType string `json:"patchType,omitempty"`
	// FieldManager owns what the request sets. When one is named, the answer keeps metadata.managedFields.
	FieldManager string `json:"fieldManager,omitempty"`
	// Force takes fields from other managers, in an apply.
	Force bool `json:"force,omitempty"`
	// Subresource is status, resize, binding, eviction or ephemeralcontainers.
	Subresource string `json:"subresource,omitempty"`
	// FieldValidation is Strict (the default here, as in kubectl), Warn or Ignore.
	FieldValidation string `json:"fieldValidation,omitempty"`
	// PropagationPolicy of a delete: Background, Foreground or Orphan. kubectl sends Background.
	PropagationPolicy string `json:"propagationPolicy,omitempty"`
}

// Target names an object.
type Target struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name,omitempty"`
}

// target of the request: named outright, or the one that its object is about.
func (r Request) target() Target {
	if r.Target != nil {
		return *r.Target
	}
	return targetOf(*r.Object)
}

func targetOf(object unstructured.Unstructured) Target {
	return Target{
		APIVersion: object.GetAPIVersion(),
		Kind:       object.GetKind(),
		Namespace:  object.GetNamespace(),
		Name:       object.GetName(),
	}
}
