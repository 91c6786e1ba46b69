package random

import (
	"fmt"
	"math/rand/v2"
)

// What Pods and nodes of the scheduler suite may have besides amounts, labels and affinity.

var images = []string{"nginx:1.29", "example.com/big:1", "example.com/huge:2"}

// widenNode gives a node images, devices, ports of its own, conditions and a switch that is off.
func widenNode(r *rand.Rand, node object) {
	status := node["status"].(object)
	allocatable := status["allocatable"].(object)
	if r.IntN(3) == 0 {
		allocatable["example.com/gpu"] = fmt.Sprint(1 + r.IntN(4))
	}
	if r.IntN(4) == 0 {
		allocatable["ephemeral-storage"] = pick(r, []string{"1Gi", "10Gi"})
	}
	if r.IntN(8) == 0 {
		allocatable["hugepages-2Mi"] = "64Mi"
	}
	if r.IntN(2) == 0 {
		var held []any
		for _, image := range images {
			if r.IntN(2) == 0 {
				held = append(held, object{"names": []any{image}, "sizeBytes": pick(r, []int{20, 60, 150, 500, 1500}) * 1024 * 1024})
			}
		}
		status["images"] = held
	}
	if r.IntN(10) == 0 {
		specOf(node)["unschedulable"] = true
	}
	if r.IntN(6) == 0 {
		effect := pick(r, []string{"NoSchedule", "PreferNoSchedule", "NoExecute"})
		taints, _ := specOf(node)["taints"].([]any)
		specOf(node)["taints"] = append(taints, object{"key": "team", "effect": effect})
	}
}

func specOf(of object) object {
	if of["spec"] == nil {
		of["spec"] = object{}
	}
	return of["spec"].(object)
}

// widenPod gives a Pod images, sidecars, devices, tolerations, ports and the finer parts of affinity and spreading.
func widenPod(r *rand.Rand, pod object) {
	spec := pod["spec"].(object)
	container := spec["containers"].([]any)[0].(object)
	container["image"] = pick(r, images)
	requests := func(of object) object {
		if of["resources"] == nil {
			of["resources"] = object{"requests": object{}}
		}
		return of["resources"].(object)["requests"].(object)
	}
	if r.IntN(7) == 0 {
		count := fmt.Sprint(1 + r.IntN(2))
		requests(container)["example.com/gpu"] = count
		container["resources"].(object)["limits"] = object{"example.com/gpu": count}
	}
	if r.IntN(8) == 0 {
		requests(container)["ephemeral-storage"] = pick(r, []string{"500Mi", "2Gi"})
	}
	if r.IntN(5) == 0 {
		inits, _ := spec["initContainers"].([]any)
		sidecar := object{"name": "sidecar", "image": pick(r, images), "restartPolicy": "Always", "resources": object{"requests": randomRequests(r)}}
		spec["initContainers"] = append([]any{sidecar}, inits...)
	}
	if r.IntN(8) == 0 {
		spec["overhead"] = object{"cpu": "250m", "memory": "64Mi"}
	}
	if r.IntN(8) == 0 {
		spec["resources"] = object{"requests": object{"cpu": pick(r, []string{"2", "3"}), "memory": pick(r, []string{"1Gi", "4Gi"})}}
	}
	if r.IntN(6) == 0 {
		protocol := pick(r, []string{"TCP", "UDP"})
		port := object{"containerPort": 80, "hostPort": pick(r, []int{8080, 9090}), "protocol": protocol}
		if r.IntN(3) == 0 {
			port["hostIP"] = pick(r, []string{"127.0.0.1", "10.0.0.1", "0.0.0.0"})
		}
		container["ports"] = []any{port}
	}
	if r.IntN(5) == 0 {
		tolerations, _ := spec["tolerations"].([]any)
		spec["tolerations"] = append(tolerations, pick(r, []object{
			{"operator": "Exists"}, {"key": "team", "operator": "Exists"}, {"key": "team", "operator": "Exists", "effect": "NoSchedule"},
			{"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"},
		}))
	}
	if r.IntN(8) == 0 {
		spec["nodeSelector"] = object{"disk": pick(r, []string{"ssd", "hdd"})}
	}
	widenAffinity(r, pod)
}

