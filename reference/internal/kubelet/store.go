package kubelet

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

// store holds the objects of the API in memory, and all that ever happened to them. Its lock and its condition belong
// to the bubble it was made in, so that whoever waits for a change lets time go on.
type store struct {
	mu      sync.Mutex
	changed *sync.Cond
	objects map[key]*unstructured.Unstructured
	born    map[key]int
	log     []change
	// down says that the API does not answer; epoch counts how often its watches were cut off.
	down  bool
	epoch int
	// observe is told of every change, in order.
	observe func(change)
}

type key struct{ resource, namespace, name string }

type change struct {
	kind    watch.EventType
	at      key
	object  *unstructured.Unstructured
	version int
}

func newStore(observe func(change)) *store {
	s := &store{objects: map[key]*unstructured.Unstructured{}, born: map[key]int{}, observe: observe}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *store) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

func (s *store) currentEpoch() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch
}

// cut ends all watches, and says whether new requests are answered.
func (s *store) cut(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	s.epoch++
	s.changed.Broadcast()
}

// put stores an object under its key, as ADDED or MODIFIED, with the next resourceVersion.
func (s *store) put(at key, object *unstructured.Unstructured) *unstructured.Unstructured {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.objects[at]
	kind := watch.Modified
	if before == nil {
		kind = watch.Added
		if object.GetUID() == "" {
			object.SetUID(s.newUID(at))
		}
		object.SetCreationTimestamp(now())
	}
	s.append(change{kind: kind, at: at, object: object})
	s.objects[at] = object
	return object
}

// newUID is made of the name, with a number when there was an object of that name before.
func (s *store) newUID(at key) types.UID {
	s.born[at]++
	if n := s.born[at]; n > 1 {
		return types.UID(fmt.Sprintf("uid-of-%s-%d", at.name, n))
	}
	return types.UID("uid-of-" + at.name)
}

// remove deletes an object; nil when there is none.
func (s *store) remove(at key) *unstructured.Unstructured {
	s.mu.Lock()
	defer s.mu.Unlock()
	object := s.objects[at]
	if object != nil {
		delete(s.objects, at)
		s.append(change{kind: watch.Deleted, at: at, object: object.DeepCopy()})
	}
	return object
}

func (s *store) append(c change) {
	c.version = len(s.log) + 1
	c.object.SetResourceVersion(strconv.Itoa(c.version))
	s.log = append(s.log, c)
	s.observe(c)
	s.changed.Broadcast()
}

// get returns a copy of an object, or nil.
func (s *store) get(at key) *unstructured.Unstructured {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects[at].DeepCopy()
}

// list returns the objects that the selector takes, in the order of etcd, and the version they are of.
func (s *store) list(selects func(key) bool) ([]any, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := []any{}
	keys := slices.SortedFunc(maps.Keys(s.objects), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.resource, b.resource), cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.name, b.name))
	})
	for _, at := range keys {
		if selects(at) {
			items = append(items, s.objects[at].DeepCopy().Object)
		}
	}
	return items, len(s.log)
}

// stream is the body of a watch: it waits for changes after a version and writes them as JSON.
type stream struct {
	store   *store
	selects func(key) bool
	next    int
	epoch   int
	buffer  []byte
	closed  bool
}

func (s *stream) Read(into []byte) (int, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	for len(s.buffer) == 0 && !s.closed && s.epoch == s.store.epoch {
		if s.next == len(s.store.log) {
			s.store.changed.Wait()
			continue
		}
		c := s.store.log[s.next]
		s.next++
		if s.selects(c.at) {
			s.buffer, _ = json.Marshal(map[string]any{"type": c.kind, "object": c.object.Object})
		}
	}
	if len(s.buffer) == 0 {
		return 0, errClosed
	}
	n := copy(into, s.buffer)
	s.buffer = s.buffer[n:]
	return n, nil
}

func (s *stream) Close() error {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.closed = true
	s.store.changed.Broadcast()
	return nil
}

// now in whole seconds, as the API writes times.
func now() metaTime { return metaTime{Time: time.Now().UTC().Truncate(time.Second)} }
