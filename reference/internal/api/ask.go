package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"podscape/reference/internal/controlplane"
)

// Recorder asks one API server.
type Recorder struct {
	client *client
	caches *caches
	asked  int
}

// NewRecorder makes a recorder for a running server.
func NewRecorder(server *controlplane.APIServer) (*Recorder, error) {
	client, err := newClient(server.Config)
	if err != nil {
		return nil, err
	}
	return &Recorder{client: client, caches: newCaches(server.Informers)}, nil
}

// Ask sets the scene, sends the request and clears up, so that no case sees another one.
func (r *Recorder) Ask(ctx context.Context, question Question) (Answer, error) {
	r.asked++
	home := home{name: fmt.Sprintf("reference-%04d", r.asked), client: r.client}
	r.client.custom.learnQuestion(question)
	home.moveIn(&question)
	scene := &scene{client: r.client, caches: r.caches}
	defer scene.clear(ctx)

	if err := scene.add(ctx, home.namespace()); err != nil {
		return Answer{}, err
	}
	scene.forget()
	for _, object := range question.Given {
		if err := scene.add(ctx, object); err != nil {
			return Answer{}, fmt.Errorf("given %s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	for _, request := range question.Before {
		if err := r.sendBefore(ctx, request, scene); err != nil {
			return Answer{}, err
		}
	}
	call, err := r.prepare(ctx, question.Request)
	if err != nil {
		return Answer{}, err
	}
	answer, err := r.client.do(ctx, call)
	if err != nil {
		return Answer{}, err
	}
	volatile := newReplacer(question, home.name)
	if !answer.accepted() {
		return r.refusal(ctx, call, answer, volatile)
	}
	object, err := r.outcome(ctx, question.Request, answer, scene)
	if err != nil {
		return Answer{}, err
	}
	return acceptance(answer, object, volatile, question.Request.FieldManager != ""), nil
}

// sendBefore sends a request that prepares the scene.
func (r *Recorder) sendBefore(ctx context.Context, request Request, scene *scene) error {
	call, err := r.prepare(ctx, request)
	if err != nil {
		return err
	}
	answer, err := r.client.do(ctx, call)
	if err != nil {
		return err
	}
	if !answer.accepted() {
		return fmt.Errorf("before: %v", answer.body["message"])
	}
	_, err = r.outcome(ctx, request, answer, scene)
	return err
}

var patchTypes = map[string]string{
	"":          "application/json-patch+json",
	"json":      "application/json-patch+json",
	"merge":     "application/merge-patch+json",
	"strategic": "application/strategic-merge-patch+json",
	"apply":     "application/apply-patch+yaml",
}

// outcome is the object after the request. Some subresources and deletions answer with a Status; then it is read back.
func (r *Recorder) outcome(ctx context.Context, request Request, answer response, scene *scene) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{Object: answer.body}
	if request.Verb == "create" && request.Subresource == "" {
		return object, scene.remember(*object)
	}
	if request.PatchType == "apply" && request.Subresource == "" {
		return object, scene.remember(*object)
	}
	if request.Verb == "update" || request.Verb == "patch" {
		return object, nil
	}
	path, err := r.client.item(request.parent())
	if err != nil {
		return nil, err
	}
	return r.client.get(ctx, path)
}

// parent is the object whose subresource is used: a Binding has the name of its Pod.
func (r Request) parent() Target {
	target := r.target()
	if r.Subresource == "binding" || r.Subresource == "eviction" {
		target.APIVersion, target.Kind = "v1", "Pod"
	}
	return target
}

func (r *Recorder) prepare(ctx context.Context, request Request) (call, error) {
	query := url.Values{"fieldManager": {"reference"}, "fieldValidation": {"Strict"}}
	if request.FieldManager != "" {
		query.Set("fieldManager", request.FieldManager)
	}
	if request.Force {
		query.Set("force", "true")
	}
	if request.FieldValidation != "" {
		query.Set("fieldValidation", request.FieldValidation)
	}
	collection, err := r.client.collection(request.parent())
	if err != nil {
		return call{}, err
	}
	item := collection + "/" + url.PathEscape(request.parent().Name)
	switch request.Verb {
	case "create":
		path := collection
		if request.Subresource != "" {
			path = item + "/" + request.Subresource
		}
		body, err := request.body()
		return call{http.MethodPost, path, query, "application/json", body}, err
	case "update":
		if err := r.takeResourceVersion(ctx, item, request.Object); err != nil {
			return call{}, err
		}
		body, err := request.body()
		return call{http.MethodPut, withSubresource(item, request), query, "application/json", body}, err
	case "patch":
		return call{http.MethodPatch, withSubresource(item, request), query, patchTypes[request.PatchType], request.Patch}, nil
	case "delete":
		return call{method: http.MethodDelete, path: item, query: request.deleteOptions()}, nil
	}
	return call{}, fmt.Errorf("unknown verb %q", request.Verb)
}

func withSubresource(item string, request Request) string {
	if request.Subresource == "" {
		return item
	}
	return item + "/" + request.Subresource
}

// body is JSON, as kubectl sends it: it turns YAML into JSON before anything else. JSON texts go as they stand,
// because the conversion would swallow duplicate keys.
func (r Request) body() ([]byte, error) {
	if r.Object != nil {
		return json.Marshal(r.Object.Object)
	}
	if len(r.Body) > 0 && r.Body[0] == '{' {
		return []byte(r.Body), nil
	}
	return yaml.YAMLToJSON([]byte(r.Body))
}

func (r *Recorder) takeResourceVersion(ctx context.Context, path string, object *unstructured.Unstructured) error {
	if object == nil || object.GetResourceVersion() != "" {
		return nil
	}
	stored, err := r.client.get(ctx, path)
	if err == nil && stored != nil {
		object.SetResourceVersion(stored.GetResourceVersion())
	}
	return err
}

func (r Request) deleteOptions() url.Values {
	query := url.Values{}
	if r.PropagationPolicy != "" {
		query.Set("propagationPolicy", r.PropagationPolicy)
	}
	return query
}
