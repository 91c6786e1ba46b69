// Package memory is kube-apiserver without etcd and without a network: the real registries, strategies, admission plugins
// and handlers over objects in memory. It runs in a bubble of testing/synctest, where whoever waits for a network would
// stop the clock.
package memory

import (
	"sync"

	"k8s.io/apimachinery/pkg/watch"
)

// Store holds what etcd would hold, as the bytes that would be written there, and all that ever happened to it. Its lock
// and its condition belong to the bubble it was made in, so that whoever waits for a change lets time go on.
type Store struct {
	mu      sync.Mutex
	changed *sync.Cond
	version uint64
	tables  map[string]*table
	// observe is told of every change, in order, by who makes it.
	observe func(Change)
}

// table holds the objects of one resource.
type table struct {
	objects map[string]entry
	log     []Change
}

type entry struct {
	data    []byte
	version uint64
}

// Change is what happened to one object.
type Change struct {
	Type watch.EventType
	// Key is /<resource>/<namespace>/<name>.
	Key string
	// Data is the object in its storage version, as JSON; of a deletion as it was last.
	Data []byte
	// Before is the object before the change; nil when there was none.
	Before  []byte
	Version uint64
}

// NewStore makes an empty one.
func NewStore(observe func(Change)) *Store {
	s := &Store{tables: map[string]*table{}, observe: observe, version: 1}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *Store) table(prefix string) *table {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tables[prefix] == nil {
		s.tables[prefix] = &table{objects: map[string]entry{}}
	}
	return s.tables[prefix]
}

// swap puts an object where one of this version is, 0 when there is to be none; nil data removes it. It returns false
// when another change came first.
func (s *Store) swap(t *table, key string, expected uint64, data []byte) (uint64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, exists := t.objects[key]
	if before.version != expected {
		return 0, false
	}
	s.version++
	change := Change{Type: watch.Modified, Key: key, Data: data, Before: before.data, Version: s.version}
	switch {
	case data == nil:
		change.Type, change.Data = watch.Deleted, before.data
		delete(t.objects, key)
	case !exists:
		change.Type = watch.Added
		fallthrough
	default:
		t.objects[key] = entry{data, s.version}
	}
	t.log = append(t.log, change)
	s.observe(change)
	s.changed.Broadcast()
	return s.version, true
}
