package api

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
)

// caches are what admission plugins decide from. They hear of an object a moment after it was stored; a request in
// that moment would be answered as if the object were not there.
type caches struct {
	byKind map[schema.GroupVersionKind]informers.GenericInformer
}

// looksUp are the kinds that default admission plugins look up.
var looksUp = map[schema.GroupVersionKind]string{
	corev1.SchemeGroupVersion.WithKind("LimitRange"):            "limitranges",
	corev1.SchemeGroupVersion.WithKind("Namespace"):             "namespaces",
	corev1.SchemeGroupVersion.WithKind("Node"):                  "nodes",
	corev1.SchemeGroupVersion.WithKind("PersistentVolumeClaim"): "persistentvolumeclaims",
	corev1.SchemeGroupVersion.WithKind("ResourceQuota"):         "resourcequotas",
	corev1.SchemeGroupVersion.WithKind("ServiceAccount"):        "serviceaccounts",
	networkingv1.SchemeGroupVersion.WithKind("IngressClass"):    "ingressclasses",
	nodev1.SchemeGroupVersion.WithKind("RuntimeClass"):          "runtimeclasses",
	schedulingv1.SchemeGroupVersion.WithKind("PriorityClass"):   "priorityclasses",
	storagev1.SchemeGroupVersion.WithKind("StorageClass"):       "storageclasses",
}

func newCaches(factory informers.SharedInformerFactory) *caches {
	result := &caches{byKind: map[schema.GroupVersionKind]informers.GenericInformer{}}
	for kind, resource := range looksUp {
		informer, err := factory.ForResource(kind.GroupVersion().WithResource(resource))
		// One that has not synced was not asked for by any plugin and never will.
		if err == nil && informer.Informer().HasSynced() {
			result.byKind[kind] = informer
		}
	}
	return result
}

func (c *caches) find(object unstructured.Unstructured) (found runtime.Object, watched bool) {
	informer, watched := c.byKind[object.GroupVersionKind()]
	if !watched {
		return nil, false
	}
	if object.GetNamespace() == "" {
		found, _ = informer.Lister().Get(object.GetName())
	} else {
		found, _ = informer.Lister().ByNamespace(object.GetNamespace()).Get(object.GetName())
	}
	return found, true
}

// waitFor waits until the caches know the object in this version.
func (c *caches) waitFor(ctx context.Context, object unstructured.Unstructured) error {
	return poll(ctx, func() bool {
		found, watched := c.find(object)
		if !watched {
			return true
		}
		accessor, err := meta.Accessor(found)
		return err == nil && accessor.GetResourceVersion() == object.GetResourceVersion()
	})
}

// waitUntilGone waits until the caches have forgotten the objects.
func (c *caches) waitUntilGone(ctx context.Context, objects []unstructured.Unstructured) error {
	for _, object := range objects {
		err := poll(ctx, func() bool {
			found, watched := c.find(object)
			_, err := meta.Accessor(found)
			return !watched || err != nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func poll(ctx context.Context, done func() bool) error {
	return wait.PollUntilContextTimeout(ctx, time.Millisecond, 10*time.Second, true,
		func(context.Context) (bool, error) { return done(), nil })
}
