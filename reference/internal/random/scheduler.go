package random

import (
	"fmt"
	"math/rand/v2"
)

func init() { makers["scheduler"] = schedulerQuestion }

type object = map[string]any

var (
	zones    = []string{"a", "b", "c"}
	apps     = []string{"web", "db", "cache"}
	cpus     = []string{"100m", "250m", "500m", "1", "1500m", "2"}
	memories = []string{"64Mi", "200Mi", "512Mi", "1Gi", "3Gi"}
)

// schedulerQuestion is a small cluster with some load and a few Pods to place. Priorities of what is there are all
// different, because preemption chooses by chance between victims that are equal in everything.
func schedulerQuestion(r *rand.Rand) map[string]any {
	nodes := 2 + r.IntN(5)
	var given []any
	for i := range nodes {
		node := randomNode(r, i)
		widenNode(r, node)
		given = append(given, node)
	}
	for i := range r.IntN(9) {
		pod := randomPod(r, fmt.Sprintf("load-%d", i))
		spec := pod["spec"].(object)
		spec["nodeName"] = nodeName(r.IntN(nodes))
		spec["priority"] = i
		elsewhere(r, pod, 6)
		given = append(given, pod)
	}
	if r.IntN(3) == 0 {
		given = append(given, object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": "other", "labels": object{"team": "a"}}})
	}
	for _, app := range apps {
		if r.IntN(6) == 0 {
			given = append(given, randomBudget(r, app))
		}
	}
	if r.IntN(3) == 0 {
		given = append(given, randomService(r))
	}
	var pending []any
	for i := range 1 + r.IntN(3) {
		pod := randomPod(r, fmt.Sprintf("pending-%d", i))
		spec := pod["spec"].(object)
		if r.IntN(3) == 0 {
			spec["priority"] = 100 + i
			if r.IntN(6) == 0 {
				spec["preemptionPolicy"] = "Never"
			}
		}
		if r.IntN(12) == 0 {
			spec["schedulingGates"] = []any{object{"name": "example.com/wait"}}
		}
		if r.IntN(15) == 0 {
			spec["affinity"] = object{"nodeAffinity": object{"requiredDuringSchedulingIgnoredDuringExecution": object{"nodeSelectorTerms": []any{
				object{"matchFields": []any{object{"key": "metadata.name", "operator": "In", "values": []any{nodeName(r.IntN(nodes + 1))}}}},
			}}}}
		}
		pending = append(pending, pod)
	}
	if r.IntN(4) == 0 {
		given = append(given, randomVolumes(r, pending)...)
	}
	return object{"given": given, "pending": pending}
}

func nodeName(i int) string { return fmt.Sprintf("node-%d", i) }

func randomNode(r *rand.Rand, i int) object {
	labels := object{"kubernetes.io/hostname": nodeName(i)}
	if r.IntN(5) > 0 {
		labels["topology.kubernetes.io/zone"] = pick(r, zones)
	}
	labels["size"] = fmt.Sprint(r.IntN(9))
	if r.IntN(3) == 0 {
		labels["disk"] = pick(r, []string{"ssd", "hdd"})
	}
	node := object{
		"apiVersion": "v1", "kind": "Node",
		"metadata": object{"name": nodeName(i), "labels": labels},
		"status": object{"allocatable": object{
			"cpu": pick(r, []string{"2", "4", "8"}), "memory": pick(r, []string{"4Gi", "8Gi", "16Gi"}), "pods": pick(r, []string{"3", "10", "110"}),
		}},
	}
	if r.IntN(4) == 0 {
		effect := pick(r, []string{"NoSchedule", "PreferNoSchedule", "NoExecute"})
		node["spec"] = object{"taints": []any{object{"key": "dedicated", "value": pick(r, apps), "effect": effect}}}
	}
	return node
}

func randomService(r *rand.Rand) object {
	app := pick(r, apps)
	return object{
		"apiVersion": "v1", "kind": "Service", "metadata": object{"name": app},
		"spec": object{"selector": object{"app": app}, "ports": []any{object{"port": 80}}},
	}
}

func randomPod(r *rand.Rand, name string) object {
	container := object{"name": "main", "image": "nginx:1.29"}
	if requests := randomRequests(r); len(requests) > 0 {
		container["resources"] = object{"requests": requests}
	}
	if r.IntN(8) == 0 {
		container["ports"] = []any{object{"containerPort": 80, "hostPort": 8080}}
	}
	spec := object{"containers": []any{container}}
	if r.IntN(6) == 0 {
		spec["initContainers"] = []any{object{"name": "first", "image": "busybox:1.37", "resources": object{"requests": randomRequests(r)}}}
	}
	for _, part := range []func(*rand.Rand, object){randomTolerations, randomNodeAffinity, randomPodAffinity, randomSpread} {
		if r.IntN(3) == 0 {
			part(r, spec)
		}
	}
	pod := object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": name, "labels": object{"app": pick(r, apps), "version": pick(r, []string{"1", "2"})}},
		"spec":     spec,
	}
	widenPod(r, pod)
	return pod
}

