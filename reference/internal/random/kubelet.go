package random

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

func init() { makers["kubelet"] = kubeletQuestion }

// The containers that a question may have. Each listens on a port of its own, since those of a Pod share their network.
var (
	kubeletApps     = []string{"app", "cache", "job"}
	kubeletSidecars = []string{"side", "late"}
	kubeletInits    = []string{"first", "second"}
	kubeletPorts    = map[string]int{"app": 8080, "cache": 6379, "job": 9000, "side": 15000, "late": 15001}
	kubeletImages   = map[string]string{
		"app": "nginx:1", "cache": "redis:8", "job": "busybox:1", "side": "envoy:1", "late": "envoy:1", "first": "alpine:3", "second": "alpine:3",
	}
)

// kubeletScript is a question in the making: one Pod, what its containers do, and what happens to it.
type kubeletScript struct {
	*rand.Rand
	spec       object
	given      []any
	images     object
	containers object
	steps      []any
	names      []string
	// needsSettings: a container takes a value from a ConfigMap.
	needsSettings bool
}

// kubeletQuestion varies several things at once, and its times are fractions of seconds: what happens between two looks
// of the kubelet is where its rules meet.
func kubeletQuestion(r *rand.Rand) map[string]any {
	s := &kubeletScript{Rand: r, spec: object{}, images: object{}, containers: object{}}
	until := 25 + 5*s.IntN(9)
	s.pod()
	if s.oneIn(14) {
		s.staticSteps(until)
	} else {
		s.steps = append(s.steps, object{"create": kubeletPod("web", s.spec)})
		s.podSteps(until)
	}
	question := object{"images": s.images, "steps": s.steps, "until": fmt.Sprintf("%ds", until)}
	if len(s.containers) > 0 {
		question["containers"] = s.containers
	}
	if s.needsSettings && s.oneIn(2) {
		s.given = append(s.given, object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": object{"name": "settings"}, "data": object{"color": "red"}})
	}
	if len(s.given) > 0 {
		question["given"] = s.given
	}
	return question
}

func kubeletPod(name string, spec object) object {
	return object{"apiVersion": "v1", "kind": "Pod", "metadata": object{"name": name}, "spec": spec}
}

func (s *kubeletScript) oneIn(n int) bool { return s.IntN(n) == 0 }

// between two times in seconds, in steps of 50 ms.
func (s *kubeletScript) between(from, to float64) string {
	return fmt.Sprintf("%dms", int(from*1000)+50*s.IntN(int((to-from)*20)+1))
}

func (s *kubeletScript) pod() {
	if policy := pick(s.Rand, []string{"Always", "Always", "OnFailure", "Never"}); policy != "Always" {
		s.spec["restartPolicy"] = policy
	}
	if s.oneIn(2) {
		s.spec["terminationGracePeriodSeconds"] = pick(s.Rand, []int{0, 1, 2, 3, 4, 5, 6, 8, 10})
	}
	if s.oneIn(12) {
		s.spec["activeDeadlineSeconds"] = 3 + s.IntN(25)
	}
	if s.oneIn(10) {
		s.spec["readinessGates"] = []any{object{"conditionType": "example.com/a"}}
	}
	if inits := s.initNames(); len(inits) > 0 {
		s.spec["initContainers"] = s.containersNamed(inits)
	}
	s.spec["containers"] = s.containersNamed(kubeletApps[:pick(s.Rand, []int{1, 1, 1, 2, 2, 3})])
	// In the network of the node nobody listens, and who calls there waits in the kernel.
	text := jsonText(s.spec)
	if s.oneIn(15) && !strings.Contains(text, "httpGet") && !strings.Contains(text, "tcpSocket") {
		s.spec["hostNetwork"] = true
	}
}

// initNames are those of init containers and sidecars in any order.
func (s *kubeletScript) initNames() []string {
	if s.oneIn(2) {
		return nil
	}
	names := slices.Concat(kubeletSidecars[:pick(s.Rand, []int{0, 1, 1, 1, 2})], kubeletInits[:pick(s.Rand, []int{0, 0, 1, 1, 2})])
	s.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}

func (s *kubeletScript) containersNamed(names []string) (list []any) {
	for _, name := range names {
		s.names = append(s.names, name)
		list = append(list, s.container(name))
	}
	return list
}

func (s *kubeletScript) container(name string) object {
	container := object{"name": name, "image": kubeletImages[name]}
	script := object{}
	s.image(container)
	s.restarts(container)
	if runs := s.runs(name); len(runs) > 0 {
		script["runs"] = runs
	}
	if !slices.Contains(kubeletInits, name) {
		s.probes(container, script)
		s.hooks(container, script)
	}
	if s.oneIn(40) {
		s.needsSettings = true
		container["env"] = []any{object{"name": "COLOR", "valueFrom": object{"configMapKeyRef": object{"name": "settings", "key": "color"}}}}
	}
	if len(script) > 0 {
		s.containers[name] = script
	}
	return container
}

// image: mostly there; else it is pulled, slowly or in vain.
func (s *kubeletScript) image(container object) {
	image := container["image"].(string)
	if s.oneIn(20) {
		container["imagePullPolicy"] = pick(s.Rand, []string{"Always", "Never"})
	}
	if s.images[image] != nil {
		return
	}
	switch s.IntN(12) {
	case 0:
		s.images[image] = object{"takes": s.between(0.3, 6)}
	case 1:
		s.images[image] = object{"error": "no such image", "takes": s.between(0.2, 2), "fails": 1 + s.IntN(2)}
	case 2:
		if s.oneIn(3) {
			s.images[image] = object{"error": "no such image"}
			break
		}
		fallthrough
	default:
		s.images[image] = object{"present": true}
	}
}

func (s *kubeletScript) restarts(container object) {
	name := container["name"].(string)
	if slices.Contains(kubeletSidecars, name) {
		container["restartPolicy"] = "Always"
		return
	}
	if !s.oneIn(7) {
		return
	}
	policies := []string{"OnFailure", "Never"}
	if slices.Contains(kubeletApps, name) {
		policies = append(policies, "Always")
	}
	container["restartPolicy"] = pick(s.Rand, policies)
	if s.oneIn(2) {
		container["restartPolicyRules"] = []any{object{
			"action":    pick(s.Rand, []string{"Restart", "Restart", "RestartAllContainers"}),
			"exitCodes": object{"operator": pick(s.Rand, []string{"In", "In", "NotIn"}), "values": []any{pick(s.Rand, []int{1, 3, 42})}},
		}}
	}
}

// runs of a container; none when it runs for ever.
func (s *kubeletScript) runs(name string) (runs []any) {
	isInit := slices.Contains(kubeletInits, name)
	if !isInit && s.oneIn(3) {
		return nil
	}
	for range 1 + s.IntN(3) {
		run := object{}
		if isInit || !s.oneIn(3) {
			run["for"] = s.between(0.3, pick(s.Rand, []float64{1, 4, 9, 16}))
			s.ending(run, isInit)
		}
		if s.oneIn(3) {
			run["term"] = s.term()
		}
		if s.oneIn(30) {
			run = object{"startError": "no such command"}
		}
		runs = append(runs, run)
	}
	return runs
}

func (s *kubeletScript) ending(run object, isInit bool) {
	code := pick(s.Rand, []int{0, 0, 1, 1, 3, 42, 137})
	if isInit && !s.oneIn(4) {
		code = 0
	}
	if code > 0 {
		run["exitCode"] = code
	}
	if code == 137 {
		run["reason"] = "OOMKilled"
	}
	if s.oneIn(12) {
		run["message"] = "last words"
	}
}

func (s *kubeletScript) term() object {
	if s.oneIn(5) {
		return object{"ignored": true}
	}
	term := object{"after": s.between(0.1, 6)}
	if code := pick(s.Rand, []int{0, 0, 1, 143}); code > 0 {
		term["exitCode"] = code
	}
	return term
}

// grace period of the Pod in seconds.
func (s *kubeletScript) grace() int {
	if seconds, found := s.spec["terminationGracePeriodSeconds"].(int); found {
		return seconds
	}
	return 30
}

// podSteps are what happens to the Pod from outside.
func (s *kubeletScript) podSteps(until int) {
	var at []int
	for range pick(s.Rand, []int{0, 0, 1, 1, 1, 2}) {
		at = append(at, 50*(10+s.IntN(20*until*2/3)))
	}
	slices.Sort(at)
	deleted := false
	for i, ms := range at {
		step := object{"at": fmt.Sprintf("%dms", ms)}
		// What is deleted is gone at some time, and then there is nothing to be changed.
		if deleted {
			continue
		}
		switch s.IntN(9) {
		case 0:
			step["killSandbox"] = "web"
		case 1, 2:
			step["kill"], step["exitCode"] = pick(s.Rand, s.names), pick(s.Rand, []int{1, 137, 143})
		case 3:
			s.changeImage(step)
		default:
			step["delete"], deleted = "web", true
			if s.oneIn(4) {
				step["gracePeriodSeconds"] = pick(s.Rand, []int{0, 1, 2, 4, 15})
			}
		}
		s.steps = append(s.steps, step)
		if i == 0 && s.spec["readinessGates"] != nil && !deleted {
			s.steps = append(s.steps, object{"at": fmt.Sprintf("%dms", ms+s.IntN(3000)/50*50), "of": "pods/web",
				"condition": object{"type": "example.com/a", "status": pick(s.Rand, []string{"True", "False"})}})
		}
	}
	slices.SortStableFunc(s.steps[1:], func(a, b any) int { return millis(a) - millis(b) })
}

func millis(step any) (ms int) {
	fmt.Sscanf(step.(object)["at"].(string), "%dms", &ms)
	return ms
}

// changeImage of one container; the list is whole, as a merge patch needs it.
func (s *kubeletScript) changeImage(step object) {
	field := "containers"
	if s.spec["initContainers"] != nil && s.oneIn(4) {
		field = "initContainers"
	}
	list := slices.Clone(s.spec[field].([]any))
	i := s.IntN(len(list))
	changed := object{}
	for key, value := range list[i].(object) {
		changed[key] = value
	}
	changed["image"] = "httpd:2"
	list[i] = changed
	s.images["httpd:2"] = object{"present": true}
	if s.oneIn(3) {
		s.images["httpd:2"] = object{"takes": s.between(0.3, 5)}
	}
	step["of"], step["patch"] = "pods/web", object{"spec": object{field: list}}
}

// staticSteps write the Pod into the manifest folder, and perhaps change or remove the file.
func (s *kubeletScript) staticSteps(until int) {
	write := func(at string) {
		// A file is JSON, which is YAML.
		step := object{"writeFile": "web.yaml", "content": jsonText(kubeletPod("web", s.spec))}
		if at != "" {
			step["at"] = at
		}
		s.steps = append(s.steps, step)
	}
	write("")
	switch s.IntN(4) {
	case 0:
		s.steps = append(s.steps, object{"at": s.between(4, float64(until)/2), "removeFile": "web.yaml"})
	case 1:
		s.spec["terminationGracePeriodSeconds"] = 7
		write(s.between(4, float64(until)/2))
	case 2:
		s.steps = append(s.steps, object{"at": s.between(1, float64(until)/2), "kill": pick(s.Rand, s.names), "exitCode": 1})
	}
}
