// Starts runs and shows them while they come in.
import { planWithin } from '#picture/canvas/plan-within.ts'
import { debounce } from './debounce.ts'
import { createIncoming, hasReached, momentOf } from './incoming.ts'
import type { Destination, Moment } from './moment.ts'
import { type NewEntries, RUN_AGAIN, RUN_IS_GONE } from './questions.ts'
import type { RunGuard } from './run-guard.ts'
import { isCrowd, type Shower } from './shower.ts'
import { stepListOf } from './step-list.ts'
import type { EnginePort, PlaygroundState, RunChunk, RunRequest, TimelineOfRun } from './types.ts'
import { ENGINE_SILENT } from './worker-port.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly port: EnginePort
  readonly shower: Shower
  readonly guard: RunGuard
}

type About = Pick<PlaygroundState, 'places' | 'scenarioActions' | 'title' | 'expect' | 'unchecked'>

export interface Beginning {
  /**
   * Whether it is of the same scenario as the earlier one: then its first parts are shown within the places and the timeline
   * of that.
   */
  readonly follows: boolean
  /** What else is different in this run; it is set together with what comes of it, so that the page is drawn once. */
  readonly about: About | null
}

export interface RunStarter {
  /** Runs the present files at least `untilMs` and goes to a moment; the earlier run is given up. */
  start(goTo: Destination, untilMs: number | null, how: Beginning): void
  /** What `start` would ask the engine for next. */
  requestOf(goTo: Destination, untilMs: number | null): RunRequest
  /** Stops the run that comes in, and shows what came in until now. Does nothing when there is none. */
  stop(): void
}

/** Makes what starts the runs of one page. */
export function createRunStarter(needs: Needs): RunStarter {
  let count = 0
  let current: { stop(): void } | null = null
  const start: RunStarter['start'] = (goTo, untilMs, how) => {
    count += 1
    const run = count
    current = beginRun(needs, { run, goTo, untilMs, how }, () => run === count, start)
  }
  return {
    start,
    requestOf: (goTo, untilMs) => requestOf(needs.get(), { run: count + 1, goTo, untilMs }),
    stop: () => current?.stop(),
  }
}

function requestOf(
  { files, detail, plan, times }: PlaygroundState,
  { run, goTo, untilMs }: Omit<Wanted, 'how'>,
): RunRequest {
  const first = { goTo, detail, crowd: isCrowd({ plan }), atOnce: times.length === 0 }
  return { run, files, untilMs, first }
}

interface Wanted {
  readonly run: number
  readonly goTo: Destination
  readonly untilMs: number | null
  readonly how: Beginning
}

/** Begins a run and shows what comes of it, as long as it is the newest. */
function beginRun(
  { set, get, port, shower, guard }: Needs,
  { run, goTo, untilMs, how: { follows, about } }: Wanted,
  isNewest: () => boolean,
  again: RunStarter['start'],
): { stop(): void } {
  const failed = (error: unknown): void => {
    if (!isNewest()) return
    const message = error instanceof Error ? error.message : String(error)
    if (message === ENGINE_SILENT) guard.blame()
    setAbout()
    if (message === RUN_AGAIN) again(person.wants(), untilMs, { follows, about: null })
    else if (message !== RUN_IS_GONE)
      set({ runState: 'failed', runMessage: message, timeline: timelineOf(get()) })
  }
  const incoming = createIncoming()
  const failedBefore = get().runState === 'failed'
  set({ runState: 'running', stale: false, ...(failedBefore ? { runMessage: null } : {}) })
  const person = createPerson(get, goTo)
  const takeAbout = createAbout(get, about)
  const setAbout = (): void => {
    if (isNewest()) set(takeAbout())
  }
  if (!follows) setAbout()
  const frame = follows ? createFrame(get(), setAbout) : null
  let isShowing = false
  const isWaiting = (): boolean => waits({ incoming, person, frame }, get().times.length > 0)
  const showAll = async (): Promise<void> => {
    while (!isWaiting()) {
      const { nowMs, done } = incoming
      const { times, allSteps } = incoming.show()
      const list = stepListOf(allSteps, get().detail)
      const place = (): Moment =>
        momentOf(person.wants(), { times, allSteps, steps: list.steps, nowMs })
      const at = { run, entryId: place().entryId, timeMs: nowMs }
      const come = { times, allSteps, ...list, endMs: nowMs }
      const coming = port
        .ask(at, { kind: 'plan' })
        .then((plan) => ({ ...takeAbout(), ...come, ...seenOf(plan, come, done, frame) }))
      const wanted = (): Moment | null => (isNewest() ? place() : null)
      const moment = await shower.showRun(run, wanted, coming, person.stays)
      if (moment !== null) person.placed(moment)
    }
    isShowing = false
  }
  const accept = (chunk: RunChunk): void => {
    incoming.take(chunk)
    if (chunk.done !== null) guard.end()
    if (isShowing) return
    isShowing = true
    showAll().catch(failed)
  }
  guard.begin(get().files)
  port.run(requestOf(get(), { run, goTo, untilMs }), accept, failed)
  const stop = (): void => {
    if (incoming.done !== null || get().runState !== 'running') return
    port.cancel()
    guard.end()
    setAbout()
    if (incoming.isEmpty) {
      set({ runState: 'failed', runMessage: STOPPED_EARLY })
      return
    }
    set(endOf(stoppedAt(incoming.nowMs).done))
    accept(stoppedAt(incoming.nowMs))
  }
  return { stop }
}

