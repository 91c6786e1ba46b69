// A moment of a run as a world of its own: a clock that begins there and goes on by itself, and the states that the
// run had at its times. Whoever reads it, waits on it or watches it sees the run happen again.
import type { JournalEntry, World, WorldObject, WorldState } from '#client/world.ts'
import { createListeners } from '#lib/listeners.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import { unwrittenEntry } from '#sim/dry-world.ts'
import { lastEntryAt } from '#sim/history.ts'
import type { LookUp } from '#sim/state.ts'
import { createFuture, createSleeper, type Future, type Sleeper } from '#sim/task.ts'

export interface Past {
  readonly clock: Clock
  /** Its world, with the journal so far; what is written to it is not kept: `onWrite` is told instead. */
  worldFor(onWrite: () => void): World
  /** What was, at this moment. */
  state(): WorldState
  /** The entries until this moment. */
  journal(): readonly JournalEntry[]
  readonly sleeper: Sleeper
  /** From now on all of a millisecond is seen, also of that in which it began. */
  release(): void
  /** Watches are told of what happens: those that subscribe from now on. */
  follow(): void
  /** Settles when the run has come further. */
  grown(): Future<void>
  /** The run has come further. */
  grow(): void
}

const OWNER = 'the run'

/** Makes the past of a run from a moment on: after entry `entryId`, at `atMs`. */
export function createPast(
  run: World,
  { atMs, entryId }: { readonly atMs: number; readonly entryId: number },
): Past {
  const clock = createClock()
  clock.skipTo(atMs)
  const listeners = createListeners<JournalEntry>()
  let released = false
  const follower = createFollower(run, clock, (entry) => {
    released = true
    listeners.tell(entry)
  })
  let follows = false
  let grown = createFuture<void>()
  let known: { readonly id: number; readonly state: WorldState } | null = null
  const entryNow = (): number =>
    !released && clock.nowMs === atMs ? entryId : lastEntryAt(run.journal, clock.nowMs)
  const stateNow = (): WorldState => {
    const id = entryNow()
    if (known?.id !== id) known = { id, state: run.stateAt(id) }
    return known.state
  }
  let told: readonly JournalEntry[] = []
  const journalNow = (): readonly JournalEntry[] => {
    const count = entryNow() + 1
    if (told.length !== count) told = run.journal.slice(0, count)
    return told
  }
  const live = liveOf(stateNow)
  const worldFor = (onWrite: () => void): World => ({
    clock,
    get journal() {
      return journalNow()
    },
    get state() {
      return stateNow()
    },
    live,
    get: live.get,
    stateAt: () => stateNow(),
    commit(narration, changes) {
      if (changes.length > 0) onWrite()
      return unwrittenEntry(narration, clock.nowMs, changes)
    },
    subscribe(listener) {
      if (follows) follower.begin(entryNow())
      return listeners.add(listener)
    },
  })
  return {
    clock,
    worldFor,
    state: stateNow,
    journal: journalNow,
    sleeper: createSleeper(clock),
    release: () => void (released = true),
    follow: () => void (follows = true),
    grown: () => grown,
    grow() {
      const before = grown
      grown = createFuture()
      before.settle()
      follower.grow()
    },
  }
}

function liveOf(stateNow: () => WorldState): LookUp<WorldObject> {
  return {
    get: (key) => stateNow().get(key),
    under: (prefix) => stateNow().under(prefix),
    keysOf: (index, value, prefix) => stateNow().keysOf(index, value, prefix),
    list: (index, value, prefix) => stateNow().list(index, value, prefix),
  }
}

interface Follower {
  /** Tells from now on of the entries after this one. */
  begin(entryId: number): void
  /** There are more entries. */
  grow(): void
}

/** Tells of the entries of a run as a clock comes to their times. */
function createFollower(run: World, clock: Clock, tell: (entry: JournalEntry) => void): Follower {
  let told: number | null = null
  let isArmed = false
  const arm = (): void => {
    const next = told === null ? undefined : run.journal[told + 1]
    if (next === undefined || isArmed) return
    isArmed = true
    clock.setTimer(Math.max(0, next.timeMs - clock.nowMs), OWNER, 'next', '')
  }
  clock.handle(OWNER, () => {
    isArmed = false
    const last = lastEntryAt(run.journal, clock.nowMs)
    for (let id = (told ?? last) + 1; id <= last; id += 1) {
      told = id
      const entry = run.journal[id]
      if (entry !== undefined) tell(entry)
    }
    arm()
  })
  return {
    begin(entryId) {
      told ??= entryId
      arm()
    },
    grow: arm,
  }
}
