package courses

import (
	"fmt"
	"sort"
)

// clean leaves of an object what controllers decide from and write: no names of who manages what, no uids, and of
// templates what tells them apart.
func (n *names) clean(object map[string]any) map[string]any {
	result := map[string]any{}
	if metadata := n.metadata(object); len(metadata) > 0 {
		result["metadata"] = metadata
	}
	kind := fmt.Sprint(object["kind"])
	for field, value := range object {
		switch field {
		case "apiVersion", "kind", "metadata":
		case "spec":
			if spec := n.spec(kind, value); len(spec) > 0 {
				result["spec"] = spec
			}
		case "status":
			if status := n.status(kind, value); len(status) > 0 {
				result["status"] = status
			}
		case "data":
			// Of revisions, config maps and secrets; only that it is there matters.
		case "endpoints":
			result["endpoints"] = sorted(n.walk(value))
		default:
			result[field] = n.walk(value)
		}
	}
	return result
}

func (n *names) metadata(object map[string]any) map[string]any {
	result := map[string]any{}
	metadata, _ := object["metadata"].(map[string]any)
	for field, value := range metadata {
		switch field {
		case "name", "namespace", "generateName", "uid", "resourceVersion", "creationTimestamp", "managedFields", "selfLink":
		case "ownerReferences":
			result[field] = n.owners(value)
		default:
			result[field] = n.walk(value)
		}
	}
	return result
}

// owners by their names.
func (n *names) owners(value any) any {
	result := map[string]any{}
	for _, one := range value.([]any) {
		owner := one.(map[string]any)
		kept := map[string]any{}
		for _, field := range []string{"controller", "blockOwnerDeletion"} {
			if owner[field] != nil {
				kept[field] = owner[field]
			}
		}
		result[n.text(fmt.Sprintf("%v/%v", owner["kind"], owner["name"]))] = kept
	}
	return result
}

// podFields are what is kept of the spec of a Pod.
var podFields = map[string]bool{"nodeName": true, "hostname": true, "subdomain": true, "affinity": true, "restartPolicy": true, "schedulingGates": true}

func (n *names) spec(kind string, value any) map[string]any {
	spec, _ := value.(map[string]any)
	result := map[string]any{}
	for field, inner := range spec {
		switch {
		case kind == "Pod" && field == "containers", kind == "Pod" && field == "volumes":
			result[field] = n.podList(field, inner)
		case kind == "Pod" && !podFields[field]:
		case field == "template":
			result[field] = n.template(inner)
		default:
			result[field] = n.walk(inner)
		}
	}
	if volumes, ok := result["volumes"].([]any); ok && len(volumes) == 0 {
		delete(result, "volumes")
	}
	return result
}

// podList keeps of containers their images and variables, of volumes those that are claims.
func (n *names) podList(field string, value any) any {
	result := []any{}
	for _, one := range value.([]any) {
		inner := one.(map[string]any)
		kept := map[string]any{"name": inner["name"]}
		for _, field := range []string{"image", "env", "persistentVolumeClaim", "ephemeral"} {
			if inner[field] != nil {
				kept[field] = n.walk(inner[field])
			}
		}
		if field == "containers" || len(kept) > 1 {
			result = append(result, kept)
		}
	}
	return result
}

func (n *names) template(value any) any {
	template, _ := value.(map[string]any)
	result := map[string]any{}
	if metadata := n.metadata(template); len(metadata) > 0 {
		result["metadata"] = metadata
	}
	if spec := n.spec("Pod", template["spec"]); len(spec) > 0 {
		result["spec"] = spec
	}
	return result
}

func (n *names) status(kind string, value any) map[string]any {
	status, _ := value.(map[string]any)
	result := map[string]any{}
	for field, inner := range status {
		switch {
		case field == "conditions":
			result[field] = n.conditions(kind, inner)
		case kind == "Pod" && field != "phase" && field != "reason" && field != "message":
		case kind == "Node":
		default:
			result[field] = n.walk(inner)
		}
	}
	return result
}

// conditions by type. Those of Pods have no times, and heartbeats say nothing.
func (n *names) conditions(kind string, value any) any {
	result := map[string]any{}
	list, _ := value.([]any)
	for _, one := range list {
		condition := n.walk(one).(map[string]any)
		delete(condition, "lastHeartbeatTime")
		delete(condition, "lastProbeTime")
		delete(condition, "observedGeneration")
		if kind == "Pod" {
			delete(condition, "lastTransitionTime")
		}
		result[fmt.Sprint(condition["type"])] = condition
		delete(condition, "type")
	}
	return result
}

func (n *names) walk(value any) any {
	switch value := value.(type) {
	case map[string]any:
		result := map[string]any{}
		for field, inner := range value {
			if inner != nil && field != "resourceVersion" {
				result[n.text(field)] = n.walk(inner)
			}
		}
		return result
	case []any:
		result := make([]any, len(value))
		for i, inner := range value {
			result[i] = n.walk(inner)
		}
		return result
	case string:
		return n.text(value)
	}
	return value
}

// sorted: slices keep endpoints in the order of a Go map.
func sorted(value any) any {
	list, ok := value.([]any)
	if ok {
		sort.SliceStable(list, func(i, j int) bool { return fmt.Sprint(list[i]) < fmt.Sprint(list[j]) })
	}
	return value
}
