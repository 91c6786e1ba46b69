// Which Pods of a node would have to go for another one to fit: as few and as unimportant as possible.
// Follows pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (v1.36), SelectVictimsOnNode.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import type { NodeInfo, PodInfo } from '../../framework/node-info.ts'
import { unresolvable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'

simplified(
  'disruption-budgets-in-preemption',
  'PodDisruptionBudgets do not influence which Pods are preempted.',
)

const NO_VICTIMS = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod')

/** The victims, the most important first, or why giving up Pods does not help. */
export function selectVictimsOnNode(
  pod: Pod,
  node: NodeInfo,
  fits: (node: NodeInfo) => Status | null,
): readonly Pod[] | Status {
  const lower = [...node.pods.values()].filter(
    ({ pod: other }) => priorityOf(other) < priorityOf(pod),
  )
  if (lower.length === 0) return NO_VICTIMS
  const trial = node.clone()
  for (const info of lower) trial.removePod(uidOf(info))
  const hopeless = fits(trial)
  if (hopeless !== null) return hopeless
  const victims: Pod[] = []
  // The most important come back first, as long as the Pod still fits.
  for (const info of lower.toSorted((a, b) => compareImportance(a.pod, b.pod))) {
    trial.addPod(info)
    if (fits(trial) === null) continue
    trial.removePod(uidOf(info))
    victims.push(info.pod)
  }
  return victims
}

/** spec.priority; 0 when there is none. */
export function priorityOf(pod: Pod): number {
  return pod.spec?.priority ?? 0
}

/** Negative when `a` is more important: of higher priority, or older. */
function compareImportance(a: Pod, b: Pod): number {
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(b) - priorityOf(a)
  // A Pod that has not started counts as starting now; times of one format compare as texts.
  return compareText(a.status?.startTime ?? 'now', b.status?.startTime ?? 'now')
}

function uidOf({ pod }: PodInfo): string {
  return pod.metadata.uid ?? ''
}
