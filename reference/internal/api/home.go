package api

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const defaultNamespace = "default"

// home is the namespace that stands for "default" in one case. Every case has its own, because some admission
// plugins remember for half a minute what they found in a namespace.
type home struct {
	name   string
	client *client
}

func (h home) namespace() unstructured.Unstructured {
	object := unstructured.Unstructured{}
	object.SetAPIVersion("v1")
	object.SetKind("Namespace")
	object.SetName(h.name)
	return object
}

// moveIn puts home in the place of the default namespace.
func (h home) moveIn(question *Question) {
	for i := range question.Given {
		h.place(&question.Given[i])
	}
	for i := range question.Before {
		h.moveInRequest(&question.Before[i])
	}
	h.moveInRequest(&question.Request)
}

func (h home) moveInRequest(request *Request) {
	if request.Object != nil {
		h.place(request.Object)
	}
	if request.Target == nil && request.Object != nil {
		target := targetOf(*request.Object)
		request.Target = &target
	}
	// An Eviction and a Binding are no resources of their own, but live in the namespace of their Pod.
	target := request.Target
	if target != nil && (h.client.namespaced(*target) || request.Subresource != "") && isDefault(target.Namespace) {
		target.Namespace = h.name
	}
}

func (h home) place(object *unstructured.Unstructured) {
	h.walk(object.Object)
	if h.client.namespaced(targetOf(*object)) && isDefault(object.GetNamespace()) {
		object.SetNamespace(h.name)
	}
}

// walk replaces references to the default namespace inside an object.
func (h home) walk(value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if key == "namespace" && inner == defaultNamespace {
				value[key] = h.name
			}
			h.walk(inner)
		}
	case []any:
		for _, inner := range value {
			h.walk(inner)
		}
	}
}

func isDefault(namespace string) bool { return namespace == "" || namespace == defaultNamespace }
