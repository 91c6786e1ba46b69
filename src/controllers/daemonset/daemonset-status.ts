// The status of a DaemonSet: how many nodes should have a Pod of it, and how many have.
// Follows pkg/controller/daemon/daemon_controller.go (v1.36), updateDaemonSetStatus and storeDaemonSetStatus.
import { isPodReady } from '#api/core/pod-condition.ts'
import type { DaemonSet, DaemonSetStatus, Node } from '#api/generated/types.ts'
import { isPodAvailable } from '../pod-availability.ts'
import {
  compareByCreationAndPhase,
  isPodUpdated,
  nodeShouldRunDaemonPod,
} from './daemonset-util.ts'
import type { NodesToPods } from './manage.ts'

/** The counts; `isObserved` says that the generation of now was worked on. */
export function calculateStatus(
  set: DaemonSet,
  {
    nodes,
    nodesToPods,
    hash,
    nowMs,
    isObserved,
  }: {
    readonly nodes: readonly Node[]
    readonly nodesToPods: NodesToPods
    readonly hash: string
    readonly nowMs: number
    readonly isObserved: boolean
  },
): DaemonSetStatus {
  const { minReadySeconds = 0 } = set.spec ?? {}
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0]
  for (const node of nodes) {
    const { shouldRun } = nodeShouldRunDaemonPod(node, set)
    const [pod] = (nodesToPods.get(node.metadata.name ?? '') ?? []).toSorted(
      compareByCreationAndPhase,
    )
    if (!shouldRun) {
      if (pod !== undefined) misscheduled += 1
      continue
    }
    desired += 1
    if (pod === undefined) continue
    current += 1
    if (isPodReady(pod.status)) ready += 1
    if (isPodAvailable(pod, minReadySeconds, nowMs)) available += 1
    if (isPodUpdated(pod, hash, set)) updated += 1
  }
  const generation = isObserved ? set.metadata.generation : set.status?.observedGeneration
  const { collisionCount, conditions } = set.status ?? {}
  return {
    currentNumberScheduled: current,
    desiredNumberScheduled: desired,
    numberMisscheduled: misscheduled,
    numberReady: ready,
    ...unlessZero('updatedNumberScheduled', updated),
    ...unlessZero('numberAvailable', available),
    ...unlessZero('numberUnavailable', desired - available),
    ...unlessZero('observedGeneration', generation ?? 0),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  }
}

/** These are `omitempty` in the API: a zero is not written. */
function unlessZero(field: keyof DaemonSetStatus, count: number): Partial<DaemonSetStatus> {
  return count === 0 ? {} : { [field]: count }
}
