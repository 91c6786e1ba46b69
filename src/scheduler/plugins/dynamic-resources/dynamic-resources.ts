// The part of dynamic resource allocation that every Pod meets: its words in FailedScheduling.
// Follows pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go (v1.36), PostFilter.
import { simplified } from '#lib/simplified.ts'
import type { PostFilterPlugin, PreFilterPlugin, ScorePlugin } from '../../framework/plugin.ts'
import { failure, skip, unschedulable } from '../../framework/status.ts'

simplified(
  'resource-claims',
  'resource claims are not allocated; a Pod with `resourceClaims` is placed as if it had none.',
  { fields: ['PodSpec.resourceClaims'] },
)

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    dynamicResources?: { readonly claims: number }
  }
}

const NAME = 'DynamicResources'

export const dynamicResources = {
  name: NAME,
  preFilter(state, pod) {
    state.data.dynamicResources = { claims: pod.spec?.resourceClaims?.length ?? 0 }
    return { status: skip(NAME) }
  },
  postFilter(state) {
    const stored = state.data.dynamicResources
    // A plugin before this one ended PreFilter, so that nothing was stored; upstream reports just that.
    if (stored === undefined) return { status: failure(NAME, 'not found') }
    const reason = stored.claims === 0 ? 'no new claims to deallocate' : 'still not schedulable'
    return { status: unschedulable(NAME, reason) }
  },
  // Only claims with alternatives give points, but every Pod is scored: the zeros are part of its table.
  score: () => 0,
} satisfies PreFilterPlugin & PostFilterPlugin & ScorePlugin
