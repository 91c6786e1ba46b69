package kubelet

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
	"unsafe"

	noop "go.opentelemetry.io/otel/trace/noop"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	clientset "k8s.io/client-go/kubernetes"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubelet/config/v1beta1"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/kubelet"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/apis/config/scheme"
	cadvisortest "k8s.io/kubernetes/pkg/kubelet/cadvisor/testing"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	kubeletutil "k8s.io/kubernetes/pkg/kubelet/util"
	"k8s.io/kubernetes/pkg/util/oom"
	"k8s.io/kubernetes/pkg/volume"
	"k8s.io/kubernetes/pkg/volume/configmap"
	"k8s.io/kubernetes/pkg/volume/downwardapi"
	"k8s.io/kubernetes/pkg/volume/emptydir"
	"k8s.io/kubernetes/pkg/volume/hostpath"
	"k8s.io/kubernetes/pkg/volume/projected"
	"k8s.io/kubernetes/pkg/volume/secret"
	"k8s.io/kubernetes/pkg/volume/util/hostutil"
	"k8s.io/kubernetes/pkg/volume/util/subpath"
	"k8s.io/mount-utils"
)

const (
	nodeName = "node"
	nodeIP   = "10.0.0.1"
)

// startKubelet starts the kubelet of the node, with the parts that kubemark's hollow kubelet has, but with the real
// prober and with files: what talks to a kernel, a network or systemd is left out.
func startKubelet(ctx context.Context, config *rest.Config, runtime mortal, home string, fields map[string]any) error {
	client, err := clientset.NewForConfig(config)
	if err != nil {
		return err
	}
	flags, settings, err := kubeletSettings(home, fields)
	if err != nil {
		return err
	}
	deps := &kubelet.Dependencies{
		KubeClient:                client,
		HeartbeatClient:           client,
		EventClient:               client.CoreV1(),
		RemoteRuntimeService:      runtime,
		RemoteImageService:        images{runtime: runtime.runtime, life: runtime.life},
		CAdvisorInterface:         &cadvisortest.Fake{NodeName: nodeName},
		OSInterface:               quietOS{},
		ContainerManager:          newContainerManager(),
		VolumePlugins:             volumePlugins(),
		OOMAdjuster:               oom.NewFakeOOMAdjuster(),
		Mounter:                   &mount.FakeMounter{},
		Subpather:                 &subpath.FakeSubpath{},
		HostUtil:                  hostutil.NewFakeHostUtil(nil),
		PodStartupLatencyTracker:  kubeletutil.NewPodStartupLatencyTracker(),
		NodeStartupLatencyTracker: kubeletutil.NewNodeStartupLatencyTracker(),
		TracerProvider:            noop.NewTracerProvider(),
		Recorder:                  newEventRecorder(ctx, client.CoreV1()),
	}
	node, err := kubelet.NewMainKubelet(ctx, settings, deps, &flags.ContainerRuntimeOptions, nodeName, types.NodeName(nodeName),
		nil, "", "external", "", flags.RootDirectory, settings.PodLogsDir, "", "", false, nil, nil, "", false, false,
		flags.MinimumGCAge, flags.MaxPerPodContainerCount, flags.MaxContainerCount, nil, 0, false)
	if err != nil {
		return err
	}
	letVolumesFollow(node)
	node.BirthCry()
	node.StartGarbageCollection(ctx)
	go node.Run(ctx, deps.PodConfig.Updates())
	return nil
}

// letVolumesFollow breaks a tie: each 100 ms one loop looks for new volumes and another one mounts what the first has
// found. Both begin together, and which comes first would be chance each time. Here the first is a little slower, so it
// comes after the other.
func letVolumesFollow(node *kubelet.Kubelet) {
	manager := reflect.ValueOf(node).Elem().FieldByName("volumeManager").Elem().Elem()
	populator := manager.FieldByName("desiredStateOfWorldPopulator").Elem().Elem()
	pause := populator.FieldByName("loopSleepDuration")
	*(*time.Duration)(unsafe.Pointer(pause.UnsafeAddr())) += time.Microsecond
}

func kubeletSettings(home string, fields map[string]any) (*options.KubeletFlags, *kubeletconfig.KubeletConfiguration, error) {
	flags := options.NewKubeletFlags()
	flags.RootDirectory = filepath.Join(home, "kubelet")
	settings, err := configurationOf(fields)
	if err != nil {
		return nil, nil, err
	}
	settings.PodLogsDir = filepath.Join(home, "logs")
	settings.StaticPodPath = filepath.Join(home, "manifests")
	settings.ClusterDNS, settings.ClusterDomain = []string{"10.96.0.10"}, "cluster.local"
	settings.CgroupsPerQOS = false
	settings.EnforceNodeAllocatable = nil
	settings.MakeIPTablesUtilChains = false
	settings.EnableServer = false
	settings.LocalStorageCapacityIsolation = false
	settings.FailCgroupV1 = false
	// To look after the logs the kubelet asks the runtime with a lock in its hand; whoever waits for it stops the clock.
	settings.ContainerLogMonitorInterval.Duration = 1000 * time.Hour
	for _, folder := range []string{flags.RootDirectory, settings.PodLogsDir, settings.StaticPodPath} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, nil, err
		}
	}
	return flags, settings, nil
}

// configurationOf these fields; what they do not say has its default.
func configurationOf(fields map[string]any) (*kubeletconfig.KubeletConfiguration, error) {
	if fields == nil {
		return options.NewKubeletConfiguration()
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	versioned, settings := &v1beta1.KubeletConfiguration{}, &kubeletconfig.KubeletConfiguration{}
	if err := json.Unmarshal(text, versioned); err != nil {
		return nil, err
	}
	known, _, err := scheme.NewSchemeAndCodecs()
	if err != nil {
		return nil, err
	}
	known.Default(versioned)
	return settings, known.Convert(versioned, settings, nil)
}

func newEventRecorder(ctx context.Context, client typedcorev1.CoreV1Interface) record.EventRecorderLogger {
	broadcaster := record.NewBroadcaster(record.WithContext(ctx))
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: client.Events("")})
	return broadcaster.NewRecorder(legacyscheme.Scheme, corev1.EventSource{Component: "kubelet", Host: nodeName})
}

func volumePlugins() (plugins []volume.VolumePlugin) {
	plugins = append(plugins, emptydir.ProbeVolumePlugins()...)
	plugins = append(plugins, hostpath.FakeProbeVolumePlugins(volume.VolumeConfig{})...)
	plugins = append(plugins, secret.ProbeVolumePlugins()...)
	plugins = append(plugins, configmap.ProbeVolumePlugins()...)
	plugins = append(plugins, downwardapi.ProbeVolumePlugins()...)
	return append(plugins, projected.ProbeVolumePlugins()...)
}

// quietOS keeps the kubelet from making links to logs outside of its folder.
type quietOS struct{ kubecontainer.RealOS }

const legacyLogs = "/var/log/containers"

func (quietOS) MkdirAll(path string, perm os.FileMode) error {
	if strings.HasPrefix(path, legacyLogs) {
		return nil
	}
	return os.MkdirAll(path, perm)
}

func (quietOS) Symlink(string, string) error { return nil }

func (quietOS) Chtimes(string, time.Time, time.Time) error { return nil }
