package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// scene keeps the paths of the objects of one case, to remove them afterwards.
type scene struct {
	client  *client
	caches  *caches
	paths   []string
	objects []unstructured.Unstructured
}

// add creates an object and, if it has a status, writes that too, which a create never does.
func (s *scene) add(ctx context.Context, object unstructured.Unstructured) error {
	path, err := s.client.collection(targetOf(object))
	if err != nil {
		return err
	}
	created, err := s.send(ctx, http.MethodPost, path, "application/json", object.Object)
	if err != nil {
		return err
	}
	if err := s.remember(*created); err != nil {
		return err
	}
	if object.GetKind() == "Namespace" {
		if err := s.addServiceAccount(ctx, object.GetName()); err != nil {
			return err
		}
	}
	if status, found := object.Object["status"]; found {
		item, err := s.client.item(targetOf(object))
		if err != nil {
			return err
		}
		patch := map[string]any{"status": status}
		created, err = s.send(ctx, http.MethodPatch, item+"/status", "application/merge-patch+json", patch)
		if err != nil {
			return err
		}
	}
	if err := s.client.waitUntilServed(ctx, *created); err != nil {
		return err
	}
	return s.caches.waitFor(ctx, *created)
}

// addServiceAccount does what the controller manager does for a new namespace.
func (s *scene) addServiceAccount(ctx context.Context, namespace string) error {
	account := unstructured.Unstructured{}
	account.SetAPIVersion("v1")
	account.SetKind("ServiceAccount")
	account.SetNamespace(namespace)
	account.SetName("default")
	return s.add(ctx, account)
}

func (s *scene) remember(object unstructured.Unstructured) error {
	path, err := s.client.item(targetOf(object))
	s.paths = append(s.paths, path)
	s.objects = append(s.objects, object)
	return err
}

// forget leaves to the end of the server what was added so far.
func (s *scene) forget() {
	s.paths, s.objects = nil, nil
}

// clear removes everything in reverse order, at once: no grace period, no finalizers, since nobody is there who
// would act on them.
func (s *scene) clear(ctx context.Context) {
	noFinalizers := []byte(`{"metadata":{"finalizers":null}}`)
	for i := len(s.paths) - 1; i >= 0; i-- {
		path := s.paths[i]
		s.client.do(ctx, call{http.MethodPatch, path, nil, "application/merge-patch+json", noFinalizers})
		s.client.do(ctx, call{method: http.MethodDelete, path: path, query: url.Values{"gracePeriodSeconds": {"0"}, "propagationPolicy": {"Background"}}})
		s.finalizeNamespace(ctx, path)
		if s.objects[i].GetKind() == "CustomResourceDefinition" {
			// The next question may bring a definition of the same name.
			poll(ctx, func() bool {
				object, err := s.client.get(ctx, path)
				return err == nil && object == nil
			})
		}
	}
	s.caches.waitUntilGone(ctx, s.objects)
}

// finalizeNamespace lets a deleted namespace go, which is otherwise the work of the namespace controller.
func (s *scene) finalizeNamespace(ctx context.Context, path string) {
	object, err := s.client.get(ctx, path)
	if err != nil || object == nil || object.GetKind() != "Namespace" {
		return
	}
	unstructured.RemoveNestedField(object.Object, "spec", "finalizers")
	s.send(ctx, http.MethodPut, path+"/finalize", "application/json", object.Object)
}

func (s *scene) send(ctx context.Context, method, path, contentType string, body any) (*unstructured.Unstructured, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	answer, err := s.client.do(ctx, call{method, path, url.Values{"fieldValidation": {"Strict"}}, contentType, text})
	if err != nil {
		return nil, err
	}
	if !answer.accepted() {
		return nil, fmt.Errorf("%v", answer.body["message"])
	}
	return &unstructured.Unstructured{Object: answer.body}, nil
}
