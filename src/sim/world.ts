// What is now, and the journal of how it came about. The state is a map from key to deeply readonly
// value; the only way to change it is `commit`, which writes one journal entry. So any moment can be
// rebuilt by reading the journal, and nothing happens unrecorded.
import { createInterner, flat } from '#lib/flat-text.ts'
import { createListeners } from '#lib/listeners.ts'
import type { Clock } from './clock.ts'
import { createHistory } from './history.ts'
import type { IndexesOf, LookUp, State } from './state.ts'

/** 'step': worth a stop of the person who steps through; 'detail': everything else. */
export type Level = 'step' | 'detail'

export interface Change<T> {
  readonly key: string
  readonly before: T | undefined
  readonly after: T | undefined
}

/** What the one who acts says about an entry. Names in the texts stand in backticks. */
export interface Narration {
  /** Who: 'kube-scheduler', 'kubelet on worker-1', 'you', 'container web/nginx' ... */
  readonly actor: string
  /** As which field manager a request is made; as what the actor is where it is missing. No part of the journal. */
  readonly fieldManager?: string
  /** What, as the rest of a sentence after the actor: 'assigned Pod `web` to `worker-1`'. No full stop. */
  readonly message: string
  /** Why, as the rest of a sentence after 'because': '`wait-for-db` exited with 0'. */
  readonly because?: string
  readonly level: Level
  /** A word for programs, defined by the component that writes it: 'Scheduled', 'Started', 'Log' ... */
  readonly kind: string
  /** Keys of what it is about besides the changed ones. The first is what the entry is mainly about. */
  readonly objects?: readonly string[]
  /** Plain data for the inspector: the decision and its reasons. Structured-cloneable. */
  readonly data?: unknown
  /** The entry it follows from; by default what the clock knows. */
  readonly cause?: number | null
}

export interface JournalEntry<T> {
  /** Its place in the journal, from 0. */
  readonly id: number
  readonly timeMs: number
  readonly actor: string
  readonly message: string
  readonly because: string | null
  readonly cause: number | null
  readonly level: Level
  readonly kind: string
  readonly objects: readonly string[]
  readonly data: unknown
  readonly changes: readonly Change<T>[]
}

export interface World<T> {
  readonly clock: Clock
  readonly journal: readonly JournalEntry<T>[]
  /** The present moment; it stays as it is when the world goes on. */
  readonly state: State<T>
  /** The present, read in place: it goes on as the world does. */
  readonly live: LookUp<T>
  get(key: string): T | undefined
  /** The state after entry `index`; nothing for -1, the present for the last one and beyond. */
  stateAt(index: number): State<T>
  /** Writes one entry and makes its changes; an `undefined` value removes the key. */
  commit(
    narration: Narration,
    changes: readonly (readonly [key: string, after: T | undefined])[],
  ): JournalEntry<T>
  /** Calls `listener` after each entry; what it does follows from that entry. Returns a function that ends it. */
  subscribe(listener: (entry: JournalEntry<T>) => void): () => void
}

const NONE: readonly never[] = []
/** Up to so many keys, looking through a list is cheaper than a set. */
const FEW = 8

/** Makes an empty world on a clock, whose states have the given indexes. */
export function createWorld<T>(clock: Clock, indexesOf: IndexesOf<T> = () => NONE): World<T> {
  const journal: JournalEntry<T>[] = []
  const history = createHistory(journal, indexesOf)
  const listeners = createListeners<JournalEntry<T>>()
  const intern = createInterner()
  return {
    clock,
    journal,
    get state() {
      return history.head
    },
    live: history.live,
    get: (key) => history.live.get(key),
    stateAt: history.stateAt,
    commit(narration, changes) {
      const changed =
        changes.length === 0
          ? NONE
          : changes.map(([name, after]) => {
              const key = intern(name)
              return { key, before: history.live.get(key), after }
            })
      const entry: JournalEntry<T> = {
        id: journal.length,
        timeMs: clock.nowMs,
        actor: intern(narration.actor),
        message: flat(narration.message),
        because: narration.because === undefined ? null : flat(narration.because),
        cause: narration.cause === undefined ? clock.cause : narration.cause,
        level: narration.level,
        kind: narration.kind,
        objects: keysOf((narration.objects ?? NONE).map(intern), changed),
        data: narration.data ?? null,
        changes: changed,
      }
      journal.push(entry)
      history.append(entry)
      const outer = clock.cause
      clock.cause = entry.id
      listeners.tell(entry)
      clock.cause = outer
      return entry
    },
    subscribe: (listener) => listeners.add(listener),
  }
}

/** Keys that are named, then those that are changed, each once. */
function keysOf(
  objects: readonly string[],
  changes: readonly { readonly key: string }[],
): readonly string[] {
  if (objects.length + changes.length > FEW) {
    return [...new Set([...objects, ...changes.map(({ key }) => key)])]
  }
  const named = objects.some((key, index) => objects.indexOf(key) !== index)
    ? [...new Set(objects)]
    : objects
  const more = changes.map(({ key }) => key).filter((key) => !named.includes(key))
  return more.length === 0 ? named : [...named, ...more]
}
