// The terminal plays time while a line waits, and pauses where it ends.
import type { PlaygroundLike, Snapshot } from './types.ts'

/** From when to when a line runs. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
}

export interface PlayingAlong {
  /** Plays until a line has ended. */
  follow(id: number): void
  /** Pauses when it plays for this line; it plays for none from then on. */
  leave(id: number): void
  /** The playground has changed. */
  changed(state: Snapshot, before: Snapshot): void
}

interface Needs {
  readonly store: PlaygroundLike
  /** Undefined for a line that is not there any more. */
  spanOf(id: number): Span | undefined
  /** The run has to go on for the line. */
  readonly waitsAtEnd: { get(): boolean; set(waits: boolean): void }
}

/** Makes what plays for one terminal. */
export function createPlayingAlong({ store, spanOf, waitsAtEnd }: Needs): PlayingAlong {
  let followed: number | null = null
  /** It stands at the last step of a run that still comes in: what comes next decides. */
  let waits = false
  /** Behind the last step nothing is played: what a line prints there is seen at once. */
  const goToEnd = (state: Snapshot, endMs: number): void => {
    waitsAtEnd.set(endMs > state.endMs && state.canRunLonger)
    state.actions.goToTime(Math.min(endMs, state.endMs))
  }
  const isBehindLast = ({ step, steps }: Snapshot): boolean => step >= steps.length - 1
  const begin = (state: Snapshot, endMs: number): void => {
    waits = isBehindLast(state) && state.runState === 'running'
    if (waits) return
    if (isBehindLast(state)) goToEnd(state, endMs)
    else if (!state.playing) state.actions.play()
  }
  return {
    follow(id) {
      followed = id
      begin(store.getState(), spanOf(id)?.endMs ?? Infinity)
    },
    leave(id) {
      const { playing, actions } = store.getState()
      if (playing && followed === id) actions.pause()
      followed = null
      waits = false
    },
    changed(state, before) {
      if (followed === null) return
      const span = spanOf(followed)
      const endMs = span?.endMs ?? Infinity
      if (span === undefined || state.timeMs >= endMs || state.timeMs < span.startMs) {
        followed = null
        waits = false
        if (!state.playing) return
        state.actions.pause()
        // The line has seen all of its last moment, and playing may stand in the middle of that.
        if (state.timeMs >= endMs) state.actions.goToTime(state.timeMs)
      } else if (waits) {
        if (state.steps !== before.steps || state.runState !== before.runState) begin(state, endMs)
      } else if (before.playing && !state.playing) {
        if (isBehindLast(state)) goToEnd(state, endMs)
      } else if (state.playing && waitsAtEnd.get()) waitsAtEnd.set(false)
    },
  }
}
