// The text of FailedScheduling: what was wrong with how many nodes.
// Follows pkg/scheduler/framework/types.go (v1.36), FitError.Error.
import { compareText } from '#lib/compare.ts'
import type { NodeToStatus } from './plugin.ts'

export const NO_NODES_AVAILABLE = 'no nodes available to schedule pods'

/** Why no node was found. */
export interface Diagnosis {
  readonly nodes: NodeToStatus
  /** The words of the plugin that rejected the Pod before any node was looked at; '' otherwise. */
  readonly preFilterMessage: string
  readonly postFilterMessage: string
}

/** '0/3 nodes are available: 3 Insufficient cpu. ...'. `nodeNames` are all nodes there are. */
export function fitErrorMessage(nodeNames: readonly string[], diagnosis: Diagnosis): string {
  const { nodes, preFilterMessage, postFilterMessage } = diagnosis
  let text = `0/${nodeNames.length} nodes are available:`
  if (preFilterMessage !== '') text += ` ${preFilterMessage}.`
  else if (nodeNames.length > 0) text += ` ${histogramOf(nodeNames, nodes).join(', ')}.`
  return postFilterMessage === '' ? text : `${text} ${postFilterMessage}`
}

/** '2 Insufficient cpu', sorted as texts; a node counts once for each of its reasons. */
function histogramOf(nodeNames: readonly string[], nodes: NodeToStatus): readonly string[] {
  const counts = new Map<string, number>()
  for (const name of nodeNames) {
    for (const reason of (nodes.statuses.get(name) ?? nodes.absent).reasons) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    }
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`).toSorted(compareText)
}
