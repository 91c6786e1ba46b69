package random

import "fmt"

func (s *kubeletScript) probes(container, script object) {
	if s.oneIn(5) {
		container["startupProbe"] = s.probe(container, script, "up")
	}
	if s.oneIn(4) {
		container["livenessProbe"] = s.probe(container, script, "live")
	}
	if s.oneIn(3) {
		probe := s.probe(container, script, "ready")
		if s.oneIn(5) {
			probe["successThreshold"] = 2 + s.IntN(2)
		}
		container["readinessProbe"] = probe
	}
}

// probe by a command, a request or a connection; kind names the command and the path.
func (s *kubeletScript) probe(container, script object, kind string) object {
	probe := object{"periodSeconds": 1 + s.IntN(5), "failureThreshold": 1 + s.IntN(4)}
	if s.oneIn(4) {
		probe["initialDelaySeconds"] = 1 + s.IntN(6)
	}
	if s.oneIn(6) {
		probe["timeoutSeconds"] = 2 + s.IntN(2)
	}
	if kind != "ready" && s.oneIn(8) {
		probe["terminationGracePeriodSeconds"] = 1 + s.IntN(4)
	}
	port := kubeletPorts[container["name"].(string)]
	switch {
	case !s.oneIn(3):
		probe["exec"] = object{"command": []any{kind}}
		into(script, "exec")[kind] = s.phases(kind, func(bad bool) object {
			phase := object{}
			if bad {
				phase["exitCode"], phase["output"] = 1, "not "+kind
			}
			if s.oneIn(8) {
				phase["takes"] = s.between(0.1, 2.5)
			}
			return phase
		})
	case s.oneIn(3) && script["http"] == nil && script["tcp"] == nil:
		probe["tcpSocket"] = object{"port": port}
		into(script, "tcp")[fmt.Sprint(port)] = s.phases(kind, func(bad bool) object {
			if bad {
				return object{"refuse": true}
			}
			return object{}
		})
	case script["tcp"] == nil:
		probe["httpGet"] = object{"port": port, "path": "/" + kind}
		into(script, "http")[fmt.Sprintf("%d/%s", port, kind)] = s.phases(kind, func(bad bool) object {
			if bad {
				return object{"status": 500 + 3*s.IntN(2)}
			}
			return object{}
		})
	default:
		probe["exec"] = object{"command": []any{"true"}}
	}
	return probe
}

func into(script object, field string) object {
	if script[field] == nil {
		script[field] = object{}
	}
	return script[field].(object)
}

// phases of a probe: a startup probe mostly fails at first, a liveness probe later.
func (s *kubeletScript) phases(kind string, phase func(bad bool) object) (phases []any) {
	bad := s.oneIn(2)
	switch kind {
	case "up":
		bad = !s.oneIn(4)
	case "live":
		bad = s.oneIn(5)
	}
	for range s.IntN(3) {
		one := phase(bad)
		one["until"] = s.between(1+8*float64(len(phases)), 9+8*float64(len(phases)))
		phases = append(phases, one)
		bad = !bad
	}
	return append(phases, phase(bad))
}

func (s *kubeletScript) hooks(container, script object) {
	lifecycle := object{}
	if s.oneIn(7) {
		lifecycle["postStart"] = s.hook(container, script, "warm")
	}
	if s.oneIn(6) {
		lifecycle["preStop"] = s.hook(container, script, "drain")
	}
	if len(lifecycle) > 0 {
		container["lifecycle"] = lifecycle
	}
}

func (s *kubeletScript) hook(container, script object, command string) object {
	kind := s.IntN(6)
	if kind == 0 && s.grace() > 0 {
		// The API server refuses a sleep that is longer than the grace period.
		return object{"sleep": object{"seconds": 1 + s.IntN(min(5, s.grace()))}}
	}
	if kind == 1 {
		return object{"httpGet": object{"port": kubeletPorts[container["name"].(string)], "path": "/" + command}}
	}
	phase := object{}
	if !s.oneIn(4) {
		phase["takes"] = s.between(0.1, 5)
	}
	if s.oneIn(4) {
		phase["exitCode"], phase["output"] = 1, "not "+command
	}
	into(script, "exec")[command] = []any{phase}
	return object{"exec": object{"command": []any{command}}}
}
