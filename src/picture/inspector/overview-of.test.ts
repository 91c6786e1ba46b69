import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { crowd } from '../canvas/testing/crowd.ts'
import { worldAt } from '../canvas/testing/fixture.ts'
import { createOverviewFold } from './overview-of.ts'

const entries = crowd(60, 4)

test('the Pods are counted by their states', () => {
  const { pods, nodes, podCounts } = createOverviewFold()(worldAt(entries, entries.length - 1))
  expect([pods.length, nodes.length]).toEqual([60, 5])
  expect(Object.fromEntries(podCounts)).toEqual({ Running: 53, CrashLoopBackOff: 4, Pending: 3 })
  expect(pods[0]).toEqual({
    key: 'Pod/default/web-00000',
    name: 'web-00000',
    word: 'Running',
    tone: 'run',
    detail: '1/1',
  })
})

test('wherever one comes from, the overview of a moment is the same', () => {
  const prng = createPrng('overview')
  const overviewAt = createOverviewFold()
  for (let jump = 0; jump < 40; jump += 1) {
    const world = worldAt(entries, prng.next(entries.length + 1) - 1)
    expect(overviewAt(world)).toEqual(createOverviewFold()(world))
  }
})
