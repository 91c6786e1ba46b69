package api

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Tenant is a namespace of its own for a question of several requests.
type Tenant struct {
	recorder *Recorder
	home     home
	scene    *scene
}

// NewTenant makes the namespace, which stays until the server ends.
func (r *Recorder) NewTenant(ctx context.Context, name string) (*Tenant, error) {
	tenant := &Tenant{
		recorder: r,
		home:     home{name: name, client: r.client},
		scene:    &scene{client: r.client, caches: r.caches},
	}
	return tenant, tenant.scene.add(ctx, tenant.home.namespace())
}

// Add creates an object with its status.
func (s *Tenant) Add(ctx context.Context, object unstructured.Unstructured) error {
	s.home.place(&object)
	return s.scene.add(ctx, object)
}

// Send makes one request, which has to be accepted.
func (s *Tenant) Send(ctx context.Context, request Request) error {
	question := Question{Request: request}
	s.home.moveIn(&question)
	call, err := s.recorder.prepare(ctx, question.Request)
	if err != nil {
		return err
	}
	answer, err := s.recorder.client.do(ctx, call)
	if err == nil && !answer.accepted() {
		err = fmt.Errorf("%v", answer.body["message"])
	}
	return err
}
