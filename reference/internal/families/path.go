package families

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// step is a key of an object or an index of a list.
type step struct {
	key   string
	index int
}

func (s step) isIndex() bool { return s.key == "" }

// parse understands spec.containers[0].ports and, for keys with dots, metadata.labels[a.b/c].
func parse(path string) ([]step, error) {
	var steps []step
	for path != "" {
		if path[0] == '[' {
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return nil, fmt.Errorf("%q: a bracket is open", path)
			}
			inner := path[1:end]
			if index, err := strconv.Atoi(inner); err == nil {
				steps = append(steps, step{index: index})
			} else {
				steps = append(steps, step{key: inner})
			}
			path = strings.TrimPrefix(path[end+1:], ".")
			continue
		}
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		steps = append(steps, step{key: path[:end]})
		path = strings.TrimPrefix(path[end:], ".")
	}
	return steps, nil
}

// Set puts a value where the path leads, in an object whose values are those of JSON. Null removes a key.
func Set(into map[string]any, path string, value any) error {
	steps, err := parse(path)
	if err != nil {
		return err
	}
	_, err = set(into, steps, value)
	return err
}

// Pointer is the path as a JSON pointer (RFC 6901).
func Pointer(path string) string {
	steps, _ := parse(path)
	var text strings.Builder
	for _, step := range steps {
		key := step.key
		if step.isIndex() {
			key = strconv.Itoa(step.index)
		}
		text.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key))
	}
	return text.String()
}

// Get is the value where the path leads, if there is one.
func Get(from map[string]any, path string) (value any, found bool) {
	steps, err := parse(path)
	if err != nil {
		return nil, false
	}
	value = from
	for _, step := range steps {
		switch holder := value.(type) {
		case map[string]any:
			value, found = holder[step.key]
		case []any:
			found = step.isIndex() && step.index < len(holder)
			if found {
				value = holder[step.index]
			}
		default:
			found = false
		}
		if !found {
			return nil, false
		}
	}
	return value, true
}

// set puts a value where the steps lead and makes what is missing on the way. Null removes a key.
func set(into any, steps []step, value any) (any, error) {
	return edit(into, steps, func(any) (any, error) { return value, nil })
}

// add appends a value, or all values of a list, to the list where the steps lead.
func add(into any, steps []step, value any) (any, error) {
	return edit(into, steps, func(old any) (any, error) {
		list, ok := old.([]any)
		if !ok && old != nil {
			return nil, fmt.Errorf("is not a list")
		}
		if values, ok := value.([]any); ok {
			return append(list, values...), nil
		}
		return append(list, value), nil
	})
}

func edit(into any, steps []step, change func(any) (any, error)) (any, error) {
	if len(steps) == 0 {
		return change(into)
	}
	first, rest := steps[0], steps[1:]
	if first.isIndex() {
		list, _ := into.([]any)
		if first.index > len(list) {
			return nil, fmt.Errorf("[%d] is beyond the end of the list", first.index)
		}
		if first.index == len(list) {
			list = append(list, nil)
		}
		inner, err := edit(list[first.index], rest, change)
		list[first.index] = inner
		return list, err
	}
	object, ok := into.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	inner, err := edit(object[first.key], rest, change)
	if inner == nil {
		delete(object, first.key)
	} else {
		object[first.key] = inner
	}
	return object, err
}

// normal turns numbers into those that DeepCopyJSON knows.
func normal(value map[string]any) map[string]any {
	text, _ := json.Marshal(value)
	var result map[string]any
	_ = json.Unmarshal(text, &result)
	return result
}
