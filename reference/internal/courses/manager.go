package courses

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/client-go/rest"
	certutil "k8s.io/client-go/util/cert"
	"k8s.io/controller-manager/pkg/clientbuilder"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app/config"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	controllernames "k8s.io/kubernetes/cmd/kube-controller-manager/names"
)

// running are the controllers that take part. Left out are those of certificates, tokens, addresses of Pods, devices and
// volumes that are attached, and the one of the old Endpoints.
var running = []string{
	controllernames.EndpointSliceController, controllernames.ReplicationControllerController, controllernames.PodGarbageCollectorController,
	controllernames.ResourceQuotaController, controllernames.NamespaceController, controllernames.ServiceAccountController,
	controllernames.GarbageCollectorController, controllernames.DaemonSetController, controllernames.JobController, controllernames.DeploymentController,
	controllernames.ReplicaSetController, controllernames.HorizontalPodAutoscalerController, controllernames.DisruptionController,
	controllernames.StatefulSetController, controllernames.CronJobController, controllernames.NodeLifecycleController, controllernames.TaintEvictionController,
	controllernames.PersistentVolumeBinderController, controllernames.PersistentVolumeClaimProtectionController,
	controllernames.PersistentVolumeProtectionController, controllernames.TTLAfterFinishedController,
	controllernames.RootCACertificatePublisherController, controllernames.EphemeralVolumeController,
}

// startControllers goes the way of app.Run with the default configuration, and without what serves and elects.
func startControllers(ctx context.Context, client *rest.Config, home string) error {
	component, err := options.NewDefaultComponentConfig()
	if err != nil {
		return err
	}
	component.Generic.Controllers = running
	// On any other clock a round takes some time, so that a sign of life that one round saw is older than ten periods ten
	// rounds later. Here it would be exactly as old, and so never too old then.
	component.KubeCloudShared.NodeMonitorPeriod.Duration += time.Microsecond
	// These have their defaults in the flags only.
	component.NodeLifecycleController.NodeEvictionRate = 0.1
	component.NodeLifecycleController.SecondaryNodeEvictionRate = 0.01
	component.NodeLifecycleController.LargeClusterSizeThreshold = 50
	component.NodeLifecycleController.UnhealthyZoneThreshold = 0.55
	component.SAController.RootCAFile = filepath.Join(home, "ca.crt")
	if err := os.WriteFile(component.SAController.RootCAFile, newRootCA(), 0o600); err != nil {
		return err
	}
	complete := (&config.Config{ComponentConfig: component, Kubeconfig: client}).Complete()
	builder := clientbuilder.SimpleControllerClientBuilder{ClientConfig: client}
	manager, err := app.CreateControllerContext(ctx, complete, builder, builder)
	if err != nil {
		return err
	}
	controllers, err := app.BuildControllers(ctx, manager, app.NewControllerDescriptors(), nil, noHealth{})
	if err != nil {
		return err
	}
	manager.InformerFactory.Start(ctx.Done())
	manager.ObjectOrMetadataInformerFactory.Start(ctx.Done())
	close(manager.InformersStarted)
	go app.RunControllers(ctx, manager, controllers, app.ControllerStartJitter, 0)
	return nil
}

// newRootCA is a certificate to be published. Only that there is one matters.
func newRootCA() []byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	certificate, err := certutil.NewSelfSignedCACert(certutil.Config{CommonName: "kubernetes"}, key)
	if err != nil {
		panic(err)
	}
	text, err := certutil.EncodeCertificates(certificate)
	if err != nil {
		panic(err)
	}
	return text
}

// noHealth is asked by nobody.
type noHealth struct{}

func (noHealth) AddHealthChecker(...healthz.HealthChecker) {}
