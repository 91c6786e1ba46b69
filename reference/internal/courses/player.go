package courses

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	schedulinghelpers "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"

	"podscape/reference/internal/memory"
)

// What is usual of Pods.
const (
	usualScheduled Delay = "0.1s"
	usualStarts    Delay = "0.9s"
	usualReady     Delay = "0.5s"
	usualExits     Delay = never
	usualRestarts  Delay = "10s"
	usualEnds      Delay = "0.5s"
	usualEndCode         = 143
	// tryAgain is when a node is looked for again.
	tryAgain = time.Second
	// recovers is how long after it is heard again a kubelet says that its Pods are ready.
	recovers = time.Second
)

// player is scheduler and kubelets.
type player struct {
	world    world
	question Question
	nodes    []string
	silent   map[string]bool
	pods     map[types.UID]*played
	fitted   []int
	timers   []timer
	sequence int
	holding  []timer
	ips      int
}

// played is a Pod as the player knows it.
type played struct {
	name      name
	behaviour Behaviour
	pod       *corev1.Pod
	ending    bool
	restarts  int32
	// lives is how often its containers were started; what was planned for an earlier life does not happen.
	lives int
}

type timer struct {
	at       time.Time
	sequence int
	pod      *played
	life     int
	do       func(context.Context, *played) error
}

func newPlayer(w world, question Question) *player {
	p := &player{world: w, question: question, silent: map[string]bool{}, pods: map[types.UID]*played{}, fitted: make([]int, len(question.Pods))}
	for _, node := range question.Nodes {
		p.nodes = append(p.nodes, node.Name)
	}
	return p
}

// after plans what happens to a Pod.
func (p *player) after(delay time.Duration, pod *played, do func(context.Context, *played) error) {
	p.sequence++
	p.timers = append(p.timers, timer{time.Now().Add(delay), p.sequence, pod, pod.lives, do})
	slices.SortStableFunc(p.timers, func(a, b timer) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.sequence, b.sequence))
	})
}

// next is when something is planned.
func (p *player) next() (time.Time, bool) {
	if len(p.timers) == 0 {
		return time.Time{}, false
	}
	return p.timers[0].at, true
}

// fire does the first thing that is planned. The kubelet of a silent node does it when it is heard again.
func (p *player) fire(ctx context.Context) error {
	first := p.timers[0]
	p.timers = p.timers[1:]
	pod := first.pod
	if pod.pod == nil || first.life != pod.lives {
		return nil
	}
	if node := pod.pod.Spec.NodeName; p.silent[node] && node != "" {
		p.holding = append(p.holding, first)
		return nil
	}
	err := first.do(ctx, pod)
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil
	}
	return err
}

// hear of a change of the API.
func (p *player) hear(change memory.Change) error {
	switch kindOf(change.Data) {
	case "Node":
		p.hearOfNode(change)
		return nil
	case "Pod":
	default:
		return nil
	}
	pod := &corev1.Pod{}
	if err := json.Unmarshal(change.Data, pod); err != nil {
		return err
	}
	known := p.pods[pod.UID]
	if change.Type == watch.Deleted {
		if known != nil {
			known.pod = nil
			delete(p.pods, pod.UID)
		}
		return nil
	}
	if known == nil {
		known = &played{name: name{"Pod", pod.Namespace, pod.Name}, behaviour: p.behaviourOf(pod)}
		p.pods[pod.UID] = known
		known.pod = pod
		if pod.Spec.NodeName != "" {
			p.starting(known)
		} else if delay, ever := known.behaviour.Scheduled.or(usualScheduled); ever {
			p.after(delay, known, p.schedule)
		} else {
			delay, _ := usualScheduled.or("")
			p.after(delay, known, p.cannotSchedule)
		}
	}
	known.pod = pod
	if pod.DeletionTimestamp != nil && !known.ending && pod.Spec.NodeName != "" {
		known.ending = true
		if delay, ever := known.behaviour.Ends.or(usualEnds); ever {
			grace := time.Duration(*pod.DeletionGracePeriodSeconds) * time.Second
			p.after(min(delay, grace), known, p.end)
		}
	}
	return nil
}

// hearOfNode keeps the list of nodes, in the order in which they came.
func (p *player) hearOfNode(change memory.Change) {
	named := path.Base(change.Key)
	if change.Type == watch.Deleted {
		p.nodes = slices.DeleteFunc(p.nodes, func(node string) bool { return node == named })
	} else if !slices.Contains(p.nodes, named) {
		p.nodes = append(p.nodes, named)
	}
}

func (p *player) behaviourOf(pod *corev1.Pod) Behaviour {
	for i, entry := range p.question.Pods {
		if fits(entry, pod) && (entry.First == 0 || p.fitted[i] < entry.First) {
			p.fitted[i]++
			return entry
		}
	}
	return Behaviour{}
}

func fits(entry Behaviour, pod *corev1.Pod) bool {
	named := true
	if entry.Name != "" {
		named, _ = path.Match(entry.Name, pod.Name)
	}
	for key, value := range entry.Match {
		if pod.Labels[key] != value {
			return false
		}
	}
	return named && (entry.Image == "" || entry.Image == pod.Spec.Containers[0].Image) &&
		(entry.Index == "" || entry.Index == pod.Annotations["batch.kubernetes.io/job-completion-index"])
}

