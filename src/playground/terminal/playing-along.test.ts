import { expect, test } from 'vitest'
import { createPlayingAlong } from './playing-along.ts'
import type { PlaygroundLike, Snapshot } from './types.ts'

const LINE = { startMs: 1000, endMs: 5000 }

/** A playground that stands at the last of its steps, and what is done with it. */
function standing(runState: 'running' | 'done') {
  const done: string[] = []
  const actions = {
    play: () => void done.push('play'),
    pause: () => void done.push('pause'),
    goToTime: (timeMs: number) => void done.push(`go to ${timeMs}`),
  }
  const begun = { timeMs: 1000, step: 2, steps: [0, 1, 2], endMs: 60_000, canRunLonger: false }
  // Nothing else of it is read.
  let state = { ...begun, runState, playing: false, actions } as unknown as Snapshot
  const store = { getState: () => state } as unknown as PlaygroundLike
  let waits = false
  const waitsAtEnd = { get: () => waits, set: (to: boolean) => void (waits = to) }
  const along = createPlayingAlong({ store, spanOf: () => LINE, waitsAtEnd })
  const change = (part: object): void => {
    const before = state
    state = { ...state, ...part }
    along.changed(state, before)
  }
  return { along, change, done }
}

test('behind the last step of a run it goes to the end of the line', () => {
  const { along, done } = standing('done')
  along.follow(1)
  expect(done).toEqual(['go to 5000'])
})

test('at the last step of what has come in of a run it waits for more, and plays that', () => {
  const { along, change, done } = standing('running')
  along.follow(1)
  expect(done).toEqual([])
  change({ steps: [0, 1, 2, 3, 4] })
  expect(done).toEqual(['play'])
})

test('where nothing more comes it goes to the end of the line then', () => {
  const { along, change, done } = standing('running')
  along.follow(1)
  change({ runState: 'done' })
  expect(done).toEqual(['go to 5000'])
})
