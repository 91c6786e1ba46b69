package courses

import (
	"cmp"
	"context"
	"slices"

	corev1 "k8s.io/api/core/v1"
	schedulinghelpers "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
)

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
