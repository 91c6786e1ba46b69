// Command record-patches makes random triples of manifests (as applied last, as applied now, as stored) and records
// the patch that kubectl apply sends and what the server makes of it.
//
//	record-patches [-seed 1] [-count 150] [file]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/kubectl/pkg/scheme"
)

type object = map[string]any

type recording struct {
	Kind     string          `json:"kind"`
	Original json.RawMessage `json:"original"`
	Modified json.RawMessage `json:"modified"`
	Current  json.RawMessage `json:"current"`
	Patch    json.RawMessage `json:"patch"`
	Result   json.RawMessage `json:"result,omitempty"`
	Error    string          `json:"error,omitempty"`
}

func main() {
	seed := flag.Uint64("seed", 1, "the seed")
	count := flag.Int("count", 90, "how many triples")
	flag.Parse()
	file := "conformance/patches/recorded.json"
	if flag.NArg() > 0 {
		file = flag.Arg(0)
	}
	if err := record(*seed, *count, file); err != nil {
		fmt.Fprintln(os.Stderr, "record-patches:", err)
		os.Exit(1)
	}
}

func record(seed uint64, count int, file string) error {
	lines := []byte("[\n")
	for i := range count {
		maker := maker{rand.New(rand.NewPCG(seed, uint64(i)))}
		kind := []string{"Pod", "Deployment", "Service"}[i%3]
		one, err := ask(kind, maker)
		if err != nil {
			return err
		}
		line, err := json.Marshal(one)
		if err != nil {
			return err
		}
		lines = append(lines, line...)
		if i < count-1 {
			lines = append(lines, ',')
		}
		lines = append(lines, '\n')
	}
	return os.WriteFile(file, append(lines, "]\n"...), 0o644)
}

func ask(kind string, m maker) (*recording, error) {
	gvk := schema.GroupVersionKind{Version: "v1", Kind: kind}
	if kind == "Deployment" {
		gvk.Group = "apps"
	}
	typed, err := scheme.Scheme.New(gvk)
	if err != nil {
		return nil, err
	}
	meta, err := strategicpatch.NewPatchMetaFromStruct(typed)
	if err != nil {
		return nil, err
	}
	one := &recording{Kind: kind}
	for _, version := range []*json.RawMessage{&one.Original, &one.Modified, &one.Current} {
		if *version, err = json.Marshal(m.object(kind)); err != nil {
			return nil, err
		}
	}
	one.Patch, err = strategicpatch.CreateThreeWayMergePatch(one.Original, one.Modified, one.Current, meta, true)
	if err != nil {
		one.Patch, one.Error = json.RawMessage("null"), err.Error()
		return one, nil
	}
	one.Result, err = strategicpatch.StrategicMergePatch(one.Current, one.Patch, typed)
	if err != nil {
		one.Result, one.Error = nil, err.Error()
	}
	return one, nil
}

type maker struct{ *rand.Rand }

func (m maker) chance(percent int) bool { return m.IntN(100) < percent }

// some picks a few of the items, now and then in another order, and as often none at all.
func (m maker) some(items ...any) []any {
	picked := []any{}
	for _, item := range items {
		if m.chance(60) {
			picked = append(picked, item)
		}
	}
	if m.chance(30) {
		m.Shuffle(len(picked), func(i, j int) { picked[i], picked[j] = picked[j], picked[i] })
	}
	return picked
}

// put sets a list or map unless it is empty; then only now and then.
func (m maker) put(into object, field string, value any) {
	list, isList := value.([]any)
	fields, isMap := value.(object)
	if (isList && len(list) == 0 || isMap && len(fields) == 0) && m.chance(80) {
		return
	}
	into[field] = value
}

func (m maker) texts(names ...string) object {
	result := object{}
	for _, name := range names {
		if m.chance(60) {
			result[name] = m.word()
		}
	}
	return result
}

func (m maker) word() string { return []string{"a", "b", "c"}[m.IntN(3)] }

