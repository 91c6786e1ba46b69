package courses

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing/synctest"
	"time"
	_ "unsafe" // for go:linkname

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"

	"podscape/reference/internal/memory"
)

// jitterRand is where random delays come from; it is a variable so that they can be set.
//
//go:linkname jitterRand k8s.io/apimachinery/pkg/util/wait.jitterRand
var jitterRand func() float64

// epoch is when the clock of a simulated cluster begins, so that names that are made from the time are the same there.
var epoch = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

const (
	// warmUp is what passes between the epoch and the first step.
	warmUp = time.Minute
	// phase: the controllers start so long after the epoch, so that what they do every five seconds never comes at the
	// moment of a step.
	phase = 510 * time.Millisecond
	// The defaults of kube-controller-manager for each of its clients.
	managerQPS, managerBurst = 20, 30
)

// scene is what a script is played in.
type scene struct {
	player   *player
	recorder *recorder
	metrics  *metrics
	// changes that the player has not heard of; wake is told of them.
	mu      sync.Mutex
	changes []memory.Change
	wake    chan struct{}
	births  map[name]int
	renews  time.Time
}

// play runs a question in a bubble: the clock goes on when everything waits.
func play(ctx context.Context, question Question, home string) (*Course, error) {
	// The channel that is never closed has to belong to the bubble; to wait on one from outside stops the clock.
	wait.NeverStop = make(chan struct{})
	jitterRand = func() float64 { return 0 }
	// The handler that slows down errors remembers when the last one was, on another clock.
	utilruntime.ErrorHandlers = utilruntime.ErrorHandlers[:1]
	time.Sleep(time.Until(epoch))
	s, err := newScene(ctx, question, home)
	if err != nil {
		return nil, err
	}
	for i, step := range question.Steps {
		if err := s.runTo(ctx, s.recorder.zero.Add(time.Duration(step.At))); err != nil {
			return nil, err
		}
		if err := s.take(ctx, step); err != nil {
			return nil, fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := s.runTo(ctx, s.recorder.zero.Add(time.Duration(question.Until))); err != nil {
		return nil, err
	}
	return s.recorder.finish(), nil
}

func newScene(ctx context.Context, question Question, home string) (*scene, error) {
	s := &scene{recorder: newRecorder(epoch.Add(warmUp)), metrics: &metrics{}, wake: make(chan struct{}, 1), births: map[name]int{}}
	server, err := memory.Start(ctx, memory.NewStore(s.observe), s.answerElse)
	if err != nil {
		return nil, err
	}
	client, err := dynamic.NewForConfig(server.Config(-1, 0))
	if err != nil {
		return nil, err
	}
	w := world{client, func(of name) int { return s.births[of] }}
	if len(question.Nodes) == 0 {
		question.Nodes = usualNodes
	}
	s.player = newPlayer(w, Question{Pods: question.Pods, Spread: question.Spread})
	s.metrics.player = s.player
	for _, namespace := range []string{"default", "kube-system", "kube-public", leaseNamespace} {
		if err := w.create(ctx, namespaceOf(namespace)); err != nil {
			return nil, err
		}
	}
	for _, node := range question.Nodes {
		if err := s.player.addNode(ctx, node); err != nil {
			return nil, err
		}
	}
	time.Sleep(time.Until(epoch.Add(phase)))
	if err := startControllers(ctx, server.Config(managerQPS, managerBurst), home); err != nil {
		return nil, err
	}
	s.renews = epoch.Add(renewEvery + renewPhase)
	// Objects that were there before come when the controllers have made the first service accounts.
	if err := s.runTo(ctx, epoch.Add(warmUp/2)); err != nil {
		return nil, err
	}
	for i := range question.Given {
		if err := w.create(ctx, &question.Given[i]); err != nil {
			return nil, err
		}
	}
	return s, s.runTo(ctx, s.recorder.zero)
}

func namespaceOf(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}}
}

