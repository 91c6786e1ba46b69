package courses

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Kubelets renew the lease of their node this often, so long after a full ten seconds.
const (
	renewEvery = 10 * time.Second
	renewPhase = 200 * time.Millisecond
)

const leaseNamespace = "kube-node-lease"

var usualNodes = []Node{{Name: "n1"}, {Name: "n2"}, {Name: "n3"}}

// addNode makes a node that is ready, with its lease.
func (p *player) addNode(ctx context.Context, node Node) error {
	labels := map[string]any{"kubernetes.io/hostname": node.Name}
	for key, value := range node.Labels {
		labels[key] = value
	}
	taints := []any{}
	for _, taint := range node.Taints {
		taints = append(taints, map[string]any{"key": taint.Key, "value": taint.Value, "effect": taint.Effect})
	}
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Node",
		"metadata": map[string]any{"name": node.Name, "labels": labels},
		"spec":     map[string]any{"taints": taints, "unschedulable": node.Unschedulable},
	}}
	if err := p.world.create(ctx, object); err != nil {
		return err
	}
	return p.welcome(ctx, node.Name)
}

// welcome does what a kubelet does for its new node.
func (p *player) welcome(ctx context.Context, node string) error {
	if err := p.heartbeat(ctx, node); err != nil {
		return err
	}
	now := metav1.NewMicroTime(time.Now())
	lease := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
		"metadata": map[string]any{"name": node, "namespace": leaseNamespace},
		"spec":     map[string]any{"holderIdentity": node, "leaseDurationSeconds": int64(40), "renewTime": now.Format(metav1.RFC3339Micro)},
	}}
	return p.world.create(ctx, lease)
}

// heartbeat writes that a node is well.
func (p *player) heartbeat(ctx context.Context, node string) error {
	now := time.Now().UTC().Format(time.RFC3339)
	conditions := []any{}
	for _, one := range [][3]string{
		{"MemoryPressure", "False", "KubeletHasSufficientMemory"}, {"DiskPressure", "False", "KubeletHasNoDiskPressure"},
		{"PIDPressure", "False", "KubeletHasSufficientPID"}, {"Ready", "True", "KubeletReady"},
	} {
		conditions = append(conditions, map[string]any{"type": one[0], "status": one[1], "reason": one[2],
			"lastHeartbeatTime": now, "lastTransitionTime": now})
	}
	return p.world.patch(ctx, name{"Node", "", node}, map[string]any{"status": map[string]any{
		"conditions": conditions, "allocatable": map[string]any{"cpu": "4", "memory": "8Gi", "pods": "110"},
		"capacity": map[string]any{"cpu": "4", "memory": "8Gi", "pods": "110"},
	}}, "status")
}

// renewLeases of the nodes that are heard, as long as the script runs.
func (p *player) renewLeases(ctx context.Context) error {
	for _, node := range p.nodes {
		if !p.silent[node] {
			if err := p.renew(ctx, node); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *player) renew(ctx context.Context, node string) error {
	now := metav1.NewMicroTime(time.Now())
	return p.world.patch(ctx, name{"Lease", leaseNamespace, node}, map[string]any{"spec": map[string]any{"renewTime": now.Format(metav1.RFC3339Micro)}})
}
