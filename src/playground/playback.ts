// The actions of playback: step, drag, play.
import { lastMoment, lastMsOf } from './last-moment.ts'
import { advanceByTime, momentOfStep, momentOfTime, stepAt } from './moment.ts'
import {
  advancePaced,
  isPlayedOut,
  momentOfPaced,
  pacedAt,
  type Paced,
  type Paces,
} from './paced.ts'
import type { Shower } from './shower.ts'
import { type Detail, stepListOf } from './step-list.ts'
import type { Pacing, PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly shower: Shower
}

type Run = Pick<PlaygroundState, 'times' | 'steps' | 'paces' | 'allSteps'>

const pacesOf = ({ times, steps, paces, allSteps }: Run): Paces => ({
  times,
  steps,
  paces,
  lastMs: lastMsOf({ times, allSteps }),
})

/** Makes the actions that move playback. */
export function playbackActions(needs: Needs) {
  const { set, get, shower } = needs
  const toStep = (step: number): void => {
    const { times, steps } = get()
    const isLast = step >= steps.length - 1 && steps.length > 0
    shower.show(isLast ? lastMoment(get()) : momentOfStep(times, steps, step))
  }
  const stop = (step: number, wantsEnd = false): void => {
    set({ playing: false, wantsEnd })
    toStep(step)
  }
  return {
    first: () => stop(0),
    back: () => stop(Math.max(0, get().step - 1)),
    next: () => stop(get().step + 1),
    last: () => stop(get().steps.length - 1, true),
    goToStep: (step: number) => stop(step),
    goToEntry: (entryId: number) => stop(stepAt(get().steps, entryId)),
    goToTime(timeMs: number) {
      const { times, steps, endMs } = get()
      const wholeMs = Math.round(Math.max(0, Math.min(timeMs, endMs)))
      set({ wantsEnd: false })
      shower.show(momentOfTime(times, steps, wholeMs))
    },
    play() {
      const { step, steps, times, runState } = get()
      if (steps.length === 0) return
      // Who plays at the end begins anew, unless there is more to come.
      if (step >= steps.length - 1 && runState !== 'running')
        shower.show(momentOfStep(times, steps, 0))
      set({ playing: true, wantsEnd: false })
    },
    pause: () => set({ playing: false }),
    setSpeed: (speed: number) => set({ speed }),
    setPacing: (pacing: Pacing) => set({ pacing }),
    setDetail(detail: Detail) {
      const { allSteps, entryId, timeMs } = get()
      const list = stepListOf(allSteps, detail)
      set({ detail, ...list })
      shower.show({ step: stepAt(list.steps, entryId), entryId, timeMs })
    },
    tick: makeTick(needs),
  }
}

/** Moves playback by real time, by steps or by time. */
function makeTick({ set, get, shower }: Needs): (realMs: number) => void {
  let shown: (Paced & { readonly entryId: number; readonly timeMs: number }) | null = null
  const byTime = (realMs: number): void => {
    const { times, steps, timeMs, runState } = get()
    shower.show(momentOfTime(times, steps, advanceByTime(times, steps, timeMs, realMs)))
    if (get().step >= steps.length - 1 && runState !== 'running') set({ playing: false })
  }
  const bySteps = (realMs: number): void => {
    const { step, timeMs, entryId, runState } = get()
    const paces = pacesOf(get())
    const isSame = shown?.step === step && shown.entryId === entryId && shown.timeMs === timeMs
    const from = isSame && shown !== null ? shown : pacedAt(paces, { step, timeMs })
    const paced = advancePaced(paces, from, realMs)
    const moment = momentOfPaced(paces, paced)
    shown = { ...paced, entryId: moment.entryId, timeMs: moment.timeMs }
    if (moment.entryId !== entryId || moment.timeMs !== timeMs || moment.step !== step)
      shower.show(moment)
    if (runState !== 'running' && isPlayedOut(paces, paced)) set({ playing: false })
  }
  return (realMs) => {
    const { playing, speed, pacing } = get()
    if (!playing) return
    if (pacing === 'time') byTime(realMs * speed)
    else bySteps(realMs * speed)
  }
}