func widenAffinity(r *rand.Rand, pod object) {
	spec := pod["spec"].(object)
	affinity, _ := spec["affinity"].(object)
	for _, kind := range []string{"podAffinity", "podAntiAffinity"} {
		terms, _ := affinity[kind].(object)
		for _, list := range terms {
			for _, one := range list.([]any) {
				term := one.(object)
				if inner, ok := term["podAffinityTerm"].(object); ok {
					term = inner
				}
				widenTerm(r, term)
			}
		}
	}
	if nodeAffinity, ok := affinity["nodeAffinity"].(object); ok && r.IntN(3) == 0 {
		expression := pick(r, []object{
			{"key": "size", "operator": "Gt", "values": []any{"3"}}, {"key": "size", "operator": "Lt", "values": []any{"6"}},
			{"key": "topology.kubernetes.io/zone", "operator": "NotIn", "values": []any{"a", "b"}},
		})
		if required, ok := nodeAffinity["requiredDuringSchedulingIgnoredDuringExecution"].(object); ok {
			terms := required["nodeSelectorTerms"].([]any)
			if r.IntN(2) == 0 {
				terms = append(terms, object{"matchExpressions": []any{expression}})
			} else {
				terms = append(terms, object{"matchFields": []any{object{"key": "metadata.name", "operator": "In", "values": []any{nodeName(r.IntN(3))}}}})
			}
			required["nodeSelectorTerms"] = terms
		}
	}
	for _, one := range listOf(spec["topologySpreadConstraints"]) {
		constraint := one.(object)
		if r.IntN(4) == 0 && constraint["whenUnsatisfiable"] == "DoNotSchedule" {
			constraint["minDomains"] = 1 + r.IntN(4)
		}
		if r.IntN(4) == 0 {
			constraint["nodeAffinityPolicy"] = pick(r, []string{"Honor", "Ignore"})
		}
		if r.IntN(4) == 0 {
			constraint["nodeTaintsPolicy"] = pick(r, []string{"Honor", "Ignore"})
		}
		if r.IntN(4) == 0 {
			constraint["matchLabelKeys"] = []any{"version"}
		}
		if r.IntN(6) == 0 {
			delete(constraint, "labelSelector")
			delete(constraint, "matchLabelKeys")
		}
	}
}

func widenTerm(r *rand.Rand, term object) {
	switch r.IntN(6) {
	case 0:
		term["namespaces"] = []any{pick(r, []string{"default", "other"})}
	case 1:
		term["namespaceSelector"] = pick(r, []object{{}, {"matchLabels": object{"team": "a"}}})
	case 2:
		term["matchLabelKeys"] = []any{"version"}
	case 3:
		term["mismatchLabelKeys"] = []any{"version"}
	}
}

func listOf(value any) []any {
	list, _ := value.([]any)
	return list
}

// randomVolumes are claims and their volumes, and Pods that use them or a shared disk.
func randomVolumes(r *rand.Rand, pods []any) []any {
	var given []any
	given = append(given, object{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": object{"name": "late"}, "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"})
	for _, one := range pods {
		if r.IntN(3) > 0 {
			continue
		}
		pod := one.(object)
		name := pod["metadata"].(object)["name"].(string)
		claim := object{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": object{"name": name}, "spec": object{
			"accessModes": []any{pick(r, []string{"ReadWriteOnce", "ReadWriteOncePod"})}, "resources": object{"requests": object{"storage": "1Gi"}},
			"storageClassName": pick(r, []string{"late", "fast"}),
		}}
		volume := object{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": object{"name": "pv-" + name}, "spec": object{
			"accessModes": claim["spec"].(object)["accessModes"], "capacity": object{"storage": pick(r, []string{"1Gi", "5Gi", "500Mi"})},
			"storageClassName": claim["spec"].(object)["storageClassName"], "hostPath": object{"path": "/" + name},
		}}
		spec := volume["spec"].(object)
		switch r.IntN(3) {
		case 0:
			volume["metadata"].(object)["labels"] = object{"topology.kubernetes.io/zone": pick(r, zones)}
		case 1:
			spec["nodeAffinity"] = object{"required": object{"nodeSelectorTerms": []any{object{"matchExpressions": []any{
				object{"key": "topology.kubernetes.io/zone", "operator": "In", "values": []any{pick(r, zones)}},
			}}}}}
		}
		if r.IntN(3) > 0 {
			claim["spec"].(object)["volumeName"] = "pv-" + name
			claim["metadata"].(object)["annotations"] = object{"pv.kubernetes.io/bind-completed": "yes"}
			claim["status"] = object{"phase": "Bound"}
			spec["claimRef"] = object{"kind": "PersistentVolumeClaim", "namespace": "default", "name": name, "uid": "uid-of-" + name}
			volume["status"] = object{"phase": "Bound"}
		}
		if r.IntN(6) > 0 {
			given = append(given, volume)
		}
		if r.IntN(8) > 0 {
			given = append(given, claim)
		}
		pod["spec"].(object)["volumes"] = []any{object{"name": "v", "persistentVolumeClaim": object{"claimName": name}}}
	}
	return given
}

// randomBudget protects the Pods of an app.
func randomBudget(r *rand.Rand, app string) object {
	return object{
		"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": object{"name": "budget-" + app},
		"spec":   object{"minAvailable": 1, "selector": object{"matchLabels": object{"app": app}}},
		"status": object{"disruptionsAllowed": r.IntN(3), "currentHealthy": 2, "desiredHealthy": 1, "expectedPods": 2},
	}
}
