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
  const about = objectOf(subject)
  if (about === null) return []
  const rows = world.keysOf('object', about).flatMap((key): readonly EventRow[] => {
    const event = world.get(key)
    return event?.kind === 'Event' && isAbout(event, subject) ? [rowOf(key, event)] : []
  })
  return rows.toSorted((a, b) => a.timeMs - b.timeMs)
}

/** Under what the events about a subject are found. */
function objectOf(subject: Subject): string | null {
  switch (subject.kind) {
    case 'pod':
      return nameIn('Pod', subject.pod.metadata)
    case 'container':
      return nameIn('Pod', subject.record.pod)
    case 'node':
      return nameIn('Node', subject.node.metadata)
    case 'object':
      return nameIn(subject.object.kind, subject.object.metadata)
    case 'volume':
    case 'absent':
      return null
  }
}

function nameIn(
  kind: string,
  { namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string },
): string {
  return `${kind}/${namespace}/${name}`
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
