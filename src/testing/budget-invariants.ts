// A budget is never violated by an eviction.
import { isPodReady } from '#api/core/pod-condition.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'

/** What the budget counts on follows a change of a Pod or of its workload within this time. */
const SETTLED_MS = 2000
const SCALES: Readonly<Record<string, string>> = { web: 'Deployment.apps', db: 'StatefulSet.apps' }

export interface BudgetWatch {
  /** What an entry violates, given all that was before it. */
  violationsBefore(entry: JournalEntry, state: ReadonlyMap<string, WorldObject>): readonly string[]
}

/** Watches the evictions of a journal, whose workloads are told apart by the label app. */
export function createBudgetWatch(): BudgetWatch {
  /** When something other than an eviction changed the Pods of an app or how many are wanted. */
  const changedMs = new Map<string, number>()
  return {
    violationsBefore(entry, state) {
      const found = entry.changes.flatMap(({ before, after }) => {
        if (before?.kind !== 'Pod' || after?.kind !== 'Pod') return []
        if (isEvicted(before) || !isEvicted(after) || !isPodReady(before.status)) return []
        // What goes already is disrupted already (canIgnorePDB), and the silent kubelet of a dead Node has not said that it is not ready.
        if (before.metadata.deletionTimestamp !== undefined) return []
        const app = before.metadata.labels?.['app'] ?? ''
        if (entry.timeMs - (changedMs.get(app) ?? 0) < SETTLED_MS) return []
        return violationsOfEviction(entry, app, state)
      })
      for (const change of entry.changes) {
        const app = appChangedBy(change)
        if (app !== null) changedMs.set(app, entry.timeMs)
      }
      return found
    },
  }
}

/** Whose Pods, or whose number of Pods, are others now; null when the change is an eviction, or of something else. */
function appChangedBy({ before, after }: Change): string | null {
  const object = after ?? before
  if (object?.kind === 'Pod') {
    const isEviction = [before, after].some((one) => one?.kind === 'Pod' && isEvicted(one))
    return isEviction ? null : (object.metadata.labels?.['app'] ?? null)
  }
  if (object?.kind !== 'Deployment' && object?.kind !== 'StatefulSet') return null
  const [old, now] = [before, after].map((one) =>
    one !== undefined && 'spec' in one && one.spec !== undefined && 'replicas' in one.spec
      ? one.spec.replicas
      : undefined,
  )
  return old === now ? null : (object.metadata.name ?? null)
}

type Change = JournalEntry['changes'][number]

function isEvicted({ status }: ObjectOf<'Pod'>): boolean {
  return (status?.conditions ?? []).some(
    ({ type, reason }) => type === 'DisruptionTarget' && reason === 'EvictionByEvictionAPI',
  )
}

function violationsOfEviction(
  entry: JournalEntry,
  app: string,
  state: ReadonlyMap<string, WorldObject>,
): readonly string[] {
  const budget = state.get(`PodDisruptionBudget.policy/default/${app}`)
  const owner = state.get(`${SCALES[app] ?? ''}/default/${app}`)
  if (budget?.kind !== 'PodDisruptionBudget') return []
  if (owner?.kind !== 'Deployment' && owner?.kind !== 'StatefulSet') return []
  const expected = owner.spec?.replicas ?? 1
  const { minAvailable, maxUnavailable = 0 } = budget.spec ?? {}
  const least =
    minAvailable === undefined
      ? expected - scaledValue(maxUnavailable, expected, 'up')
      : scaledValue(minAvailable, expected, 'up')
  const ready = [...state.values()].filter(
    (one) =>
      one.kind === 'Pod' &&
      one.metadata.labels?.['app'] === app &&
      one.metadata.deletionTimestamp === undefined &&
      !isEvicted(one) &&
      isPodReady(one.status),
  ).length
  return ready - 1 < least
    ? [
        `entry ${entry.id}: an eviction leaves ${ready - 1} ready Pods of ${app}, and its budget wants ${least}`,
      ]
    : []
}
