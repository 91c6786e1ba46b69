// The actions of playback: step, drag, play.
import { advancePlayback, momentOfStep, momentOfTime } from './moment.ts'
import type { Shower } from './shower.ts'
import type { PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly shower: Shower
}

/** Makes the actions that move playback. */
export function playbackActions({ set, get, shower }: Needs) {
  const toStep = (step: number): void => shower.show(momentOfStep(get().times, get().steps, step))
  const stop = (step: number): void => {
    set({ playing: false })
    toStep(step)
  }
  return {
    first: () => stop(0),
    back: () => stop(Math.max(0, get().step - 1)),
    next: () => stop(get().step + 1),
    last: () => stop(get().steps.length - 1),
    goToStep: (step: number) => stop(step),
    goToTime(timeMs: number) {
      const { times, steps, endMs } = get()
      const wholeMs = Math.round(Math.max(0, Math.min(timeMs, endMs)))
      shower.show(momentOfTime(times, steps, wholeMs))
    },
    play() {
      const { step, steps } = get()
      if (steps.length === 0) return
      if (step >= steps.length - 1) toStep(0)
      set({ playing: true })
    },
    pause: () => set({ playing: false }),
    setSpeed: (speed: number) => set({ speed }),
    tick(realMs: number) {
      const { times, steps, step, timeMs, speed, playing } = get()
      if (!playing) return
      const nextMs = advancePlayback(times, steps, { timeMs, step }, realMs * speed)
      shower.show(momentOfTime(times, steps, nextMs))
      if (get().step >= steps.length - 1 && get().runState !== 'running') set({ playing: false })
    },
  }
}