func (m maker) object(kind string) object {
	metadata := object{"name": "x"}
	m.put(metadata, "labels", m.texts("app", "team", "tier"))
	m.put(metadata, "annotations", m.texts("note", "owner"))
	m.put(metadata, "finalizers", m.some("x/a", "x/b", "x/c"))
	result := object{"kind": kind, "apiVersion": "v1", "metadata": metadata}
	switch kind {
	case "Pod":
		result["spec"] = m.podSpec()
	case "Deployment":
		result["apiVersion"] = "apps/v1"
		spec := object{
			"selector": object{"matchLabels": m.texts("app", "tier")},
			"template": object{"metadata": object{"labels": m.texts("app", "tier")}, "spec": m.podSpec()},
		}
		if m.chance(50) {
			spec["replicas"] = m.IntN(3)
		}
		if m.chance(60) {
			spec["strategy"] = m.strategy()
		}
		result["spec"] = spec
	case "Service":
		spec := object{}
		m.put(spec, "selector", m.texts("app", "tier"))
		m.put(spec, "ports", m.some(
			object{"name": "http", "port": 80, "targetPort": m.IntN(2) + 8080},
			object{"name": "https", "port": 443},
			object{"name": "dns", "port": 53, "protocol": "UDP"},
			object{"name": "dns-tcp", "port": 53, "protocol": "TCP"},
		))
		m.put(spec, "externalIPs", m.some("1.1.1.1", "2.2.2.2"))
		if m.chance(50) {
			spec["type"] = []string{"ClusterIP", "NodePort"}[m.IntN(2)]
		}
		result["spec"] = spec
	}
	return result
}

func (m maker) strategy() object {
	if m.chance(40) {
		return object{"type": "Recreate"}
	}
	return object{"type": "RollingUpdate", "rollingUpdate": object{"maxSurge": m.IntN(3)}}
}

func (m maker) podSpec() object {
	spec := object{"containers": []any{}}
	containers := []any{}
	for _, name := range []string{"app", "side", "log"} {
		if m.chance(60) {
			containers = append(containers, m.container(name))
		}
	}
	if m.chance(20) {
		m.Shuffle(len(containers), func(i, j int) { containers[i], containers[j] = containers[j], containers[i] })
	}
	spec["containers"] = containers
	m.put(spec, "volumes", m.some(m.volume("data"), m.volume("conf"), m.volume("tmp")))
	m.put(spec, "nodeSelector", m.texts("disk", "zone"))
	m.put(spec, "tolerations", m.some(
		object{"key": "a", "operator": "Exists"},
		object{"key": "b", "value": m.word()},
	))
	m.put(spec, "imagePullSecrets", m.some(object{"name": "one"}, object{"name": "two"}))
	m.put(spec, "hostAliases", m.some(
		object{"ip": "1.2.3.4", "hostnames": []any{"x", m.word()}},
		object{"ip": "5.6.7.8", "hostnames": []any{"y"}},
	))
	if m.chance(40) {
		spec["securityContext"] = object{"runAsUser": m.IntN(2), "supplementalGroups": []any{1, m.IntN(3)}}
	}
	return spec
}

func (m maker) volume(name string) object {
	volume := object{"name": name}
	switch m.IntN(3) {
	case 0:
		volume["emptyDir"] = object{}
	case 1:
		volume["configMap"] = object{"name": m.word()}
	default:
		volume["secret"] = object{"secretName": m.word(), "items": m.some(object{"key": "k", "path": "p"})}
	}
	return volume
}

func (m maker) container(name string) object {
	container := object{"name": name, "image": m.word()}
	m.put(container, "args", m.some("one", "two", "three"))
	m.put(container, "env", m.some(
		object{"name": "A", "value": m.word()},
		m.source("B"),
		m.source("C"),
	))
	m.put(container, "ports", m.some(
		object{"containerPort": 80},
		object{"containerPort": 53, "protocol": "UDP"},
		object{"containerPort": 53, "protocol": "TCP"},
	))
	m.put(container, "volumeMounts", m.some(
		object{"name": "data", "mountPath": "/data"},
		object{"name": m.word(), "mountPath": "/conf", "readOnly": true},
	))
	if m.chance(50) {
		container["resources"] = object{"limits": m.texts("cpu", "memory"), "requests": m.texts("cpu")}
	}
	if m.chance(40) {
		container["readinessProbe"] = m.probe()
	}
	return container
}

func (m maker) source(name string) object {
	if m.chance(50) {
		return object{"name": name, "value": m.word()}
	}
	return object{"name": name, "valueFrom": object{"fieldRef": object{"fieldPath": "metadata." + m.word()}}}
}

func (m maker) probe() object {
	if m.chance(50) {
		return object{"exec": object{"command": []any{"true", m.word()}}}
	}
	return object{"httpGet": object{"port": 80}, "periodSeconds": m.IntN(2) + 1}
}
