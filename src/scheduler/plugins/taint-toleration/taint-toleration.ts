// Rejects nodes with a taint that the Pod does not tolerate, and prefers those with few soft taints.
// Follows pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go (v1.36).
import type { Node, Pod, Toleration } from '#api/generated/types.ts'
import { findUntoleratedTaint, tolerationsTolerateTaint } from '#api/core/toleration.ts'
import { isOwnEvent } from '../../framework/events.ts'
import { defaultNormalizeScore } from '../../framework/normalize-score.ts'
import type { FilterPlugin, PreScorePlugin, ScorePlugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    /** The tolerations that soft taints are compared with. */
    taintToleration?: readonly Toleration[]
  }
}

const NAME = 'TaintToleration'
const REJECTED = unresolvable(NAME, 'node(s) had untolerated taint(s)')
const HARD_EFFECTS = ['NoSchedule', 'NoExecute']
const SOFT_EFFECT = 'PreferNoSchedule'

export const taintToleration = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Node',
      actions: ['Add', 'UpdateNodeTaint'],
      hint(pod, { before, after }) {
        const wasTolerated = before !== undefined && toleratesNode(pod, before)
        return after !== undefined && toleratesNode(pod, after) && !wasTolerated ? 'Queue' : 'Skip'
      },
    },
    {
      resource: 'Pod',
      actions: ['UpdatePodTolerations'],
      hint: (pod, event) => (isOwnEvent(pod, event) ? 'Queue' : 'Skip'),
    },
  ],
  filter: (_state, pod, { node }) => (toleratesNode(pod, node) ? null : REJECTED),
  preScore(state, pod) {
    state.data.taintToleration = (pod.spec?.tolerations ?? []).filter(
      ({ effect = '' }) => effect === '' || effect === SOFT_EFFECT,
    )
    return null
  },
  score(state, _pod, { node }) {
    const { taints } = node.spec ?? {}
    if (taints === undefined || taints.length === 0) return 0
    const soft = taints.filter(({ effect }) => effect === SOFT_EFFECT)
    const tolerations = state.data.taintToleration
    return soft.filter((taint) => !tolerationsTolerateTaint(tolerations, taint)).length
  },
  normalizeScore: (scores) => defaultNormalizeScore(scores, 'reversed'),
} satisfies FilterPlugin & PreScorePlugin & ScorePlugin

function toleratesNode(pod: Pod, node: Node): boolean {
  const { taints } = node.spec ?? {}
  if (taints === undefined || taints.length === 0) return true
  return findUntoleratedTaint(taints, pod.spec?.tolerations, HARD_EFFECTS) === undefined
}
