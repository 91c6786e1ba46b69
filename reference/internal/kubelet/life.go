package kubelet

import (
	"context"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// life of one kubelet. A kubelet that runs in this process cannot be ended; one whose life is over is cut off instead:
// nothing that it asks is answered any more, by the API or by the runtime, and what it had asked before goes on.
type life struct{ over atomic.Bool }

var errCutOff = status.Error(codes.Unavailable, "connection error: the kubelet has ended")

// mortal is the runtime as one kubelet sees it.
type mortal struct {
	*runtime
	life *life
}

func ask[T any](m mortal, call func() (T, error)) (T, error) {
	if m.life.over.Load() {
		var nothing T
		return nothing, errCutOff
	}
	return call()
}

func tell(m mortal, call func() error) error {
	if m.life.over.Load() {
		return errCutOff
	}
	return call()
}

func (m mortal) Status(ctx context.Context, verbose bool) (*runtimeapi.StatusResponse, error) {
	return ask(m, func() (*runtimeapi.StatusResponse, error) { return m.runtime.Status(ctx, verbose) })
}

func (m mortal) CreateContainer(ctx context.Context, id string, config *runtimeapi.ContainerConfig, pod *runtimeapi.PodSandboxConfig) (string, error) {
	return ask(m, func() (string, error) { return m.runtime.CreateContainer(ctx, id, config, pod) })
}

func (m mortal) StartContainer(ctx context.Context, id string) error {
	return tell(m, func() error { return m.runtime.StartContainer(ctx, id) })
}

func (m mortal) StopContainer(ctx context.Context, id string, timeout int64) error {
	return tell(m, func() error { return m.runtime.StopContainer(ctx, id, timeout) })
}

func (m mortal) RemoveContainer(ctx context.Context, id string) error {
	return tell(m, func() error { return m.runtime.RemoveContainer(ctx, id) })
}

func (m mortal) ListContainers(ctx context.Context, filter *runtimeapi.ContainerFilter) ([]*runtimeapi.Container, error) {
	return ask(m, func() ([]*runtimeapi.Container, error) { return m.runtime.ListContainers(ctx, filter) })
}

func (m mortal) ContainerStatus(ctx context.Context, id string, verbose bool) (*runtimeapi.ContainerStatusResponse, error) {
	return ask(m, func() (*runtimeapi.ContainerStatusResponse, error) {
		return m.runtime.ContainerStatus(ctx, id, verbose)
	})
}

func (m mortal) ExecSync(ctx context.Context, id string, command []string, timeout time.Duration) ([]byte, []byte, error) {
	if m.life.over.Load() {
		return nil, nil, errCutOff
	}
	return m.runtime.ExecSync(ctx, id, command, timeout)
}

func (m mortal) RunPodSandbox(ctx context.Context, config *runtimeapi.PodSandboxConfig, handler string) (string, error) {
	return ask(m, func() (string, error) { return m.runtime.RunPodSandbox(ctx, config, handler) })
}

func (m mortal) StopPodSandbox(ctx context.Context, id string) error {
	return tell(m, func() error { return m.runtime.StopPodSandbox(ctx, id) })
}

func (m mortal) RemovePodSandbox(ctx context.Context, id string) error {
	return tell(m, func() error { return m.runtime.RemovePodSandbox(ctx, id) })
}

func (m mortal) PodSandboxStatus(ctx context.Context, id string, verbose bool) (*runtimeapi.PodSandboxStatusResponse, error) {
	return ask(m, func() (*runtimeapi.PodSandboxStatusResponse, error) {
		return m.runtime.PodSandboxStatus(ctx, id, verbose)
	})
}

func (m mortal) ListPodSandbox(ctx context.Context, filter *runtimeapi.PodSandboxFilter) ([]*runtimeapi.PodSandbox, error) {
	return ask(m, func() ([]*runtimeapi.PodSandbox, error) { return m.runtime.ListPodSandbox(ctx, filter) })
}

// lose all that runs, as a machine does that loses its power: the runtime finds the records, and does not know how it
// ended. One that forgets finds nothing.
func (r *runtime) lose(forgets bool) {
	for _, c := range r.runningOf(func(*container) bool { return true }) {
		r.end(c, 255, "Unknown")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sandboxes {
		s.state = runtimeapi.PodSandboxState_SANDBOX_NOTREADY
	}
	if forgets {
		r.sandboxes, r.containers = nil, nil
	}
}

// recover says of what was lost that it ended now.
func (r *runtime) recover() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.containers {
		if c.reason == "Unknown" {
			c.finished = time.Now().UnixNano()
		}
	}
}
