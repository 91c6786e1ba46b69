package kubelet

import (
	"context"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

// withTime returns a context whose log lets time pass. On the clock of the bubble nothing takes any time, so a Pod that is
// listed right after a sync would be listed at the very moment at which that ended; the kubelet takes the listing only if
// it is later. The one place between the two that calls anything from outside is a line of the log.
func withTime(ctx context.Context) context.Context {
	return klog.NewContext(ctx, logr.New(logSink{}))
}

// logSink writes nothing.
type logSink struct{}

const (
	betweenSyncAndListing = "GenericPLEG: Relisting Pod"
	startOfSync           = "SyncPod enter"
	theirLevel            = 5
	// syncTakes so long at least. One that takes no time would be due again at the very moment of a tick, and it would be
	// chance whether the housekeeping of that tick, which takes milliseconds, is before it.
	syncTakes = 20 * time.Millisecond
)

func (logSink) Init(logr.RuntimeInfo)       {}
func (logSink) Enabled(level int) bool      { return level <= theirLevel }
func (logSink) Error(error, string, ...any) {}

func (logSink) Info(_ int, message string, _ ...any) {
	switch message {
	case betweenSyncAndListing:
		time.Sleep(time.Microsecond)
	case startOfSync:
		time.Sleep(syncTakes)
	}
}

func (s logSink) WithValues(...any) logr.LogSink { return s }
func (s logSink) WithName(string) logr.LogSink   { return s }
