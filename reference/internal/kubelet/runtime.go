package kubelet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/status"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	remote "k8s.io/cri-client/pkg"
	utilexec "k8s.io/utils/exec"
)

// How long the runtime takes. A real one differs from machine to machine, so these are set, not measured.
const (
	sandboxTakes = 200 * time.Millisecond
	pullTakes    = 800 * time.Millisecond
	createTakes  = 50 * time.Millisecond
	startTakes   = 50 * time.Millisecond
	// askTakes is for a question about what there is. It puts what would happen at the same moment in an order, and is short:
	// the kubelet lists its runtime a second after the last listing ended.
	askTakes = 100 * time.Microsecond
)

// runtime is a container runtime whose containers do what the question says.
type runtime struct {
	internalapi.RuntimeService // what a kubelet does not call here stays nil

	question Question
	// say is told what the kubelet asks for, and when processes end.
	say  func(string)
	nets *network

	mu         sync.Mutex
	sandboxes  []*sandbox
	containers []*container
	images     map[string]bool
	pulls      map[string]int
	count      int
	ids        map[string]int
}

type container struct {
	id       string
	sandbox  *sandbox
	config   *runtimeapi.ContainerConfig
	script   Script
	run      Run
	state    runtimeapi.ContainerState
	created  int64
	started  int64
	finished int64
	exitCode int32
	reason   string
	message  string
	// ended is closed when the process is gone.
	ended  chan struct{}
	server *server
}

func newRuntime(question Question, nets *network, say func(string)) *runtime {
	return &runtime{question: question, nets: nets, say: say, images: map[string]bool{}, pulls: map[string]int{}, ids: map[string]int{}}
}

func (r *runtime) Version(context.Context, string) (*runtimeapi.VersionResponse, error) {
	return &runtimeapi.VersionResponse{Version: "0.1.0", RuntimeName: "containerd", RuntimeVersion: "2.2.0", RuntimeApiVersion: "v1"}, nil
}

func (r *runtime) Status(context.Context, bool) (*runtimeapi.StatusResponse, error) {
	return &runtimeapi.StatusResponse{Status: &runtimeapi.RuntimeStatus{Conditions: []*runtimeapi.RuntimeCondition{
		{Type: runtimeapi.RuntimeReady, Status: true}, {Type: runtimeapi.NetworkReady, Status: true},
	}}}, nil
}

func (r *runtime) UpdateRuntimeConfig(context.Context, *runtimeapi.RuntimeConfig) error { return nil }

func (r *runtime) RuntimeConfig(context.Context) (*runtimeapi.RuntimeConfigResponse, error) {
	return &runtimeapi.RuntimeConfigResponse{}, nil
}

func (r *runtime) Close(context.Context) error { return nil }

func (r *runtime) CreateContainer(ctx context.Context, sandboxID string, config *runtimeapi.ContainerConfig,
	_ *runtimeapi.PodSandboxConfig) (string, error) {
	if err := takes(ctx, createTakes); err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	in := r.sandbox(sandboxID)
	if in == nil {
		return "", notFound("sandbox", sandboxID)
	}
	name, attempt := config.Metadata.Name, int(config.Metadata.Attempt)
	made := &container{
		id: r.newID(fmt.Sprintf("%s-%s-%d", in.config.Metadata.Name, name, attempt)), sandbox: in, config: config,
		script: r.question.Containers[name], state: runtimeapi.ContainerState_CONTAINER_CREATED,
		created: time.Now().UnixNano(), ended: make(chan struct{}),
	}
	if runs := made.script.Runs; len(runs) > 0 {
		made.run = runs[min(attempt, len(runs)-1)]
	}
	r.containers = append(r.containers, made)
	return made.id, nil
}

func (r *runtime) StartContainer(_ context.Context, id string) error {
	r.mu.Lock()
	c := r.container(id)
	r.mu.Unlock()
	if c == nil {
		return notFound("container", id)
	}
	r.say(fmt.Sprintf("start %s %d", c.config.Metadata.Name, c.config.Metadata.Attempt))
	r.writeLog(c)
	if c.run.StartError != "" {
		r.mu.Lock()
		c.state = runtimeapi.ContainerState_CONTAINER_EXITED
		c.finished, c.exitCode, c.reason, c.message = time.Now().UnixNano(), 128, "StartError", c.run.StartError
		r.mu.Unlock()
		close(c.ended)
		return errors.New(c.run.StartError)
	}
	r.mu.Lock()
	c.state, c.started = runtimeapi.ContainerState_CONTAINER_RUNNING, time.Now().UnixNano()
	r.mu.Unlock()
	r.listen(c)
	if c.run.For != nil {
		go func() {
			select {
			case <-time.After(time.Duration(*c.run.For)):
				r.end(c, c.run.ExitCode, c.run.Reason)
			case <-c.ended:
			}
		}()
	}
	time.Sleep(startTakes)
	return nil
}

