package random

import (
	"fmt"
	"math/rand/v2"
)

func init() { makers["controllers"] = courseQuestion }

// courseQuestion is a script for one workload in which several things happen: scaling, new images, Pods that are deleted or
// become unready, nodes that go silent.
func courseQuestion(r *rand.Rand) map[string]any {
	kind := oneOf(r, "Deployment", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job")
	workload := randomWorkload(r, kind)
	steps := []any{map[string]any{"create": []any{workload}}}
	at := 0.0
	for range 1 + r.IntN(4) {
		at += 1.3 + float64(r.IntN(150))/10
		step := randomCourseStep(r, kind)
		step["at"] = fmt.Sprintf("%.1fs", at)
		steps = append(steps, step)
	}
	return map[string]any{"steps": steps, "pods": randomBehaviours(r, kind), "spread": r.IntN(3) == 0,
		"until": fmt.Sprintf("%.1fs", at+30+float64(r.IntN(60)))}
}

func oneOf[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func randomWorkload(r *rand.Rand, kind string) map[string]any {
	labels := map[string]any{"app": "web"}
	pod := map[string]any{"containers": []any{map[string]any{"name": "main", "image": "app:1"}}}
	spec := map[string]any{"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": pod}}
	version := "apps/v1"
	if kind != "Job" {
		spec["selector"] = map[string]any{"matchLabels": labels}
	}
	if kind != "Job" && kind != "DaemonSet" {
		spec["replicas"] = 1 + r.IntN(6)
	}
	if kind != "Job" && r.IntN(4) == 0 {
		spec["minReadySeconds"] = 1 + r.IntN(6)
	}
	bounds := []any{0, 1, 2, "25%", "50%", "100%"}
	switch kind {
	case "Deployment":
		spec["progressDeadlineSeconds"] = 10 + r.IntN(30)
		spec["strategy"] = map[string]any{"rollingUpdate": map[string]any{"maxSurge": oneOf(r, bounds...), "maxUnavailable": oneOf(r, bounds[1:]...)}}
	case "StatefulSet":
		spec["serviceName"] = "web"
		spec["podManagementPolicy"] = oneOf(r, "OrderedReady", "Parallel")
		spec["updateStrategy"] = map[string]any{"rollingUpdate": map[string]any{"partition": r.IntN(3)}}
	case "DaemonSet":
		spec["updateStrategy"] = map[string]any{"rollingUpdate": map[string]any{"maxUnavailable": oneOf(r, bounds[1:]...)}}
	case "Job":
		version = "batch/v1"
		pod["restartPolicy"] = "Never"
		spec["completions"], spec["parallelism"], spec["backoffLimit"] = 1+r.IntN(5), 1+r.IntN(4), r.IntN(4)
		if r.IntN(2) == 0 {
			spec["completionMode"] = "Indexed"
		}
	}
	return map[string]any{"apiVersion": version, "kind": kind, "metadata": map[string]any{"name": "web"}, "spec": spec}
}

func randomCourseStep(r *rand.Rand, kind string) map[string]any {
	of := kind + "/web"
	image := map[string]any{"of": of, "patchType": "strategic", "patch": map[string]any{"spec": map[string]any{"template": map[string]any{
		"spec": map[string]any{"containers": []any{map[string]any{"name": "main", "image": oneOf(r, "app:1", "app:2", "app:3", "app:bad")}}}}}}}
	suspend := map[string]any{"of": of, "patch": map[string]any{"spec": map[string]any{"suspend": r.IntN(2) == 0}}}
	parallel := map[string]any{"of": of, "patch": map[string]any{"spec": map[string]any{"parallelism": r.IntN(5)}}}
	scale := map[string]any{"of": of, "scale": r.IntN(8)}
	silence := map[string]any{oneOf(r, "silence", "revive"): oneOf(r, "n1", "n2")}
	switch kind {
	case "Job":
		return oneOf(r, suspend, parallel, silence)
	case "DaemonSet":
		return oneOf(r, image, image, silence)
	}
	return oneOf(r, image, image, scale, scale, silence)
}

func randomBehaviours(r *rand.Rand, kind string) []any {
	delay := func(most int) string { return fmt.Sprintf("%.1fs", float64(1+r.IntN(most))/10) }
	behaviours := []any{map[string]any{"image": "app:bad", "waiting": "ImagePullBackOff"}}
	usual := map[string]any{"ready": delay(60), "ends": delay(70)}
	if kind == "Job" {
		usual["exits"] = delay(90)
		behaviours = append(behaviours, map[string]any{"first": 1 + r.IntN(3), "exits": delay(50), "code": 1})
	}
	if r.IntN(4) == 0 {
		behaviours = append(behaviours, map[string]any{"first": 1, "ready": "never"})
	}
	return append(behaviours, usual)
}
