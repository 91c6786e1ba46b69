package api

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Stage holds objects for other suites that need them in a running server, in the real default namespace.
type Stage struct{ scene *scene }

// NewStage is an empty one.
func (r *Recorder) NewStage() *Stage {
	return &Stage{scene: &scene{client: r.client, caches: r.caches}}
}

// Add creates the object with its status and returns it as stored.
func (s *Stage) Add(ctx context.Context, object unstructured.Unstructured) (unstructured.Unstructured, error) {
	home{name: defaultNamespace, client: s.scene.client}.place(&object)
	if err := s.scene.add(ctx, object); err != nil {
		return unstructured.Unstructured{}, err
	}
	return s.scene.objects[len(s.scene.objects)-1], nil
}

// Clear removes the objects.
func (s *Stage) Clear(ctx context.Context) { s.scene.clear(ctx) }
