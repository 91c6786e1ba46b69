package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// play does to Pods what the scheduler and a kubelet would have done in the end.
func (c *conversation) play(ctx context.Context, play Play) error {
	pods, err := c.chosen(ctx, play)
	if err != nil {
		return err
	}
	if len(pods) == 0 {
		return fmt.Errorf("there is no Pod that could become %s", play.Become)
	}
	for _, pod := range pods {
		// A controller may already act on the first of several Pods and delete another.
		err := c.become(ctx, pod, play)
		if err != nil && !apierrors.IsConflict(err) && !apierrors.IsNotFound(err) {
			return err
		}
	}
	return nil
}

// chosen Pods have not yet become what they are to become.
func (c *conversation) chosen(ctx context.Context, play Play) ([]*corev1.Pod, error) {
	list, err := c.client.CoreV1().Pods(c.namespace).List(ctx, metav1.ListOptions{LabelSelector: labels.FormatLabels(play.Select)})
	if len(play.Select) == 0 {
		list, err = c.client.CoreV1().Pods(c.namespace).List(ctx, metav1.ListOptions{})
	}
	if err != nil {
		return nil, err
	}
	var pods []*corev1.Pod
	for i := range list.Items {
		if canBecome(&list.Items[i], play.Become) {
			pods = append(pods, &list.Items[i])
		}
	}
	// By what they are and not by name, so that the choice does not depend on a random suffix.
	sort.SliceStable(pods, func(i, j int) bool { return likeness(pods[i]) < likeness(pods[j]) })
	if play.Count > 0 && len(pods) > play.Count {
		pods = pods[:play.Count]
	}
	return pods, nil
}

func likeness(pod *corev1.Pod) string {
	name := pod.Name
	if match := randomName.FindStringSubmatch(name); match != nil && pod.GenerateName != "" {
		name = match[1]
	}
	affinity, _ := json.Marshal(pod.Spec.Affinity)
	return fmt.Sprint(name, pod.Spec.NodeName, string(affinity))
}

func canBecome(pod *corev1.Pod, state string) bool {
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	switch state {
	case "gone":
		return pod.DeletionTimestamp != nil
	case "ready":
		return !ended && pod.DeletionTimestamp == nil && !ready(pod)
	case "running":
		return !ended && pod.DeletionTimestamp == nil && (pod.Status.Phase != corev1.PodRunning || ready(pod))
	}
	return !ended
}

func ready(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func (c *conversation) become(ctx context.Context, pod *corev1.Pod, play Play) error {
	pods := c.client.CoreV1().Pods(c.namespace)
	if play.Become == "gone" {
		now := int64(0)
		return pods.Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now})
	}
	if pod.Spec.NodeName == "" {
		binding := &corev1.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod.Name}, Target: corev1.ObjectReference{Kind: "Node", Name: nodeFor(pod)}}
		if err := pods.Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
			return err
		}
		fresh, err := pods.Get(ctx, pod.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		pod = fresh
	}
	c.setStatus(pod, play)
	_, err := pods.UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	return err
}

// nodeFor is the node that a DaemonSet asks for, or the first one.
func nodeFor(pod *corev1.Pod) string {
	if affinity := pod.Spec.Affinity; affinity != nil && affinity.NodeAffinity != nil && affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution != nil {
		for _, term := range affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms {
			for _, field := range term.MatchFields {
				if len(field.Values) == 1 {
					return field.Values[0]
				}
			}
		}
	}
	return nodes[0].Name
}

func (c *conversation) setStatus(pod *corev1.Pod, play Play) {
	now := metav1.Now()
	isReady := play.Become == "ready"
	if pod.Status.StartTime == nil {
		pod.Status.StartTime = &now
	}
	if pod.Status.PodIP == "" {
		c.addresses++
		pod.Status.PodIP = fmt.Sprintf("10.1.0.%d", c.addresses)
		pod.Status.PodIPs = []corev1.PodIP{{IP: pod.Status.PodIP}}
	}
	state := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
	switch play.Become {
	case "running", "ready":
		pod.Status.Phase = corev1.PodRunning
	case "succeeded":
		pod.Status.Phase = corev1.PodSucceeded
		state = ended(0, "Completed", now)
	case "failed":
		pod.Status.Phase = corev1.PodFailed
		state = ended(int32(max(play.ExitCode, 1)), "Error", now)
	}
	pod.Status.ContainerStatuses = nil
	for _, container := range pod.Spec.Containers {
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, corev1.ContainerStatus{
			Name: container.Name, Image: container.Image, Ready: isReady, Started: &isReady, State: state,
		})
	}
	setCondition(pod, corev1.PodReady, isReady, now)
	setCondition(pod, corev1.ContainersReady, isReady, now)
}

func ended(code int32, reason string, at metav1.Time) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: code, Reason: reason, StartedAt: metav1.NewTime(at.Add(-time.Second)), FinishedAt: at,
	}}
}

func setCondition(pod *corev1.Pod, kind corev1.PodConditionType, value bool, now metav1.Time) {
	status := corev1.ConditionFalse
	if value {
		status = corev1.ConditionTrue
	}
	for i := range pod.Status.Conditions {
		if pod.Status.Conditions[i].Type == kind {
			if pod.Status.Conditions[i].Status != status {
				pod.Status.Conditions[i].Status, pod.Status.Conditions[i].LastTransitionTime = status, now
			}
			return
		}
	}
	pod.Status.Conditions = append(pod.Status.Conditions, corev1.PodCondition{Type: kind, Status: status, LastTransitionTime: now})
}

var nodes = []corev1.Node{
	{ObjectMeta: metav1.ObjectMeta{Name: "plain", Labels: map[string]string{"kubernetes.io/hostname": "plain"}}},
	{ObjectMeta: metav1.ObjectMeta{Name: "ssd", Labels: map[string]string{"kubernetes.io/hostname": "ssd", "disk": "ssd"}}},
	{
		ObjectMeta: metav1.ObjectMeta{Name: "tainted", Labels: map[string]string{"kubernetes.io/hostname": "tainted"}},
		Spec:       corev1.NodeSpec{Taints: []corev1.Taint{{Key: "dedicated", Value: "db", Effect: corev1.TaintEffectNoSchedule}}},
	},
}

// addNodes makes the nodes of all questions. They are ready; admission taints new nodes, so the taint is taken off.
func addNodes(ctx context.Context, c *conversation) error {
	for _, node := range nodes {
		created, err := c.client.CoreV1().Nodes().Create(ctx, node.DeepCopy(), metav1.CreateOptions{})
		if err != nil {
			return err
		}
		var taints []corev1.Taint
		for _, taint := range created.Spec.Taints {
			if !strings.HasPrefix(taint.Key, "node.kubernetes.io/") {
				taints = append(taints, taint)
			}
		}
		created.Spec.Taints = taints
		updated, err := c.client.CoreV1().Nodes().Update(ctx, created, metav1.UpdateOptions{})
		if err != nil {
			return err
		}
		updated.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}}
		if _, err := c.client.CoreV1().Nodes().UpdateStatus(ctx, updated, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	return nil
}
