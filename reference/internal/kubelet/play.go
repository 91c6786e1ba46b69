package kubelet

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/fsnotify/fsnotify"
	"github.com/prometheus/client_golang/prometheus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/component-base/metrics"
	_ "k8s.io/component-base/metrics/legacyregistry" // for go:linkname

	"gopkg.in/evanphx/json-patch.v4"
)

// jitterRand is where all random delays come from; it is a variable so that they can be set.
//
//go:linkname jitterRand k8s.io/apimachinery/pkg/util/wait.jitterRand
var jitterRand func() float64

// metricsRegistry is where a kubelet registers its metrics, once.
//
//go:linkname metricsRegistry k8s.io/component-base/metrics/legacyregistry.defaultRegistry
var metricsRegistry metrics.KubeRegistry

const (
	// warmUp is what passes between the start of the kubelet and the first step: a probe waits for a random time as long
	// as the kubelet is younger than its period.
	warmUp = 30 * time.Second
	// phase: the kubelet starts so long after a full second, so its ticks never come at the moment of a step.
	phase = 510 * time.Millisecond
)

// Play runs a question, in a bubble of testing/synctest: the clock goes on when everything waits. With jitter 0 all random
// delays are as short as possible, with 1 as long.
func Play(question Question, nets *network, home string, jitter float64) (*Course, error) {
	// The channel that is never closed has to belong to the bubble; to wait on one from outside stops the clock.
	wait.NeverStop = make(chan struct{})
	jitterRand = func() float64 { return jitter }
	// The handler that slows down errors remembers when the last one was: the start of this process, which for the clock of
	// the bubble is decades ahead.
	utilruntime.ErrorHandlers = utilruntime.ErrorHandlers[:1]
	zero := time.Now().Add(warmUp)
	recorder := newRecorder(zero)
	scene := &scene{
		store: newStore(recorder.observe),
		home:  home,
	}
	scene.api = api{store: scene.store}
	scene.runtime = newRuntime(question, nets, recorder.call)
	scene.store.put(key{"nodes", "", nodeName}, newNode())
	for _, text := range question.Given {
		if err := scene.create(text); err != nil {
			return nil, err
		}
	}
	time.Sleep(phase)
	if err := scene.start(); err != nil {
		return nil, err
	}
	for i, step := range question.Steps {
		time.Sleep(time.Until(zero.Add(time.Duration(step.At))))
		if err := scene.take(step); err != nil {
			return nil, fmt.Errorf("step %d: %w", i, err)
		}
	}
	time.Sleep(time.Until(zero.Add(time.Duration(question.Until))))
	return recorder.finish(), nil
}

// scene is the world around the kubelet.
type scene struct {
	store   *store
	api     api
	runtime *runtime
	home    string
	// life of the kubelet that runs.
	life *life
}

func (s *scene) start() error {
	if s.life != nil {
		// What one kubelet has registered, the next cannot register again.
		metricsRegistry = metrics.NewKubeRegistry()
		prometheus.DefaultRegisterer = prometheus.NewRegistry()
	}
	s.life = &life{}
	config := api{store: s.store, life: s.life}.config()
	return startKubelet(withTime(context.Background()), config, mortal{s.runtime, s.life}, s.home, s.runtime.question.Config)
}

// end the kubelet.
func (s *scene) end() {
	s.life.over.Store(true)
	s.store.cut(s.store.isDown())
}

// startAfter some time, and then as long after a full second as the first kubelet did.
func (s *scene) startAfter(down time.Duration) error {
	time.Sleep(down + phase)
	return s.start()
}

func (s *scene) take(step Step) error {
	switch {
	case step.Create != nil:
		return s.create(step.Create)
	case step.Delete != "":
		_, err := s.request(http.MethodDelete, "pods/"+step.Delete, metav1.DeleteOptions{GracePeriodSeconds: step.GracePeriodSeconds})
		return err
	case step.Patch != nil:
		return s.patch(step.Of, step.Patch)
	case step.Condition != nil:
		patch := map[string]any{"status": map[string]any{"conditions": []any{step.Condition}}}
		_, err := s.request(http.MethodPatch, step.Of+"/status", patch)
		return err
	case step.Kill != "":
		s.runtime.kill(step.Kill, step.ExitCode, step.Reason)
	case step.KillSandbox != "":
		s.runtime.killSandbox(step.KillSandbox)
	case step.WriteFile != "":
		return s.writeFile(step.WriteFile, step.Content)
	case step.RemoveFile != "":
		path := s.manifest(step.RemoveFile)
		err := os.Remove(path)
		fsnotify.Report(fsnotify.Event{Name: path, Op: fsnotify.Remove})
		return err
	case step.RestartKubelet != nil:
		s.end()
		return s.startAfter(time.Duration(*step.RestartKubelet))
	case step.Reboot != nil:
		s.end()
		s.runtime.lose(step.Forgets)
		time.Sleep(time.Duration(*step.Reboot))
		s.runtime.recover()
		return s.startAfter(0)
	case step.API != "":
		s.store.cut(step.API == "down")
	}
	return nil
}

func (s *scene) create(text []byte) error {
	var object metav1.TypeMeta
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	_, err := s.request(http.MethodPost, strings.ToLower(object.Kind)+"s", json.RawMessage(text))
	return err
}

func (s *scene) patch(of string, patch []byte) error {
	current, err := s.request(http.MethodGet, of, nil)
	if err != nil {
		return err
	}
	before, err := json.Marshal(current)
	if err != nil {
		return err
	}
	after, err := jsonpatch.MergePatch(before, patch)
	if err != nil {
		return err
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(after); err != nil {
		return err
	}
	if object.GetGeneration() > 0 && !reflect.DeepEqual(object.Object["spec"], current.(map[string]any)["spec"]) {
		object.SetGeneration(object.GetGeneration() + 1)
	}
	_, err = s.request(http.MethodPut, of, object)
	return err
}

// request of a user, in the namespace default; only nodes are in none.
func (s *scene) request(method, path string, body any) (any, error) {
	if !strings.HasPrefix(path, "nodes/") {
		path = "namespaces/" + metav1.NamespaceDefault + "/" + path
	}
	target, err := parseTarget("/api/v1/" + path)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return s.api.serve(method, target, "", text)
}

func (s *scene) manifest(name string) string { return filepath.Join(s.home, "manifests", name) }

func (s *scene) writeFile(name, content string) error {
	path := s.manifest(name)
	op := fsnotify.Write
	if _, err := os.Stat(path); os.IsNotExist(err) {
		op = fsnotify.Create
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		return err
	}
	fsnotify.Report(fsnotify.Event{Name: path, Op: op})
	return nil
}
