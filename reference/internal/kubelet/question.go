// Package kubelet asks the real kubelet: it runs in this process on a clock of its own (testing/synctest), with an API
// in memory and a container runtime that plays a script. Nothing waits for real, and every time is exact.
package kubelet

import (
	"encoding/json"
	"fmt"
	"time"
)

// Question is a file of conformance/kubelet.
type Question struct {
	About string `json:"about"`
	// Given exist before, such as ConfigMaps and Secrets.
	Given []json.RawMessage `json:"given,omitempty"`
	// Images that are not pulled at the first attempt within a second.
	Images map[string]Image `json:"images,omitempty"`
	// Containers by name: what their processes do.
	Containers map[string]Script `json:"containers,omitempty"`
	// Config is what the kubelet's KubeletConfiguration says.
	Config map[string]any `json:"config,omitempty"`
	// Steps happen at their times; the first Pods are created at 0.
	Steps []Step `json:"steps"`
	// Until is when the recording ends.
	Until Duration `json:"until"`
}

// Image says how a pull ends.
type Image struct {
	Present bool     `json:"present,omitempty"`
	Takes   Duration `json:"takes,omitempty"`
	// Error of every pull, or only of the first Fails ones.
	Error string `json:"error,omitempty"`
	Fails int    `json:"fails,omitempty"`
}

// Script of a container.
type Script struct {
	// Runs are its instances in order; further ones are like the last. Without any it runs for ever.
	Runs []Run `json:"runs,omitempty"`
	// Exec answers a command by its first word.
	Exec map[string][]Phase `json:"exec,omitempty"`
	// HTTP answers a request by its port and path: 8080/healthz.
	HTTP map[string][]Phase `json:"http,omitempty"`
	// TCP answers connections by port; a phase that refuses has no listener.
	TCP map[string][]Phase `json:"tcp,omitempty"`
}

// Run is what one instance does.
type Run struct {
	// For is how long it runs; for ever when it is not set.
	For      *Duration `json:"for,omitempty"`
	ExitCode int32     `json:"exitCode,omitempty"`
	// Reason that the runtime gives, such as OOMKilled; else Completed or Error by the exit code.
	Reason string `json:"reason,omitempty"`
	// Message is what it writes to its termination message file.
	Message string `json:"message,omitempty"`
	// Log lines that it prints at its start.
	Log []string `json:"log,omitempty"`
	// Term is how it ends after SIGTERM: at once with 143 when it is not set.
	Term *Term `json:"term,omitempty"`
	// StartError of the runtime: it does not start at all.
	StartError string `json:"startError,omitempty"`
}

// Term is the answer to SIGTERM.
type Term struct {
	After    Duration `json:"after,omitempty"`
	ExitCode int32    `json:"exitCode,omitempty"`
	Ignored  bool     `json:"ignored,omitempty"`
}

// Phase is an answer that holds until a time since the start of the instance; the last holds for ever.
type Phase struct {
	Until    Duration `json:"until,omitempty"`
	ExitCode int      `json:"exitCode,omitempty"`
	Status   int      `json:"status,omitempty"`
	Output   string   `json:"output,omitempty"`
	Takes    Duration `json:"takes,omitempty"`
	Refuse   bool     `json:"refuse,omitempty"`
}

// Step is something that happens to the node from outside.
type Step struct {
	At     Duration        `json:"at,omitempty"`
	Create json.RawMessage `json:"create,omitempty"`
	// Delete a Pod as a user does.
	Delete             string `json:"delete,omitempty"`
	GracePeriodSeconds *int64 `json:"gracePeriodSeconds,omitempty"`
	// Patch an object with a merge patch; Of is `pods/web` or `configmaps/c`.
	Patch json.RawMessage `json:"patch,omitempty"`
	Of    string          `json:"of,omitempty"`
	// Condition that a controller sets in the status of the Pod that Of names: {type, status}.
	Condition json.RawMessage `json:"condition,omitempty"`
	// Kill the process of a container from outside.
	Kill     string `json:"kill,omitempty"`
	ExitCode int32  `json:"exitCode,omitempty"`
	Reason   string `json:"reason,omitempty"`
	// KillSandbox of a Pod, with all that runs in it.
	KillSandbox string `json:"killSandbox,omitempty"`
	// WriteFile and RemoveFile in the manifest folder.
	WriteFile  string `json:"writeFile,omitempty"`
	Content    string `json:"content,omitempty"`
	RemoveFile string `json:"removeFile,omitempty"`
	// RestartKubelet ends the kubelet, and another one starts so long after.
	RestartKubelet *Duration `json:"restartKubelet,omitempty"`
	// Reboot ends all that runs on the node, and the kubelet starts so long after. Forgets: the runtime has lost its records.
	Reboot  *Duration `json:"reboot,omitempty"`
	Forgets bool      `json:"forgets,omitempty"`
	// API goes down or up.
	API string `json:"api,omitempty"`
}

// Duration is written as Go writes it: 1.5s, 2m.
type Duration time.Duration

func (d *Duration) UnmarshalJSON(text []byte) error {
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return fmt.Errorf("a duration is a text such as 1.5s: %w", err)
	}
	parsed, err := time.ParseDuration(word)
	*d = Duration(parsed)
	return err
}

func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// phaseAt is the answer at a time since the start. Without phases all is well.
func phaseAt(phases []Phase, since time.Duration) Phase {
	for _, phase := range phases {
		if phase.Until == 0 || since < time.Duration(phase.Until) {
			return phase
		}
	}
	return Phase{}
}
