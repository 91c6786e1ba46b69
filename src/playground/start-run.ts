// Starts runs and shows them while they come in.
import { joinedNumbers } from '#lib/numbers.ts'
import { planWithin } from '#picture/canvas/plan-within.ts'
import { debounce } from './debounce.ts'
import { lastMoment } from './last-moment.ts'
import { momentOfLink, momentOfStep, stepAt, type Moment } from './moment.ts'
import { type NewEntries, RUN_AGAIN, RUN_IS_GONE } from './questions.ts'
import type { RunGuard } from './run-guard.ts'
import type { Shower } from './shower.ts'
import { stepListOf } from './step-list.ts'
import type { EnginePort, PlaygroundState, RunChunk, TimelineOfRun } from './types.ts'
import { ENGINE_SILENT } from './worker-port.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly port: EnginePort
  readonly shower: Shower
  readonly guard: RunGuard
}

/** Where to go: a time (-1: the first step), and how many steps of that millisecond come behind. */
interface Destination {
  readonly timeMs: number
  readonly behind: number
}

export interface RunStarter {
  /**
   * Runs the present files at least `untilMs` and goes to a moment; the earlier run is given up. When it `follows` that as
   * one of the same scenario, its first parts are shown within the places and the timeline of the earlier one.
   */
  start(goTo: Destination, untilMs: number | null, follows: boolean): void
  /** Stops the run that comes in, and shows what came in until now. Does nothing when there is none. */
  stop(): void
}

/** After the first, a part of a run is shown when this much more has come: each showing costs as much as the whole. */
const GROWTH = 2

/** Makes what starts the runs of one page. */
export function createRunStarter({ set, get, port, shower, guard }: Needs): RunStarter {
  let count = 0
  let stopCurrent = (): void => {}
  const start = (goTo: Destination, untilMs: number | null, follows: boolean): void => {
    count += 1
    const run = count
    const failed = (error: unknown): void => {
      if (run !== count) return
      const message = error instanceof Error ? error.message : String(error)
      if (message === ENGINE_SILENT) guard.blame()
      if (message === RUN_AGAIN) start(person.wants(), untilMs, follows)
      else if (message !== RUN_IS_GONE)
        set({ runState: 'failed', runMessage: message, timeline: timelineOf(get()) })
    }
    const incoming = createIncoming()
    const failedBefore = get().runState === 'failed'
    set({ runState: 'running', stale: false, ...(failedBefore ? { runMessage: null } : {}) })
    const person = createPerson(get, goTo)
    const frame = follows ? createFrame(get()) : null
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
        const coming = port.ask(at, { kind: 'plan' }).then((plan) => {
          const come = { plan, timeline: timelineOf({ times, allSteps, endMs: nowMs }) }
          const isFramed = done === null && frame?.holds(nowMs) === true
          const seen = isFramed ? frame.around(come) : come
          const ended = done === null ? {} : endOf(done)
          return { times, allSteps, ...list, endMs: nowMs, ...seen, ...ended }
        })
        const wanted = (): Moment | null => (run === count ? place() : null)
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
    stopCurrent = () => {
      if (incoming.done !== null || get().runState !== 'running') return
      port.cancel()
      guard.end()
      const done = { reason: 'limit', message: stoppedAt(incoming.nowMs), canGoOn: true } as const
      if (incoming.isEmpty) set({ runState: 'failed', runMessage: STOPPED_EARLY })
      else {
        set(endOf(done))
        accept({ ...NO_ENTRIES, nowMs: incoming.nowMs, done })
      }
    }
    guard.begin(get().files)
    port.run({ run, files: get().files, untilMs }, accept, failed)
  }
  return { start, stop: () => stopCurrent() }
}

/** Behind all that comes. */
const THE_END: Destination = { timeMs: Infinity, behind: 0 }

