package scheduler

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	kubescheduler "k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/names"
)

// Ask lets a fresh scheduler attempt every pending Pod once.
func Ask(ctx context.Context, question Question) (Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	given, err := objects(question.Given, 0)
	if err != nil {
		return Answer{}, err
	}
	pending, err := objects(question.Pending, len(given))
	if err != nil {
		return Answer{}, err
	}
	cluster, err := newCluster(ctx, given)
	if err != nil {
		return Answer{}, err
	}
	if err := cluster.addPods(ctx, pending); err != nil {
		return Answer{}, err
	}
	return cluster.attemptAll(ctx, pending)
}

// attemptAll takes Pods off the scheduler's own queue until each had its turn. A Pod that failed goes to the back-off
// queue, which is not served while others are active; nothing moves it back, because the queue's timers do not run.
func (c *cluster) attemptAll(ctx context.Context, pending []runtime.Object) (Answer, error) {
	answer := Answer{Attempts: []*Attempt{}}
	for len(c.scheduler.SchedulingQueue.PodsInActiveQ()) > 0 {
		if len(answer.Attempts) == len(pending) {
			return answer, errors.New("a Pod came back to the active queue by itself")
		}
		attempt, err := c.attempt(ctx)
		if err != nil {
			return answer, err
		}
		answer.Attempts = append(answer.Attempts, attempt)
	}
	for _, pod := range c.scheduler.SchedulingQueue.UnschedulablePods() {
		name := klog.KObj(pod).String()
		tried := slices.ContainsFunc(answer.Attempts, func(a *Attempt) bool { return a.Pod == name })
		if !tried {
			answer.Gated = append(answer.Gated, name)
		}
	}
	sort.Strings(answer.Gated)
	return answer, nil
}

// attempt runs one turn of the scheduling loop and waits until all it started has ended.
func (c *cluster) attempt(ctx context.Context) (*Attempt, error) {
	attempt := &Attempt{}
	var pod *corev1.Pod
	var problem error
	before := c.pods()
	original := c.scheduler.SchedulePod
	defer func() { c.scheduler.SchedulePod = original }()
	c.scheduler.SchedulePod = func(ctx context.Context, fw framework.Framework, state fwk.CycleState, info *framework.QueuedPodInfo) (kubescheduler.ScheduleResult, error) {
		pod = info.Pod
		result, err := original(ctx, fw, state, info)
		attempt.Pod = klog.KObj(pod).String()
		if err != kubescheduler.ErrNoNodesAvailable {
			problem = errors.Join(c.explain(ctx, fw, pod, attempt), verify(attempt, result, err))
		}
		return result, err
	}
	c.scheduler.ScheduleOne(ctx)
	if problem != nil {
		return nil, problem
	}
	if pod == nil {
		return nil, errors.New("no Pod was attempted")
	}
	if err := c.waitForEnd(ctx, pod); err != nil {
		return nil, err
	}
	c.outcome(attempt, before)
	return attempt, nil
}

// verify holds the explanation against what the scheduler really did.
func verify(attempt *Attempt, result kubescheduler.ScheduleResult, err error) error {
	var fit *framework.FitError
	if err == nil {
		if !slices.Contains(attempt.Best, result.SuggestedHost) {
			return fmt.Errorf("the scheduler took %s, not one of %v", result.SuggestedHost, attempt.Best)
		}
		return nil
	}
	if !errors.As(err, &fit) {
		return err
	}
	for name, node := range attempt.Nodes {
		if real := statusOf(fit.Diagnosis.NodeToStatus.Get(name)); !reflect.DeepEqual(real, node.Rejected) {
			return fmt.Errorf("node %s: the scheduler saw %v, the explanation %v", name, real, node.Rejected)
		}
	}
	return nil
}

// waitForEnd waits for the binding, or for the deletion of victims, which both go on in the background.
func (c *cluster) waitForEnd(ctx context.Context, pod *corev1.Pod) error {
	name := klog.KObj(pod).String()
	err := wait.PollUntilContextTimeout(ctx, time.Millisecond, 20*time.Second, true, func(context.Context) (bool, error) {
		return c.events.has(name, "Scheduled") || c.events.has(name, "FailedScheduling") && !c.preempting(ctx, pod), nil
	})
	if err != nil {
		return fmt.Errorf("the attempt for %s did not end: %w", name, err)
	}
	return c.settle(ctx)
}

func (c *cluster) preempting(ctx context.Context, pod *corev1.Pod) bool {
	for _, plugin := range c.scheduler.Profiles[corev1.DefaultSchedulerName].PreEnqueuePlugins() {
		if plugin.Name() == names.DefaultPreemption {
			return !plugin.PreEnqueue(ctx, pod).IsSuccess()
		}
	}
	return false
}

func (c *cluster) outcome(attempt *Attempt, before map[string]*corev1.Pod) {
	after := c.pods()
	pod := after[attempt.Pod]
	attempt.Node = pod.Spec.NodeName
	attempt.NominatedNode = pod.Status.NominatedNodeName
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodScheduled {
			attempt.Condition = &Condition{string(condition.Status), condition.Reason, condition.Message}
		}
	}
	for name, old := range before {
		if old.DeletionTimestamp == nil && after[name].DeletionTimestamp != nil {
			attempt.Victims = append(attempt.Victims, name)
		}
	}
	sort.Strings(attempt.Victims)
	attempt.Events = c.events.take()
	sort.SliceStable(attempt.Events, func(i, j int) bool { return attempt.Events[i].About < attempt.Events[j].About })
}
