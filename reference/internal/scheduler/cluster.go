package scheduler

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	kubescheduler "k8s.io/kubernetes/pkg/scheduler"
	schedulerconfig "k8s.io/kubernetes/pkg/scheduler/apis/config"
)

// cluster is a kube-scheduler over an API that lives in memory.
type cluster struct {
	client    *fake.Clientset
	informers informers.SharedInformerFactory
	scheduler *kubescheduler.Scheduler
	profile   schedulerconfig.KubeSchedulerProfile
	events    *eventLog
}

// newCluster creates everything of the question but the pending Pods. Nodes and Pods come one by one and in order,
// because the scheduler keeps nodes in the order in which it hears of them.
func newCluster(ctx context.Context, given []runtime.Object) (*cluster, error) {
	c := &cluster{client: fake.NewClientset(), events: &eventLog{}}
	c.client.PrependReactor("create", "pods", c.bind)
	c.client.PrependReactor("delete", "pods", c.markForDeletion)

	var nodes, pods []runtime.Object
	for _, object := range given {
		switch object := object.(type) {
		case *corev1.Node:
			nodes = append(nodes, object)
		case *corev1.Pod:
			if !terminal(object) {
				pods = append(pods, object)
			}
		default:
			if err := c.client.Tracker().Add(object); err != nil {
				return nil, err
			}
		}
	}
	if err := c.addNamespaces(pods); err != nil {
		return nil, err
	}
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	for _, node := range nodes {
		if _, err := c.client.CoreV1().Nodes().Create(ctx, node.(*corev1.Node), metav1.CreateOptions{}); err != nil {
			return nil, err
		}
	}
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	return c, c.addPods(ctx, pods)
}

// terminal Pods are left out by the field selector of the scheduler's informer, which the API in memory knows
// nothing of.
func terminal(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
}

// start runs the scheduler's informers, not its loop: the recorder turns that by hand. One worker instead of
// sixteen, so that the order in which feasible nodes are found is the order of the nodes.
func (c *cluster) start(ctx context.Context) error {
	c.informers = kubescheduler.NewInformerFactory(c.client, 0)
	recorders := func(string) events.EventRecorderLogger { return c.events }
	scheduler, err := kubescheduler.New(ctx, c.client, c.informers, nil, recorders,
		kubescheduler.WithParallelism(1),
		kubescheduler.WithBuildFrameworkCapturer(func(profile schedulerconfig.KubeSchedulerProfile) { c.profile = profile }))
	if err != nil {
		return err
	}
	c.scheduler = scheduler
	c.informers.Start(ctx.Done())
	c.informers.WaitForCacheSync(ctx.Done())
	return scheduler.WaitForHandlersSync(ctx)
}

