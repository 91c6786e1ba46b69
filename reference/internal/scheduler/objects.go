package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"

	// The defaults and conversions of the kinds a question may hold.
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

// epoch is when the first object of a question is created; every further one comes a second later. Times decide
// between equals, so they must not be the time of the recording.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var decoder = jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory,
	legacyscheme.Scheme, legacyscheme.Scheme, jsonserializer.SerializerOptions{Strict: true})

// objects turns the texts of a question into objects as the API server would have stored them.
func objects(texts []json.RawMessage, firstAge int) ([]runtime.Object, error) {
	var result []runtime.Object
	for i, text := range texts {
		object, err := decode(text)
		if err != nil {
			return nil, err
		}
		created := metav1.NewTime(epoch.Add(time.Duration(firstAge+i) * time.Second))
		if err := complete(object, created); err != nil {
			return nil, err
		}
		result = append(result, object)
	}
	return result, nil
}

func decode(text []byte) (runtime.Object, error) {
	object, _, err := decoder.Decode(text, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	legacyscheme.Scheme.Default(object)
	if pod, ok := object.(*corev1.Pod); ok {
		return prepare(pod)
	}
	return object, nil
}

// prepare does what the registry does to a new Pod, such as merging matchLabelKeys into selectors. The status of the
// question is kept, since it stands for what happened since.
func prepare(pod *corev1.Pod) (*corev1.Pod, error) {
	internal := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(pod, internal, nil); err != nil {
		return nil, err
	}
	podregistry.Strategy.PrepareForCreate(context.Background(), internal)
	prepared := &corev1.Pod{}
	if err := legacyscheme.Scheme.Convert(internal, prepared, nil); err != nil {
		return nil, err
	}
	status := prepared.Status
	prepared.Status = *pod.Status.DeepCopy()
	prepared.Status.QOSClass = status.QOSClass
	if prepared.Status.Phase == "" {
		prepared.Status.Phase = status.Phase
	}
	if len(prepared.Status.Conditions) == 0 {
		prepared.Status.Conditions = status.Conditions
	}
	prepared.TypeMeta = pod.TypeMeta
	return prepared, nil
}

// complete fills in what every stored object has.
func complete(object runtime.Object, created metav1.Time) error {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	if accessor.GetNamespace() == "" && namespaced(object) {
		accessor.SetNamespace(metav1.NamespaceDefault)
	}
	if accessor.GetUID() == "" {
		accessor.SetUID(types.UID("uid-of-" + accessor.GetName()))
	}
	if stamp := accessor.GetCreationTimestamp(); stamp.IsZero() {
		accessor.SetCreationTimestamp(created)
	}
	switch object := object.(type) {
	case *corev1.Pod:
		completePod(object, created)
	case *corev1.Node:
		if object.Status.Allocatable == nil {
			object.Status.Allocatable = object.Status.Capacity
		}
	}
	return nil
}

// completePod: a Pod on a node runs since its creation, if the question does not say otherwise. Preemption looks at
// the start, and takes the present time where there is none.
func completePod(pod *corev1.Pod, created metav1.Time) {
	if pod.Spec.Priority == nil {
		zero := int32(0)
		pod.Spec.Priority = &zero
	}
	if pod.Spec.NodeName != "" && pod.Status.StartTime == nil {
		pod.Status.StartTime = &created
		if pod.Status.Phase == corev1.PodPending {
			pod.Status.Phase = corev1.PodRunning
		}
	}
}

var clusterScoped = map[string]bool{
	"Node": true, "Namespace": true, "PersistentVolume": true, "StorageClass": true, "CSINode": true,
	"CSIDriver": true, "DeviceClass": true, "ResourceSlice": true,
}

func namespaced(object runtime.Object) bool {
	return !clusterScoped[object.GetObjectKind().GroupVersionKind().Kind]
}
