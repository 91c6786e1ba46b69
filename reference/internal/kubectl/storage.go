package kubectl

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// storage reaches behind the API server's back. No request can say when an object was created, but most of what
// kubectl prints has an age.
type storage struct{ etcd *clientv3.Client }

func newStorage(endpoint string) (*storage, error) {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: 10 * time.Second})
	return &storage{client}, err
}

// setCreated rewrites the object as it is stored.
func (s *storage) setCreated(ctx context.Context, object unstructured.Unstructured, created time.Time) error {
	key, err := keyOf(object)
	if err != nil {
		return err
	}
	stored, err := s.etcd.Get(ctx, key)
	if err != nil {
		return err
	}
	if len(stored.Kvs) != 1 {
		return fmt.Errorf("there is no %s", key)
	}
	decoded, kind, err := legacyscheme.Codecs.UniversalDeserializer().Decode(stored.Kvs[0].Value, nil, nil)
	if err != nil {
		return err
	}
	accessor, err := meta.Accessor(decoded)
	if err != nil {
		return err
	}
	accessor.SetCreationTimestamp(metav1.NewTime(created))
	decoded.GetObjectKind().SetGroupVersionKind(*kind)
	var encoded bytes.Buffer
	if err := protobuf.NewSerializer(legacyscheme.Scheme, legacyscheme.Scheme).Encode(decoded, &encoded); err != nil {
		return err
	}
	_, err = s.etcd.Put(ctx, key, encoded.String())
	return err
}

// odd are the resources whose key is not their name.
var odd = map[string]string{
	"nodes": "minions", "services": "services/specs", "endpoints": "services/endpoints", "replicationcontrollers": "controllers",
	"ingresses": "ingress",
}

func keyOf(object unstructured.Unstructured) (string, error) {
	resource, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
	name := resource.Resource
	if other, found := odd[name]; found {
		name = other
	}
	parts := []string{"/registry", name}
	if object.GetNamespace() != "" {
		parts = append(parts, object.GetNamespace())
	}
	return strings.Join(append(parts, object.GetName()), "/"), nil
}
