package memory

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/trace/noop"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/generic"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/resourceconfig"
	serverstorage "k8s.io/apiserver/pkg/server/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	typedcore "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/compatibility"
	openapicommon "k8s.io/kube-openapi/pkg/common"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/controlplane"
	controlplaneapiserver "k8s.io/kubernetes/pkg/controlplane/apiserver"
	controlplaneadmission "k8s.io/kubernetes/pkg/controlplane/apiserver/admission"
	"k8s.io/kubernetes/pkg/kubeapiserver"
	"k8s.io/kubernetes/pkg/kubeapiserver/options"
	appsrest "k8s.io/kubernetes/pkg/registry/apps/rest"
	autoscalingrest "k8s.io/kubernetes/pkg/registry/autoscaling/rest"
	batchrest "k8s.io/kubernetes/pkg/registry/batch/rest"
	coordinationrest "k8s.io/kubernetes/pkg/registry/coordination/rest"
	discoveryrest "k8s.io/kubernetes/pkg/registry/discovery/rest"
	eventsrest "k8s.io/kubernetes/pkg/registry/events/rest"
	networkingrest "k8s.io/kubernetes/pkg/registry/networking/rest"
	noderest "k8s.io/kubernetes/pkg/registry/node/rest"
	policyrest "k8s.io/kubernetes/pkg/registry/policy/rest"
	resourcerest "k8s.io/kubernetes/pkg/registry/resource/rest"
	schedulingrest "k8s.io/kubernetes/pkg/registry/scheduling/rest"
	storagerest "k8s.io/kubernetes/pkg/registry/storage/rest"
)

// eventTTL is the default of kube-apiserver.
const eventTTL = time.Hour

// Server answers requests in this process.
type Server struct {
	transport *transport
}

// Config is that of a client with the limits of its component; a negative qps is none.
func (s *Server) Config(qps float32, burst int) *rest.Config { return s.transport.config(qps, burst) }

// admissionLeftOut are plugins that call somebody or follow policies, of which there are none.
var admissionLeftOut = []string{"MutatingAdmissionWebhook", "ValidatingAdmissionWebhook", "MutatingAdmissionPolicy",
	"ValidatingAdmissionPolicy", "ClusterTrustBundleAttest", "CertificateApproval", "CertificateSigning", "CertificateSubjectRestriction"}

// Start makes a server over a store; extra answers what belongs to other servers, such as metrics.
func Start(ctx context.Context, store *Store, extra func(*http.Request) *http.Response) (*Server, error) {
	server := &Server{&transport{extra: extra}}
	loopback := server.Config(-1, 0)
	client, err := kubernetes.NewForConfig(loopback)
	if err != nil {
		return nil, err
	}
	dynamicClient, err := dynamic.NewForConfig(loopback)
	if err != nil {
		return nil, err
	}
	factory := informers.NewSharedInformerFactory(client, 10*time.Minute)
	config := genericConfig(loopback)
	admission := options.NewAdmissionOptions()
	admission.GenericAdmission.DisablePlugins = admissionLeftOut
	admissionConfig := controlplaneadmission.Config{LoopbackClientConfig: loopback, ExternalInformers: factory,
		APIResourceConfig: controlplane.DefaultAPIResourceConfigSource()}
	initializers, err := admissionConfig.New(nil, nil, nil, noop.NewTracerProvider())
	if err != nil {
		return nil, err
	}
	err = admission.ApplyTo(config, factory, client, dynamicClient, utilfeature.DefaultFeatureGate, config.EffectiveVersion, initializers...)
	if err != nil {
		return nil, err
	}
	generic, err := config.Complete(factory).New("api", genericapiserver.NewEmptyDelegate())
	if err != nil {
		return nil, err
	}
	server.transport.handler = generic.Handler
	if err := install(generic, store, loopback, client.CoreV1().Namespaces()); err != nil {
		return nil, err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return server, nil
}

func genericConfig(loopback *rest.Config) *genericapiserver.Config {
	config := genericapiserver.NewConfig(legacyscheme.Codecs)
	config.LoopbackClientConfig = loopback
	config.ExternalAddress = "10.0.0.1:443"
	config.EffectiveVersion = compatibility.NewEffectiveVersionFromString("1.36", "1.36", "1.33")
	config.Authorization.Authorizer = authorizerfactory.NewAlwaysAllowAuthorizer()
	config.SkipOpenAPIInstallation = true
	config.EnableProfiling, config.EnableMetrics = false, false
	none := func(openapicommon.ReferenceCallback) map[string]openapicommon.OpenAPIDefinition {
		return map[string]openapicommon.OpenAPIDefinition{}
	}
	// Without schemas nobody knows who manages a field, which nobody asks here.
	config.OpenAPIV3Config = &openapicommon.OpenAPIV3Config{GetDefinitions: none, IgnorePrefixes: []string{"/api", "/apis"}}
	config.BuildHandlerChainFunc = func(handler http.Handler, c *genericapiserver.Config) http.Handler {
		return genericapifilters.WithAuditInit(asAdministrator(genericapifilters.WithRequestInfo(handler, c.RequestInfoResolver)))
	}
	return config
}

func asAdministrator(handler http.Handler) http.Handler {
	who := &user.DefaultInfo{Name: "admin", Groups: []string{user.SystemPrivilegedGroup, user.AllAuthenticated}}
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		handler.ServeHTTP(response, request.WithContext(apirequest.WithUser(request.Context(), who)))
	})
}

