// The Events about an object, as `kubectl describe` lists them: oldest first.
import type { Event } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { WorldState } from '#client/world.ts'
import { belongsToUid, type Subject } from './subject.ts'

export interface EventRow {
  readonly key: string
  readonly timeMs: number
  readonly warning: boolean
  readonly reason: string
  readonly from: string
  readonly message: string
  /** Of which part: 'spec.containers{nginx}', or ''. */
  readonly part: string
  readonly count: number
}

/** The events about the subject; of a container, those of its Pod that name the container. */
export function eventsOf(world: WorldState, subject: Subject): readonly EventRow[] {
  const rows: EventRow[] = []
  for (const [key, object] of world) {
    if (object.kind === 'Event' && isAbout(object, subject)) rows.push(rowOf(key, object))
  }
  return rows.toSorted((a, b) => a.timeMs - b.timeMs)
}

function isAbout(event: Event, subject: Subject): boolean {
  const { kind, name, namespace, uid, fieldPath = '' } = event.involvedObject
  switch (subject.kind) {
    case 'pod':
      return kind === 'Pod' && isPod(event, subject.pod.metadata) && belongsToUid(subject.pod, uid)
    case 'container':
      return (
        kind === 'Pod' &&
        isPod(event, subject.record.pod) &&
        fieldPath.endsWith(`{${subject.record.name}}`)
      )
    case 'node':
      return kind === 'Node' && name === subject.node.metadata.name
    case 'object': {
      const { metadata } = subject.object
      return (
        kind === subject.object.kind && name === metadata.name && namespace === metadata.namespace
      )
    }
    case 'volume':
    case 'absent':
      return false
  }
}

function isPod(
  event: Event,
  pod: { readonly name?: string; readonly namespace?: string },
): boolean {
  return event.involvedObject.name === pod.name && event.involvedObject.namespace === pod.namespace
}

function rowOf(key: string, event: Event): EventRow {
  const time = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp
  return {
    key,
    timeMs: time === undefined ? 0 : msOfTime(time),
    warning: event.type === 'Warning',
    reason: event.reason ?? '',
    from: event.source?.component || event.reportingComponent || '',
    message: event.message ?? '',
    part: event.involvedObject.fieldPath ?? '',
    count: event.series?.count ?? event.count ?? 1,
  }
}
