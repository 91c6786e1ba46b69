package random

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"podscape/reference/internal/families"
)

func init() { makers["api"] = apiQuestion }

// apiQuestion is a request about an object of any kind: a creation, a change of what is there, a patch of one of five
// kinds, a subresource or a deletion. More than half of them are taken.
func apiQuestion(r *rand.Rand) object {
	if r.IntN(16) == 0 {
		return createPod(r)
	}
	k := pickKind(r)
	wrong := 0
	if r.IntN(5) < 2 {
		wrong = 1 + r.IntN(2)
	}
	question := object{}
	if len(k.Given) > 0 && r.IntN(4) == 0 {
		question["given"] = copied(pick(r, k.Given))
	}
	switch n := r.IntN(20); {
	case n < 7:
		question["request"] = object{"verb": "create", "object": k.with(k.Base, k.changes(r, 1+r.IntN(5), wrong))}
		return question
	case n < 11:
		stored := k.given(r, question)
		question["request"] = object{"verb": "update", "object": k.with(stored, k.changes(r, 1+r.IntN(2), min(wrong, 1)))}
	case n < 16 || len(k.Subresources) == 0 && n < 19:
		stored := k.given(r, question)
		question["request"] = k.patch(r, stored, k.changes(r, 1+r.IntN(2), min(wrong, 1)))
	case n < 19:
		stored := k.given(r, question)
		question["request"] = k.subresource(r, stored, wrong)
	default:
		stored := k.given(r, question)
		request := object{"verb": "delete", "target": targetOf(stored)}
		if r.IntN(2) == 0 {
			request["propagationPolicy"] = pick(r, []string{"Background", "Foreground", "Orphan"})
		}
		question["request"] = request
	}
	return question
}

func pickKind(r *rand.Rand) *kind {
	all := 0
	for _, k := range kinds {
		all += k.Weight
	}
	n := r.IntN(all)
	for _, k := range kinds {
		if n -= k.Weight; n < 0 {
			return k
		}
	}
	return kinds[0]
}

// given puts an object of the kind among those that are there.
func (k *kind) given(r *rand.Rand, question object) object {
	stored := k.with(k.Base, k.changes(r, r.IntN(3), 0))
	before, _ := question["given"].([]any)
	question["given"] = append(before, copied(stored))
	return stored
}

func targetOf(stored object) object {
	metadata := stored["metadata"].(object)
	return object{"apiVersion": stored["apiVersion"], "kind": stored["kind"], "name": metadata["name"]}
}

func (k *kind) patch(r *rand.Rand, stored object, changes []change) object {
	request := object{"verb": "patch", "target": targetOf(stored)}
	switch r.IntN(5) {
	case 0, 1:
		request["patch"] = jsonPatch(r, stored, changes)
	case 2:
		request["patchType"] = "merge"
		request["patch"] = partial(k, stored, changes, object{})
	case 3:
		request["patchType"] = "strategic"
		request["patch"] = partial(k, stored, changes, object{})
	case 4:
		request["patchType"] = "apply"
		metadata := object{"name": stored["metadata"].(object)["name"]}
		start := object{"apiVersion": stored["apiVersion"], "kind": stored["kind"], "metadata": metadata}
		request["patch"] = partial(k, stored, changes, start)
		if r.IntN(2) == 0 {
			request["fieldManager"] = "alice"
			request["force"] = r.IntN(2) == 0
		}
	}
	return request
}

func jsonPatch(r *rand.Rand, stored object, changes []change) []any {
	var operations []any
	for _, one := range changes {
		_, there := families.Get(stored, one.path)
		operation := object{"op": "add", "path": families.Pointer(one.path), "value": one.value}
		if there {
			operation["op"] = pick(r, []string{"replace", "replace", "replace", "add", "remove"})
		}
		if operation["op"] == "remove" || one.value == nil {
			operation["op"] = "remove"
			delete(operation, "value")
		}
		operations = append(operations, operation)
	}
	if r.IntN(6) == 0 {
		operations = append(operations, object{"op": "test", "path": "/kind", "value": stored["kind"]})
	}
	return operations
}

