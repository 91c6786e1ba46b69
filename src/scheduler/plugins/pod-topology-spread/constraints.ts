// The rules of spreading, as the scheduler works with them.
// Follows pkg/scheduler/framework/plugins/podtopologyspread/common.go (v1.36).
import type { LabelSelector, Node, Pod, TopologySpreadConstraint } from '#api/generated/types.ts'
import { matchesRequiredNodeAffinity } from '#api/core/node-selector.ts'
import { findUntoleratedTaint } from '#api/core/toleration.ts'
import { isEmptyLabelSelector, labelOf, matchesLabelSelector } from '#api/meta/labels.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type { Snapshot } from '../../framework/plugin.ts'

export interface SpreadConstraint {
  readonly maxSkew: number
  readonly topologyKey: string
  /** Undefined selects nobody. */
  readonly selector: LabelSelector | undefined
  readonly minDomains: number
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

const HARD_EFFECTS = ['NoSchedule', 'NoExecute']

/** Those constraints of a Pod that forbid ('DoNotSchedule') or advise ('ScheduleAnyway'). */
export function constraintsOf(
  pod: Pod,
  action: 'DoNotSchedule' | 'ScheduleAnyway',
): readonly SpreadConstraint[] {
  return (pod.spec?.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map(spreadConstraintOf)
}

function spreadConstraintOf(constraint: TopologySpreadConstraint): SpreadConstraint {
  const { maxSkew, topologyKey, labelSelector, minDomains = 1 } = constraint
  return {
    maxSkew,
    topologyKey,
    selector: labelSelector,
    minDomains,
    honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  }
}

/** What holds for Pods without constraints of their own: the system's defaults, which only advise. */
export function systemDefaults(selector: LabelSelector): readonly SpreadConstraint[] {
  const base = { selector, minDomains: 1, honorsAffinity: true, honorsTaints: false }
  return [
    { ...base, maxSkew: 3, topologyKey: 'kubernetes.io/hostname' },
    { ...base, maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone' },
  ]
}

/** True when a node has the labels of all constraints. */
export function hasAllKeys(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(
    ({ topologyKey }) => labelOf(node.metadata.labels, topologyKey) !== undefined,
  )
}

/** True when the Pods of a node count for a constraint of `pod`. */
export function isCounted(constraint: SpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesRequiredNodeAffinity(pod, node)) return false
  if (!constraint.honorsTaints) return true
  const { taints } = node.spec ?? {}
  return findUntoleratedTaint(taints, pod.spec?.tolerations, HARD_EFFECTS) === undefined
}

/** What the plugin has for all its Pods. */
export interface SpreadTools {
  readonly snapshot: Snapshot
  /** Makes equal texts the same one: by it nodes know what they have counted before. */
  readonly intern: (text: string) => string
}

/** How many Pods of a node belong to the group of a constraint. */
export type PodCounter = (node: NodeInfo) => number

/**
 * Counts the groups of a Pod's constraints, in their order. Pods that are being deleted do not count, and an empty selector counts
 * none.
 */
export function createPodCounters(
  pod: Pod,
  constraints: readonly SpreadConstraint[],
  intern: SpreadTools['intern'],
): readonly PodCounter[] {
  const namespace = namespaceOf(pod)
  return constraints.map(({ selector }) => {
    if (selector === undefined || isEmptyLabelSelector(selector)) return () => 0
    const key = intern(`${namespace} ${JSON.stringify(selector)}`)
    const isOfGroup = (other: Pod): boolean => {
      const { deletionTimestamp, labels } = other.metadata
      if (deletionTimestamp !== undefined || namespaceOf(other) !== namespace) return false
      return matchesLabelSelector(selector, labels)
    }
    return (node) => (node.pods.size === 0 ? 0 : node.countPods(key, isOfGroup))
  })
}

export function namespaceOf({ metadata }: Pod): string {
  return metadata.namespace ?? 'default'
}
