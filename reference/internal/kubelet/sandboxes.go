package kubelet

import (
	"context"
	"fmt"
	"time"

	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

type sandbox struct {
	id      string
	config  *runtimeapi.PodSandboxConfig
	state   runtimeapi.PodSandboxState
	created int64
	ip      string
}

func (r *runtime) RunPodSandbox(ctx context.Context, config *runtimeapi.PodSandboxConfig, _ string) (string, error) {
	r.say("run sandbox")
	if err := takes(ctx, sandboxTakes); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	made := &sandbox{
		id: r.newID(fmt.Sprintf("%s-sandbox-%d", config.Metadata.Name, config.Metadata.Attempt)), config: config,
		state: runtimeapi.PodSandboxState_SANDBOX_READY, created: time.Now().UnixNano(),
	}
	if config.GetLinux().GetSecurityContext().GetNamespaceOptions().GetNetwork() != runtimeapi.NamespaceMode_NODE {
		r.count++
		made.ip = r.nets.address(r.count)
	}
	r.sandboxes = append(r.sandboxes, made)
	return made.id, nil
}

func (r *runtime) StopPodSandbox(_ context.Context, id string) error {
	r.mu.Lock()
	found := r.sandbox(id)
	var running []*container
	if found != nil && found.state == runtimeapi.PodSandboxState_SANDBOX_READY {
		r.say("stop sandbox")
		found.state = runtimeapi.PodSandboxState_SANDBOX_NOTREADY
		for _, c := range r.containers {
			if c.sandbox == found {
				running = append(running, c)
			}
		}
	}
	r.mu.Unlock()
	for _, c := range running {
		r.end(c, 137, "")
	}
	return nil
}

func (r *runtime) RemovePodSandbox(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sandboxes = without(r.sandboxes, func(s *sandbox) bool { return s.id == id })
	r.containers = without(r.containers, func(c *container) bool { return c.sandbox.id == id })
	return nil
}

func (r *runtime) PodSandboxStatus(_ context.Context, id string, _ bool) (*runtimeapi.PodSandboxStatusResponse, error) {
	time.Sleep(askTakes)
	r.mu.Lock()
	defer r.mu.Unlock()
	found := r.sandbox(id)
	if found == nil {
		return nil, notFound("sandbox", id)
	}
	status := &runtimeapi.PodSandboxStatus{
		Id: id, Metadata: found.config.Metadata, State: found.state, CreatedAt: found.created,
		Labels: found.config.Labels, Annotations: found.config.Annotations, Network: &runtimeapi.PodSandboxNetworkStatus{Ip: found.ip},
		Linux: &runtimeapi.LinuxPodSandboxStatus{Namespaces: &runtimeapi.Namespace{
			Options: found.config.GetLinux().GetSecurityContext().GetNamespaceOptions()}},
	}
	return &runtimeapi.PodSandboxStatusResponse{Status: status}, nil
}

func (r *runtime) ListPodSandbox(_ context.Context, filter *runtimeapi.PodSandboxFilter) ([]*runtimeapi.PodSandbox, error) {
	time.Sleep(askTakes)
	r.mu.Lock()
	defer r.mu.Unlock()
	var result []*runtimeapi.PodSandbox
	for _, s := range r.sandboxes {
		if !matches(filter.GetLabelSelector(), s.config.Labels) || filter.GetId() != "" && filter.GetId() != s.id ||
			filter.GetState() != nil && filter.GetState().State != s.state {
			continue
		}
		result = append(result, &runtimeapi.PodSandbox{Id: s.id, Metadata: s.config.Metadata, State: s.state,
			CreatedAt: s.created, Labels: s.config.Labels, Annotations: s.config.Annotations})
	}
	return result, nil
}

func (r *runtime) UpdatePodSandboxResources(context.Context, *runtimeapi.UpdatePodSandboxResourcesRequest) (
	*runtimeapi.UpdatePodSandboxResourcesResponse, error) {
	return &runtimeapi.UpdatePodSandboxResourcesResponse{}, nil
}

// killSandbox ends a Pod's sandbox and all in it, as when the node boots.
func (r *runtime) killSandbox(pod string) {
	for _, c := range r.runningOf(func(c *container) bool { return c.sandbox.config.Metadata.Name == pod }) {
		r.end(c, 137, "")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sandboxes {
		if s.config.Metadata.Name == pod {
			s.state = runtimeapi.PodSandboxState_SANDBOX_NOTREADY
		}
	}
}

func (r *runtime) sandbox(id string) *sandbox {
	for _, s := range r.sandboxes {
		if s.id == id {
			return s
		}
	}
	return nil
}
