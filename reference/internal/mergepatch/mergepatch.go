// Package mergepatch tells how two objects differ.
package mergepatch

import "reflect"

// Between is a JSON merge patch (RFC 7386) that leads from one object to the other, or nil when they are equal.
func Between(before, after map[string]any) map[string]any {
	patch := map[string]any{}
	for key, value := range after {
		old, existed := before[key]
		oldMap, wasMap := old.(map[string]any)
		newMap, isMap := value.(map[string]any)
		switch {
		case existed && reflect.DeepEqual(old, value):
		case wasMap && isMap:
			patch[key] = Between(oldMap, newMap)
		default:
			patch[key] = value
		}
	}
	for key := range before {
		if _, still := after[key]; !still {
			patch[key] = nil
		}
	}
	if len(patch) == 0 {
		return nil
	}
	return patch
}
