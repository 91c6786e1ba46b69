// Which Pods of a node would have to go for another one to fit: as few and as unimportant as possible.
// Follows pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (v1.36), SelectVictimsOnNode.
import type { Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { compareText } from '#lib/compare.ts'
import type { NodeInfo, PodInfo } from '../../framework/node-info.ts'
import { unresolvable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'

const NO_VICTIMS = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod')

export interface Victims {
  /** The most important first. */
  readonly pods: readonly Pod[]
  /** How many of them a budget would not let go. */
  readonly violating: number
}

/** The victims, or why giving up Pods does not help. */
export function selectVictimsOnNode(
  pod: Pod,
  node: NodeInfo,
  fits: (node: NodeInfo) => Status | null,
  budgets: readonly PodDisruptionBudget[] = [],
): Victims | Status {
  const lower = [...node.pods.values()].filter(
    ({ pod: other }) => priorityOf(other) < priorityOf(pod),
  )
  if (lower.length === 0) return NO_VICTIMS
  const trial = node.clone()
  for (const info of lower) trial.removePod(uidOf(info))
  const hopeless = fits(trial)
  if (hopeless !== null) return hopeless
  const doesStay = (info: PodInfo): boolean => {
    trial.addPod(info)
    if (fits(trial) === null) return true
    trial.removePod(uidOf(info))
    return false
  }
  const ranked = lower.toSorted((a, b) => compareImportance(a.pod, b.pod))
  const { violating, others } = filterPodsWithBudgetViolation(ranked, budgets)
  // Those that a budget protects come back first, then the others; of each the most important first.
  const protectedVictims = violating.filter((info) => !doesStay(info))
  const victims = [...protectedVictims, ...others.filter((info) => !doesStay(info))]
  return {
    pods: victims.map((info) => info.pod).toSorted(compareImportance),
    violating: protectedVictims.length,
  }
}

/** Which Pods their budgets would not let go, if all of them went in this order. Follows filterPodsWithPDBViolation. */
function filterPodsWithBudgetViolation(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const allowed = new Map(budgets.map((one) => [one, one.status?.disruptionsAllowed ?? 0]))
  const violating: PodInfo[] = []
  const others: PodInfo[] = []
  for (const info of pods) {
    let isViolated = false
    for (const budget of budgets.filter((one) => protects(one, info.pod))) {
      const left = (allowed.get(budget) ?? 0) - 1
      allowed.set(budget, left)
      if (left < 0) isViolated = true
    }
    if (isViolated) violating.push(info)
    else others.push(info)
  }
  return { violating, others }
}

/** Whether a budget counts a Pod. One that selects everything selects nothing here, and who was evicted is counted already. */
function protects({ metadata, spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  const { labels = {}, name = '', namespace } = pod.metadata
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {}
  if (Object.keys(labels).length === 0 || metadata.namespace !== namespace) return false
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) return false
  if (Object.hasOwn(status?.disruptedPods ?? {}, name)) return false
  return matchesLabelSelector(spec?.selector, labels)
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
