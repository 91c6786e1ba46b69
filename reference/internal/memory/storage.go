package memory

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/conversion"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// resourceStorage does for one resource what etcd3.store does.
type resourceStorage struct {
	store     *Store
	table     *table
	codec     runtime.Codec
	newObject func() runtime.Object
}

var versioner = storage.APIObjectVersioner{}

// decorator gives registries their storage.
func (s *Store) decorator(config *storagebackend.ConfigForResource, prefix string, _ func(runtime.Object) (string, error),
	newObject, _ func() runtime.Object, _ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	return &resourceStorage{s, s.table(prefix), config.Codec, newObject}, func() {}, nil
}

func (r *resourceStorage) Versioner() storage.Versioner { return versioner }

func (r *resourceStorage) encode(object runtime.Object) ([]byte, error) {
	object = object.DeepCopyObject()
	if err := versioner.PrepareObjectForStorage(object); err != nil {
		return nil, err
	}
	text, err := runtime.Encode(r.codec, object)
	return bytes.TrimSpace(text), err
}

func (r *resourceStorage) decode(e entry, into runtime.Object) error {
	if _, _, err := r.codec.Decode(e.data, nil, into); err != nil {
		return err
	}
	return versioner.UpdateObject(into, e.version)
}

func (r *resourceStorage) read(key string) (entry, bool) {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	e, found := r.table.objects[key]
	return e, found
}

func (r *resourceStorage) Create(_ context.Context, key string, object, out runtime.Object, _ uint64) error {
	data, err := r.encode(object)
	if err != nil {
		return err
	}
	version, done := r.store.swap(r.table, key, 0, data)
	if !done {
		return storage.NewKeyExistsError(key, 0)
	}
	if out == nil {
		return nil
	}
	return r.decode(entry{data, version}, out)
}

func (r *resourceStorage) Delete(ctx context.Context, key string, out runtime.Object, preconditions *storage.Preconditions,
	validate storage.ValidateObjectFunc, _ runtime.Object, _ storage.DeleteOptions) error {
	for {
		current, found := r.read(key)
		if !found {
			return storage.NewKeyNotFoundError(key, 0)
		}
		if err := r.decode(current, out); err != nil {
			return err
		}
		if err := preconditions.Check(key, out); err != nil {
			return err
		}
		if err := validate(ctx, out); err != nil {
			return err
		}
		if version, done := r.store.swap(r.table, key, current.version, nil); done {
			return versioner.UpdateObject(out, version)
		}
	}
}

func (r *resourceStorage) GuaranteedUpdate(_ context.Context, key string, destination runtime.Object, ignoreNotFound bool,
	preconditions *storage.Preconditions, update storage.UpdateFunc, _ runtime.Object) error {
	for {
		current, found := r.read(key)
		if !found && !ignoreNotFound {
			return storage.NewKeyNotFoundError(key, 0)
		}
		object := r.newObject()
		if found {
			if err := r.decode(current, object); err != nil {
				return err
			}
		}
		if err := preconditions.Check(key, object); err != nil {
			return err
		}
		updated, _, err := update(object, storage.ResponseMeta{ResourceVersion: current.version})
		if err != nil {
			return err
		}
		data, err := r.encode(updated)
		if err != nil {
			return err
		}
		if found && bytes.Equal(data, current.data) {
			return r.decode(current, destination)
		}
		if version, done := r.store.swap(r.table, key, current.version, data); done {
			return r.decode(entry{data, version}, destination)
		}
	}
}

func (r *resourceStorage) Get(_ context.Context, key string, options storage.GetOptions, out runtime.Object) error {
	current, found := r.read(key)
	if found {
		return r.decode(current, out)
	}
	if options.IgnoreNotFound {
		return runtime.SetZeroValue(out)
	}
	return storage.NewKeyNotFoundError(key, 0)
}

// GetList gives everything at once; limits only save memory.
func (r *resourceStorage) GetList(_ context.Context, key string, options storage.ListOptions, list runtime.Object) error {
	items, err := meta.GetItemsPtr(list)
	if err != nil {
		return err
	}
	into, err := conversion.EnforcePtr(items)
	if err != nil {
		return err
	}
	entries, version := r.entriesAt(key, options.Recursive)
	into.Set(reflect.MakeSlice(into.Type(), 0, len(entries)))
	for _, e := range entries {
		object := r.newObject()
		if err := r.decode(e, object); err != nil {
			return err
		}
		if matches, err := options.Predicate.Matches(object); err == nil && matches {
			into.Set(reflect.Append(into, reflect.ValueOf(object).Elem()))
		}
	}
	return versioner.UpdateList(list, version, "", nil)
}

