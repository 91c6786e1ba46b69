// When no controller works: read from what the control plane of Pods says of its controller manager.
import type { JournalEntry } from '#client/world.ts'

const COMPONENT = 'kube-controller-manager on '

export interface AwayFold {
  take(entries: readonly JournalEntry[]): void
  /** Whether no controller works after this entry. Never where the control plane is not made of Pods. */
  isAwayAt(entryId: number): boolean
}

/** Starts one that has read nothing. */
export function createAwayFold(): AwayFold {
  const said: { readonly entryId: number; readonly isAway: boolean }[] = []
  return {
    take(entries) {
      for (const { id, actor, kind } of entries) {
        if (!kind.startsWith('Component') || !actor.startsWith(COMPONENT)) continue
        said.push({ entryId: id, isAway: kind !== 'ComponentStarted' })
      }
    },
    isAwayAt(entryId) {
      const last = said.findLast((one) => one.entryId <= entryId)
      // Before its first word it has not started yet.
      return last?.isAway ?? said.length > 0
    },
  }
}
