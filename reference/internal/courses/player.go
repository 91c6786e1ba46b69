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
