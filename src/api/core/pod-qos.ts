// The quality of service class of a Pod.
// Follows pkg/apis/core/v1/helper/qos/qos.go (v1.36), ComputePodQOS.
import type { Pod, Quantity, ResourceRequirements } from '#api/generated/types.ts'
import { addQuantities, compareQuantities, quantityOf } from '../meta/quantity.ts'
import type { ParsedQuantity } from '../meta/quantity.ts'
import { allContainers } from './containers.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const QOS_RESOURCES = ['cpu', 'memory'] as const

/** The positive amounts of cpu and memory in a resource list; zero does not count. */
function positiveAmounts(
  list: Readonly<Record<string, Quantity>> | undefined,
): ReadonlyMap<string, ParsedQuantity> {
  const result = new Map<string, ParsedQuantity>()
  for (const name of QOS_RESOURCES) {
    const quantity = quantityOf(list?.[name])
    if (quantity.nano > 0n) result.set(name, quantity)
  }
  return result
}

function qosOf(parts: readonly (ResourceRequirements | undefined)[]): QosClass {
  const sums = {
    requests: new Map<string, ParsedQuantity>(),
    limits: new Map<string, ParsedQuantity>(),
  }
  let everyPartLimited = true
  for (const part of parts) {
    for (const side of ['requests', 'limits'] as const) {
      for (const [name, quantity] of positiveAmounts(part?.[side])) {
        const sum = sums[side].get(name)
        sums[side].set(name, sum === undefined ? quantity : addQuantities(sum, quantity))
      }
    }
    if (positiveAmounts(part?.limits).size < QOS_RESOURCES.length) everyPartLimited = false
  }
  const { requests, limits } = sums
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  const equal = [...requests].every(([name, quantity]) => {
    const limit = limits.get(name)
    return limit !== undefined && compareQuantities(limit, quantity) === 0
  })
  return everyPartLimited && equal && requests.size === limits.size ? 'Guaranteed' : 'Burstable'
}

/** The class that follows from requests and limits of cpu and memory, whatever status says. */
export function computePodQos(pod: Pod): QosClass {
  const podLevel = pod.spec?.resources
  // That they are there is enough, even when they say nothing.
  if (podLevel !== undefined) return qosOf([podLevel])
  return qosOf(allContainers(pod).map(({ container }) => container.resources))
}

/** The class of an admitted Pod: status.qosClass, or the computed one while it is missing. */
export function podQos(pod: Pod): QosClass {
  const { qosClass } = pod.status ?? {}
  return qosClass === 'Guaranteed' || qosClass === 'Burstable' || qosClass === 'BestEffort'
    ? qosClass
    : computePodQos(pod)
}