// listen opens the ports of a container, unless it has ended in the meantime.
func (r *runtime) listen(c *container) {
	server := r.nets.serve(c)
	r.mu.Lock()
	running := c.state == runtimeapi.ContainerState_CONTAINER_RUNNING
	if running {
		c.server = server
	}
	r.mu.Unlock()
	if !running {
		server.close()
	}
}

// StopContainer is SIGTERM, and SIGKILL when the time is over; it returns when the process is gone.
func (r *runtime) StopContainer(_ context.Context, id string, timeout int64) error {
	r.mu.Lock()
	c := r.container(id)
	r.mu.Unlock()
	if c == nil || c.state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		return nil
	}
	r.say(fmt.Sprintf("stop %s within %ds", c.config.Metadata.Name, timeout))
	term := Term{ExitCode: 143}
	if c.run.Term != nil {
		term = *c.run.Term
	}
	limit := time.Duration(timeout) * time.Second
	after, code := time.Duration(term.After), term.ExitCode
	if term.Ignored || after > limit {
		after, code = limit, 137
	}
	select {
	case <-time.After(after):
		r.end(c, code, "")
	case <-c.ended:
	}
	return nil
}

// end of a process, once.
func (r *runtime) end(c *container, code int32, reason string) {
	r.mu.Lock()
	if c.state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		r.mu.Unlock()
		return
	}
	if reason == "" {
		reason = "Completed"
		if code != 0 {
			reason = "Error"
		}
	}
	c.state, c.finished, c.exitCode, c.reason = runtimeapi.ContainerState_CONTAINER_EXITED, time.Now().UnixNano(), code, reason
	r.mu.Unlock()
	for _, mount := range c.config.Mounts {
		if c.run.Message != "" && mount.ContainerPath == c.config.Annotations["io.kubernetes.container.terminationMessagePath"] {
			_ = os.WriteFile(mount.HostPath, []byte(c.run.Message), 0o644)
		}
	}
	r.say(fmt.Sprintf("%s exited with %d", c.config.Metadata.Name, code))
	c.server.close()
	close(c.ended)
}

// writeLog in the form of CRI, where the kubelet looks for it. There is a file even if nothing is printed: the kubelet
// counts restarts by the files when it finds no container.
func (r *runtime) writeLog(c *container) {
	path := filepath.Join(c.sandbox.config.LogDirectory, c.config.LogPath)
	_ = os.MkdirAll(filepath.Dir(path), 0o755)
	var text strings.Builder
	for _, line := range c.run.Log {
		fmt.Fprintf(&text, "%s stdout F %s\n", time.Now().UTC().Format(time.RFC3339Nano), line)
	}
	_ = os.WriteFile(path, []byte(text.String()), 0o644)
}

func (r *runtime) RemoveContainer(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.containers = without(r.containers, func(c *container) bool { return c.id == id })
	return nil
}

func (r *runtime) ListContainers(_ context.Context, filter *runtimeapi.ContainerFilter) ([]*runtimeapi.Container, error) {
	time.Sleep(askTakes)
	r.mu.Lock()
	defer r.mu.Unlock()
	var result []*runtimeapi.Container
	for _, c := range r.containers {
		if !matches(filter.GetLabelSelector(), c.config.Labels) || filter.GetId() != "" && filter.GetId() != c.id ||
			filter.GetPodSandboxId() != "" && filter.GetPodSandboxId() != c.sandbox.id ||
			filter.GetState() != nil && filter.GetState().State != c.state {
			continue
		}
		result = append(result, &runtimeapi.Container{Id: c.id, PodSandboxId: c.sandbox.id, Metadata: c.config.Metadata,
			Image: c.image(), ImageRef: c.config.Image.Image, ImageId: c.config.Image.Image, State: c.state,
			CreatedAt: c.created, Labels: c.config.Labels, Annotations: c.config.Annotations})
	}
	return result, nil
}

