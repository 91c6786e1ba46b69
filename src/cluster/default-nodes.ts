// The cluster that a newcomer's Pod runs on, and what every Node has when its kubelet registers it.
import type { Node } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { podCidrOf } from '#controllers/nodeipam/range-allocator.ts'
import { defaultLabels } from '#kubelet/node-status/kubelet-node-status.ts'
import { healthyConditions } from '#kubelet/node-status/setters.ts'
import { hardwareOf } from './machine/hardware.ts'

/** A run begins in a cluster that has been up for twelve days: in virtual milliseconds. */
export const UP_SINCE_MS = -12 * 24 * 60 * 60 * 1000

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
  const named = { ...node, metadata: { ...node.metadata, name } }
  const { capacity, allocatable, addresses, nodeInfo } = hardwareOf(named, index)
  const podCIDR = node.spec?.podCIDR ?? podCidrOf(index)
  return {
    ...node,
    metadata: {
      ...node.metadata,
      name,
      labels: { ...defaultLabels(name), ...node.metadata.labels },
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
      allocatable,
      conditions: node.status?.conditions ?? healthySince(UP_SINCE_MS),
      addresses,
      nodeInfo,
    },
  }
}

/** The kubelet reports them still, and has reported the same since then. */
function healthySince(sinceMs: number) {
  const lastTransitionTime = timeOf(sinceMs)
  return healthyConditions(0).map((condition) => ({ ...condition, lastTransitionTime }))
}

const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const

function withUnschedulable(node: Node) {
  const others = (node.spec?.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE.key)
  return [...others, UNSCHEDULABLE]
}
