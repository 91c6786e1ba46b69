// The NoSchedule taints that say what is wrong with a node.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36), nodeConditionToTaintKeyStatusMap.
import { taintText } from '#api/core/toleration.ts'
import type { Node, Taint } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { nodeConditionOf, taintExists } from '../node-conditions.ts'

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

const TAINT_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: {
    False: 'node.kubernetes.io/not-ready',
    Unknown: 'node.kubernetes.io/unreachable',
  },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
}

const OWN_KEYS: ReadonlySet<string> = new Set([
  UNSCHEDULABLE,
  ...Object.values(TAINT_KEYS).flatMap((keys) => Object.values(keys)),
])

/** The taints that a Node should have. */
export function taintsOfConditions({ spec, status }: Node): readonly Taint[] {
  const keys = (status?.conditions ?? []).flatMap(({ type, status }) => {
    const key = Object.hasOwn(TAINT_KEYS, type) ? TAINT_KEYS[type]?.[status] : undefined
    return key ?? []
  })
  if (spec?.unschedulable === true) keys.push(UNSCHEDULABLE)
  return keys.map((key) => ({ key, effect: 'NoSchedule' }))
}

/** Those of its taints that the controller looks after. */
export function noScheduleTaints({ spec }: Node): readonly Taint[] {
  return (spec?.taints ?? []).filter(
    ({ key, effect }) => effect === 'NoSchedule' && OWN_KEYS.has(key),
  )
}

/** What changes, as the rest of a sentence: 'tainted Node `a` with `key:NoSchedule`'. */
export function taintsInSentence(
  node: Node,
  taints: { readonly add: readonly Taint[]; readonly remove: readonly Taint[] },
): string {
  const list = (some: readonly Taint[]): string =>
    some.map((taint) => `\`${taintText(taint)}\``).join(' and ')
  const added = taints.add.filter((taint) => !taintExists(node, taint))
  const removed = list(taints.remove)
  if (added.length === 0) return `took ${removed} off ${nameInSentence(node)}`
  const without = removed === '' ? '' : ` instead of ${removed}`
  return `tainted ${nameInSentence(node)} with ${list(added)}${without}`
}

/** Why, as the rest of a sentence after 'because'. */
export function conditionInSentence(
  node: Node,
  { add, remove }: { readonly add: readonly Taint[]; readonly remove: readonly Taint[] },
): string {
  const changed = [...add.filter((taint) => !taintExists(node, taint)), ...remove]
  if (changed.every(({ key }) => key === UNSCHEDULABLE)) {
    return node.spec?.unschedulable === true ? 'it is cordoned' : 'it is no longer cordoned'
  }
  const ready = nodeConditionOf(node, 'Ready')
  if (ready === undefined) return 'its kubelet has not reported yet'
  if (ready.status === 'Unknown') return 'its kubelet is silent'
  if (ready.status === 'False') return 'its kubelet says that it is not ready'
  return taintsOfConditions(node).length === 0
    ? 'its kubelet says that all is well'
    : 'its conditions say so'
}
