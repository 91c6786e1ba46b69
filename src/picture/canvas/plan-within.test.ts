import { assert, constantFrom, integer, property, tuple, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { planWithin } from './plan-within.ts'
import { EMPTY_PLAN, planSeats, type SeatPlan } from './seats.ts'
import { crowd } from './testing/crowd.ts'
import { bind, createJournal, makeContainer, makePod } from './testing/fixture.ts'

const idOf = (name: string): string => `pod:default/${name}:0000-${name}`

function planOf(pods: readonly (readonly [name: string, node: string, containers: number])[]) {
  const journal = createJournal()
  for (const [name, node, count] of pods) {
    const containers = Array.from({ length: count }, (_, index) => makeContainer(`c${index}`))
    journal.commit({}, [bind(makePod(name, { containers }), node)])
  }
  return planSeats(journal.entries)
}

const seatIn = (plan: SeatPlan, name: string) => plan.seatOf.get(idOf(name))

test('a run that has come to nothing new keeps the very plan', () => {
  const before = planSeats(crowd(100, 10))
  expect(planWithin(before, EMPTY_PLAN)).toBe(before)
  expect(planWithin(before, planSeats(crowd(100, 10)))).toBe(before)
})

test('a Pod with another name has the seat of the one that is gone, also where the others have not come yet', () => {
  const before = planOf([
    ['web', 'n', 1],
    ['shop', 'n', 1],
    ['more', 'm', 1],
  ])
  const after = planWithin(before, planOf([['shopx', 'n', 1]]))
  // Which of the two is gone is not known: both have not come.
  expect(after.nodes).toEqual(before.nodes)
  const later = planWithin(
    before,
    planOf([
      ['shopx', 'n', 1],
      ['web', 'n', 1],
    ]),
  )
  expect(seatIn(later, 'shopx')).toEqual(seatIn(before, 'shop'))
  expect(seatIn(later, 'web')).toEqual(seatIn(before, 'web'))
})

test('a Pod of another size, or one more, has a seat more', () => {
  const before = planOf([['web', 'n', 1]])
  const larger = planWithin(before, planOf([['two', 'n', 2]]))
  expect(seatIn(larger, 'two')).toEqual({ nodeName: 'n', index: 1 })
  const more = planWithin(
    before,
    planOf([
      ['web', 'n', 1],
      ['other', 'n', 1],
    ]),
  )
  expect(seatIn(more, 'other')).toEqual({ nodeName: 'n', index: 1 })
  expect(more.nodes.get('n')).toHaveLength(2)
})

test('a crowd of which few have come is drawn as the crowd', () => {
  const before = planSeats(crowd(400, 10))
  const one = planWithin(before, planOf([['new', 'worker-1', 1]]))
  expect(one.level).toBe('dot')
  expect(new Set(one.nodes.get('worker-1'))).toEqual(new Set(before.nodes.get('worker-1')))
  // The other way round the picture has no room for it.
  const few = planOf([['web', 'n', 1]])
  expect(planWithin(few, before)).toBe(before)
})

test('every Pod has a seat on its node, of its size, and no two that were there have one of another', () => {
  const name = constantFrom(...'abcdefgh')
  const pods = uniqueArray(tuple(name, constantFrom('n', 'm'), integer({ min: 1, max: 2 })), {
    selector: ([own]) => own,
  })
  assert(
    property(pods, pods, (first, second) => {
      const before = planOf(first)
      const now = planOf(second)
      const plan = planWithin(before, now)
      const taken = new Set<string>()
      for (const [id, { nodeName, index }] of now.seatOf) {
        const seat = plan.seatOf.get(id)
        expect(seat?.nodeName).toBe(nodeName)
        if (before.seatOf.get(id)?.nodeName === nodeName)
          expect(seat).toEqual(before.seatOf.get(id))
        else
          expect(plan.nodes.get(nodeName)?.[seat?.index ?? -1]).toEqual(
            now.nodes.get(nodeName)?.[index],
          )
        expect(taken.has(`${nodeName} ${seat?.index}`)).toBe(false)
        taken.add(`${nodeName} ${seat?.index}`)
      }
    }),
  )
})
