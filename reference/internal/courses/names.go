package courses

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"
)

// names replaces what is made up by what can be compared: random suffixes and hashes become numbers, uids the names of
// their objects, times seconds since the first step.
type names struct {
	zero time.Time
	// given names by the real ones, and how to replace them in a text, longest first.
	given    map[string]string
	replacer *strings.Replacer
	uids     map[string]string
}

const (
	randomLength = 5
	// longestBase is what a generateName is cut to before the suffix is appended.
	longestBase  = 58
	hashLabel    = "pod-template-hash"
	revisionHash = "controller-revision-hash"
)

var (
	uidPattern     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timePattern    = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	tokenPattern   = regexp.MustCompile(`kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}`)
	addressPattern = regexp.MustCompile(`\b10\.(1\.\d+|96\.\d+|97\.\d+|98\.\d+|99\.\d+|1[01]\d\.\d+)\.\d+\b`)
	refusedPattern = regexp.MustCompile(`(pods "[-a-z0-9.]+-)[bcdfghjklmnpqrstvwxz2456789]{5}(" is forbidden)`)
)

func newNames(raw []observed, zero time.Time) *names {
	n := &names{zero: zero, given: map[string]string{}, uids: map[string]string{}}
	n.nameHashes(raw)
	bases := map[string]string{}
	for _, one := range raw {
		object := unstructured.Unstructured{Object: one.object}
		if object.GetKind() == "Event" {
			continue
		}
		// The Pods of a StatefulSet have a generateName too, but are not named by it.
		if base := object.GetGenerateName(); base != "" && len(object.GetName()) == min(len(base), longestBase)+randomLength {
			bases[object.GetName()] = object.GetName()[:len(object.GetName())-randomLength]
		}
	}
	n.numberAlike(raw, bases)
	for _, one := range raw {
		object := unstructured.Unstructured{Object: one.object}
		if object.GetUID() != "" {
			n.uids[string(object.GetUID())] = n.key(one.object)
		}
	}
	return n
}

// nameHashes numbers the hashes of templates and revisions in the order in which they came up.
func (n *names) nameHashes(raw []observed) {
	type seen struct {
		at         float64
		kind, name string
		hash       string
	}
	var all []seen
	for _, one := range raw {
		object := unstructured.Unstructured{Object: one.object}
		hash := object.GetLabels()[hashLabel]
		if object.GetKind() == "ControllerRevision" {
			hash = object.GetName()[strings.LastIndex(object.GetName(), "-")+1:]
		}
		if one.kind == watch.Added && hash != "" && (object.GetKind() == "ReplicaSet" || object.GetKind() == "ControllerRevision") {
			all = append(all, seen{one.at, object.GetKind(), strings.TrimSuffix(object.GetName(), hash), hash})
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.name, b.name)) < 0
	})
	count := map[string]int{}
	for _, one := range all {
		if n.given[one.hash] == "" {
			letter := "h"
			if one.kind == "ControllerRevision" {
				letter = "r"
			}
			count[letter]++
			n.given[one.hash] = fmt.Sprintf("<%s%d>", letter, count[letter])
		}
	}
	n.remake()
}