func (r *runtime) ContainerStatus(_ context.Context, id string, _ bool) (*runtimeapi.ContainerStatusResponse, error) {
	r.mu.Lock()
	c := r.container(id)
	running := c != nil && c.state == runtimeapi.ContainerState_CONTAINER_RUNNING
	r.mu.Unlock()
	// About one that is not running the kubelet asks with a lock in its hand, when it is about to remove it.
	if running {
		time.Sleep(askTakes)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if c == nil {
		return nil, notFound("container", id)
	}
	return &runtimeapi.ContainerStatusResponse{Status: &runtimeapi.ContainerStatus{
		Id: id, Metadata: c.config.Metadata, State: c.state, CreatedAt: c.created, StartedAt: c.started, FinishedAt: c.finished,
		ExitCode: c.exitCode, Image: c.image(), ImageRef: c.config.Image.Image, ImageId: c.config.Image.Image,
		Resources: &runtimeapi.ContainerResources{Linux: c.config.GetLinux().GetResources()},
		User:      c.user(),
		Reason:    c.reason, Message: c.message, Labels: c.config.Labels, Annotations: c.config.Annotations,
		Mounts: c.config.Mounts, LogPath: filepath.Join(c.sandbox.config.LogDirectory, c.config.LogPath),
	}}, nil
}

func (r *runtime) UpdateContainerResources(context.Context, string, *runtimeapi.ContainerResources) error {
	return nil
}

func (r *runtime) ReopenContainerLog(context.Context, string) error { return nil }

// ExecSync words its errors as the kubelet's client of the CRI does.
func (r *runtime) ExecSync(ctx context.Context, id string, command []string, timeout time.Duration) (stdout, stderr []byte, err error) {
	r.mu.Lock()
	c := r.container(id)
	r.mu.Unlock()
	if c == nil || c.state != runtimeapi.ContainerState_CONTAINER_RUNNING {
		return nil, nil, notFound("running container", id)
	}
	text := strings.Join(command, " ")
	phase := phaseAt(c.script.Exec[command[0]], time.Duration(time.Now().UnixNano()-c.started))
	limit := timeout
	if limit == 0 {
		limit = time.Hour
	}
	select {
	case <-time.After(min(time.Duration(phase.Takes), limit)):
	case <-c.ended:
		phase = Phase{ExitCode: 137}
	case <-ctx.Done():
		return nil, nil, status.FromContextError(ctx.Err()).Err()
	}
	if time.Duration(phase.Takes) > limit {
		return nil, nil, fmt.Errorf("%w: %q timed out after %s", remote.ErrCommandTimedOut, text, timeout)
	}
	if phase.ExitCode != 0 {
		err = utilexec.CodeExitError{Err: fmt.Errorf("command '%s' exited with %d: ", text, phase.ExitCode), Code: phase.ExitCode}
	}
	return []byte(phase.Output), nil, err
}

// kill ends the running instance of a container from outside.
func (r *runtime) kill(name string, code int32, reason string) {
	for _, c := range r.runningOf(func(c *container) bool { return c.config.Metadata.Name == name }) {
		r.end(c, code, reason)
	}
}

func (r *runtime) runningOf(selects func(*container) bool) (result []*container) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.containers {
		if c.state == runtimeapi.ContainerState_CONTAINER_RUNNING && selects(c) {
			result = append(result, c)
		}
	}
	return result
}

// newID is the name itself, or with a number when a Pod of that name was there before.
func (r *runtime) newID(name string) string {
	r.ids[name]++
	if n := r.ids[name]; n > 1 {
		return fmt.Sprintf("%s-%d", name, n)
	}
	return name
}

func (r *runtime) container(id string) *container {
	for _, c := range r.containers {
		if c.id == id {
			return c
		}
	}
	return nil
}

// takes waits, unless the call is called off before: then it ends as a call of a remote runtime does.
func takes(ctx context.Context, duration time.Duration) error {
	select {
	case <-time.After(duration):
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

func matches(selector, labels map[string]string) bool {
	for name, value := range selector {
		if labels[name] != value {
			return false
		}
	}
	return true
}

func without[T any](list []T, drops func(T) bool) (kept []T) {
	for _, item := range list {
		if !drops(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func notFound(what, id string) error { return fmt.Errorf("%s %s: not found", what, id) }

// user of the processes: what the security context says, or root.
func (c *container) user() *runtimeapi.ContainerUser {
	context := c.config.GetLinux().GetSecurityContext()
	group := context.GetRunAsGroup().GetValue()
	return &runtimeapi.ContainerUser{Linux: &runtimeapi.LinuxContainerUser{
		Uid: context.GetRunAsUser().GetValue(), Gid: group,
		SupplementalGroups: append([]int64{group}, context.GetSupplementalGroups()...),
	}}
}

// digest of an image; what stands after the @ has no meaning here.
func digest(image string) string { return image + "@sha256:" + strings.Repeat("0", 64) }

// image as containerd names it in the status of a container: by its tag, or as it was asked for.
func (c *container) image() *runtimeapi.ImageSpec {
	asked := c.config.Image.UserSpecifiedImage
	if strings.Contains(asked, "@") {
		return &runtimeapi.ImageSpec{Image: asked}
	}
	name, _, _ := strings.Cut(c.config.Image.Image, "@")
	return &runtimeapi.ImageSpec{Image: name}
}