func (p *player) schedule(ctx context.Context, pod *played) error {
	if len(pod.pod.Spec.SchedulingGates) > 0 {
		p.after(tryAgain, pod, p.schedule)
		return nil
	}
	node, err := p.nodeFor(ctx, pod)
	if err != nil {
		return err
	}
	if node == "" {
		p.after(tryAgain, pod, p.schedule)
		return p.cannotSchedule(ctx, pod)
	}
	p.starting(pod)
	return p.world.post(ctx, pod.name, "binding", map[string]any{
		"apiVersion": "v1", "kind": "Binding", "target": map[string]any{"kind": "Node", "name": node}})
}

func (p *player) cannotSchedule(ctx context.Context, pod *played) error {
	for _, condition := range pod.pod.Status.Conditions {
		if condition.Type == corev1.PodScheduled {
			return nil
		}
	}
	return p.setStatus(ctx, pod, func(status *corev1.PodStatus) {
		setCondition(status, corev1.PodScheduled, false, corev1.PodReasonUnschedulable)
	})
}

// nodeFor is the first node that fits, or of those that fit the one with the fewest Pods.
func (p *player) nodeFor(ctx context.Context, pod *played) (string, error) {
	if pod.behaviour.Node != "" {
		return pod.behaviour.Node, nil
	}
	var fitting []string
	for _, named := range p.nodes {
		object, err := p.world.get(ctx, name{"Node", "", named})
		if err != nil {
			return "", err
		}
		node := &corev1.Node{}
		if object == nil || convert(object.Object, node) != nil {
			continue
		}
		if fitsOn(pod.pod, node) {
			fitting = append(fitting, named)
		}
	}
	if len(fitting) == 0 {
		return "", nil
	}
	if p.question.Spread {
		counts := map[string]int{}
		for _, other := range p.pods {
			counts[other.pod.Spec.NodeName]++
		}
		return slices.MinFunc(fitting, func(a, b string) int { return cmp.Compare(counts[a], counts[b]) }), nil
	}
	return fitting[0], nil
}

func fitsOn(pod *corev1.Pod, node *corev1.Node) bool {
	required := nodeaffinity.GetRequiredNodeAffinity(pod)
	matches, err := required.Match(node)
	_, untolerated := schedulinghelpers.FindMatchingUntoleratedTaint(klog.Background(), node.Spec.Taints, pod.Spec.Tolerations, func(taint *corev1.Taint) bool {
		return taint.Effect != corev1.TaintEffectPreferNoSchedule
	}, false)
	unschedulable := node.Spec.Unschedulable && !schedulinghelpers.TolerationsTolerateTaint(klog.Background(), pod.Spec.Tolerations,
		&corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}, false)
	return err == nil && matches && !untolerated && !unschedulable
}

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

// silence a kubelet: nothing is heard from it and nothing happens on its node.
func (p *player) silence(node string) { p.silent[node] = true }

// revive a kubelet: what was due happens, and its Pods become ready again.
func (p *player) revive(node string) {
	p.silent[node] = false
	held := p.holding
	p.holding = nil
	for _, one := range held {
		if one.pod.pod != nil && one.pod.pod.Spec.NodeName == node {
			p.after(recovers, one.pod, one.do)
		} else {
			p.holding = append(p.holding, one)
		}
	}
	pods := slices.SortedFunc(maps.Values(p.pods), func(a, b *played) int { return cmp.Compare(a.name.name, b.name.name) })
	for _, pod := range pods {
		if pod.pod.Spec.NodeName == node && !pod.ending && pod.pod.Status.Phase == corev1.PodRunning && !isReady(pod.pod) && allReady(pod.pod) {
			p.after(recovers, pod, func(ctx context.Context, pod *played) error { return p.setReady(ctx, pod, true) })
		}
	}
}

// allReady tells whether a Pod is unready only because of its node.
func allReady(pod *corev1.Pod) bool {
	return !slices.ContainsFunc(pod.Status.ContainerStatuses, func(one corev1.ContainerStatus) bool { return !one.Ready })
}

func isReady(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(one corev1.PodCondition) bool {
		return one.Type == corev1.PodReady && one.Status == corev1.ConditionTrue
	})
}

// command is a step that is about what a Pod does.
func (p *player) command(ctx context.Context, step Step) error {
	target, err := p.world.find(ctx, step.Of)
	if err != nil {
		return err
	}
	for _, pod := range p.pods {
		if pod.name == target {
			if step.Exit != nil {
				return p.exit(ctx, pod, *step.Exit)
			}
			return p.setReady(ctx, pod, *step.Ready)
		}
	}
	return fmt.Errorf("there is no %s", step.Of)
}

func kindOf(data []byte) string {
	var object metav1.TypeMeta
	if json.Unmarshal(data, &object) != nil {
		return ""
	}
	return object.Kind
}

func convert(from map[string]any, into any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
