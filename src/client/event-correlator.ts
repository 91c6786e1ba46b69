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
  readonly key: string
  readonly message: string
  readonly count: number
  readonly firstMs: number
  readonly name: string | null
}

export interface EventCorrelator {
  /** What to write for an event that happens at `nowMs`; null when the spam filter drops it. */
  correlate(event: EventFacts, nowMs: number): Correlated | null
  /** Tells under which name the event of `key` was written, and its count. */
  written(key: string, name: string, count: number, firstMs: number): void
}

interface Similar {
  readonly messages: Set<string>
  lastMs: number
}

interface Observed {
  name: string | null
  count: number
  firstMs: number
}

/** Makes a correlator that remembers nothing yet; one per component, as upstream. */
export function createEventCorrelator(): EventCorrelator {
  const similar = new Map<string, Similar>()
  const observed = new Map<string, Observed>()
  const buckets = new Map<string, { leftMs: number; sinceMs: number }>()

  const passesSpamFilter = (key: string, nowMs: number): boolean => {
    const bucket = buckets.get(key) ?? { leftMs: FULL_MS, sinceMs: nowMs }
    buckets.set(key, bucket)
    bucket.leftMs = Math.min(FULL_MS, bucket.leftMs + nowMs - bucket.sinceMs)
    bucket.sinceMs = nowMs
    if (bucket.leftMs < REFILL_MS) return false
    bucket.leftMs -= REFILL_MS
    return true
  }

  /** Counts the different messages of late; true when there are so many that they are put together. */
  const isAggregated = (key: string, message: string, nowMs: number): boolean => {
    let record = similar.get(key)
    if (record === undefined || nowMs - record.lastMs > AGGREGATION_INTERVAL_MS) {
      record = { messages: new Set(), lastMs: nowMs }
      similar.set(key, record)
    }
    record.messages.add(message)
    record.lastMs = nowMs
    if (record.messages.size < MAX_SIMILAR_MESSAGES) return false
    // One message is forgotten, so that the set stays at the limit however many follow.
    const [oldest] = record.messages
    if (oldest !== undefined) record.messages.delete(oldest)
    return true
  }

  return {
    correlate(event, nowMs) {
      const spamKey = spamKeyOf(event)
      const similarKey = `${spamKey}\n${event.reason}`
      const aggregated = isAggregated(similarKey, event.message, nowMs)
      const key = aggregated
        ? similarKey
        : `${similarKey}\n${event.involvedObject.fieldPath ?? ''}\n${event.message}`
      const before = observed.get(key)
      const now: Observed = {
        name: before?.name ?? null,
        count: (before?.count ?? 0) + 1,
        firstMs: before?.firstMs ?? nowMs,
      }
      observed.set(key, now)
      if (!passesSpamFilter(spamKey, nowMs)) return null
      const prefix = aggregated ? '(combined from similar events): ' : ''
      return { key, message: `${prefix}${event.message}`, ...now }
    },
    written(key, name, count, firstMs) {
      observed.set(key, { name, count, firstMs })
    },
  }
}

function spamKeyOf({ source, involvedObject: about, type }: EventFacts): string {
  const { kind = '', namespace = '', name = '', uid = '' } = about
  return `${source.component ?? ''}/${source.host ?? ''}/${kind}/${namespace}/${name}/${uid}/${type}`
}
