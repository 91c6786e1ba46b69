package families

import (
	"reflect"
	"testing"
)

func TestSetAndAdd(t *testing.T) {
	for name, test := range map[string]struct {
		change func(any, []step, any) (any, error)
		path   string
		value  any
		want   map[string]any
	}{
		"a new key":         {set, "a.c", 1, map[string]any{"a": map[string]any{"b": "x", "c": 1}, "l": []any{"y"}}},
		"null removes":      {set, "a.b", nil, map[string]any{"a": map[string]any{}, "l": []any{"y"}}},
		"a key with dots":   {set, "a[c.d/e]", 1, map[string]any{"a": map[string]any{"b": "x", "c.d/e": 1}, "l": []any{"y"}}},
		"an element":        {set, "l[0]", "z", map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"z"}}},
		"an element more":   {set, "l[1].n", 1, map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"y", map[string]any{"n": 1}}}},
		"append one":        {add, "l", "z", map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"y", "z"}}},
		"append several":    {add, "l", []any{"z", "w"}, map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"y", "z", "w"}}},
		"append to no list": {add, "m", "z", map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"y"}, "m": []any{"z"}}},
	} {
		t.Run(name, func(t *testing.T) {
			into := map[string]any{"a": map[string]any{"b": "x"}, "l": []any{"y"}}
			steps, err := parse(test.path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := test.change(into, steps, test.value); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(into, test.want) {
				t.Errorf("got %v, want %v", into, test.want)
			}
		})
	}
}

func TestBeyondTheEnd(t *testing.T) {
	steps, _ := parse("l[2]")
	if _, err := set(map[string]any{"l": []any{"y"}}, steps, 1); err == nil {
		t.Error("a gap in a list is no error")
	}
}
