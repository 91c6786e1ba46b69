// `kubectl events`: oldest first. Follows k8s.io/kubectl/pkg/cmd/events (v1.36), facts D4.
import type { Event } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { compareText } from '#lib/compare.ts'
import { humanDuration } from './duration.ts'
import { printTable } from './table.ts'

/** The table of Events of all namespaces, sorted by when they were last seen. */
export function printEvents(events: readonly Event[], nowMs: number): string {
  const rows = sortedEvents(events).map((event) => eventCells(event, nowMs))
  return printTable(['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], rows)
}

/** By when they were last seen, and then by their names. */
export function sortedEvents(events: readonly Event[]): readonly Event[] {
  return events.toSorted(
    (a, b) =>
      lastSeen(a) - lastSeen(b) || compareText(a.metadata.name ?? '', b.metadata.name ?? ''),
  )
}

/** The cells of a row, the namespace first. */
export function eventCells(event: Event, nowMs: number): readonly string[] {
  return [
    event.metadata.namespace ?? '',
    lastSeenCell(event, nowMs),
    event.type ?? '',
    event.reason ?? '',
    `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
    (event.message ?? '').trim(),
  ]
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