// observe is called by who changes an object, while the store is locked.
func (s *scene) observe(change memory.Change) {
	s.recorder.observe(change)
	s.mu.Lock()
	defer s.mu.Unlock()
	if change.Type == watch.Added {
		object := &unstructured.Unstructured{}
		if json.Unmarshal(change.Data, &object.Object) == nil {
			s.births[nameOf(object)] = len(s.births) + 1
		}
	}
	s.changes = append(s.changes, change)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// runTo lets time go on, and plays what is due until then, everything after what the controllers make of the one before.
func (s *scene) runTo(ctx context.Context, end time.Time) error {
	for {
		synctest.Wait()
		if err := s.hear(); err != nil {
			return err
		}
		next, planned := s.player.next()
		switch {
		case planned && !next.After(time.Now()):
			if err := s.player.fire(ctx); err != nil {
				return err
			}
			continue
		case !s.renews.IsZero() && !s.renews.After(time.Now()):
			s.renews = s.renews.Add(renewEvery)
			if err := s.player.renewLeases(ctx); err != nil {
				return err
			}
			continue
		case !end.After(time.Now()):
			return nil
		}
		if !planned || end.Before(next) {
			next = end
		}
		if !s.renews.IsZero() && s.renews.Before(next) {
			next = s.renews
		}
		s.sleepUntil(next)
	}
}

func (s *scene) sleepUntil(next time.Time) {
	timer := time.NewTimer(time.Until(next))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.wake:
	}
}

func (s *scene) hear() error {
	s.mu.Lock()
	changes := s.changes
	s.changes = nil
	s.mu.Unlock()
	for _, change := range changes {
		if err := s.player.hear(change); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) take(ctx context.Context, step Step) error {
	switch {
	case step.Silence != "":
		s.player.silence(step.Silence)
		return nil
	case step.Revive != "":
		s.player.revive(step.Revive)
		return errors.Join(s.player.renew(ctx, step.Revive), s.player.heartbeat(ctx, step.Revive))
	case step.Metrics != nil:
		s.metrics.usages = step.Metrics
		return nil
	case step.Ready != nil || step.Exit != nil:
		return s.player.command(ctx, step)
	}
	for i := range step.Create {
		if step.Create[i].GetKind() == "Node" {
			if err := s.addNode(ctx, &step.Create[i]); err != nil {
				return err
			}
			return nil
		}
		s.recorder.expect(&step.Create[i])
	}
	err := s.player.world.take(ctx, step)
	if status := refusalOf(err); status != nil {
		s.recorder.refuse(*status)
		return nil
	}
	return err
}

func (s *scene) addNode(ctx context.Context, node *unstructured.Unstructured) error {
	s.recorder.expect(node)
	if err := s.player.world.create(ctx, node); err != nil {
		return err
	}
	return s.player.welcome(ctx, node.GetName())
}

// answerElse answers what is no resource of the server.
func (s *scene) answerElse(request *http.Request) *http.Response {
	switch {
	case request.URL.Path == "/healthz":
		return memory.Answer(http.StatusOK, "ok")
	case strings.HasPrefix(request.URL.Path, "/apis/metrics.k8s.io/"):
		return s.metrics.answer(request)
	}
	return nil
}

// metrics is the server that says what Pods use.
type metrics struct {
	usages []Usage
	player *player
}

// answer the list of the Pods that run; the selector is left to the asker.
func (m *metrics) answer(request *http.Request) *http.Response {
	selector, err := metav1.ParseToLabelSelector(request.URL.Query().Get("labelSelector"))
	if err != nil {
		return memory.Answer(http.StatusBadRequest, "{}")
	}
	matches, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return memory.Answer(http.StatusBadRequest, "{}")
	}
	items := []any{}
	for _, one := range m.player.pods {
		if one.pod.Status.Phase != corev1.PodRunning || !matches.Matches(labels.Set(one.pod.Labels)) {
			continue
		}
		if usage := m.usageOf(one.pod); usage != nil {
			items = append(items, podMetrics(one.pod, *usage))
		}
	}
	text, err := json.Marshal(map[string]any{"kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": map[string]any{}, "items": items})
	if err != nil {
		return memory.Answer(http.StatusInternalServerError, "{}")
	}
	return memory.Answer(http.StatusOK, string(text))
}

func (m *metrics) usageOf(pod *corev1.Pod) *Usage {
	for i, usage := range m.usages {
		fits := true
		for key, value := range usage.Match {
			fits = fits && pod.Labels[key] == value
		}
		if fits {
			return &m.usages[i]
		}
	}
	return nil
}

func podMetrics(pod *corev1.Pod, usage Usage) map[string]any {
	if usage.Memory == "" {
		usage.Memory = "64Mi"
	}
	containers := []any{}
	for _, container := range pod.Spec.Containers {
		containers = append(containers, map[string]any{"name": container.Name, "usage": map[string]any{"cpu": usage.CPU, "memory": usage.Memory}})
	}
	return map[string]any{"metadata": map[string]any{"name": pod.Name, "namespace": pod.Namespace, "labels": pod.Labels},
		"timestamp": time.Now().UTC().Format(time.RFC3339), "window": "30s", "containers": containers}
}