// numberAlike tells objects with random names apart by what became of them, and not by the names.
func (n *names) numberAlike(raw []observed, bases map[string]string) {
	hashes := n.given
	n.given = map[string]string{}
	for name, base := range bases {
		n.given[name] = base + "<>"
	}
	for hash, given := range hashes {
		n.given[hash] = given
	}
	n.remake()
	histories, order := map[string]*strings.Builder{}, map[string]int{}
	for i, one := range raw {
		object := unstructured.Unstructured{Object: one.object}
		if bases[object.GetName()] == "" || object.GetKind() == "Event" {
			continue
		}
		if histories[object.GetName()] == nil {
			histories[object.GetName()], order[object.GetName()] = &strings.Builder{}, i
		}
		if i+1 < len(raw) && one.kind != watch.Deleted && sameMoment(raw[i+1:], one) {
			continue
		}
		text, _ := json.Marshal(n.clean(one.object))
		fmt.Fprintf(histories[object.GetName()], "%09.1f %s %s\n", one.at+1000, one.kind, text)
	}
	sorted := make([]string, 0, len(histories))
	for name := range histories {
		sorted = append(sorted, name)
	}
	slices.SortFunc(sorted, func(a, b string) int {
		return cmp.Or(cmp.Compare(histories[a].String(), histories[b].String()), cmp.Compare(order[a], order[b]))
	})
	taken, given := map[string]int{}, map[string]string{}
	for _, name := range sorted {
		base := n.text(bases[name])
		taken[base]++
		given[name] = fmt.Sprintf("%s<%d>", base, taken[base])
	}
	for hash, name := range hashes {
		given[hash] = name
	}
	n.given = given
	n.remake()
}

// sameMoment tells whether the object changes again in the moment.
func sameMoment(later []observed, one observed) bool {
	for _, next := range later {
		if next.at != one.at {
			return false
		}
		if next.kind == watch.Modified && uidOf(next.object) == uidOf(one.object) {
			return true
		}
	}
	return false
}

func uidOf(object map[string]any) any {
	metadata, _ := object["metadata"].(map[string]any)
	return metadata["uid"]
}

func (n *names) remake() {
	real := make([]string, 0, len(n.given))
	for name := range n.given {
		real = append(real, name)
	}
	slices.SortFunc(real, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	var pairs []string
	for _, name := range real {
		pairs = append(pairs, name, n.given[name])
	}
	n.replacer = strings.NewReplacer(pairs...)
}

// key of an object: Kind/name, with its namespace when that is not default.
func (n *names) key(object map[string]any) string {
	metadata := object["metadata"].(map[string]any)
	key := fmt.Sprintf("%v/", object["kind"])
	if namespace, _ := metadata["namespace"].(string); namespace != "" && namespace != "default" {
		key += namespace + "/"
	}
	return key + n.text(fmt.Sprint(metadata["name"]))
}

func (n *names) text(value string) string {
	value = uidPattern.ReplaceAllStringFunc(value, func(uid string) string {
		if key, known := n.uids[uid]; known {
			return "uid-of-" + key
		}
		return "<uid>"
	})
	value = n.replacer.Replace(value)
	value = timePattern.ReplaceAllStringFunc(value, func(text string) string {
		stamp, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return text
		}
		return fmt.Sprintf("<%+ds>", int(stamp.Sub(n.zero).Seconds()))
	})
	value = tokenPattern.ReplaceAllLiteralString(value, "kube-api-access-<random>")
	value = addressPattern.ReplaceAllLiteralString(value, "<IP>")
	return refusedPattern.ReplaceAllString(value, "$1<random>$2")
}

// event is what it is about, and its line.
func (n *names) event(one observed) (string, string) {
	about, _ := one.object["involvedObject"].(map[string]any)
	key := n.key(map[string]any{"kind": about["kind"], "metadata": map[string]any{"name": about["name"], "namespace": about["namespace"]}})
	line := fmt.Sprintf("%g %v %v: %s", one.at, one.object["type"], one.object["reason"], n.text(fmt.Sprint(one.object["message"])))
	if count, ok := one.object["count"].(float64); ok && count > 1 {
		line += fmt.Sprintf(" (%g times)", count)
	}
	return key, line
}

// settle puts what happened at the same moment in an order that does not depend on which goroutine came first.
func settle(lines []string) {
	at := func(line string) (seconds float64) {
		fmt.Sscanf(line, "%g", &seconds)
		return seconds
	}
	sort.SliceStable(lines, func(i, j int) bool {
		return cmp.Or(cmp.Compare(at(lines[i]), at(lines[j])), cmp.Compare(lines[i], lines[j])) < 0
	})
}
