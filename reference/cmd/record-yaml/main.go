// Command record-yaml records what kubectl reads from YAML texts: the documents as JSON, and the error that ends it.
//
//	record-yaml [file]
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type recording struct {
	Text string `json:"text"`
	// As JSON, with every digit of its numbers.
	Documents []string `json:"documents"`
	Error     string   `json:"error,omitempty"`
}

func main() {
	file := "conformance/yaml/recorded.json"
	if len(os.Args) > 1 {
		file = os.Args[1]
	}
	var lines bytes.Buffer
	lines.WriteString("[\n")
	texts := texts()
	for i, text := range texts {
		line, err := json.Marshal(read(text))
		if err != nil {
			fmt.Fprintln(os.Stderr, "record-yaml:", err)
			os.Exit(1)
		}
		lines.Write(line)
		if i < len(texts)-1 {
			lines.WriteByte(',')
		}
		lines.WriteByte('\n')
	}
	lines.WriteString("]\n")
	if err := os.WriteFile(file, lines.Bytes(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "record-yaml:", err)
		os.Exit(1)
	}
	fmt.Printf("yaml: %d texts\n", len(texts))
}

// read follows k8s.io/cli-runtime/pkg/resource/visitor.go, StreamVisitor.
func read(text string) recording {
	found := recording{Text: text, Documents: []string{}}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		ext := runtime.RawExtension{}
		if err := decoder.Decode(&ext); err != nil {
			if err != io.EOF {
				found.Error = err.Error()
			}
			return found
		}
		raw := bytes.TrimSpace(ext.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		found.Documents = append(found.Documents, string(raw))
	}
}

