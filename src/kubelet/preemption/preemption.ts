// Which Pods have to go so that a critical Pod has room on its node.
// Follows pkg/kubelet/preemption/preemption.go and pkg/kubelet/types/pod_update.go (v1.36).
import { SYSTEM_CRITICAL_PRIORITY } from '#api/scheduling/system-priority-classes.ts'
import { isMirrorPod, isStaticPod } from '#api/core/containers.ts'
import { podQos, type QosClass } from '#api/core/pod-qos.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import type { Pod } from '#api/generated/types.ts'

/** What is missing of a resource: of cpu in thousandths, of all others as they are. */
export interface Requirement {
  readonly resource: string
  readonly quantity: number
}

/** A Pod from a file, a mirror, or one of a system priority. */
export function isCriticalPod(pod: Pod): boolean {
  return (
    isStaticPod(pod) || isMirrorPod(pod) || (pod.spec?.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY
  )
}

/** Whether one Pod may drive another one out. */
function preemptable(preemptor: Pod, preemptee: Pod): boolean {
  if (isCriticalPod(preemptor) && !isCriticalPod(preemptee)) return true
  const [high, low] = [preemptor.spec?.priority, preemptee.spec?.priority]
  return high !== undefined && low !== undefined && high > low
}

/** The Pods that have to go, in their order; a text says of what there would never be enough. */
export function getPodsToPreempt(
  pod: Pod,
  pods: readonly Pod[],
  requirements: readonly Requirement[],
): readonly Pod[] | string {
  const ofClass = (wanted: QosClass): readonly Pod[] =>
    pods.filter((one) => preemptable(pod, one) && podQos(one) === wanted)
  const bestEffort = ofClass('BestEffort')
  const burstable = ofClass('Burstable')
  const guaranteed = ofClass('Guaranteed')
  const unmet = subtract(requirements, [...bestEffort, ...burstable, ...guaranteed])
  if (unmet.length > 0) return noSetOf(unmet)
  const fromGuaranteed = byDistance(
    guaranteed,
    subtract(requirements, [...bestEffort, ...burstable]),
  )
  const fromBurstable = byDistance(
    burstable,
    subtract(requirements, [...bestEffort, ...fromGuaranteed]),
  )
  const gone = [...fromBurstable, ...fromGuaranteed]
  return [...byDistance(bestEffort, subtract(requirements, gone)), ...gone]
}

function noSetOf(unmet: readonly Requirement[]): string {
  const words = unmet.map(({ resource, quantity }) => `(res: ${resource}, q: ${quantity}), `)
  return `no set of running pods found to reclaim resources: [${words.join('')}]`
}

function requestOf(pod: Pod, resource: string): number {
  return resource === 'pods' ? 1 : (podRequests(pod).get(resource) ?? 0)
}

/** What is still missing when these Pods are gone. */
function subtract(
  requirements: readonly Requirement[],
  pods: readonly Pod[],
): readonly Requirement[] {
  return requirements.flatMap(({ resource, quantity }) => {
    const left = pods.reduce((rest, pod) => rest - requestOf(pod, resource), quantity)
    return left > 0 ? [{ resource, quantity: left }] : []
  })
}

/** Picks the Pod that meets most of what is missing, again and again; of two alike the one that asks for less. */
function byDistance(pods: readonly Pod[], wanted: readonly Requirement[]): readonly Pod[] {
  const left = [...pods]
  const picked: Pod[] = []
  let requirements = wanted
  while (requirements.length > 0 && left.length > 0) {
    const best = bestOf(left, requirements)
    const [pod] = left.slice(best, best + 1)
    if (pod === undefined) break
    requirements = subtract(requirements, [pod])
    picked.push(pod)
    // As upstream takes one out of the middle: the last comes in its place.
    const last = left.pop()
    if (last !== undefined && best < left.length) left[best] = last
  }
  return picked
}

function bestOf(pods: readonly Pod[], requirements: readonly Requirement[]): number {
  let best = 0
  let distance = requirements.length + 1
  for (const [index, pod] of pods.entries()) {
    const own = distanceOf(pod, requirements)
    const other = pods[best]
    const isSmaller = own === distance && other !== undefined && asksForLess(pod, other)
    if (own >= distance && !isSmaller) continue
    distance = own
    best = index
  }
  return best
}

/** How far a Pod is from giving what is missing: 0 when it is enough, at most 1 for each resource. */
function distanceOf(pod: Pod, requirements: readonly Requirement[]): number {
  return requirements.reduce((sum, { resource, quantity }) => {
    const left = quantity - requestOf(pod, resource)
    return left > 0 ? sum + (left / quantity) ** 2 : sum
  }, 0)
}

/** Compares memory, then cpu. */
function asksForLess(one: Pod, other: Pod): boolean {
  for (const resource of ['memory', 'cpu']) {
    const difference = requestOf(one, resource) - requestOf(other, resource)
    if (difference !== 0) return difference < 0
  }
  return true
}
