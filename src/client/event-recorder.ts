// Writes core/v1 Events about objects: what `kubectl describe` and `kubectl get events` show.
// Follows k8s.io/client-go/tools/record/event.go (v0.36). An Event never fails the one who reports it.
import { simplified } from '#lib/simplified.ts'
import type { Event, ObjectReference } from '#api/generated/types.ts'
import { keyOf, nameInSentence, infoOf } from '#api/meta/object.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { EPOCH_MS, timeOf } from '#api/meta/time.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import { defined } from '#lib/defined.ts'
import { flat } from '#lib/flat-text.ts'
import type { Client } from './client.ts'
import { type Connection, CONNECTED } from './connection.ts'
import { createEventCorrelator } from './event-correlator.ts'
import type { Correlated, EventCorrelator, EventFacts, PopAny } from './event-correlator.ts'
import { createTimeQueue } from './time-queue.ts'

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
  /** What is to be written about what happened at `timeMs`, as the function that writes it; null when it was told too often. */
  prepare(object: ApiObject, report: EventReport, timeMs: number): (() => void) | null
}

/** An event that the API server did not take is sent again after so long. */
const SLEEP_MS = 10_000
/** So many wait; what comes then is lost. */
const MAX_QUEUED = 1000

/** How a recorder comes to the API server. */
interface Sink {
  readonly connection: Connection
  /** Names its timers; used once. */
  readonly owner: string
  /** Keeps a function that ends it. */
  own(stop: () => void): void
}

/**
 * Makes a recorder. What it writes are entries of kind 'Event' and level 'detail'. With a sink, what is recorded
 * while the API server does not answer waits until it does.
 */
export function createEventRecorder(
  client: Client,
  clock: Clock,
  sink?: Sink,
  popAny?: PopAny,
): EventRecorder {
  const recorder = new Recorder(client, clock, popAny)
  if (sink === undefined || sink.connection === CONNECTED) {
    return {
      event: (object, report) => recorder.record(object, report, clock.nowMs),
      prepare: (object, report, timeMs) => recorder.prepare(object, report, timeMs),
    }
  }
  return queued(recorder, clock, sink)
}

/** Follows recordToSink: events are sent one after the other, and one that is not taken is tried again. */
function queued(recorder: Recorder, clock: Clock, { connection, owner, own }: Sink): EventRecorder {
  const waiting: (readonly [ApiObject, EventReport, number])[] = []
  let sinceMs = 0
  const queue = createTimeQueue(clock, owner, () => {
    if (connection.refusal !== null) return
    for (const [object, report, atMs] of waiting.splice(0)) recorder.record(object, report, atMs)
  })
  own(queue.stop)
  own(
    connection.watch(() => {
      if (connection.refusal !== null || waiting.length === 0) return
      queue.add('send', SLEEP_MS - ((clock.nowMs - sinceMs) % SLEEP_MS))
    }),
  )
  const isOpen = (): boolean => connection.refusal === null && waiting.length === 0
  const keep = (object: ApiObject, report: EventReport, timeMs: number): void => {
    if (waiting.length === 0) sinceMs = clock.nowMs
    if (waiting.length < MAX_QUEUED) waiting.push([object, report, timeMs])
  }
  return {
    event(object, report) {
      if (isOpen()) recorder.record(object, report, clock.nowMs)
      else keep(object, report, clock.nowMs)
    },
    prepare: (object, report, timeMs) =>
      isOpen() ? recorder.prepare(object, report, timeMs) : () => keep(object, report, timeMs),
  }
}
class Recorder {
  readonly #client: Client
  readonly #correlator: EventCorrelator
  readonly #nanosecondsNow: () => bigint

  constructor(client: Client, clock: Clock, popAny: PopAny | undefined) {
    this.#client = client
    this.#correlator = createEventCorrelator(popAny)
    this.#nanosecondsNow = createNanoseconds(clock)
  }

  /** Writes an Event of something that happened at `atMs`, or counts up the same one from before. */
  record(object: ApiObject, report: EventReport, atMs: number): void {
    this.prepare(object, report, atMs)?.()
  }

  /** The same in two steps; null when there is nothing to write. */
  prepare(object: ApiObject, report: EventReport, atMs: number): (() => void) | null {
    const involvedObject = referenceTo(object, report.fieldPath)
    const source = {
      component: report.source,
      ...(report.host === undefined ? {} : { host: report.host }),
    }
    const { type, reason, message } = report
    const facts = { involvedObject, source, type, reason, message }
    const correlated = this.#correlator.correlate(facts, atMs)
    if (correlated === null) return null
    const event = eventOf(facts, report, correlated, atMs)
    const narration = narrationOf(object, report, correlated)
    return () => {
      const written =
        (correlated.name === null ? undefined : this.#countUp(correlated, event, narration)) ??
        this.#create(event, narration)
      if (written === undefined) return
      correlated.written(written.metadata.name ?? '', correlated.count, correlated.firstMs)
    }
  }

  /** `<object>.<time in nanoseconds as 16 hex digits>`, moved on until no other Event has the name. */
  #freeName(namespace: string, objectName: string): string {
    for (let next = this.#nanosecondsNow(); ; next += 1n) {
      const name = flat(`${objectName}.${next.toString(16)}`)
      if (this.#client.get('Event', namespace, name) === undefined) return name
    }
  }

  #create(event: Event, narration: Narration): Event | undefined {
    const { namespace = 'default' } = event.metadata
    const name = this.#freeName(namespace, event.involvedObject.name ?? '')
    const named = { ...event, metadata: { name, namespace } }
    const result = this.#client.create(named, narration)
    return result.ok ? result.object : undefined
  }

  #countUp(correlated: Correlated, event: Event, narration: Narration): Event | undefined {
    const { namespace = 'default' } = event.metadata
    const stored = this.#client.get('Event', namespace, correlated.name ?? '')
    if (stored === undefined) return undefined
    const { count, message, lastTimestamp } = event
    const changed = { ...stored, ...defined({ count, message, lastTimestamp }) }
    const result = this.#client.update(changed, narration)
    return result.ok ? result.object : undefined
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
    ...(infoOf(object.kind).namespaced ? { namespace: namespace ?? 'default' } : {}),
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