func texts() []string {
	var all []string
	add := func(format string, values ...string) {
		for _, value := range values {
			all = append(all, strings.ReplaceAll(format, "@", value))
		}
	}
	// Every escape in double quotes.
	for c := ' '; c <= '~'; c++ {
		add("a: \"x\\@y\"\n", string(c))
	}
	add("a: \"@\"\n", `\x41`, `\x4`, `\xzz`, `\u00e9`, `\u12`, `\U0001F600`, `\ud83d\ude00`, `\U00110000`, "x\\\n  y", "x\n  y", "x\n\n  y", "it\\'s", `\\`, `a\tb\nc`, "tab\there", `'`, ``, ` `)
	// Single quotes.
	add("a: '@'\n", `it''s`, `\n`, `"`, "x\n  y", "x\n\n  y", ``, `#`, `: `)
	// Plain scalars.
	add("a: @\n", "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
		"18446744073709551615", "18446744073709551616", "1e3", "1.0", "1.50", "0x1F", "0o17", "017", "0b11", "1_000", ".5", "-.5", "+1",
		"1e400", "-0", "0.0", "1.7976931348623157e308", "0.1", "1e21", "123456789012345678", "1e-7", "100000000000000000000",
		"yes", "No", "ON", "off", "y", "N", "true", "TRUE", "tRUE", "null", "~", "Null", ".inf", ".nan", "2001-01-01", "12:30:45",
		"a#b", "a #b", "a: b", "a:b", "http://x/y?z#w", "- x", "-x", "?x", "? x", ":x", "*x", "&x y", "!x y", "%x", "@@", "`x`", "|x", ">x",
		"{x", "[x", "x}", "x]", "\"x\" y", "'x' y", "x \"y\"", "=", "<<", "a\tb", "a, b", "[a, b]", "{a: b}", "{a, b}", "[a: b, c]",
		"{a: , b: 1}", "{a: b,}", "[a,]", "[,]", "[a,,b]", "{,}", "{\"a\":1}", "{a:1}", "['a':1]", "[[1, 2], [3]]", "{a: {b: c}}",
		"[a\n, b]", "[\na\n]", "[\n  a\n  ]", "{\n  a: b\n  }", "{a: \"b\", # c\n  d: e}", "é", "日本", "x\n  y", "x\n\n  y", "x\n  y: z")
	// Block scalars.
	for _, sign := range []string{"|", ">", "|-", ">-", "|+", ">+", "|2", "|1-", "|-1", ">2+", "|0", "|x", "| # c", "|\t"} {
		add("a: @\n  one\n   two\n\n  three\n\nb: 1\n", sign)
	}
	add("a: |\n@", "", "b: 1\n", "  x", "\n  x\n", "    x\n  y\n", "  x\n y\n", "\tx\n", "  \tx\n", "  # c\n", "x\n")
	add("- |\n@", "  x\n", " x\n", "x\n")
	// Mappings, lists, indentation.
	add("@", "a: 1\na: 2\n", "a: 1\n b: 2\n", "a:\n  b: 1\n c: 2\n", "a:\n- 1\n- 2\n", "a:\n  - 1\n  - 2\n", "a:\n  - 1\n - 2\n", "- a\n- b\n",
		"- a: 1\n  b: 2\n", "- a: 1\n b: 2\n", "- - a\n  - b\n", "-\n  a: 1\n", "-\n", "- \n- b\n", "a:\n\nb:\n", "a:b: c\n", "a : 1\n", "\"a\": 1\n", "'a b': 1\n",
		"a b: 1\n", "1: a\n", "true: a\n", "null: a\n", "~: a\n", "1.5: a\n", "? a\n: b\n", "? [a]\n: b\n", "[a]: b\n", "{a: 1}: b\n", ": a\n", "a:\n\tb: 1\n",
		"\ta: 1\n", "a:\t1\n", "a: 1\t\n", "a: 1 # c\n", "# c\na: 1\n", "a: # c\n  b: 1\n", "a:\n# c\n  b: 1\n", "a: 1\n  # c\nb: 2\n",
		"a: 1\r\nb: 2\r\n", "\ufeffa: 1\n", "a: 1", "a", "\"a\"", "1\n", "[1, 2]\n", "{}\n", "[]\n", "{\"a\": [1, {\"b\": null}]}\n", "{\"a\": 1} \n", "{\"a\": 1}{\"b\": 2}\n",
		"{\"a\": 1}\n---\n{\"b\": 2}\n", "{\n\t\"a\": 1\n}\n", "{\"a\": \"\\/\"}\n", "{\"a\": \"\\e\"}\n", "{\"a\": 1e2}\n", "{\"a\": 1.0}\n", "{\"a\": 01}\n", "{\"a\": 'b'}\n", "{\"a\": 1,}\n",
		"{\"a\": 9007199254740993}\n", "{a: 1}\n")
	// Documents.
	add("@", "", "\n", "---\n", "---\n---\n", "# c\n", "---\n# c\n---\n", "a: 1\n---\nb: 2\n", "---\na: 1\n---\nb: 2\n...\n", "a: 1\n...\nb: 2\n", "--- a: 1\n", "--- {a: 1}\n", "---a: 1\n", " ---\na: 1\n",
		"a: 1\n--- \nb: 2\n", "a: 1\n---# c\nb: 2\n", "a: 1\n--- # c\nb: 2\n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "a: |\n  x\n  ---\n  y\n", "a: |\n  x\n---\nb: 1\n", "a: 1\n---\n---\nb: 2\n", "null\n---\na: 1\n", "a: 1\n---\n[\n---\nb: 2\n", "\n\n---\na: 1\n\n\n---\n")
	// Anchors, aliases, merges, tags.
	add("@", "a: &x 1\nb: *x\n", "a: &x {c: 1}\nb: *x\n", "a: *x\n", "a: &x [1]\nb: [*x, *x]\n", "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", "a: &x {p: 1}\nb: &y {p: 2, r: 3}\nc:\n  <<: [*x, *y]\n", "a:\n  <<: 1\n", "a:\n  <<: {b: 1}\n  c: 2\n",
		"a: &x\nb: *x\n", "&x a: 1\nb: *x\n", "a: &x b\n*x : c\n", "a: &x {b: *x}\n", "a: !!str 1\n", "a: !!int \"1\"\n", "a: !!int x\n", "a: !!float 1\n", "a: !!bool yes\n", "a: !!null x\n", "a: !!binary aGVsbG8=\n", "a: !foo bar\n", "a: !!map {b: 1}\n", "a: !!seq [1]\n", "a: !!set {b, c}\n", "a: !<tag:yaml.org,2002:str> 1\n", "!!map\na: 1\n",
		"a: \"\\\n  x\"\n", "a: \"x\n  \\\n  y\"\n", "a: 'x\n  y\n\n  z'\n", "a: >\n  x\n  y\n\n  z\n   w\n  v\n", "a: >-\n\n  x\n\n\n  y\n", "a: |\n\n\n  x\n", "command: [sh, -c, \"echo it\\'s\"]\n", "args: [\"-c\", \"while true; do echo hi; done\"]\n", "{apiVersion: \"v1\", kind: \"Pod\", metadata: {name: \"x\",},}\n",
		"a: \"{{ .Values.x }}\"\n", "a: {{ .Values.x }}\n", "{{ if x }}\na: 1\n{{ end }}\n", "a: b c\n  d\n e\n", "a:\n  b\n  c\n", "a:\n    - b\n    -c\n", "- a\n-b\n", "a: [b\n c]\n", "a: \"b\nc\"\n", "a: 'b\nc'\n")
	return all
}
