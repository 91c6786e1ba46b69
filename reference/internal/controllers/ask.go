package controllers

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"

	"podscape/reference/internal/api"
	"podscape/reference/internal/controlplane"
)

// Recorder asks one controller manager. It may be asked several questions at a time, since each has its namespace.
type Recorder struct {
	api      *api.Recorder
	client   kubernetes.Interface
	observer *observer
}

// NewRecorder makes a recorder and the nodes.
func NewRecorder(ctx context.Context, server *controlplane.APIServer) (*Recorder, error) {
	requests, err := api.NewRecorder(server)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(server.Config)
	if err != nil {
		return nil, err
	}
	observer, err := newObserver(ctx, server.Config)
	if err != nil {
		return nil, err
	}
	return &Recorder{requests, client, observer}, addNodes(ctx, &conversation{client: client})
}

// conversation is the course of one question.
type conversation struct {
	client    kubernetes.Interface
	tenant    *api.Tenant
	ledger    *ledger
	namespace string
	addresses int
}

// Ask takes the steps in a namespace of this name.
func (r *Recorder) Ask(ctx context.Context, namespace string, question Question) (Answer, error) {
	tenant, err := r.api.NewTenant(ctx, namespace)
	if err != nil {
		return Answer{}, err
	}
	c := &conversation{client: r.client, tenant: tenant, ledger: newLedger(namespace), namespace: namespace}
	var snapshots [][]*unstructured.Unstructured
	for i, step := range question.Steps {
		if err := c.take(ctx, step); err != nil {
			return Answer{}, fmt.Errorf("step %d: %w", i, err)
		}
		r.observer.settle(ctx, namespace)
		snapshots = append(snapshots, r.observer.objects(namespace))
	}
	var answer Answer
	c.ledger.nameAll(snapshots)
	for _, snapshot := range snapshots {
		answer.Steps = append(answer.Steps, c.ledger.record(snapshot))
	}
	return answer, nil
}

func (c *conversation) take(ctx context.Context, step Step) error {
	for _, object := range step.Create {
		if err := c.tenant.Add(ctx, object); err != nil {
			return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	if step.Request != nil {
		if err := c.tenant.Send(ctx, *step.Request); err != nil {
			return err
		}
	}
	if step.Pods != nil {
		return c.play(ctx, *step.Pods)
	}
	return nil
}
