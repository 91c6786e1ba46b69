package kubelet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

type metaTime = metav1.Time

var errClosed = errors.New("the watch was closed")

// api answers a kubelet's requests from a store, in the same process and without a network: a goroutine that waits for
// a network stops the clock of the bubble. It does what the API server does with what a kubelet sends, and no more.
type api struct {
	store *store
	// life of the kubelet that asks; nil for others.
	life *life
}

var errRefused = errors.New("dial tcp 10.0.0.2:6443: connect: connection refused")

func (a api) config() *rest.Config {
	return &rest.Config{Host: "http://api", Transport: a, QPS: -1, ContentConfig: rest.ContentConfig{
		ContentType: "application/json", AcceptContentTypes: "application/json"}}
}

// requestTakes is what a request about Pods and events takes to be answered. Others are answered in no time: the kubelet
// holds a lock while it asks about its node, and whoever waits for a lock stops the clock.
const requestTakes = 5 * time.Millisecond

// RoundTrip answers one request.
func (a api) RoundTrip(request *http.Request) (*http.Response, error) {
	if a.isCutOff() {
		return nil, errRefused
	}
	target, err := parseTarget(request.URL.Path)
	if err != nil {
		return answer(http.StatusNotFound, apierrors.NewGenericServerResponse(http.StatusNotFound, request.Method,
			schema.GroupResource{}, "", err.Error(), 0, true).ErrStatus)
	}
	if target.at.resource == "pods" || target.at.resource == "events" {
		time.Sleep(requestTakes)
		if a.isCutOff() {
			return nil, errRefused
		}
	}
	var body []byte
	if request.Body != nil {
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
	}
	query := request.URL.Query()
	if query.Get("sendInitialEvents") == "true" {
		// Who asks for a list in the form of a watch falls back to a list.
		return answer(http.StatusBadRequest, apierrors.NewBadRequest("no streaming lists").ErrStatus)
	}
	if query.Get("watch") != "" {
		return a.watch(request.Context(), target, query.Get("fieldSelector"), query.Get("resourceVersion"))
	}
	result, err := a.serve(request.Method, target, query.Get("fieldSelector"), body)
	if err != nil {
		var status apierrors.APIStatus
		if !errors.As(err, &status) {
			status = apierrors.NewBadRequest(err.Error())
		}
		refusal := status.Status()
		refusal.APIVersion, refusal.Kind = "v1", "Status"
		return answer(int(refusal.Code), refusal)
	}
	code := http.StatusOK
	if request.Method == http.MethodPost {
		code = http.StatusCreated
	}
	return answer(code, result)
}

func (a api) isCutOff() bool { return a.store.isDown() || a.life != nil && a.life.over.Load() }

// target is what a path names.
type target struct {
	gv          schema.GroupVersion
	at          key
	subresource string
}

func parseTarget(path string) (target, error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	result := target{}
	switch {
	case len(parts) > 2 && parts[0] == "api":
		result.gv, parts = schema.GroupVersion{Version: parts[1]}, parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		result.gv, parts = schema.GroupVersion{Group: parts[1], Version: parts[2]}, parts[3:]
	default:
		return result, fmt.Errorf("no such path: %s", path)
	}
	if len(parts) > 2 && parts[0] == "namespaces" {
		result.at.namespace, parts = parts[1], parts[2:]
	}
	parts = append(parts, "", "")
	result.at.resource, result.at.name, result.subresource = parts[0], parts[1], parts[2]
	return result, nil
}

func (a api) serve(method string, t target, fields string, body []byte) (any, error) {
	switch {
	case method == http.MethodGet && t.at.name == "":
		items, version := a.store.list(selector(t, fields))
		return map[string]any{"kind": listKind(items), "apiVersion": "v1",
			"metadata": map[string]any{"resourceVersion": strconv.Itoa(version)}, "items": items}, nil
	case method == http.MethodPost && t.subresource == "":
		return a.create(t, body)
	}
	object := a.store.get(t.at)
	if object == nil {
		return nil, apierrors.NewNotFound(schema.GroupResource{Group: t.gv.Group, Resource: t.at.resource}, t.at.name)
	}
	switch method {
	case http.MethodGet:
		return object.Object, nil
	case http.MethodPut:
		updated := &unstructured.Unstructured{}
		if err := updated.UnmarshalJSON(body); err != nil {
			return nil, err
		}
		if t.at.resource == "pods" {
			if err := defaultPod(updated); err != nil {
				return nil, err
			}
		}
		return a.store.put(t.at, updated).Object, nil
	case http.MethodPatch:
		return a.patch(t, object, body)
	case http.MethodDelete:
		var options metav1.DeleteOptions
		if len(body) > 0 {
			if err := json.Unmarshal(body, &options); err != nil {
				return nil, err
			}
		}
		return a.delete(t.at, object, options)
	}
	return nil, apierrors.NewMethodNotSupported(schema.GroupResource{Resource: t.at.resource}, method)
}

// listKind is the kind of a list of these; where nothing is in it, nobody asks.
func listKind(items []any) string {
	for _, item := range items {
		if kind, ok := item.(map[string]any)["kind"].(string); ok {
			return kind + "List"
		}
	}
	return "List"
}

