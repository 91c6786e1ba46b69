// The order of the queue: priority first, then time.
// Follows pkg/scheduler/framework/plugins/queuesort/priority_sort.go (v1.36).
import type { QueueSortPlugin } from '../../framework/plugin.ts'

export const prioritySort = {
  name: 'PrioritySort',
  less(a, b) {
    const first = a.pod.spec?.priority ?? 0
    const second = b.pod.spec?.priority ?? 0
    if (first !== second) return first > second
    if (a.timestampMs !== b.timestampMs) return a.timestampMs < b.timestampMs
    return a.sequence < b.sequence
  },
} satisfies QueueSortPlugin
