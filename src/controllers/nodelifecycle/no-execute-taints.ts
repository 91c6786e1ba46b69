// The two NoExecute taints that drive Pods away from a node that is not well. A Node has one of them at most.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36).
import type { Node, Taint } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { swapNodeControllerTaint } from '../node-conditions.ts'
import { type Lifecycle, say, tainterOf } from './lifecycle.ts'

export const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }
export const UNREACHABLE: Taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }

/** Puts one of the two on, and takes the other off. */
export function swapTaint(run: Lifecycle, node: Node, taint: Taint): void {
  const opposite = taint === UNREACHABLE ? NOT_READY : UNREACHABLE
  const message = `tainted ${nameInSentence(node)} with \`${taint.key}:${taint.effect}\``
  const because =
    taint === UNREACHABLE ? 'its kubelet is silent' : 'its kubelet says that it is not ready'
  const taints = { add: [taint], remove: [opposite] }
  const narration = say(run, message, because, 'NodeTainted')
  swapNodeControllerTaint(run, node.metadata.name ?? '', taints, narration)
}

/** Takes both off, and off the queue. */
export function markNodeAsReachable(run: Lifecycle, node: Node, because: string): void {
  const message = `took the NoExecute taints off ${nameInSentence(node)}`
  const taints = { add: [], remove: [UNREACHABLE, NOT_READY] }
  const { name = '' } = node.metadata
  swapNodeControllerTaint(run, name, taints, say(run, message, because, 'NodeTainted'))
  tainterOf(run, node).remove(name)
}
