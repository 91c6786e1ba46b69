// Decides what becomes of an event before it is written: a new object, one more count of an older
// one, or nothing. Follows k8s.io/client-go/tools/record/events_cache.go (v0.36), EventCorrelate.
import type { EventSource, ObjectReference } from '#api/generated/types.ts'

/** Different messages of one source, object, type and reason from which on they share one event. */
const MAX_SIMILAR_MESSAGES = 10
const AGGREGATION_INTERVAL_MS = 10 * 60 * 1000
/** The spam filter: a bucket of this many events per source, object and type ... */
const BURST = 25
/** ... which gets one back in this time. */
const REFILL_MS = 5 * 60 * 1000
/** What the bucket holds is counted in milliseconds of refilling, so that no fraction is lost. */
const FULL_MS = BURST * REFILL_MS

export interface EventFacts {
  readonly involvedObject: ObjectReference
  readonly source: EventSource
  readonly type: string
  readonly reason: string
  readonly message: string
}

/** What to write: `name` is that of the event to count up, or null for a new one. */
export interface Correlated {
  readonly message: string
  readonly count: number
  readonly firstMs: number
  readonly name: string | null
  /** Notes under which name it was written, its count, and since when it is counted. */
  written(name: string, count: number, firstMs: number): void
}

export interface EventCorrelator {
  /** What to write for an event that happens at `nowMs`; null when the spam filter drops it. */
  correlate(event: EventFacts, nowMs: number): Correlated | null
}

/** What is remembered of the events of one source, object and type. */
interface Remembered {
  /** The bucket of the spam filter. */
  leftMs: number
  sinceMs: number
  readonly byReason: Map<string, Similar>
}

/** The same of one reason. */
interface Similar {
  /** The different messages of late, the oldest first; a handful. */
  readonly messages: string[]
  lastMs: number
  /** What those that were put together have become. */
  together: Observed | null
  /** The others, by field path and message. */
  readonly single: Map<string, Observed>
}

interface Observed {
  name: string | null
  count: number
  firstMs: number
}

/** Makes a correlator that remembers nothing yet; one per component, as upstream. */
export function createEventCorrelator(): EventCorrelator {
  const remembered = new Map<string, Remembered>()
  return {
    correlate(event, nowMs) {
      const key = spamKeyOf(event)
      const about = remembered.get(key) ?? {
        leftMs: FULL_MS,
        sinceMs: nowMs,
        byReason: new Map<string, Similar>(),
      }
      remembered.set(key, about)
      const similar = similarOf(about, event.reason, nowMs)
      const aggregated = isAggregated(similar, event.message, nowMs)
      const observed = observedOf(similar, aggregated ? null : event, nowMs)
      observed.count += 1
      if (!passesSpamFilter(about, nowMs)) return null
      const prefix = aggregated ? '(combined from similar events): ' : ''
      const { name, count, firstMs } = observed
      return {
        message: `${prefix}${event.message}`,
        name,
        count,
        firstMs,
        written(...now) {
          ;[observed.name, observed.count, observed.firstMs] = now
        },
      }
    },
  }
}

function passesSpamFilter(bucket: Remembered, nowMs: number): boolean {
  bucket.leftMs = Math.min(FULL_MS, bucket.leftMs + nowMs - bucket.sinceMs)
  bucket.sinceMs = nowMs
  if (bucket.leftMs < REFILL_MS) return false
  bucket.leftMs -= REFILL_MS
  return true
}

function similarOf({ byReason }: Remembered, reason: string, nowMs: number): Similar {
  const known = byReason.get(reason)
  if (known !== undefined) return known
  const similar = { messages: [], lastMs: nowMs, together: null, single: new Map() }
  byReason.set(reason, similar)
  return similar
}

/** Counts the different messages of late; true when there are so many that they are put together. */
function isAggregated(similar: Similar, message: string, nowMs: number): boolean {
  const { messages } = similar
  if (nowMs - similar.lastMs > AGGREGATION_INTERVAL_MS) messages.length = 0
  if (!messages.includes(message)) messages.push(message)
  similar.lastMs = nowMs
  if (messages.length < MAX_SIMILAR_MESSAGES) return false
  // One message is forgotten, so that there are never more than the limit however many follow.
  messages.shift()
  return true
}

/** The count of the same event; of those that were put together, for null. */
function observedOf(similar: Similar, event: EventFacts | null, nowMs: number): Observed {
  if (event === null) {
    similar.together ??= { name: null, count: 0, firstMs: nowMs }
    return similar.together
  }
  const key = `${event.involvedObject.fieldPath ?? ''}\n${event.message}`
  const known = similar.single.get(key)
  if (known !== undefined) return known
  const observed = { name: null, count: 0, firstMs: nowMs }
  similar.single.set(key, observed)
  return observed
}

function spamKeyOf({ source, involvedObject: about, type }: EventFacts): string {
  const { kind = '', namespace = '', name = '', uid = '' } = about
  return `${source.component ?? ''}/${source.host ?? ''}/${kind}/${namespace}/${name}/${uid}/${type}`
}