// entriesAt are the objects that a key selects, in the order of etcd, and the version they are of.
func (r *resourceStorage) entriesAt(key string, recursive bool) ([]entry, uint64) {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	var entries []entry
	for _, at := range slices.Sorted(maps.Keys(r.table.objects)) {
		if selects(key, recursive, at) {
			entries = append(entries, r.table.objects[at])
		}
	}
	return entries, r.store.version
}

func selects(key string, recursive bool, at string) bool {
	if !recursive {
		return at == key
	}
	return strings.HasPrefix(at, strings.TrimSuffix(key, "/")+"/")
}

func (r *resourceStorage) Watch(ctx context.Context, key string, options storage.ListOptions) (watch.Interface, error) {
	w := &watcher{storage: r, key: key, options: options, results: make(chan watch.Event)}
	w.ctx, w.cancel = context.WithCancel(ctx)
	from, err := versioner.ParseResourceVersion(options.ResourceVersion)
	if err != nil {
		return nil, err
	}
	w.start(from)
	return w, nil
}

func (r *resourceStorage) Stats(context.Context) (storage.Stats, error)        { return storage.Stats{}, nil }
func (r *resourceStorage) ReadinessCheck() error                               { return nil }
func (r *resourceStorage) RequestWatchProgress(context.Context) error          { return nil }
func (r *resourceStorage) EnableResourceSizeEstimation(storage.KeysFunc) error { return nil }
func (r *resourceStorage) CompactRevision() int64                              { return 0 }

func (r *resourceStorage) GetCurrentResourceVersion(context.Context) (uint64, error) {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	return r.store.version, nil
}

// watcher follows the log of a table.
type watcher struct {
	storage *resourceStorage
	key     string
	options storage.ListOptions
	ctx     context.Context
	cancel  context.CancelFunc
	results chan watch.Event
}

func (w *watcher) ResultChan() <-chan watch.Event { return w.results }
func (w *watcher) Stop()                          { w.cancel() }

// start begins with what there is when the version is 0, and otherwise with what came after it.
func (w *watcher) start(from uint64) {
	store, table := w.storage.store, w.storage.table
	context.AfterFunc(w.ctx, func() {
		store.mu.Lock()
		defer store.mu.Unlock()
		store.changed.Broadcast()
	})
	var backlog []Change
	store.mu.Lock()
	next := len(table.log)
	if from > 0 {
		next, _ = slices.BinarySearchFunc(table.log, from+1, func(c Change, version uint64) int {
			return int(int64(c.Version) - int64(version))
		})
	} else {
		for _, at := range slices.Sorted(maps.Keys(table.objects)) {
			e := table.objects[at]
			backlog = append(backlog, Change{Type: watch.Added, Key: at, Data: e.data, Version: e.version})
		}
	}
	store.mu.Unlock()
	go w.run(backlog, next)
}

func (w *watcher) run(backlog []Change, next int) {
	defer close(w.results)
	for _, change := range backlog {
		if !w.send(change) {
			return
		}
	}
	for {
		change, alive := w.wait(next)
		if !alive || !w.send(change) {
			return
		}
		next++
	}
}

func (w *watcher) wait(next int) (Change, bool) {
	store, table := w.storage.store, w.storage.table
	store.mu.Lock()
	defer store.mu.Unlock()
	for w.ctx.Err() == nil {
		if next < len(table.log) {
			return table.log[next], true
		}
		store.changed.Wait()
	}
	return Change{}, false
}

func (w *watcher) send(change Change) bool {
	if !selects(w.key, w.options.Recursive, change.Key) {
		return true
	}
	event := w.eventOf(change)
	if event == nil {
		return true
	}
	select {
	case w.results <- *event:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// eventOf is what a change is to who sees only the objects that a predicate takes.
func (w *watcher) eventOf(change Change) *watch.Event {
	now, matches := w.object(change.Data, change.Version)
	if change.Type == watch.Deleted || change.Type == watch.Added {
		if !matches {
			return nil
		}
		return &watch.Event{Type: change.Type, Object: now}
	}
	before, matched := w.object(change.Before, change.Version)
	switch {
	case matches && matched:
		return &watch.Event{Type: watch.Modified, Object: now}
	case matches:
		return &watch.Event{Type: watch.Added, Object: now}
	case matched:
		return &watch.Event{Type: watch.Deleted, Object: before}
	}
	return nil
}

func (w *watcher) object(data []byte, version uint64) (runtime.Object, bool) {
	object := w.storage.newObject()
	if err := w.storage.decode(entry{data, version}, object); err != nil {
		panic(fmt.Sprint("what was stored cannot be read: ", err))
	}
	matches, err := w.options.Predicate.Matches(object)
	return object, err == nil && matches
}

// VersionText is a version as an object has it.
func VersionText(version uint64) string { return strconv.FormatUint(version, 10) }
