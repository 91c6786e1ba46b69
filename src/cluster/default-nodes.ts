// The cluster that a newcomer's Pod runs on, and what every Node has when its kubelet registers it.
import type { Node, NodeCondition } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'

const VERSION = 'v1.36.2'
const START = timeOf(0)

const CAPACITY: Readonly<Record<string, string>> = {
  cpu: '2',
  memory: '4Gi',
  'ephemeral-storage': '40Gi',
  pods: '110',
}

/** A control plane with its taint and two workers with 2 CPUs and 4 GiB each. */
export function defaultNodes(): readonly Node[] {
  const controlPlane: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'control-plane', labels: { 'node-role.kubernetes.io/control-plane': '' } },
    spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
  }
  const worker = (name: string): Node => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })
  return [controlPlane, worker('worker-1'), worker('worker-2')]
}

/**
 * A Node document completed with what its kubelet would have reported: labels, capacity, addresses,
 * conditions, and the Pod network of its position (10.244.<index>.0/24).
 */
export function registeredNode(node: Node, index: number): Node {
  const name = node.metadata.name ?? `node-${index + 1}`
  const capacity = { ...CAPACITY, ...node.status?.allocatable, ...node.status?.capacity }
  const podCIDR = node.spec?.podCIDR ?? podCidrOf(index)
  return {
    ...node,
    metadata: {
      ...node.metadata,
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...node.metadata.labels,
      },
    },
    spec: {
      ...node.spec,
      podCIDR,
      podCIDRs: [podCIDR],
      ...(node.spec?.unschedulable === true ? { taints: withUnschedulable(node) } : {}),
    },
    status: {
      ...node.status,
      capacity,
      allocatable: { ...capacity, ...node.status?.allocatable },
      conditions: node.status?.conditions ?? healthyConditions(),
      addresses: node.status?.addresses ?? [
        { type: 'InternalIP', address: internalIpOf(index) },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: `boot-${index + 1}`,
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.12.0',
        kubeProxyVersion: '',
        kubeletVersion: VERSION,
        machineID: `machine-${index + 1}`,
        operatingSystem: 'linux',
        osImage: 'Podscape Linux',
        systemUUID: `system-${index + 1}`,
      },
    },
  }
}

/** 10.244.<index>.0/24, going on in 10.245 after 256 nodes. */
function podCidrOf(index: number): string {
  return `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24`
}

/** 172.18.0.2 for the first node. */
function internalIpOf(index: number): string {
  const host = index + 2
  return `172.18.${Math.floor(host / 256)}.${host % 256}`
}

const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const

function withUnschedulable(node: Node) {
  const others = (node.spec?.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE.key)
  return [...others, UNSCHEDULABLE]
}

function healthyConditions(): readonly NodeCondition[] {
  const condition = (
    type: string,
    status: string,
    reason: string,
    message: string,
  ): NodeCondition => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: START,
    lastTransitionTime: START,
  })
  return [
    condition(
      'MemoryPressure',
      'False',
      'KubeletHasSufficientMemory',
      'kubelet has sufficient memory available',
    ),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition(
      'PIDPressure',
      'False',
      'KubeletHasSufficientPID',
      'kubelet has sufficient PID available',
    ),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ]
}
