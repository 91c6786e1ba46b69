package controlplane

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// ServiceCIDR is the range that kubeadm gives to a cluster when nobody says otherwise.
const ServiceCIDR = "10.96.0.0/12"

// APIServer is a running kube-apiserver with its own etcd.
type APIServer struct {
	// Config talks to the server as a member of system:masters.
	Config *rest.Config
	// Informers are those that the admission plugins look things up in.
	Informers informers.SharedInformerFactory
	// EtcdEndpoint is where the server keeps its objects.
	EtcdEndpoint string
	Stop         func()
}

// StartAPIServer runs etcd and kube-apiserver with default admission plugins and feature gates.
func StartAPIServer(ctx context.Context) (*APIServer, error) {
	dir, err := os.MkdirTemp("", "reference-apiserver-")
	if err != nil {
		return nil, err
	}
	endpoint, stopEtcd, err := startEtcd(dir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	server := &APIServer{EtcdEndpoint: endpoint}
	done, err := server.run(ctx, dir, endpoint)
	server.Stop = func() {
		cancel()
		if done != nil {
			<-done
		}
		stopEtcd()
		os.RemoveAll(dir)
	}
	if err == nil {
		err = waitUntilUsable(ctx, server.Config)
	}
	if err != nil {
		server.Stop()
		return nil, err
	}
	return server, nil
}

// run goes the way of app.Run, which keeps the server to itself.
func (s *APIServer) run(ctx context.Context, dir, etcdEndpoint string) (<-chan error, error) {
	opts, err := serverOptions(dir, etcdEndpoint)
	if err != nil {
		return nil, err
	}
	if err := opts.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	completedOptions, err := opts.Complete(ctx)
	if err != nil {
		return nil, err
	}
	if errs := completedOptions.Validate(); len(errs) != 0 {
		return nil, utilerrors.NewAggregate(errs)
	}
	config, err := app.NewConfig(completedOptions)
	if err != nil {
		return nil, err
	}
	completed, err := config.Complete()
	if err != nil {
		return nil, err
	}
	server, err := app.CreateServerChain(completed)
	if err != nil {
		return nil, err
	}
	prepared, err := server.PrepareRun()
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	go func() {
		done <- prepared.Run(ctx)
		close(done)
	}()
	s.Config = rest.CopyConfig(server.GenericAPIServer.LoopbackClientConfig)
	s.Informers = config.KubeAPIs.ControlPlane.VersionedInformers
	return done, nil
}

// serverOptions leaves everything at its default, except what a server needs in order to run at all and the two
// settings that every kubeadm cluster has: privileged containers are allowed, and the Service range.
func serverOptions(dir, etcdEndpoint string) (*options.ServerRunOptions, error) {
	opts := options.NewServerRunOptions()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	opts.SecureServing.Listener = listener
	opts.SecureServing.BindPort = listener.Addr().(*net.TCPAddr).Port
	opts.SecureServing.ExternalAddress = net.ParseIP("127.0.0.1")
	opts.SecureServing.ServerCert.CertDirectory = dir

	keyFile, err := writeSigningKey(dir)
	if err != nil {
		return nil, err
	}
	opts.ServiceAccountSigningKeyFile = keyFile
	opts.Authentication.ServiceAccounts.KeyFiles = []string{keyFile}
	opts.Authentication.ServiceAccounts.Issuers = []string{"https://kubernetes.default.svc.cluster.local"}

	opts.Etcd.StorageConfig.Transport.ServerList = []string{etcdEndpoint}
	opts.AllowPrivileged = true
	opts.ServiceClusterIPRanges = ServiceCIDR
	return opts, nil
}

func writeSigningKey(dir string) (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	pem, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "service-account.key")
	return path, keyutil.WriteKey(path, pem)
}

// waitUntilUsable waits for the post-start hooks and then plays the one thing that the controller manager would
// do and that every Pod needs: the default service account.
func waitUntilUsable(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	ready := func(ctx context.Context) (bool, error) {
		status := 0
		client.CoreV1().RESTClient().Get().AbsPath("/readyz").Do(ctx).StatusCode(&status)
		if status != 200 {
			return false, nil
		}
		for _, namespace := range []string{metav1.NamespaceDefault, metav1.NamespaceSystem} {
			if _, err := client.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{}); err != nil {
				return false, nil
			}
		}
		return true, nil
	}
	if err := wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, 2*time.Minute, true, ready); err != nil {
		return fmt.Errorf("kube-apiserver did not become ready: %w", err)
	}
	for _, namespace := range []string{metav1.NamespaceDefault, metav1.NamespaceSystem} {
		account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
		_, err := client.CoreV1().ServiceAccounts(namespace).Create(ctx, account, metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	return nil
}