// elsewhere puts one of so many Pods into another namespace.
func elsewhere(r *rand.Rand, pod object, of int) {
	if r.IntN(of) == 0 {
		pod["metadata"].(object)["namespace"] = "other"
	}
}

func randomRequests(r *rand.Rand) object {
	requests := object{}
	if r.IntN(4) > 0 {
		requests["cpu"] = pick(r, cpus)
	}
	if r.IntN(4) > 0 {
		requests["memory"] = pick(r, memories)
	}
	return requests
}

func randomTolerations(r *rand.Rand, spec object) {
	toleration := object{"key": "dedicated", "operator": "Equal", "value": pick(r, apps)}
	if r.IntN(2) == 0 {
		toleration["effect"] = pick(r, []string{"NoSchedule", "PreferNoSchedule"})
	}
	spec["tolerations"] = []any{toleration}
}

func randomNodeAffinity(r *rand.Rand, spec object) {
	expression := object{"key": "disk", "operator": pick(r, []string{"In", "NotIn"}), "values": []any{"ssd"}}
	if r.IntN(2) == 0 {
		expression = object{"key": "disk", "operator": pick(r, []string{"Exists", "DoesNotExist"})}
	}
	term := object{"matchExpressions": []any{expression}}
	affinity := object{}
	if r.IntN(2) == 0 {
		affinity["requiredDuringSchedulingIgnoredDuringExecution"] = object{"nodeSelectorTerms": []any{term}}
	} else {
		affinity["preferredDuringSchedulingIgnoredDuringExecution"] = []any{object{"weight": 1 + r.IntN(100), "preference": term}}
	}
	affinityOf(spec)["nodeAffinity"] = affinity
}

func randomPodAffinity(r *rand.Rand, spec object) {
	term := object{
		"topologyKey":   pick(r, []string{"kubernetes.io/hostname", "topology.kubernetes.io/zone"}),
		"labelSelector": object{"matchLabels": object{"app": pick(r, apps)}},
	}
	terms := object{}
	if r.IntN(2) == 0 {
		terms["requiredDuringSchedulingIgnoredDuringExecution"] = []any{term}
	} else {
		terms["preferredDuringSchedulingIgnoredDuringExecution"] = []any{object{"weight": 1 + r.IntN(100), "podAffinityTerm": term}}
	}
	affinityOf(spec)[pick(r, []string{"podAffinity", "podAntiAffinity"})] = terms
}

func affinityOf(spec object) object {
	if spec["affinity"] == nil {
		spec["affinity"] = object{}
	}
	return spec["affinity"].(object)
}

func randomSpread(r *rand.Rand, spec object) {
	constraint := object{
		"maxSkew":           1 + r.IntN(3),
		"topologyKey":       pick(r, []string{"kubernetes.io/hostname", "topology.kubernetes.io/zone"}),
		"whenUnsatisfiable": pick(r, []string{"DoNotSchedule", "ScheduleAnyway"}),
		"labelSelector":     object{"matchLabels": object{"app": pick(r, apps)}},
	}
	if r.IntN(3) == 0 {
		constraint["nodeTaintsPolicy"] = "Honor"
	}
	spec["topologySpreadConstraints"] = []any{constraint}
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
