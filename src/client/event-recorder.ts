// Writes core/v1 Events about objects: what `kubectl describe` and `kubectl get events` show.
// Follows k8s.io/client-go/tools/record/event.go (v0.36). An Event never fails the one who reports it.
import { simplified } from '#lib/simplified.ts'
import type { Event, ObjectReference } from '#api/generated/types.ts'
import { KINDS, keyOf, nameInSentence } from '#api/meta/object.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { EPOCH_MS, timeOf } from '#api/meta/time.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import { defined } from '#lib/defined.ts'
import { flat } from '#lib/flat-text.ts'
import type { Client } from './client.ts'
import { createEventCorrelator } from './event-correlator.ts'
import type { Correlated, EventFacts } from './event-correlator.ts'

simplified(
  'scheduler-events',
  "the scheduler's events have the same form as all others (`count`, `firstTimestamp`), not that of events.k8s.io (`series`, `eventTime`).",
)

const NANOSECONDS_PER_MS = 1_000_000n

export interface EventReport {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly action?: string
  /** The component: 'default-scheduler', 'kubelet', 'replicaset-controller' ... */
  readonly source: string
  /** The node, for the kubelet. */
  readonly host?: string
  /** The part of the object it is about: 'spec.containers{web}'. */
  readonly fieldPath?: string
}

export interface EventRecorder {
  /** Writes an Event about `object`, or counts up the same one from before. */
  event(object: ApiObject, report: EventReport): void
}

/** Makes a recorder. What it writes are entries of kind 'Event' and level 'detail'. */
export function createEventRecorder(client: Client, clock: Clock): EventRecorder {
  const correlator = createEventCorrelator()
  const nanosecondsNow = createNanoseconds(clock)

  /** `<object>.<time in nanoseconds as 16 hex digits>`, moved on until no other Event has the name. */
  const freeName = (namespace: string, objectName: string): string => {
    for (let next = nanosecondsNow(); ; next += 1n) {
      const name = flat(`${objectName}.${next.toString(16)}`)
      if (client.get('Event', namespace, name) === undefined) return name
    }
  }

  const create = (event: Event, narration: Narration): Event | undefined => {
    const { namespace = 'default' } = event.metadata
    const name = freeName(namespace, event.involvedObject.name ?? '')
    const result = client.create({ ...event, metadata: { name, namespace } }, narration)
    return result.ok ? result.object : undefined
  }

  const countUp = (
    correlated: Correlated,
    event: Event,
    narration: Narration,
  ): Event | undefined => {
    const { namespace = 'default' } = event.metadata
    const stored = client.get('Event', namespace, correlated.name ?? '')
    if (stored === undefined) return undefined
    const { count, message, lastTimestamp } = event
    const result = client.update(
      { ...stored, ...defined({ count, message, lastTimestamp }) },
      narration,
    )
    return result.ok ? result.object : undefined
  }

  return {
    event(object, report) {
      const involvedObject = referenceTo(object, report.fieldPath)
      const source = {
        component: report.source,
        ...(report.host === undefined ? {} : { host: report.host }),
      }
      const { type, reason, message } = report
      const facts = { involvedObject, source, type, reason, message }
      const correlated = correlator.correlate(facts, clock.nowMs)
      if (correlated === null) return
      const event = eventOf(facts, report, correlated, clock.nowMs)
      const narration = narrationOf(object, report, correlated)
      const written =
        (correlated.name === null ? undefined : countUp(correlated, event, narration)) ??
        create(event, narration)
      if (written === undefined) return
      correlated.written(written.metadata.name ?? '', correlated.count, correlated.firstMs)
    },
  }
}

function eventOf(
  { involvedObject, source, type, reason }: EventFacts,
  report: EventReport,
  correlated: Correlated,
  nowMs: number,
): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: involvedObject.namespace ?? 'default' },
    involvedObject,
    reason,
    message: correlated.message,
    source,
    firstTimestamp: timeOf(correlated.firstMs),
    lastTimestamp: timeOf(nowMs),
    count: correlated.count,
    type,
    ...(report.action === undefined ? {} : { action: report.action }),
    reportingComponent: report.source,
    reportingInstance: report.host ?? '',
  }
}

/** The calendar time in nanoseconds, worked out once per millisecond. */
function createNanoseconds(clock: Clock): () => bigint {
  let lastMs = -1
  let nanoseconds = 0n
  return () => {
    if (clock.nowMs !== lastMs) {
      lastMs = clock.nowMs
      nanoseconds = BigInt(EPOCH_MS + lastMs) * NANOSECONDS_PER_MS
    }
    return nanoseconds
  }
}

function referenceTo(object: ApiObject, fieldPath: string | undefined): ObjectReference {
  const { name, namespace, uid, resourceVersion } = object.metadata
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(KINDS[object.kind].namespaced ? { namespace: namespace ?? 'default' } : {}),
    ...defined({ name, uid, resourceVersion, fieldPath }),
  }
}

function narrationOf(object: ApiObject, report: EventReport, correlated: Correlated): Narration {
  const again = correlated.count > 1 ? ` (${correlated.count} times)` : ''
  return {
    actor: report.host === undefined ? report.source : `${report.source} on ${report.host}`,
    message: `reported \`${report.reason}\` on ${nameInSentence(object)}${again}: ${correlated.message}`,
    level: 'detail',
    kind: 'Event',
    objects: [keyOf(object)],
  }
}
