package corpus

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestMarshal(t *testing.T) {
	for name, test := range map[string]struct{ in, out string }{
		"a scalar":            {`"a"`, "\"a\"\n"},
		"an empty list":       {`{"a":[]}`, "{\n  \"a\": []\n}\n"},
		"members on one line": {`{"a":{"b":[1,2]}}`, "{\n  \"a\": { \"b\": [1, 2] }\n}\n"},
		"brackets in a text":  {`{"a":["x]}\",\\"]}`, "{\n  \"a\": [\"x]}\\\",\\\\\"]\n}\n"},
		"a key with a colon":  {`{"a:b":{"c\"d":1}}`, "{\n  \"a:b\": { \"c\\\"d\": 1 }\n}\n"},
		"less-than as itself": {`{"a":"<b>"}`, "{\n  \"a\": \"<b>\"\n}\n"},
		"several members":     {`{"a":1,"b":null}`, "{\n  \"a\": 1,\n  \"b\": null\n}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var value, again any
			if err := json.Unmarshal([]byte(test.in), &value); err != nil {
				t.Fatal(err)
			}
			out, err := Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			if string(out) != test.out {
				t.Errorf("got %s, want %s", out, test.out)
			}
			if err := json.Unmarshal(out, &again); err != nil || !reflect.DeepEqual(value, again) {
				t.Errorf("%s is not the same value: %v", out, err)
			}
		})
	}
}
