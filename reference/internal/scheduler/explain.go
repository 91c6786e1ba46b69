package scheduler

import (
	"context"
	"fmt"
	"sort"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/sets"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	frameworkplugins "k8s.io/kubernetes/pkg/scheduler/framework/plugins"
)

// explain runs the same plugins over the same snapshot as a scheduling cycle, only to write down what each says.
// The scheduler itself keeps the verdicts of a failed cycle alone, and of scores only the sum.
func (c *cluster) explain(ctx context.Context, fw framework.Framework, pod *corev1.Pod, attempt *Attempt) error {
	state := framework.NewCycleState()
	preFilter, status, limiting := fw.RunPreFilterPlugins(ctx, state, pod)
	if !status.IsSuccess() {
		attempt.PreFilter = statusOf(status)
		return nil
	}
	nodes, err := fw.SnapshotSharedLister().NodeInfos().List()
	if err != nil {
		return err
	}
	attempt.Nodes = map[string]*NodeAnswer{}
	if node := c.nominated(ctx, fw, state, pod); node != nil {
		// A nominated node that passes is taken without a look at the others.
		nodes, preFilter = []fwk.NodeInfo{node}, nil
	}
	var feasible []fwk.NodeInfo
	for _, node := range nodes {
		var status *fwk.Status
		if preFilter.AllNodes() || preFilter.NodeNames.Has(node.Node().Name) {
			status = fw.RunFilterPluginsWithNominatedPods(ctx, state, pod, node)
		} else {
			status = fwk.NewStatus(fwk.UnschedulableAndUnresolvable,
				fmt.Sprintf("node(s) didn't satisfy plugin(s) %v", sets.List(limiting)))
		}
		attempt.Nodes[node.Node().Name] = &NodeAnswer{Rejected: statusOf(status)}
		if status.IsSuccess() {
			feasible = append(feasible, node)
		}
	}
	return c.explainScores(ctx, fw, state, pod, feasible, attempt)
}

func (c *cluster) nominated(ctx context.Context, fw framework.Framework, state fwk.CycleState, pod *corev1.Pod) fwk.NodeInfo {
	if pod.Status.NominatedNodeName == "" {
		return nil
	}
	node, err := fw.SnapshotSharedLister().NodeInfos().Get(pod.Status.NominatedNodeName)
	if err != nil || !fw.RunFilterPluginsWithNominatedPods(ctx, state, pod, node).IsSuccess() {
		return nil
	}
	return node
}

func (c *cluster) explainScores(ctx context.Context, fw framework.Framework, state fwk.CycleState, pod *corev1.Pod, nodes []fwk.NodeInfo, attempt *Attempt) error {
	if len(nodes) == 1 {
		attempt.Best = []string{nodes[0].Node().Name}
	}
	if len(nodes) < 2 {
		return nil
	}
	if status := fw.RunPreScorePlugins(ctx, state, pod, nodes); !status.IsSuccess() {
		return status.AsError()
	}
	scores, status := fw.RunScorePlugins(ctx, state, pod, nodes)
	if !status.IsSuccess() {
		return status.AsError()
	}
	weights := map[string]int64{}
	for _, plugin := range fw.ListPlugins().Score.Enabled {
		weights[plugin.Name] = int64(plugin.Weight)
	}
	raw := rawScorer{cluster: c, framework: fw, plugins: map[string]fwk.ScorePlugin{}}
	best := scores[0].TotalScore
	for i, ofNode := range scores {
		answer := attempt.Nodes[ofNode.Name]
		answer.Scores, answer.Total = map[string]Score{}, &scores[i].TotalScore
		for _, ofPlugin := range ofNode.Scores {
			value, err := raw.score(ctx, ofPlugin.Name, state, pod, nodes[i])
			if err != nil {
				return err
			}
			answer.Scores[ofPlugin.Name] = Score{
				Raw: value, Normalized: ofPlugin.Score / weights[ofPlugin.Name], Weighted: ofPlugin.Score,
			}
		}
		best = max(best, ofNode.TotalScore)
	}
	for _, ofNode := range scores {
		if ofNode.TotalScore == best {
			attempt.Best = append(attempt.Best, ofNode.Name)
		}
	}
	sort.Strings(attempt.Best)
	return nil
}

// rawScorer asks plugins for scores before normalisation, which the framework does not give out. It makes its own
// instances; what they score from is in the cycle state.
type rawScorer struct {
	cluster   *cluster
	framework framework.Framework
	plugins   map[string]fwk.ScorePlugin
}

func (r rawScorer) score(ctx context.Context, name string, state fwk.CycleState, pod *corev1.Pod, node fwk.NodeInfo) (int64, error) {
	plugin, found := r.plugins[name]
	if !found {
		made, err := frameworkplugins.NewInTreeRegistry()[name](ctx, r.cluster.argsOf(name), r.framework)
		if err != nil {
			return 0, err
		}
		plugin = made.(fwk.ScorePlugin)
		r.plugins[name] = plugin
	}
	value, status := plugin.Score(ctx, state, pod, node)
	return value, status.AsError()
}

func (c *cluster) argsOf(plugin string) runtime.Object {
	for _, config := range c.profile.PluginConfig {
		if config.Name == plugin {
			return config.Args
		}
	}
	return nil
}

func statusOf(status *fwk.Status) *Status {
	if status.IsSuccess() {
		return nil
	}
	return &Status{Plugin: status.Plugin(), Code: status.Code().String(), Reasons: status.Reasons()}
}