// partial is an object with nothing but the changes, and lists that a change is inside of as they become.
func partial(k *kind, stored object, changes []change, start object) object {
	changed := k.with(stored, changes)
	for _, one := range changes {
		list, _, inList := strings.Cut(one.path, "[")
		if !inList || strings.HasSuffix(list, "annotations") || strings.HasSuffix(list, "labels") {
			check(families.Set(start, one.path, copied(one.value)))
			if one.value == nil {
				setNull(start, one.path)
			}
		} else if whole, there := families.Get(changed, list); there {
			check(families.Set(start, list, copied(whole)))
		}
	}
	return start
}

// setNull writes a null, which removes a key where a patch is merged.
func setNull(into object, path string) {
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		inner, ok := into[key].(object)
		if !ok {
			inner = object{}
			into[key] = inner
		}
		into = inner
	}
	into[keys[len(keys)-1]] = nil
}

func (k *kind) subresource(r *rand.Rand, stored object, wrong int) object {
	name := pick(r, k.Subresources)
	target := targetOf(stored)
	metadata := object{"name": target["name"]}
	request := object{"verb": "patch", "target": target, "subresource": name, "patchType": pick(r, []string{"merge", "strategic"})}
	switch name {
	case "status":
		paths := slices.Sorted(maps.Keys(k.status))
		changes := changesOf(r, k.status, paths, 1+r.IntN(2), min(wrong, 1))
		status := k.with(object{}, changes)
		if r.IntN(3) == 0 {
			whole := copied(stored).(object)
			whole["status"] = status
			return object{"verb": "update", "object": whole, "subresource": name}
		}
		request["patch"] = object{"status": status}
		if r.IntN(6) == 0 {
			request["patch"] = object{"status": status, "metadata": object{"annotations": object{"by": "status"}}, "spec": object{}}
		}
	case "scale":
		replicas := pick(r, []any{0, 3, 7})
		if wrong > 0 {
			replicas = pick(r, []any{-1, "3", 2.5})
		}
		request["patchType"] = "merge"
		request["patch"] = object{"spec": object{"replicas": replicas}}
		if r.IntN(3) == 0 {
			return object{"verb": "update", "subresource": name, "target": target, "object": object{
				"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": metadata, "spec": object{"replicas": replicas},
			}}
		}
	case "resize":
		choices := k.choices["spec.containers[0].resources"]
		value := pick(r, choices.OK)
		if wrong > 0 {
			value = pick(r, choices.Bad)
		}
		request["patchType"] = "strategic"
		request["patch"] = object{"spec": object{"containers": []any{object{"name": "main", "resources": copied(value)}}}}
	case "ephemeralcontainers":
		container := object{"name": "debug", "image": "busybox"}
		switch {
		case wrong > 0:
			changes := changesOf(r, part{
				"name": {Bad: []any{"main", "", "A_B"}}, "image": {Bad: []any{"", " a"}}, "ports": {Bad: []any{[]any{object{"containerPort": 80}}}},
				"resources": {Bad: []any{object{"limits": object{"cpu": 1}}}}, "livenessProbe": {Bad: []any{object{"httpGet": object{"port": 80}}}},
				"targetContainerName": {Bad: []any{"none"}}, "lifecycle": {Bad: []any{object{}}},
			}, []string{"image", "lifecycle", "livenessProbe", "name", "ports", "resources", "targetContainerName"}, 1, 1)
			container = k.with(container, changes)
		case r.IntN(2) == 0:
			container["targetContainerName"] = "main"
			container["stdin"] = true
		}
		request["patchType"] = "strategic"
		request["patch"] = object{"spec": object{"ephemeralContainers": []any{container}}}
	case "binding":
		node := object{"kind": "Node", "name": "n"}
		if wrong > 0 {
			node = pick(r, []object{{"kind": "Pod", "name": "n"}, {"kind": "Node"}, {"kind": "Node", "name": "A_B"}, {}})
		}
		return object{"verb": "create", "subresource": name, "object": object{"apiVersion": "v1", "kind": "Binding", "metadata": metadata, "target": copied(node)}}
	case "eviction":
		body := object{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}
		if r.IntN(3) == 0 {
			body["deleteOptions"] = object{"gracePeriodSeconds": pick(r, []int{0, 5})}
		}
		return object{"verb": "create", "subresource": name, "object": body}
	}
	return request
}
