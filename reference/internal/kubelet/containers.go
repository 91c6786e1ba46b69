package kubelet

import (
	"errors"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/cm"
)

// containerManager is the stub of kubemark, with cgroups of Pods that hold what was asked for: the status of a running Pod
// tells what its cgroup says.
type containerManager struct{ cm.ContainerManager }

func newContainerManager() cm.ContainerManager {
	return containerManager{cm.NewStubContainerManager()}
}

func (m containerManager) NewPodContainerManager() cm.PodContainerManager {
	return podCgroups{m.ContainerManager.NewPodContainerManager()}
}

type podCgroups struct{ cm.PodContainerManager }

// cpuPeriod of the kernel, in microseconds.
const cpuPeriod = 100_000

func (podCgroups) GetPodCgroupConfig(pod *corev1.Pod, name corev1.ResourceName) (*cm.ResourceConfig, error) {
	all := cm.ResourceConfigForPod(pod, true, cpuPeriod, false, config.NoneMemoryReservationPolicy)
	switch {
	case name == corev1.ResourceMemory && all.Memory == nil:
		return nil, errors.New("there is no limit")
	case name == corev1.ResourceCPU && all.CPUQuota == nil:
		none, period := int64(-1), uint64(cpuPeriod)
		all.CPUQuota, all.CPUPeriod = &none, &period
	}
	return all, nil
}
