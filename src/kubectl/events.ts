// `kubectl events`: oldest first. Follows k8s.io/kubectl/pkg/cmd/events (v1.36), facts D4.
import type { Event } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { humanDuration } from './duration.ts'
import { printTable } from './table.ts'

/** The table of Events of all namespaces, sorted by when they were last seen. */
export function printEvents(events: readonly Event[], nowMs: number): string {
  const sorted = events.toSorted(
    (a, b) =>
      lastSeen(a) - lastSeen(b) || compareText(a.metadata.name ?? '', b.metadata.name ?? ''),
  )
  const rows = sorted.map((event) => [
    event.metadata.namespace ?? '',
    lastSeenCell(event, nowMs),
    event.type ?? '',
    event.reason ?? '',
    `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
    (event.message ?? '').trim(),
  ])
  return printTable(['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], rows)
}

function lastSeen(event: Event): number {
  return msOfTime(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '')
}

function lastSeenCell(event: Event, nowMs: number): string {
  const last = humanDuration(nowMs - lastSeen(event))
  const count = event.count ?? 1
  if (count <= 1) return last
  return `${last} (x${count} over ${humanDuration(nowMs - msOfTime(event.firstTimestamp ?? ''))})`
}
