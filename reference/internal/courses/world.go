package courses

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

// world is what a script and the player ask of the API server, as an administrator and without limits.
type world struct {
	client dynamic.Interface
	// born is the place of an object in the order in which all were created.
	born func(name) int
}

// resources by the kinds that a script can name.
var resources = map[string]schema.GroupVersionResource{
	"Pod":                     {Version: "v1", Resource: "pods"},
	"Node":                    {Version: "v1", Resource: "nodes"},
	"Namespace":               {Version: "v1", Resource: "namespaces"},
	"Service":                 {Version: "v1", Resource: "services"},
	"ServiceAccount":          {Version: "v1", Resource: "serviceaccounts"},
	"ConfigMap":               {Version: "v1", Resource: "configmaps"},
	"Secret":                  {Version: "v1", Resource: "secrets"},
	"ResourceQuota":           {Version: "v1", Resource: "resourcequotas"},
	"LimitRange":              {Version: "v1", Resource: "limitranges"},
	"PersistentVolume":        {Version: "v1", Resource: "persistentvolumes"},
	"PersistentVolumeClaim":   {Version: "v1", Resource: "persistentvolumeclaims"},
	"ReplicationController":   {Version: "v1", Resource: "replicationcontrollers"},
	"Deployment":              {Group: "apps", Version: "v1", Resource: "deployments"},
	"ReplicaSet":              {Group: "apps", Version: "v1", Resource: "replicasets"},
	"StatefulSet":             {Group: "apps", Version: "v1", Resource: "statefulsets"},
	"DaemonSet":               {Group: "apps", Version: "v1", Resource: "daemonsets"},
	"ControllerRevision":      {Group: "apps", Version: "v1", Resource: "controllerrevisions"},
	"Job":                     {Group: "batch", Version: "v1", Resource: "jobs"},
	"CronJob":                 {Group: "batch", Version: "v1", Resource: "cronjobs"},
	"HorizontalPodAutoscaler": {Group: "autoscaling", Version: "v2", Resource: "horizontalpodautoscalers"},
	"PodDisruptionBudget":     {Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"},
	"StorageClass":            {Group: "storage.k8s.io", Version: "v1", Resource: "storageclasses"},
	"PriorityClass":           {Group: "scheduling.k8s.io", Version: "v1", Resource: "priorityclasses"},
	"EndpointSlice":           {Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices"},
	"Lease":                   {Group: "coordination.k8s.io", Version: "v1", Resource: "leases"},
}

var clusterWide = map[string]bool{"Node": true, "Namespace": true, "PersistentVolume": true, "StorageClass": true, "PriorityClass": true}

func (w world) of(kind, namespace string) (dynamic.ResourceInterface, error) {
	resource, known := resources[kind]
	if !known {
		return nil, fmt.Errorf("no script can name the kind %q", kind)
	}
	if clusterWide[kind] {
		return w.client.Resource(resource), nil
	}
	return w.client.Resource(resource).Namespace(namespace), nil
}

// name of an object of the API.
type name struct{ kind, namespace, name string }

func nameOf(object *unstructured.Unstructured) name {
	return name{object.GetKind(), object.GetNamespace(), object.GetName()}
}

// find the object that a script means by Kind/name, Kind/namespace/name or Kind/na*me#2.
func (w world) find(ctx context.Context, of string) (name, error) {
	parts := strings.Split(of, "/")
	if len(parts) < 2 {
		return name{}, fmt.Errorf("%q is not Kind/name", of)
	}
	found := name{parts[0], metav1.NamespaceDefault, parts[len(parts)-1]}
	if len(parts) == 3 {
		found.namespace = parts[1]
	}
	pattern, number, _ := strings.Cut(found.name, "#")
	if !strings.Contains(pattern, "*") {
		return found, nil
	}
	nth := 1
	if number != "" {
		var err error
		if nth, err = strconv.Atoi(number); err != nil {
			return name{}, err
		}
	}
	client, err := w.of(found.kind, found.namespace)
	if err != nil {
		return name{}, err
	}
	list, err := client.List(ctx, metav1.ListOptions{})
	if err != nil {
		return name{}, err
	}
	list.Items = slices.DeleteFunc(list.Items, func(object unstructured.Unstructured) bool {
		fits, _ := path.Match(pattern, object.GetName())
		return !fits || object.GetDeletionTimestamp() != nil
	})
	if len(list.Items) < nth {
		return name{}, fmt.Errorf("there are only %d of %s", len(list.Items), of)
	}
	slices.SortFunc(list.Items, func(a, b unstructured.Unstructured) int { return w.born(nameOf(&a)) - w.born(nameOf(&b)) })
	found.name = list.Items[nth-1].GetName()
	return found, nil
}

// create an object, and write its status by a second request.
func (w world) create(ctx context.Context, object *unstructured.Unstructured) error {
	object = object.DeepCopy()
	if object.GetNamespace() == "" && !clusterWide[object.GetKind()] {
		object.SetNamespace(metav1.NamespaceDefault)
	}
	client, err := w.of(object.GetKind(), object.GetNamespace())
	if err != nil {
		return err
	}
	created, err := client.Create(ctx, object, metav1.CreateOptions{FieldValidation: metav1.FieldValidationStrict})
	if err != nil {
		return err
	}
	status, has := object.Object["status"]
	if !has {
		return nil
	}
	return w.patch(ctx, nameOf(created), map[string]any{"status": status}, "status")
}

// patch with a merge patch.
func (w world) patch(ctx context.Context, of name, change any, subresources ...string) error {
	text, err := json.Marshal(change)
	if err != nil {
		return err
	}
	return w.patchAs(ctx, of, types.MergePatchType, text, subresources...)
}

func (w world) patchAs(ctx context.Context, of name, kind types.PatchType, text []byte, subresources ...string) error {
	client, err := w.of(of.kind, of.namespace)
	if err != nil {
		return err
	}
	_, err = client.Patch(ctx, of.name, kind, text, metav1.PatchOptions{FieldValidation: metav1.FieldValidationStrict}, subresources...)
	return err
}

func (w world) delete(ctx context.Context, of name, options metav1.DeleteOptions) error {
	client, err := w.of(of.kind, of.namespace)
	if err != nil {
		return err
	}
	return client.Delete(ctx, of.name, options)
}

// post a body to a subresource of a Pod.
func (w world) post(ctx context.Context, pod name, subresource string, body map[string]any) error {
	client, err := w.of(pod.kind, pod.namespace)
	if err != nil {
		return err
	}
	body["metadata"] = map[string]any{"name": pod.name, "namespace": pod.namespace}
	_, err = client.Create(ctx, &unstructured.Unstructured{Object: body}, metav1.CreateOptions{}, subresource)
	return err
}

// get an object, nil when there is none.
func (w world) get(ctx context.Context, of name) (*unstructured.Unstructured, error) {
	client, err := w.of(of.kind, of.namespace)
	if err != nil {
		return nil, err
	}
	object, err := client.Get(ctx, of.name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return object, err
}

var patchTypes = map[string]types.PatchType{"": types.MergePatchType, "merge": types.MergePatchType,
	"strategic": types.StrategicMergePatchType, "json": types.JSONPatchType}

// take one step that is a request.
func (w world) take(ctx context.Context, step Step) error {
	for i := range step.Create {
		if err := w.create(ctx, &step.Create[i]); err != nil {
			return err
		}
	}
	of := step.Of + step.Delete
	if step.Evict != "" {
		of = "Pod/" + step.Evict
	}
	if of == "" {
		return nil
	}
	target, err := w.find(ctx, of)
	if err != nil {
		return err
	}
	switch {
	case step.Patch != nil:
		var subresources []string
		if step.Subresource != "" {
			subresources = []string{step.Subresource}
		}
		return w.patchAs(ctx, target, patchTypes[step.PatchType], step.Patch, subresources...)
	case step.Scale != nil:
		return w.patch(ctx, target, map[string]any{"spec": map[string]any{"replicas": *step.Scale}}, "scale")
	case step.Delete != "":
		options := metav1.DeleteOptions{GracePeriodSeconds: step.GracePeriodSeconds}
		// kubectl says background when it is told nothing.
		policy := metav1.DeletePropagationBackground
		if step.PropagationPolicy != "" {
			policy = metav1.DeletionPropagation(step.PropagationPolicy)
		}
		options.PropagationPolicy = &policy
		return w.delete(ctx, target, options)
	case step.Evict != "":
		return w.post(ctx, target, "eviction", map[string]any{"apiVersion": "policy/v1", "kind": "Eviction"})
	}
	return nil
}

// refusalOf an error is the Status that the server sent, or nil.
func refusalOf(err error) *metav1.Status {
	var refused apierrors.APIStatus
	if !errors.As(err, &refused) {
		return nil
	}
	status := refused.Status()
	return &status
}
