package random

import "math/rand/v2"

// createPod is a Pod whose fields are mostly right. Each wrong one is wrong in a way that a person might write.
func createPod(r *rand.Rand) map[string]any {
	pod := object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": mostly(r, "web", "Web", "web-", "my.web", "123")},
		"spec":     apiSpec(r),
	}
	metadata := pod["metadata"].(object)
	sometimes(r, metadata, "labels", object{"app": mostly(r, "web", "", "a b", "web-")})
	sometimes(r, metadata, "annotations", object{mostly(r, "note", "a/b", "a b"): "text"})
	return object{"request": object{"verb": "create", "object": pod}}
}

func apiSpec(r *rand.Rand) object {
	spec := object{"containers": []any{apiContainer(r, "main")}}
	if r.IntN(3) == 0 {
		spec["containers"] = append(spec["containers"].([]any), apiContainer(r, mostly(r, "side", "main", "Side")))
	}
	if r.IntN(3) == 0 {
		first := apiContainer(r, "first")
		sometimes(r, first, "restartPolicy", mostly(r, "Always", "Never", "Maybe"))
		spec["initContainers"] = []any{first}
	}
	sometimes(r, spec, "restartPolicy", mostly(r, "Never", "OnFailure", "always"))
	sometimes(r, spec, "dnsPolicy", mostly(r, "Default", "None", "Cluster"))
	sometimes(r, spec, "hostNetwork", r.IntN(2) == 0)
	sometimes(r, spec, "terminationGracePeriodSeconds", mostly(r, 10, 0, -1))
	sometimes(r, spec, "activeDeadlineSeconds", mostly(r, 10, 0, -1))
	sometimes(r, spec, "nodeSelector", object{"disk": mostly(r, "ssd", "a b")})
	sometimes(r, spec, "hostname", mostly(r, "one", "One", "a.b"))
	sometimes(r, spec, "automountServiceAccountToken", false)
	sometimes(r, spec, "tolerations", []any{object{
		"key": mostly(r, "k", ""), "operator": mostly(r, "Exists", "Equal", "In"), "effect": mostly(r, "NoExecute", "NoSchedule", "No"),
	}})
	sometimes(r, spec, "securityContext", object{"runAsUser": mostly(r, 1000, -1)})
	if r.IntN(3) == 0 {
		randomNodeAffinity(r, spec)
	}
	if r.IntN(3) == 0 {
		randomPodAffinity(r, spec)
	}
	if r.IntN(3) == 0 {
		randomSpread(r, spec)
	}
	if r.IntN(2) == 0 {
		spec["volumes"] = []any{randomVolume(r)}
	}
	return spec
}

func apiContainer(r *rand.Rand, name string) object {
	container := object{"name": name, "image": mostly(r, "nginx:1.29", "nginx", "nginx:latest", "", " nginx")}
	sometimes(r, container, "imagePullPolicy", mostly(r, "Always", "Never", "Often"))
	sometimes(r, container, "ports", []any{object{
		"containerPort": mostly(r, 80, 0, 70000), "name": mostly(r, "http", "HTTP", "8080"),
	}})
	sometimes(r, container, "env", []any{object{"name": mostly(r, "A", "", "A=B"), "value": "x"}})
	sometimes(r, container, "resources", object{
		"requests": object{"cpu": mostly(r, "100m", "0.1", "-1", "2"), "memory": mostly(r, "64Mi", "1.5Gi", "64MB")},
		"limits":   object{"cpu": mostly(r, "1", "1000m")},
	})
	sometimes(r, container, "livenessProbe", object{"httpGet": object{"port": mostly[any](r, 80, 0, "web", "Web_1")}, "successThreshold": mostly(r, 1, 2)})
	sometimes(r, container, "readinessProbe", object{"periodSeconds": mostly(r, 5, -1), "exec": object{"command": []any{"true"}}})
	sometimes(r, container, "lifecycle", object{"preStop": object{"sleep": object{"seconds": mostly(r, 5, -1, 100)}}})
	sometimes(r, container, "volumeMounts", []any{object{"name": mostly(r, "v", "w"), "mountPath": mostly(r, "/data", "")}})
	sometimes(r, container, "securityContext", object{"privileged": r.IntN(2) == 0, "allowPrivilegeEscalation": r.IntN(2) == 0})
	return container
}

func randomVolume(r *rand.Rand) object {
	volume := object{"name": mostly(r, "v", "V", "")}
	switch r.IntN(5) {
	case 0:
		volume["emptyDir"] = object{}
	case 1:
		volume["configMap"] = object{"name": mostly(r, "c", ""), "defaultMode": mostly(r, 256, 1000)}
	case 2:
		volume["hostPath"] = object{"path": mostly(r, "/data", "/a/../b", "")}
	case 3:
		volume["persistentVolumeClaim"] = object{"claimName": mostly(r, "data", "")}
	}
	return volume
}

// mostly takes the first value four times out of five, and else any of the others.
func mostly[T any](r *rand.Rand, usual T, others ...T) T {
	if r.IntN(5) > 0 {
		return usual
	}
	return pick(r, others)
}

// sometimes sets a field one time out of four.
func sometimes(r *rand.Rand, into object, key string, value any) {
	if r.IntN(4) == 0 {
		into[key] = value
	}
}
