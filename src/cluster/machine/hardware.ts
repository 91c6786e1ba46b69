// What the machine of a Node is made of, and what its kubelet reports of it.
import type {
  Node,
  NodeAddress,
  NodeCondition,
  NodeSystemInfo,
  Quantity,
} from '#api/generated/types.ts'

const VERSION = 'v1.36.2'

const CAPACITY: Readonly<Record<string, Quantity>> = {
  cpu: '2',
  memory: '4Gi',
  'ephemeral-storage': '40Gi',
  pods: '110',
}

export interface Hardware {
  readonly capacity: Readonly<Record<string, Quantity>>
  readonly allocatable: Readonly<Record<string, Quantity>>
  readonly addresses: readonly NodeAddress[]
  readonly ip: string
  readonly nodeInfo: NodeSystemInfo
  readonly conditions: readonly NodeCondition[]
}

/**
 * The machine of a Node: what the Node's status says of it, else 2 CPUs, 4 GiB and the address of its
 * place. `index` counts the machines of the cluster from 0.
 */
export function hardwareOf(node: Node, index: number): Hardware {
  const { name = '' } = node.metadata
  const { status = {} } = node
  const capacity = { ...CAPACITY, ...status.allocatable, ...status.capacity }
  const addresses = status.addresses ?? [
    { type: 'InternalIP', address: internalIpOf(index) },
    { type: 'Hostname', address: name },
  ]
  return {
    capacity,
    allocatable: { ...capacity, ...status.allocatable },
    addresses,
    ip: addresses.find(({ type }) => type === 'InternalIP')?.address ?? '172.18.0.1',
    nodeInfo: {
      architecture: 'amd64',
      bootID: bootIdOf(index, 0),
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.12.0',
      kubeProxyVersion: '',
      kubeletVersion: VERSION,
      machineID: `machine-${index + 1}`,
      operatingSystem: 'linux',
      osImage: 'Podscape Linux',
      systemUUID: `system-${index + 1}`,
    },
    conditions: status.conditions ?? [],
  }
}

/** Each boot of a machine has an ID of its own. */
export function bootIdOf(index: number, boot: number): string {
  return boot === 0 ? `boot-${index + 1}` : `boot-${index + 1}-${boot + 1}`
}

/** 172.18.0.2 for the first node. */
function internalIpOf(index: number): string {
  const host = index + 2
  return `172.18.${Math.floor(host / 256)}.${host % 256}`
}
