package kubelet

import (
	"context"
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	apiruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	podregistry "k8s.io/kubernetes/pkg/registry/core/pod"

	// The defaults and conversions of Pods.
	_ "k8s.io/kubernetes/pkg/apis/core/install"
)

// preparePod gives a new Pod what the API server and the scheduler give it: defaults, a status, a node. A mirror comes
// from the kubelet and has its node.
func preparePod(object *unstructured.Unstructured) error {
	pod := &corev1.Pod{}
	if err := apiruntime.DefaultUnstructuredConverter.FromUnstructured(object.Object, pod); err != nil {
		return err
	}
	legacyscheme.Scheme.Default(pod)
	internal := &core.Pod{}
	if err := legacyscheme.Scheme.Convert(pod, internal, nil); err != nil {
		return err
	}
	podregistry.Strategy.PrepareForCreate(context.Background(), internal)
	if err := legacyscheme.Scheme.Convert(internal, pod, nil); err != nil {
		return err
	}
	pod.APIVersion, pod.Kind = "v1", "Pod"
	if pod.Annotations[corev1.MirrorPodAnnotationKey] == "" {
		pod.Spec.NodeName = nodeName
		pod.Status.Conditions = []corev1.PodCondition{{
			Type: corev1.PodScheduled, Status: corev1.ConditionTrue, LastTransitionTime: now(),
		}}
	}
	text, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	return object.UnmarshalJSON(text)
}

// defaultPod gives a changed Pod the defaults of what is new in it.
func defaultPod(object *unstructured.Unstructured) error {
	pod := &corev1.Pod{}
	if err := apiruntime.DefaultUnstructuredConverter.FromUnstructured(object.Object, pod); err != nil {
		return err
	}
	legacyscheme.Scheme.Default(pod)
	text, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	return object.UnmarshalJSON(text)
}

// newNode is the Node object that the kubelet finds.
func newNode() *unstructured.Unstructured {
	node := &corev1.Node{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Node"},
		ObjectMeta: metav1.ObjectMeta{Name: nodeName, Labels: map[string]string{corev1.LabelHostname: nodeName}},
		Status:     corev1.NodeStatus{Addresses: []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: nodeIP}}},
	}
	content, err := apiruntime.DefaultUnstructuredConverter.ToUnstructured(node)
	if err != nil {
		panic(fmt.Sprint("a node cannot be converted: ", err))
	}
	return &unstructured.Unstructured{Object: content}
}
