package memory

import (
	"net/http"

	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	serverstorage "k8s.io/apiserver/pkg/server/storage"
	policyclient "k8s.io/client-go/kubernetes/typed/policy/v1"
	clientrest "k8s.io/client-go/rest"
	api "k8s.io/kubernetes/pkg/apis/core"
	kubeletclient "k8s.io/kubernetes/pkg/kubelet/client"
	endpointsstore "k8s.io/kubernetes/pkg/registry/core/endpoint/storage"
	limitrangestore "k8s.io/kubernetes/pkg/registry/core/limitrange/storage"
	nodestore "k8s.io/kubernetes/pkg/registry/core/node/storage"
	pvstore "k8s.io/kubernetes/pkg/registry/core/persistentvolume/storage"
	pvcstore "k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim/storage"
	podstore "k8s.io/kubernetes/pkg/registry/core/pod/storage"
	podtemplatestore "k8s.io/kubernetes/pkg/registry/core/podtemplate/storage"
	controllerstore "k8s.io/kubernetes/pkg/registry/core/replicationcontroller/storage"
	corerest "k8s.io/kubernetes/pkg/registry/core/rest"
	"k8s.io/kubernetes/pkg/registry/core/service/ipallocator"
	"k8s.io/kubernetes/pkg/registry/core/service/portallocator"
	servicestore "k8s.io/kubernetes/pkg/registry/core/service/storage"
)

// coreGroup goes the way of legacyProvider.NewRESTStorage, whose allocators of addresses and ports insist on etcd.
func coreGroup(resources serverstorage.APIResourceConfigSource, getter restOptions, loopback *clientrest.Config) (genericapiserver.APIGroupInfo, error) {
	generic := corerest.GenericConfig{StorageFactory: getter.factory, EventTTL: eventTTL, LoopbackClientConfig: loopback}
	info, err := generic.NewRESTStorage(resources, getter)
	if err != nil {
		return info, err
	}
	storage := info.VersionedResourcesStorageMap["v1"]
	if storage["podtemplates"], err = podtemplatestore.NewREST(getter); err != nil {
		return info, err
	}
	if storage["limitranges"], err = limitrangestore.NewREST(getter); err != nil {
		return info, err
	}
	if storage["persistentvolumes"], storage["persistentvolumes/status"], err = volumes(getter); err != nil {
		return info, err
	}
	if storage["persistentvolumeclaims"], storage["persistentvolumeclaims/status"], err = claims(getter); err != nil {
		return info, err
	}
	controllers, err := controllerstore.NewStorage(getter)
	if err != nil {
		return info, err
	}
	storage["replicationcontrollers"], storage["replicationcontrollers/status"] = controllers.Controller, controllers.Status
	storage["replicationcontrollers/scale"] = controllers.Scale
	return info, addPodsAndServices(storage, getter, loopback)
}

func volumes(getter restOptions) (rest.Storage, rest.Storage, error) { return pvstore.NewREST(getter) }
func claims(getter restOptions) (rest.Storage, rest.Storage, error)  { return pvcstore.NewREST(getter) }

func addPodsAndServices(storage map[string]rest.Storage, getter restOptions, loopback *clientrest.Config) error {
	nodes, err := nodestore.NewStorage(getter, kubeletclient.KubeletClientConfig{Port: 10250}, http.DefaultTransport)
	if err != nil {
		return err
	}
	storage["nodes"], storage["nodes/status"] = nodes.Node, nodes.Status
	budgets, err := policyclient.NewForConfig(loopback)
	if err != nil {
		return err
	}
	pods, err := podstore.NewStorage(getter, nodes.KubeletConnectionInfo, http.DefaultTransport, budgets, authorizerfactory.NewAlwaysAllowAuthorizer())
	if err != nil {
		return err
	}
	storage["pods"], storage["pods/status"], storage["pods/binding"] = pods.Pod, pods.Status, pods.Binding
	storage["pods/eviction"], storage["pods/ephemeralcontainers"], storage["pods/resize"] = pods.Eviction, pods.EphemeralContainers, pods.Resize
	storage["bindings"] = pods.LegacyBinding
	endpoints, err := endpointsstore.NewREST(getter)
	if err != nil {
		return err
	}
	storage["endpoints"] = endpoints
	addresses, err := ipallocator.NewInMemory(&serviceRange)
	if err != nil {
		return err
	}
	ports, err := portallocator.NewInMemory(nodePorts)
	if err != nil {
		return err
	}
	services, status, _, err := servicestore.NewREST(getter, api.IPv4Protocol, map[api.IPFamily]ipallocator.Interface{api.IPv4Protocol: addresses},
		ports, endpoints, pods.Pod, http.DefaultTransport)
	if err != nil {
		return err
	}
	storage["services"], storage["services/status"] = services, status
	return nil
}