// addNamespaces adds the namespaces of the Pods that the question does not mention, with the label they all have.
func (c *cluster) addNamespaces(pods []runtime.Object) error {
	names := map[string]bool{metav1.NamespaceDefault: true}
	for _, pod := range pods {
		names[pod.(*corev1.Pod).Namespace] = true
	}
	for name := range names {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
			Name: name, Labels: map[string]string{corev1.LabelMetadataName: name},
		}}
		if _, err := c.client.CoreV1().Namespaces().Get(context.Background(), name, metav1.GetOptions{}); err == nil {
			continue
		}
		if err := c.client.Tracker().Add(namespace); err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) addPods(ctx context.Context, pods []runtime.Object) error {
	for _, pod := range pods {
		pod := pod.(*corev1.Pod)
		if _, err := c.client.CoreV1().Pods(pod.Namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return c.settle(ctx)
}

// bind plays the API server's side of a Binding.
func (c *cluster) bind(action clienttesting.Action) (bool, runtime.Object, error) {
	if action.GetSubresource() != "binding" {
		return false, nil, nil
	}
	binding := action.(clienttesting.CreateAction).GetObject().(*corev1.Binding)
	err := c.change(action.GetNamespace(), binding.Name, func(pod *corev1.Pod) {
		pod.Spec.NodeName = binding.Target.Name
		pod.Status.NominatedNodeName = ""
		pod.Status.Conditions = append(pod.Status.Conditions, corev1.PodCondition{
			Type: corev1.PodScheduled, Status: corev1.ConditionTrue,
		})
	})
	return true, binding, err
}

// markForDeletion plays a graceful deletion whose grace period is not over: the kubelet is not part of this.
func (c *cluster) markForDeletion(action clienttesting.Action) (bool, runtime.Object, error) {
	err := c.change(action.GetNamespace(), action.(clienttesting.DeleteAction).GetName(), func(pod *corev1.Pod) {
		deleted := metav1.NewTime(epoch.Add(24 * time.Hour))
		pod.DeletionTimestamp = &deleted
	})
	return true, nil, err
}

func (c *cluster) change(namespace, name string, change func(*corev1.Pod)) error {
	object, err := c.client.Tracker().Get(podResource, namespace, name)
	if err != nil {
		return err
	}
	pod := object.(*corev1.Pod).DeepCopy()
	change(pod)
	return c.client.Tracker().Update(podResource, pod, namespace)
}

var podResource = corev1.SchemeGroupVersion.WithResource("pods")

// pods of the API, by namespace/name.
func (c *cluster) pods() map[string]*corev1.Pod {
	list, _ := c.client.Tracker().List(podResource, corev1.SchemeGroupVersion.WithKind("Pod"), "")
	result := map[string]*corev1.Pod{}
	for _, pod := range list.(*corev1.PodList).Items {
		pod := pod.DeepCopy()
		// The scheduler's informers drop them too.
		pod.ManagedFields = nil
		result[klog.KObj(pod).String()] = pod
	}
	return result
}

// settle waits until the scheduler has heard of everything.
func (c *cluster) settle(ctx context.Context) error {
	err := wait.PollUntilContextTimeout(ctx, time.Millisecond, 10*time.Second, true, func(context.Context) (bool, error) {
		return c.listersCaughtUp() && c.cacheCaughtUp(), nil
	})
	if err != nil {
		return fmt.Errorf("the scheduler did not hear of all changes: %w", err)
	}
	return nil
}

func (c *cluster) listersCaughtUp() bool {
	stored := c.pods()
	heard, err := c.informers.Core().V1().Pods().Lister().List(labels.Everything())
	if err != nil || len(heard) != len(stored) {
		return false
	}
	for _, pod := range heard {
		if !reflect.DeepEqual(stored[klog.KObj(pod).String()], pod) {
			return false
		}
	}
	return true
}

// cacheCaughtUp compares the scheduler's own book-keeping, which its event handlers write after the listers.
func (c *cluster) cacheCaughtUp() bool {
	logger := klog.Background()
	waiting := map[string]bool{}
	pending, _ := c.scheduler.SchedulingQueue.PendingPods()
	for _, pod := range pending {
		waiting[klog.KObj(pod).String()] = true
	}
	dump := c.scheduler.Cache.Dump()
	if len(dump.AssumedPods) > 0 {
		return false
	}
	placed := map[string]*corev1.Pod{}
	nodes := 0
	for _, info := range dump.Nodes {
		if info.Node() != nil {
			nodes++
		}
		for _, pod := range info.GetPods() {
			placed[klog.KObj(pod.GetPod()).String()] = pod.GetPod()
		}
	}
	list, _ := c.client.CoreV1().Nodes().List(klog.NewContext(context.Background(), logger), metav1.ListOptions{})
	if nodes != len(list.Items) {
		return false
	}
	for name, pod := range c.pods() {
		switch {
		case pod.Spec.SchedulerName != corev1.DefaultSchedulerName && pod.Spec.NodeName == "":
		case pod.Spec.NodeName == "" && pod.DeletionTimestamp == nil:
			if !waiting[name] {
				return false
			}
		case pod.Spec.NodeName != "":
			if placed[name] == nil || (placed[name].DeletionTimestamp == nil) != (pod.DeletionTimestamp == nil) {
				return false
			}
		}
	}
	return true
}

// eventLog takes events as the scheduler records them, before series and rate limits.
type eventLog struct {
	mu     sync.Mutex
	events []Event
}

func (l *eventLog) WithLogger(klog.Logger) events.EventRecorderLogger { return l }

func (l *eventLog) Eventf(regarding, _ runtime.Object, eventType, reason, action, note string, args ...any) {
	accessor, err := meta.Accessor(regarding)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(args) > 0 {
		note = fmt.Sprintf(note, args...)
	}
	l.events = append(l.events, Event{
		About: accessor.GetNamespace() + "/" + accessor.GetName(), Type: eventType, Reason: reason, Action: action, Note: note,
	})
}

// has tells whether there is an event about the object with this reason.
func (l *eventLog) has(about, reason string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, event := range l.events {
		if event.About == about && event.Reason == reason {
			return true
		}
	}
	return false
}

// take empties the log.
func (l *eventLog) take() []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := l.events
	l.events = nil
	return taken
}
