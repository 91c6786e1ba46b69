// Package fsnotify stands in for the module of this name. A goroutine that reads from inotify waits in the kernel,
// and while one does, the clock of a testing/synctest bubble stands still. Here nothing is read: whoever changes a
// file says so with Report.
package fsnotify

import (
	"errors"
	"path/filepath"
	"sync"
)

// Op is what happened to a file, as a set of bits.
type Op uint32

const (
	Create Op = 1 << iota
	Write
	Remove
	Rename
	Chmod
)

// Event is a change of the file Name.
type Event struct {
	Name string
	Op   Op
}

// Has tells whether the change has all bits of op.
func (e Event) Has(op Op) bool { return e.Op&op == op }

// ErrNonExistentWatch is returned when a path is removed that was not added.
var ErrNonExistentWatch = errors.New("fsnotify: can't remove non-existent watch")

// Watcher tells of the changes of the files and folders that were added.
type Watcher struct {
	Events chan Event
	Errors chan error

	paths map[string]bool
}

var (
	mu       sync.Mutex
	watchers = map[*Watcher]bool{}
)

// NewWatcher makes a watcher that watches nothing yet.
func NewWatcher() (*Watcher, error) {
	w := &Watcher{Events: make(chan Event, 100), Errors: make(chan error), paths: map[string]bool{}}
	mu.Lock()
	defer mu.Unlock()
	watchers[w] = true
	return w, nil
}

// Add watches a file or the files of a folder.
func (w *Watcher) Add(path string) error {
	mu.Lock()
	defer mu.Unlock()
	w.paths[filepath.Clean(path)] = true
	return nil
}

// Remove undoes Add.
func (w *Watcher) Remove(path string) error {
	mu.Lock()
	defer mu.Unlock()
	if !w.paths[filepath.Clean(path)] {
		return ErrNonExistentWatch
	}
	delete(w.paths, filepath.Clean(path))
	return nil
}

// Close ends all watches.
func (w *Watcher) Close() error {
	mu.Lock()
	defer mu.Unlock()
	delete(watchers, w)
	return nil
}

// Report tells those who watch the file, or its folder, of a change.
func Report(event Event) {
	mu.Lock()
	defer mu.Unlock()
	for w := range watchers {
		if w.paths[filepath.Clean(event.Name)] || w.paths[filepath.Dir(event.Name)] {
			w.Events <- event
		}
	}
}
