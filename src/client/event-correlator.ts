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
  /** A handful. */
  reasons: readonly Similar[]
}

/** The same of one reason. */
interface Similar {
  readonly reason: string
  /** The different messages of late, the oldest first; a handful. */
  messages: readonly string[]
  lastMs: number
  /** What those that were put together have become. */
  together: Observed | null
  /** The others; mostly one. */
  single: readonly SingleEvent[]
}

interface Observed {
  name: string | null
  count: number
  firstMs: number
}

interface SingleEvent extends Observed {
  readonly fieldPath: string
  readonly message: string
}

/** Says which of several messages is forgotten, by its place; upstream any of them is. */
export type PopAny = (count: number) => number

const popOldest: PopAny = () => 0

/** Makes a correlator that remembers nothing yet; one per component, as upstream. */
export function createEventCorrelator(popAny: PopAny = popOldest): EventCorrelator {
  const remembered = new Map<string, Remembered>()
  return {
    correlate(event, nowMs) {
      const key = spamKeyOf(event)
      const about = remembered.get(key) ?? {
        leftMs: FULL_MS,
        sinceMs: nowMs,
        reasons: [],
      }
      remembered.set(key, about)
      const similar = similarOf(about, event.reason, nowMs)
      const aggregated = isAggregated(similar, event.message, { nowMs, popAny })
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

// Lists are made anew and not pushed to: a list that grows has room for seventeen.
function similarOf(about: Remembered, reason: string, nowMs: number): Similar {
  const known = about.reasons.find((one) => one.reason === reason)
  if (known !== undefined) return known
  const similar = { reason, messages: [], lastMs: nowMs, together: null, single: [] }
  about.reasons = about.reasons.concat(similar)
  return similar
}

/** Counts the different messages of late; true when there are so many that they are put together. */
function isAggregated(
  similar: Similar,
  message: string,
  { nowMs, popAny }: { readonly nowMs: number; readonly popAny: PopAny },
): boolean {
  if (nowMs - similar.lastMs > AGGREGATION_INTERVAL_MS) similar.messages = []
  if (!similar.messages.includes(message)) similar.messages = similar.messages.concat(message)
  similar.lastMs = nowMs
  if (similar.messages.length < MAX_SIMILAR_MESSAGES) return false
  // One message is forgotten, so that there are never more than the limit however many follow.
  const place = popAny(similar.messages.length)
  similar.messages = similar.messages.filter((_, index) => index !== place)
  return true
}

/** The count of the same event; of those that were put together, for null. */
function observedOf(similar: Similar, event: EventFacts | null, nowMs: number): Observed {
  if (event === null) {
    similar.together ??= { name: null, count: 0, firstMs: nowMs }
    return similar.together
  }
  const { message } = event
  const { fieldPath = '' } = event.involvedObject
  const known = similar.single.find((one) => one.message === message && one.fieldPath === fieldPath)
  if (known !== undefined) return known
  const observed = { fieldPath, message, name: null, count: 0, firstMs: nowMs }
  similar.single = similar.single.concat(observed)
  return observed
}

function spamKeyOf({ source, involvedObject: about, type }: EventFacts): string {
  const { kind = '', namespace = '', name = '', uid = '' } = about
  return `${source.component ?? ''}/${source.host ?? ''}/${kind}/${namespace}/${name}/${uid}/${type}`
}