// restOptions gives all registries a storage in memory.
type restOptions struct {
	store   *Store
	factory *serverstorage.DefaultStorageFactory
}

func newRESTOptions(store *Store) restOptions {
	config := kubeapiserver.NewStorageFactoryConfig()
	encoding := resourceconfig.MergeResourceEncodingConfigs(config.DefaultResourceEncoding, config.ResourceEncodingOverrides)
	return restOptions{store, serverstorage.NewDefaultStorageFactory(storagebackend.Config{}, runtime.ContentTypeJSON,
		config.Serializer, encoding, controlplane.DefaultAPIResourceConfigSource(), kubeapiserver.SpecialDefaultResourcePrefixes)}
}

func (r restOptions) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	config, err := r.factory.NewConfig(resource, example)
	if err != nil {
		return generic.RESTOptions{}, err
	}
	return generic.RESTOptions{StorageConfig: config, Decorator: r.store.decorator, DeleteCollectionWorkers: 1,
		EnableGarbageCollection: true, ResourcePrefix: r.factory.ResourcePrefix(resource)}, nil
}

func install(server *genericapiserver.GenericAPIServer, store *Store, loopback *rest.Config, namespaces typedcore.NamespaceInterface) error {
	getter := newRESTOptions(store)
	resources := controlplane.DefaultAPIResourceConfigSource()
	core, err := coreGroup(resources, getter, loopback)
	if err != nil {
		return err
	}
	if err := server.InstallLegacyAPIGroup("/api", &core); err != nil {
		return err
	}
	var groups []*genericapiserver.APIGroupInfo
	for _, provider := range []controlplaneapiserver.RESTStorageProvider{
		autoscalingrest.RESTStorageProvider{}, batchrest.RESTStorageProvider{}, coordinationrest.RESTStorageProvider{},
		discoveryrest.StorageProvider{}, networkingrest.RESTStorageProvider{}, noderest.RESTStorageProvider{},
		policyrest.RESTStorageProvider{}, schedulingrest.RESTStorageProvider{}, storagerest.RESTStorageProvider{},
		resourcerest.RESTStorageProvider{NamespaceClient: namespaces, Authorizer: authorizerfactory.NewAlwaysAllowAuthorizer()},
		appsrest.StorageProvider{}, eventsrest.RESTStorageProvider{TTL: eventTTL},
	} {
		group, err := provider.NewRESTStorage(resources, getter)
		if err != nil {
			return fmt.Errorf("%s: %w", provider.GroupName(), err)
		}
		if len(group.VersionedResourcesStorageMap) > 0 {
			groups = append(groups, &group)
		}
	}
	return server.InstallAPIGroups(groups...)
}

var (
	serviceRange = net.IPNet{IP: net.IPv4(10, 96, 0, 0).To4(), Mask: net.CIDRMask(12, 32)}
	nodePorts    = utilnet.PortRange{Base: 30000, Size: 2768}
)
