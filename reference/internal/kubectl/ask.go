package kubectl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"

	"podscape/reference/internal/api"
	"podscape/reference/internal/controlplane"
)

// Recorder runs kubectl against one API server.
type Recorder struct {
	stages  *api.Recorder
	storage *storage
	config  *rest.Config
	dir     string
}

// NewRecorder makes a recorder that keeps its files in dir.
func NewRecorder(server *controlplane.APIServer, dir string) (*Recorder, error) {
	stages, err := api.NewRecorder(server)
	if err != nil {
		return nil, err
	}
	storage, err := newStorage(server.EtcdEndpoint)
	if err != nil {
		return nil, err
	}
	// Times are printed in the zone of the machine.
	time.Local = time.UTC
	return &Recorder{stages: stages, storage: storage, config: server.Config, dir: dir}, prepareEnvironment(dir, server.Config)
}

// strays are Events that the API server's repair of Service addresses writes, now and then and about a Service that may be
// of an earlier question.
const strays = "events --field-selector=reason=ClusterIPNotAllocated"

// attempts to get through a question without a stray Event.
const attempts = 5

// Ask sets the scene and runs the commands, again if a stray Event came in between.
func (r *Recorder) Ask(ctx context.Context, question Question) (answer Answer, err error) {
	for range attempts {
		answer, err = r.askOnce(ctx, question)
		if !errors.Is(err, errStray) {
			break
		}
	}
	return answer, err
}

var errStray = errors.New("a stray Event came in between")

func (r *Recorder) askOnce(ctx context.Context, question Question) (Answer, error) {
	clock := newClock()
	stage := r.stages.NewStage()
	defer stage.Clear(ctx)
	if err := r.set(ctx, clock, stage, question.Given); err != nil {
		return Answer{}, err
	}
	dir, err := writeFiles(r.dir, question.Files)
	if err != nil {
		return Answer{}, err
	}
	defer os.RemoveAll(dir)

	run("delete " + strays)
	if _, err := writeKubeconfig(r.dir, r.config); err != nil {
		return Answer{}, err
	}
	var answer Answer
	under := map[int]<-chan Output{}
	for i, command := range question.Commands {
		if strings.HasSuffix(command, behind) {
			under[i] = begin(command)
			answer.Commands = append(answer.Commands, Output{})
			continue
		}
		answer.Commands = append(answer.Commands, run(command))
	}
	for i, done := range under {
		answer.Commands[i] = <-done
	}
	for i := range answer.Commands {
		output := &answer.Commands[i]
		output.Stderr = withoutServersOwn(output.Stderr)
		output.Stdout, output.Stderr = r.readable(clock, output.Stdout), r.readable(clock, output.Stderr)
	}
	if len(run("get "+strays+" -o name").Stdout) > 0 {
		return answer, errStray
	}
	return answer, nil
}

// set creates the objects. A uid may be given as uid-of-<Kind>/<name>; an Event is about an object by its uid too.
func (r *Recorder) set(ctx context.Context, clock clock, stage *api.Stage, given []unstructured.Unstructured) error {
	uids := map[string]string{}
	for _, object := range given {
		object, err := present(clock, object, uids)
		if err != nil {
			return err
		}
		wanted := object.GetCreationTimestamp().Time
		stored, err := stage.Add(ctx, object)
		if err != nil {
			return fmt.Errorf("given %s %s: %w", object.GetKind(), object.GetName(), err)
		}
		uids[stored.GetKind()+"/"+stored.GetName()] = string(stored.GetUID())
		if err := r.storage.setCreated(ctx, stored, wanted); err != nil {
			return err
		}
	}
	return nil
}

var uidReference = regexp.MustCompile(`uid-of-([A-Za-z]+/[-a-z0-9.]+)`)

func present(clock clock, object unstructured.Unstructured, uids map[string]string) (unstructured.Unstructured, error) {
	if _, found, _ := unstructured.NestedString(object.Object, "metadata", "creationTimestamp"); !found {
		unstructured.SetNestedField(object.Object, created, "metadata", "creationTimestamp")
	}
	if involved, found, _ := unstructured.NestedStringMap(object.Object, "involvedObject"); found && involved["uid"] == "" {
		unstructured.SetNestedField(object.Object, "uid-of-"+involved["kind"]+"/"+involved["name"], "involvedObject", "uid")
	}
	text, err := json.Marshal(object.Object)
	if err != nil {
		return object, err
	}
	moved := uidReference.ReplaceAllStringFunc(clock.toPresent(string(text)), func(found string) string {
		return uids[strings.TrimPrefix(found, "uid-of-")]
	})
	result := unstructured.Unstructured{}
	return result, json.Unmarshal([]byte(moved), &result.Object)
}

func writeFiles(parent string, files map[string]string) (string, error) {
	dir, err := os.MkdirTemp(parent, "files-")
	if err != nil {
		return "", err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	// Messages name files as they were given, so kubectl runs beside them.
	return dir, os.Chdir(dir)
}

// withoutServersOwn drops a warning that the API server in this process gets for its own request: kubectl installs
// its handler of warnings for the whole process.
func withoutServersOwn(text []string) []string {
	return slices.DeleteFunc(text, func(line string) bool {
		return strings.HasPrefix(line, "Warning: v1 Endpoints is deprecated")
	})
}

var volatile = []struct {
	pattern     *regexp.Regexp
	placeholder string
}{
	{regexp.MustCompile(`kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}`), "kube-api-access-<random>"},
	{regexp.MustCompile(`\bdebugger-[bcdfghjklmnpqrstvwxz2456789]{5}\b`), "debugger-<random>"},
	{regexp.MustCompile(`\bnode-debugger-w1-[bcdfghjklmnpqrstvwxz2456789]{5}\b`), "node-debugger-w1-<random>"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "<uid>"},
	{regexp.MustCompile(`resourceVersion: "\d+"`), `resourceVersion: "<resourceVersion>"`},
	{regexp.MustCompile(`Resource Version:( +)\d+`), "Resource Version:    <resourceVersion>"},
	{regexp.MustCompile(`"resourceVersion": ?"\d+"`), `"resourceVersion": "<resourceVersion>"`},
	{regexp.MustCompile(`Expected resource version to be 1, was \d+`), "Expected resource version to be 1, was <resourceVersion>"},
	{regexp.MustCompile(`\b(?:LIVE|MERGED)-\d+/`), "<folder>/"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000`), "<time>"},
}

// isOfTheServer is true for a line about the kubeconfig of the recording alone, or about a flag that comes from the API
// server in this process.
func isOfTheServer(line string) bool {
	return strings.Contains(line, "tls-server-name") || line == "--version"
}

// address is where the server of a question is.
const address = "https://127.0.0.1:6443"

func (r *Recorder) readable(clock clock, text []string) []string {
	text = slices.DeleteFunc(text, isOfTheServer)
	for i, line := range text {
		line = strings.NewReplacer(r.config.Host, address, r.dir, "/root").Replace(clock.fromPresent(line))
		for _, v := range volatile {
			line = v.pattern.ReplaceAllLiteralString(line, v.placeholder)
		}
		text[i] = line
	}
	return text
}
