package courses

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func (p *player) starting(pod *played) {
	if delay, ever := pod.behaviour.Starts.or(usualStarts); ever {
		p.after(delay, pod, p.start)
	}
}

// start the containers, or say why they wait.
func (p *player) start(ctx context.Context, pod *played) error {
	if pod.ending {
		return nil
	}
	waiting := pod.behaviour.Waiting
	pod.lives++
	if waiting == "" {
		if delay, ever := pod.behaviour.Ready.or(usualReady); ever {
			p.after(delay, pod, func(ctx context.Context, pod *played) error { return p.setReady(ctx, pod, true) })
		}
		if delay, ever := pod.behaviour.Exits.or(usualExits); ever {
			code := pod.behaviour.Code
			p.after(delay, pod, func(ctx context.Context, pod *played) error { return p.exit(ctx, pod, code) })
		}
	}
	return p.setStatus(ctx, pod, func(status *corev1.PodStatus) {
		now := metav1.Now()
		if status.StartTime == nil {
			status.StartTime = &now
			p.ips++
			status.PodIP = fmt.Sprintf("10.1.%d.%d", p.ips/200, p.ips%200+1)
			status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
		}
		status.Phase = corev1.PodRunning
		state := corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
		if waiting != "" {
			status.Phase = corev1.PodPending
			state = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: waiting}}
		}
		p.setContainers(pod, status, state, false)
		setCondition(status, corev1.PodInitialized, true, "")
		setReadyConditions(status, false, "ContainersNotReady")
	})
}

func (p *player) setContainers(pod *played, status *corev1.PodStatus, state corev1.ContainerState, ready bool) {
	before := status.ContainerStatuses
	status.ContainerStatuses = nil
	for i, container := range pod.pod.Spec.Containers {
		started := state.Running != nil
		one := corev1.ContainerStatus{Name: container.Name, Image: container.Image, Ready: ready, Started: &started, State: state, RestartCount: pod.restarts}
		if i < len(before) && before[i].State.Terminated != nil && state.Terminated == nil {
			one.LastTerminationState = before[i].State
		}
		status.ContainerStatuses = append(status.ContainerStatuses, one)
	}
}

func (p *player) setReady(ctx context.Context, pod *played, ready bool) error {
	if pod.pod.Status.Phase != corev1.PodRunning {
		return nil
	}
	return p.setStatus(ctx, pod, func(status *corev1.PodStatus) {
		for i := range status.ContainerStatuses {
			status.ContainerStatuses[i].Ready = ready
		}
		reason := ""
		if !ready {
			reason = "ContainersNotReady"
		}
		setReadyConditions(status, ready, reason)
	})
}

// exit ends the containers; by the restart policy they run again or the Pod has ended.
func (p *player) exit(ctx context.Context, pod *played, code int32) error {
	if pod.pod.Status.Phase != corev1.PodRunning {
		return nil
	}
	pod.lives++
	policy := pod.pod.Spec.RestartPolicy
	again := !pod.ending && (policy == corev1.RestartPolicyAlways || policy == corev1.RestartPolicyOnFailure && code != 0)
	if again {
		if delay, ever := pod.behaviour.Restarts.or(usualRestarts); ever {
			p.after(delay, pod, func(ctx context.Context, pod *played) error {
				pod.restarts++
				return p.start(ctx, pod)
			})
		}
	}
	return p.setStatus(ctx, pod, func(status *corev1.PodStatus) { p.ended(pod, status, code, again) })
}

func (p *player) ended(pod *played, status *corev1.PodStatus, code int32, again bool) {
	reason, cause := "Error", "ContainersNotReady"
	if code == 0 {
		reason = "Completed"
	}
	started := metav1.Now()
	if len(status.ContainerStatuses) > 0 && status.ContainerStatuses[0].State.Running != nil {
		started = status.ContainerStatuses[0].State.Running.StartedAt
	}
	state := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, StartedAt: started, FinishedAt: metav1.Now()}}
	if !again {
		status.Phase, cause = corev1.PodFailed, "PodFailed"
		if code == 0 {
			status.Phase, cause = corev1.PodSucceeded, "PodCompleted"
		}
	}
	p.setContainers(pod, status, state, false)
	setReadyConditions(status, false, cause)
}

// end a Pod that is being deleted: its containers, and then the object.
func (p *player) end(ctx context.Context, pod *played) error {
	phase := pod.pod.Status.Phase
	if phase != corev1.PodSucceeded && phase != corev1.PodFailed {
		code := int32(usualEndCode)
		if pod.behaviour.EndCode != nil {
			code = *pod.behaviour.EndCode
		}
		err := p.setStatus(ctx, pod, func(status *corev1.PodStatus) { p.ended(pod, status, code, false) })
		if err != nil {
			return err
		}
	}
	now := int64(0)
	uid := pod.pod.UID
	return p.world.delete(ctx, pod.name, metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &uid}})
}

func (p *player) setStatus(ctx context.Context, pod *played, change func(*corev1.PodStatus)) error {
	current, err := p.world.get(ctx, pod.name)
	if err != nil || current == nil || current.GetUID() != pod.pod.UID {
		return err
	}
	fresh := &corev1.Pod{}
	if err := convert(current.Object, fresh); err != nil {
		return err
	}
	change(&fresh.Status)
	return p.world.patch(ctx, pod.name, map[string]any{"status": fresh.Status}, "status")
}

func setReadyConditions(status *corev1.PodStatus, ready bool, reason string) {
	setCondition(status, corev1.ContainersReady, ready, reason)
	setCondition(status, corev1.PodReady, ready, reason)
}

func setCondition(status *corev1.PodStatus, kind corev1.PodConditionType, value bool, reason string) {
	condition := corev1.PodCondition{Type: kind, Status: corev1.ConditionFalse, Reason: reason, LastTransitionTime: metav1.Now()}
	if value {
		condition.Status = corev1.ConditionTrue
	}
	for i, known := range status.Conditions {
		if known.Type == kind {
			if known.Status == condition.Status {
				condition.LastTransitionTime = known.LastTransitionTime
			}
			status.Conditions[i] = condition
			return
		}
	}
	status.Conditions = append(status.Conditions, condition)
}
