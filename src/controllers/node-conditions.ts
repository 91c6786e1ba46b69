// Conditions and taints of Nodes, as the controllers that watch over nodes read and write them.
// Follows pkg/controller/util/node/controller_utils.go (v1.36) and pkg/util/taints.
import type { Node, NodeCondition, Taint } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Narration } from '#sim/world.ts'
import type { ControllerParts } from './controller.ts'

/** The condition of a type, or undefined. */
export function nodeConditionOf(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type)
}

/** True when the kubelet says that the node is ready, and did so lately. */
export function isNodeReady(node: Node): boolean {
  return nodeConditionOf(node, 'Ready')?.status === 'True'
}

/** True when the Node has a taint of that key and effect. */
export function taintExists(node: Node, { key, effect }: Taint): boolean {
  return (node.spec?.taints ?? []).some((taint) => taint.key === key && taint.effect === effect)
}

/**
 * Puts taints on a Node as it is stored now and takes others off, in one write; writes nothing when that
 * changes nothing.
 */
export function swapNodeControllerTaint(
  { client, clock }: ControllerParts,
  nodeName: string,
  taints: { readonly add: readonly Taint[]; readonly remove: readonly Taint[] },
  narration: Narration,
): void {
  const node = client.get('Node', '', nodeName)
  if (node === undefined) return
  const added = taints.add.filter((taint) => !taintExists(node, taint))
  const removed = taints.remove.filter((taint) => taintExists(node, taint))
  if (added.length === 0 && removed.length === 0) return
  const isRemoved = ({ key, effect }: Taint): boolean =>
    removed.some((taint) => taint.key === key && taint.effect === effect)
  const kept = (node.spec?.taints ?? []).filter((taint) => !isRemoved(taint))
  const timeAdded = timeOf(clock.nowMs)
  const all = [...kept, ...added.map((taint) => ({ ...taint, timeAdded }))]
  client.update({ ...node, spec: { ...node.spec, taints: all } }, narration)
}
