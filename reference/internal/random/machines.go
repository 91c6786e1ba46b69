package random

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

func init() { makers["kubelet-machines"] = machineQuestion }

// machineQuestion is one of the kubelet, whose machine or kubelet does not run through: once or twice something of it
// ends and starts again, while something else may happen to the Pod.
func machineQuestion(r *rand.Rand) map[string]any {
	question := kubeletQuestion(r)
	s := &kubeletScript{Rand: r}
	until := 60
	question["until"] = fmt.Sprintf("%ds", until+20)
	steps := slices.Clone(question["steps"].([]any))
	at := 3 + s.IntN(10)
	for range pick(s.Rand, []int{1, 1, 1, 2}) {
		down := 1 + s.IntN(8)
		step := object{"at": fmt.Sprintf("%dms", 1000*at)}
		switch s.IntN(3) {
		case 0:
			step["restartKubelet"] = fmt.Sprintf("%ds", down)
		default:
			step["reboot"] = fmt.Sprintf("%ds", 5+down)
			if s.oneIn(5) {
				step["forgets"] = true
			}
		}
		steps = append(steps, step)
		at += 20 + s.IntN(10)
	}
	// While the kubelet is away nothing else is done: a step waits for the one before it.
	first := steps[0]
	rest := slices.DeleteFunc(steps[1:], func(step any) bool { return step.(object)["at"] == nil })
	slices.SortStableFunc(rest, func(a, b any) int { return millis(a) - millis(b) })
	question["steps"] = append([]any{first}, rest...)
	return question
}