/** Gives what is different in a run, once. */
function createAbout(get: () => PlaygroundState, about: About | null) {
  const { files } = get()
  let left = about
  return (): Partial<PlaygroundState> => {
    const given = left
    left = null
    if (given === null) return {}
    const { title, expect } = given
    // Of a text that has changed since it is known where its objects stand, now or soon.
    return get().files === files ? given : { title, expect }
  }
}

/** Behind all that comes. */
const THE_END: Destination = { timeMs: Infinity, behind: 0 }

/** Where the person is while a run comes in, and wants to be in it: at `first`, unless they went somewhere since it was started. */
function createPerson(get: () => PlaygroundState, first: Destination) {
  let goTo = first
  let at: Pick<Moment, 'entryId' | 'timeMs'> = { entryId: get().entryId, timeMs: get().timeMs }
  let isPlaced = false
  const hasMoved = (): boolean => get().entryId !== at.entryId || get().timeMs !== at.timeMs
  // Who comes to the last step that is there by single steps, or by playing, wants the one after it.
  const wentToEnd = (): boolean =>
    hasMoved() && get().wantsEnd && get().steps.length > 0 && get().step >= get().steps.length - 1
  return {
    wants(): Destination {
      // What they went to holds for all parts that come, until they go elsewhere.
      if (wentToEnd()) goTo = THE_END
      else if (hasMoved()) goTo = { timeMs: get().timeMs, behind: 0 }
      return goTo
    },
    /** Whether this run is in sight. */
    get isPlaced(): boolean {
      return isPlaced
    },
    /** Whether they are where they wanted to be in this run. */
    rests: (): boolean => isPlaced && !hasMoved(),
    /** Who has gone on in an earlier part of this run stays there. */
    stays: (): boolean => isPlaced && hasMoved() && !wentToEnd(),
    placed(moment: Moment): void {
      at = moment
      isPlaced = true
    },
  }
}

interface Coming {
  readonly incoming: Pick<
    ReturnType<typeof createIncoming>,
    'nowMs' | 'done' | 'isDue' | 'hasSteps'
  >
  readonly person: Pick<ReturnType<typeof createPerson>, 'wants' | 'rests' | 'isPlaced'>
  readonly frame: Pick<ReturnType<typeof createFrame>, 'holds'> | null
}

/** Whether what has come is not shown yet; `isOtherShown` says whether there is another run to look at meanwhile. */
function waits({ incoming, person, frame }: Coming, isOtherShown: boolean): boolean {
  const { nowMs, done, isDue, hasSteps } = incoming
  if (done !== null || !isDue) return !isDue
  // The earlier run stays in sight until this one has reached the moment; once this one is, it is followed as it comes.
  if (isOtherShown && !person.isPlaced && !hasReached(person.wants(), { hasSteps, nowMs }))
    return true
  // Within the frame a further part would show nothing new to who stays where they are.
  return frame?.holds(nowMs) === true && person.rests()
}

/** So long at most a run is shown within the one before it: who waits longer wants to see how far it has come. */
const MOST_FRAMED_MS = 1000

type Seen = Pick<PlaygroundState, 'plan' | 'timeline'>

/** What the parts of a run are shown within: the places and the timeline of the run before it, until it is late. */
function createFrame(before: Seen, onLate: () => void) {
  let isLate = false
  debounce(() => {
    isLate = true
    onLate()
  }, MOST_FRAMED_MS)()
  return {
    /** Whether it is large enough for a run that has come to `nowMs`, and this one does not take long. */
    holds: (nowMs: number): boolean => !isLate && nowMs <= before.timeline.endMs,
    around: (come: Seen): Seen => ({
      timeline: before.timeline,
      plan: planWithin(before.plan, come.plan),
    }),
  }
}

/** What is seen of a run that has come so far, and what its end sets. */
function seenOf(
  plan: PlaygroundState['plan'],
  run: Pick<PlaygroundState, 'times' | 'allSteps' | 'endMs'>,
  done: RunChunk['done'],
  frame: ReturnType<typeof createFrame> | null,
): Partial<PlaygroundState> {
  const come = { plan, timeline: timelineOf(run) }
  if (done !== null) return { ...come, ...endOf(done) }
  return frame?.holds(run.endMs) === true ? frame.around(come) : come
}

function timelineOf({
  times,
  allSteps,
  endMs,
}: Pick<PlaygroundState, 'times' | 'allSteps' | 'endMs'>): TimelineOfRun {
  return { times, ids: allSteps.ids, endMs }
}

const NO_ENTRIES: NewEntries = {
  times: new Float64Array(),
  steps: new Int32Array(),
  lengths: new Int32Array(),
  routine: new Int32Array(),
}
const STOPPED_EARLY = 'It was stopped before anything had come in.'

/** The last part of a run that was stopped when it had come so far. */
function stoppedAt(nowMs: number) {
  const message = `It was stopped at ${nowMs / 1000} s; what came in until then is shown.`
  return { ...NO_ENTRIES, nowMs, done: { reason: 'limit', message, canGoOn: true } } as const
}

/** What an end of a run sets. */
function endOf({ message, canGoOn }: NonNullable<RunChunk['done']>) {
  return { runState: 'done', runMessage: message, canRunLonger: canGoOn } as const
}
