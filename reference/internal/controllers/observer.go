package controllers

import (
	"context"
	"sort"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// watched are the resources whose changes are recorded.
var watched = []schema.GroupVersionResource{
	{Version: "v1", Resource: "pods"},
	{Version: "v1", Resource: "services"},
	{Version: "v1", Resource: "events"},
	{Version: "v1", Resource: "persistentvolumeclaims"},
	{Version: "v1", Resource: "replicationcontrollers"},
	{Group: "apps", Version: "v1", Resource: "controllerrevisions"},
	{Group: "apps", Version: "v1", Resource: "daemonsets"},
	{Group: "apps", Version: "v1", Resource: "deployments"},
	{Group: "apps", Version: "v1", Resource: "replicasets"},
	{Group: "apps", Version: "v1", Resource: "statefulsets"},
	{Group: "batch", Version: "v1", Resource: "jobs"},
	{Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices"},
	{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"},
}

// quiet is how long nothing may change before a step is over. The Job controller waits a second before it looks at Pods.
const quiet = 2500 * time.Millisecond

// observer follows all objects and remembers when something last changed in each namespace.
type observer struct {
	informers []informers.GenericInformer
	mu        sync.Mutex
	changed   map[string]time.Time
}

func newObserver(ctx context.Context, config *rest.Config) (*observer, error) {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	o := &observer{changed: map[string]time.Time{}}
	factory := dynamicinformer.NewDynamicSharedInformerFactory(client, 0)
	for _, resource := range watched {
		informer := factory.ForResource(resource)
		_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    o.touch,
			UpdateFunc: func(_, object any) { o.touch(object) },
			DeleteFunc: o.touch,
		})
		if err != nil {
			return nil, err
		}
		o.informers = append(o.informers, informer)
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return o, nil
}

func (o *observer) touch(object any) {
	if tombstone, ok := object.(cache.DeletedFinalStateUnknown); ok {
		object = tombstone.Obj
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changed[accessor.GetNamespace()] = time.Now()
}

// settle waits until the namespace has been quiet for a while.
func (o *observer) settle(ctx context.Context, namespace string) {
	start := time.Now()
	for {
		o.mu.Lock()
		last := o.changed[namespace]
		o.mu.Unlock()
		if last.Before(start) {
			last = start
		}
		rest := quiet - time.Since(last)
		if rest <= 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
	}
}

// objects of the namespace by kind, oldest first.
func (o *observer) objects(namespace string) []*unstructured.Unstructured {
	var result []*unstructured.Unstructured
	for _, informer := range o.informers {
		list, err := informer.Lister().ByNamespace(namespace).List(labels.Everything())
		if err != nil {
			continue
		}
		for _, object := range list {
			result = append(result, object.(runtime.Unstructured).(*unstructured.Unstructured).DeepCopy())
		}
	}
	sort.SliceStable(result, func(i, j int) bool { return result[i].GetName() < result[j].GetName() })
	return result
}
