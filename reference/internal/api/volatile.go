package api

import (
	"encoding/json"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Values that the server makes up are replaced by placeholders, wherever they stand: a uid is also in labels of a
// Job, and a random volume name also in the text of an error.
var (
	uidPattern   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timePattern  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b`)
	tokenPattern = regexp.MustCompile(`kube-api-access-` + randomSuffix)
)

const (
	randomSuffix = `[bcdfghjklmnpqrstvwxz2456789]{5}`
	// longestBase is what a generateName is cut to before the suffix is appended.
	longestBase = 58
)

// replacer walks an answer. What the question itself says stays.
type replacer struct {
	asked string
	home  string
	// generated matches the name made from generateName, which becomes base<random>.
	generated *regexp.Regexp
	base      string
}

func newReplacer(question Question, home string) replacer {
	text, _ := json.Marshal(question)
	result := replacer{asked: string(text), home: home}
	if question.Request.Object == nil {
		return result
	}
	generateName, _, _ := unstructured.NestedString(question.Request.Object.Object, "metadata", "generateName")
	if generateName != "" {
		result.base = generateName[:min(len(generateName), longestBase)]
		result.generated = regexp.MustCompile(regexp.QuoteMeta(result.base) + randomSuffix)
	}
	return result
}

func (r replacer) walk(key string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		result := make(map[string]any, len(value))
		for name, inner := range value {
			result[name] = r.walk(name, inner)
		}
		return result
	case []any:
		result := make([]any, len(value))
		for i, inner := range value {
			result[i] = r.walk(key, inner)
		}
		return result
	case string:
		return r.text(key, value)
	default:
		if (key == "nodePort" || key == "healthCheckNodePort") && !strings.Contains(r.asked, `"`+key+`"`) {
			return "<" + key + ">"
		}
		return value
	}
}

func (r replacer) text(key, value string) string {
	switch {
	case key == "resourceVersion":
		return "<resourceVersion>"
	case key == "generateName":
		return value
	case (key == "clusterIP" || key == "clusterIPs") && value != "None" && value != "" && !strings.Contains(r.asked, `"`+value+`"`):
		return "<clusterIP>"
	}
	if r.generated != nil {
		value = r.generated.ReplaceAllLiteralString(value, r.base+"<random>")
	}
	value = r.unlessAsked(uidPattern, value, "<uid>")
	value = r.unlessAsked(timePattern, value, "<time>")
	value = tokenPattern.ReplaceAllLiteralString(value, "kube-api-access-<random>")
	return strings.ReplaceAll(value, r.home, defaultNamespace)
}

func (r replacer) unlessAsked(pattern *regexp.Regexp, value, placeholder string) string {
	return pattern.ReplaceAllStringFunc(value, func(found string) string {
		if strings.Contains(r.asked, found) {
			return found
		}
		return placeholder
	})
}
