package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// customKinds are the kinds that definitions of a question bring. Discovery would know them too late: a question is
// asked about objects of a kind before anything exists.
type customKinds map[schema.GroupKind]*meta.RESTMapping

func (k customKinds) learn(object unstructured.Unstructured) {
	if object.GetKind() != "CustomResourceDefinition" {
		return
	}
	text := func(fields ...string) string {
		value, _, _ := unstructured.NestedString(object.Object, append([]string{"spec"}, fields...)...)
		return value
	}
	kind := schema.GroupKind{Group: text("group"), Kind: text("names", "kind")}
	scope := meta.RESTScopeNamespace
	if text("scope") == "Cluster" {
		scope = meta.RESTScopeRoot
	}
	k[kind] = &meta.RESTMapping{
		Resource:         schema.GroupVersionResource{Group: kind.Group, Resource: text("names", "plural")},
		GroupVersionKind: kind.WithVersion(""),
		Scope:            scope,
	}
}

// learnQuestion takes up the kinds of all definitions of a question, wherever they stand in it.
func (k customKinds) learnQuestion(question Question) {
	clear(k)
	for _, object := range question.Given {
		k.learn(object)
	}
	for _, request := range append(question.Before, question.Request) {
		if request.Object != nil {
			k.learn(*request.Object)
		}
	}
}

// waitUntilServed waits until the objects of a definition can be asked for, or until its names were refused.
func (c *client) waitUntilServed(ctx context.Context, definition unstructured.Unstructured) error {
	if definition.GetKind() != "CustomResourceDefinition" {
		return nil
	}
	path, err := c.item(targetOf(definition))
	if err != nil {
		return err
	}
	err = poll(ctx, func() bool {
		object, err := c.get(ctx, path)
		return err == nil && object != nil && (hasCondition(object, "NamesAccepted", "False") || hasCondition(object, "Established", "True"))
	})
	if err != nil {
		return err
	}
	versions, _, _ := unstructured.NestedSlice(definition.Object, "spec", "versions")
	for _, version := range versions {
		fields, _ := version.(map[string]any)
		if served, _ := fields["served"].(bool); !served {
			continue
		}
		group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
		plural, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "plural")
		list := strings.Join([]string{"/apis", group, fields["name"].(string), plural}, "/")
		// A definition whose names were refused is never served.
		deadline := time.Now().Add(5 * time.Second)
		for time.Now().Before(deadline) {
			object, err := c.get(ctx, path)
			if err != nil || object == nil || hasCondition(object, "NamesAccepted", "False") {
				break
			}
			answer, err := c.do(ctx, call{method: http.MethodGet, path: list})
			if err == nil && answer.accepted() {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return nil
}

func hasCondition(object *unstructured.Unstructured, kind, status string) bool {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, condition := range conditions {
		fields, _ := condition.(map[string]any)
		if fields["type"] == kind && fields["status"] == status {
			return true
		}
	}
	return false
}