func (a api) create(t target, body []byte) (any, error) {
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(body); err != nil {
		return nil, err
	}
	t.at.name = object.GetName()
	object.SetNamespace(t.at.namespace)
	object.SetUID("") // that of a mirror is not that of its Pod
	if t.at.resource == "events" {
		// Their names are made from the time, and here many things happen at the same time.
		for n := 2; a.store.get(t.at) != nil; n++ {
			t.at.name = fmt.Sprintf("%s.%d", object.GetName(), n)
		}
		object.SetName(t.at.name)
	}
	if a.store.get(t.at) != nil {
		return nil, apierrors.NewAlreadyExists(schema.GroupResource{Resource: t.at.resource}, t.at.name)
	}
	if t.at.resource == "pods" {
		if err := preparePod(object); err != nil {
			return nil, err
		}
	}
	return a.store.put(t.at, object).Object, nil
}

func (a api) patch(t target, object *unstructured.Unstructured, body []byte) (any, error) {
	typed, err := scheme.Scheme.New(object.GroupVersionKind())
	if err != nil {
		return nil, err
	}
	before, err := object.MarshalJSON()
	if err != nil {
		return nil, err
	}
	after, err := strategicpatch.StrategicMergePatch(before, body, typed)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(before, after) {
		return object.Object, nil
	}
	patched := &unstructured.Unstructured{}
	if err := patched.UnmarshalJSON(after); err != nil {
		return nil, err
	}
	if patched.GetUID() != object.GetUID() {
		return nil, apierrors.NewConflict(schema.GroupResource{Resource: t.at.resource}, t.at.name,
			errors.New("the uid in the patch is another one"))
	}
	if t.subresource == "" && t.at.resource == "pods" {
		patched.SetGeneration(object.GetGeneration() + 1)
	}
	if t.at.resource == "pods" {
		keepQOSClass(patched, object)
	}
	return a.store.put(t.at, patched).Object, nil
}

// keepQOSClass when a status does not name it, as the strategy for statuses of Pods does.
func keepQOSClass(patched, before *unstructured.Unstructured) {
	if class, _, _ := unstructured.NestedString(patched.Object, "status", "qosClass"); class != "" {
		return
	}
	if class, found, _ := unstructured.NestedString(before.Object, "status", "qosClass"); found {
		_ = unstructured.SetNestedField(patched.Object, class, "status", "qosClass")
	}
}

// delete does what the registry of Pods does: a Pod on a node stays, with a deletionTimestamp, until its kubelet
// deletes it with a grace period of zero. A later request may only shorten the grace period.
func (a api) delete(at key, object *unstructured.Unstructured, options metav1.DeleteOptions) (any, error) {
	if uid := options.Preconditions; uid != nil && uid.UID != nil && *uid.UID != object.GetUID() {
		return nil, apierrors.NewConflict(schema.GroupResource{Resource: at.resource}, at.name, errors.New("another uid"))
	}
	grace := graceOf(at, object, options)
	if grace == 0 {
		return a.store.remove(at).Object, nil
	}
	if current := object.GetDeletionGracePeriodSeconds(); current != nil && *current <= grace {
		return object.Object, nil
	}
	stamp := metav1.NewTime(now().Add(time.Duration(grace) * time.Second))
	object.SetDeletionTimestamp(&stamp)
	object.SetDeletionGracePeriodSeconds(&grace)
	object.SetGeneration(object.GetGeneration() + 1)
	return a.store.put(at, object).Object, nil
}

func graceOf(at key, object *unstructured.Unstructured, options metav1.DeleteOptions) int64 {
	phase, _, _ := unstructured.NestedString(object.Object, "status", "phase")
	ended := phase == string(corev1.PodSucceeded) || phase == string(corev1.PodFailed)
	if at.resource != "pods" || ended {
		return 0
	}
	if options.GracePeriodSeconds != nil {
		return max(*options.GracePeriodSeconds, 0)
	}
	if grace, found, _ := unstructured.NestedInt64(object.Object, "spec", "terminationGracePeriodSeconds"); found {
		if grace < 0 {
			return 1
		}
		return grace
	}
	return corev1.DefaultTerminationGracePeriodSeconds
}

func (a api) watch(ctx context.Context, t target, fields, version string) (*http.Response, error) {
	from, err := strconv.Atoi(version)
	if err != nil {
		from = 0
	}
	body := &stream{store: a.store, selects: selector(t, fields), next: from, epoch: a.store.currentEpoch()}
	context.AfterFunc(ctx, func() { body.Close() })
	return &http.Response{StatusCode: http.StatusOK, Header: jsonHeader(), Body: body}, nil
}

// selector of a list or watch. Of the field selectors that a kubelet uses only the one for a name matters here: there is
// one node, and there are no headless services.
func selector(t target, fields string) func(key) bool {
	name, byName := strings.CutPrefix(fields, "metadata.name=")
	return func(at key) bool {
		return at.resource == t.at.resource && (t.at.namespace == "" || at.namespace == t.at.namespace) &&
			(!byName || at.name == name)
	}
}

func answer(code int, value any) (*http.Response, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: code, Header: jsonHeader(), Body: io.NopCloser(bytes.NewReader(text))}, nil
}

func jsonHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }
