// What must hold in a cluster after every journal entry, whatever happens to it.
import { podRequests } from '#api/core/pod-requests.ts'
import { milliValue } from '#api/meta/quantity.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'

/** Watches a journal and returns what was violated, as sentences; empty when all held. */
export function violationsOf(journal: readonly JournalEntry[]): readonly string[] {
  const violations: string[] = []
  const state = new Map<string, WorldObject>()
  let lastRevision = 0
  for (const entry of journal) {
    for (const { key, before, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else state.set(key, after)
      violations.push(...restartViolations(entry, before, after))
      const revision =
        after !== undefined && 'metadata' in after ? Number(after.metadata.resourceVersion) : null
      if (revision !== null && revision <= lastRevision)
        violations.push(`entry ${entry.id}: resourceVersion of ${key} did not grow`)
      if (revision !== null) lastRevision = revision
    }
    if (entry.cause !== null && entry.cause >= entry.id)
      violations.push(`entry ${entry.id} is caused by a later one`)
    if (entry.kind === 'Scheduled') violations.push(...capacityViolations(entry, state))
  }
  return [...violations, ...ownerViolations(state)]
}

function restartViolations(
  entry: JournalEntry,
  before: WorldObject | undefined,
  after: WorldObject | undefined,
): readonly string[] {
  if (before?.kind !== 'Pod' || after?.kind !== 'Pod') return []
  if (before.metadata.uid !== after.metadata.uid)
    return [`entry ${entry.id}: a Pod changed its UID`]
  const counts = new Map(
    before.status?.containerStatuses?.map(({ name, restartCount }) => [name, restartCount]),
  )
  return (after.status?.containerStatuses ?? [])
    .filter(({ name, restartCount }) => restartCount < (counts.get(name) ?? 0))
    .map(({ name }) => `entry ${entry.id}: the restart count of ${name} fell`)
}

/** No node holds more requests than it can give, among Pods that the scheduler placed. */
function capacityViolations(
  entry: JournalEntry,
  state: ReadonlyMap<string, WorldObject>,
): readonly string[] {
  const used = new Map<string, number>()
  for (const object of state.values()) {
    const phase = object.kind === 'Pod' ? object.status?.phase : undefined
    if (
      object.kind !== 'Pod' ||
      !object.spec?.nodeName ||
      phase === 'Succeeded' ||
      phase === 'Failed'
    )
      continue
    if (object.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) continue
    const cpu = podRequests(object).get('cpu') ?? 0
    used.set(object.spec.nodeName, (used.get(object.spec.nodeName) ?? 0) + cpu)
  }
  return [...used].flatMap(([name, milli]) => {
    const node = state.get(`Node//${name}`)
    const quantity = node?.kind === 'Node' ? node.status?.allocatable?.['cpu'] : undefined
    const limit = quantity === undefined ? Infinity : milliValue(quantity)
    return milli > limit ? [`entry ${entry.id}: ${name} holds ${milli}m of ${limit}m cpu`] : []
  })
}

function ownerViolations(state: ReadonlyMap<string, WorldObject>): readonly string[] {
  const uids = new Set(
    [...state.values()].flatMap((object) => ('metadata' in object ? [object.metadata.uid] : [])),
  )
  return [...state.values()].flatMap((object) => {
    const owner = 'metadata' in object ? object.metadata.ownerReferences?.[0] : undefined
    if (
      owner === undefined ||
      !('metadata' in object) ||
      object.metadata.deletionTimestamp !== undefined
    )
      return []
    return owner.kind === 'Node' || uids.has(owner.uid)
      ? []
      : [`the owner of ${object.metadata.name} is gone`]
  })
}