/** Where the person is while a run comes in, and wants to be in it: at `first`, unless they went somewhere since it was started. */
function createPerson(get: () => PlaygroundState, first: Destination) {
  let goTo = first
  let at: Pick<Moment, 'entryId' | 'timeMs'> = { entryId: get().entryId, timeMs: get().timeMs }
  let isPlaced = false
  const hasMoved = (): boolean => get().entryId !== at.entryId || get().timeMs !== at.timeMs
  // Who plays sees one step after the other.
  const wentToEnd = (): boolean =>
    hasMoved() && !get().playing && get().steps.length > 0 && get().step >= get().steps.length - 1
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
  const { timeMs } = person.wants()
  // The earlier run stays in sight until this one has reached the moment; once this one is, it is followed as it comes.
  const hasCome = timeMs < 0 ? hasSteps : nowMs >= timeMs
  if (isOtherShown && !person.isPlaced && !hasCome) return true
  // Within the frame a further part would show nothing new to who stays where they are.
  return frame?.holds(nowMs) === true && person.rests()
}

/** So long at most a run is shown within the one before it: who waits longer wants to see how far it has come. */
const MOST_FRAMED_MS = 1000

type Seen = Pick<PlaygroundState, 'plan' | 'timeline'>

/** What the parts of a run are shown within: the places and the timeline of the run before it. */
function createFrame(before: Seen) {
  let isLate = false
  debounce(() => (isLate = true), MOST_FRAMED_MS)()
  return {
    /** Whether it is large enough for a run that has come to `nowMs`, and this one does not take long. */
    holds: (nowMs: number): boolean => !isLate && nowMs <= before.timeline.endMs,
    around: (come: Seen): Seen => ({
      timeline: before.timeline,
      plan: planWithin(before.plan, come.plan),
    }),
  }
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

function stoppedAt(timeMs: number): string {
  return `It was stopped at ${timeMs / 1000} s; what came in until then is shown.`
}

/** What an end of a run sets. */
function endOf({ message, canGoOn }: NonNullable<RunChunk['done']>) {
  return { runState: 'done', runMessage: message, canRunLonger: canGoOn } as const
}

function momentOf(
  { timeMs, behind }: Destination,
  run: Pick<PlaygroundState, 'times' | 'allSteps' | 'steps'> & { readonly nowMs: number },
): Moment {
  const { times, allSteps, steps, nowMs } = run
  if (timeMs < 0) return momentOfStep(times, steps, 0)
  if (timeMs === Infinity) return lastMoment(run)
  const place = { behind, timeMs: Math.min(timeMs, nowMs) }
  const moment = momentOfLink(times, allSteps.ids, place)
  return { ...moment, step: stepAt(steps, moment.entryId) }
}

/** The parts of a run that have come in. */
function createIncoming() {
  const parts: NewEntries[] = []
  let length = 0
  let shown = { length: 0, done: false }
  const incoming = {
    nowMs: 0,
    get isEmpty(): boolean {
      return length === 0
    },
    /** Whether the first step has come. */
    get hasSteps(): boolean {
      return parts.some(({ steps }) => steps.length > 0)
    },
    done: null as RunChunk['done'],
    /** Whether there is enough more than was shown. */
    get isDue(): boolean {
      return (
        (incoming.done !== null && !shown.done) ||
        (length > 0 && length >= shown.length * GROWTH && length > shown.length)
      )
    },
    take({ nowMs, done, ...part }: RunChunk): void {
      if (part.times.length > 0) parts.push(part)
      length += part.times.length
      incoming.nowMs = nowMs
      incoming.done = done
    },
    /** All of it, which counts as shown then. */
    show(): Pick<PlaygroundState, 'times' | 'allSteps'> {
      shown = { length, done: incoming.done !== null }
      const all: NewEntries = {
        times: new Float64Array(length),
        steps: joinedNumbers(parts.map(({ steps }) => steps)),
        lengths: joinedNumbers(parts.map(({ lengths }) => lengths)),
        routine: joinedNumbers(parts.map(({ routine }) => routine)),
      }
      let at = 0
      for (const { times } of parts) {
        all.times.set(times, at)
        at += times.length
      }
      parts.splice(0, parts.length, all)
      const { times, steps: ids, lengths, routine } = all
      return { times, allSteps: { ids, lengths, routine } }
    },
  }
  return incoming
}
