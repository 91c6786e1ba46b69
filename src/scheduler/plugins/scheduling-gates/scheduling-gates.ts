// Keeps a Pod out of the queue while it has scheduling gates.
// Follows pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go (v1.36).
import { isOwnEvent } from '../../framework/events.ts'
import type { PreEnqueuePlugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'

const NAME = 'SchedulingGates'

export const schedulingGates = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Pod',
      actions: ['UpdatePodSchedulingGatesEliminated'],
      hint: (pod, event) => (isOwnEvent(pod, event) ? 'Queue' : 'Skip'),
    },
  ],
  preEnqueue(pod) {
    const gates = (pod.spec?.schedulingGates ?? []).map(({ name }) => name)
    if (gates.length === 0) return null
    return unresolvable(NAME, `waiting for scheduling gates: [${gates.join(' ')}]`)
  },
} satisfies PreEnqueuePlugin
