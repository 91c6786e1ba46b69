import { expect, test } from 'vitest'
import { createClock } from './clock.ts'
import { lastEntryAt } from './history.ts'
import { createWorld, type Narration } from './world.ts'
import { createPrng } from '#lib/prng.ts'

const narration = (message: string): Narration => ({
  actor: 'test',
  message,
  level: 'step',
  kind: 'Test',
})

test('a commit changes the state and says what was before and after', () => {
  const world = createWorld<string>(createClock())
  world.commit(narration('one'), [['a', 'x']])
  const entry = world.commit({ ...narration('two'), objects: ['b'] }, [['a', undefined]])
  expect(entry.changes).toEqual([{ key: 'a', before: 'x', after: undefined }])
  expect(entry.objects).toEqual(['b', 'a'])
  expect(world.get('a')).toBeUndefined()
})

test('what a subscriber does follows from the entry that it was told of', () => {
  const world = createWorld<string>(createClock())
  world.subscribe((entry) => {
    if (entry.message === 'first') world.commit(narration('second'), [])
  })
  world.commit(narration('first'), [])
  expect(world.journal.map(({ cause }) => cause)).toEqual([null, 0])
  expect(world.clock.cause).toBeNull()
})

test('time travel gives the same state as replaying the journal, in any order of questions', () => {
  const prng = createPrng(1)
  const world = createWorld<number>(createClock())
  const states: string[] = []
  for (let i = 0; i < 1500; i += 1) {
    const value = prng.next(5) === 0 ? undefined : i
    world.commit(narration(`${i}`), [[`k${prng.next(40)}`, value]])
    states.push(JSON.stringify([...world.state].toSorted()))
  }
  for (let i = 0; i < 300; i += 1) {
    const index = prng.next(1500)
    expect(JSON.stringify([...world.stateAt(index)].toSorted())).toBe(states[index])
  }
  expect(world.stateAt(-1).size).toBe(0)
})

test('the last entry at a time is found among equal times', () => {
  const entries = [0, 0, 5, 5, 9].map((timeMs) => ({ timeMs }))
  expect([-1, 0, 4, 5, 100].map((time) => lastEntryAt(entries, time))).toEqual([-1, 1, 1, 3, 4])
})
