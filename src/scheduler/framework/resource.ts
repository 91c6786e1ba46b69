// Amounts of resources as the scheduler adds and compares them.
// Follows k8s.io/kube-scheduler/framework/types.go (v1.36), Resource.
import type { Node, Pod } from '#api/generated/types.ts'
import { compareResources, nonZeroRequests, podRequests } from '#api/core/pod-requests.ts'
import type { NonZeroRequests, ResourceAmounts } from '#api/core/pod-requests.ts'
import { milliValue, value } from '#api/meta/quantity.ts'

export interface Resource {
  milliCpu: number
  /** Bytes. */
  memory: number
  /** Bytes. */
  ephemeralStorage: number
  /** All others: extended resources and huge pages, in whole units. */
  readonly scalar: Map<string, number>
}

/** Nothing of anything. */
export function emptyResource(): Resource {
  return { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: new Map() }
}

/** The effective request of a Pod. */
export function requestOf(pod: Pod): Resource {
  return resourceOf(podRequests(pod))
}

/** Its cpu and memory where a container that asks for none counts as 100m and 200 MiB. */
export function nonZeroOf(pod: Pod): NonZeroRequests {
  return nonZeroRequests(pod)
}

/** What a node gives to Pods, and how many of them. */
export function allocatableOf(node: Node): Resource & { readonly pods: number } {
  const amounts = new Map<string, number>()
  for (const [name, quantity] of Object.entries(node.status?.allocatable ?? {})) {
    amounts.set(name, name === 'cpu' ? milliValue(quantity) : value(quantity))
  }
  const pods = amounts.get('pods') ?? 0
  amounts.delete('pods')
  return { ...resourceOf(amounts), pods }
}

function resourceOf(amounts: ResourceAmounts): Resource {
  const resource = emptyResource()
  // Upstream walks a Go map here; messages need one order.
  for (const name of [...amounts.keys()].toSorted(compareResources)) {
    const amount = amounts.get(name) ?? 0
    if (name === 'cpu') resource.milliCpu = amount
    else if (name === 'memory') resource.memory = amount
    else if (name === 'ephemeral-storage') resource.ephemeralStorage = amount
    else resource.scalar.set(name, amount)
  }
  return resource
}
