// Workloads under random changes and faults: what must hold holds after every entry, and all comes to rest.
import { expect, test } from 'vitest'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'
import { randomCourse } from './random-workloads.ts'
import { violationsIn } from './workload-invariants.ts'

/** More of them in a run of its own: WORKLOAD_SEEDS=2000. */
const COUNT = Number(process.env['WORKLOAD_SEEDS'] ?? 16)
const SEEDS = Array.from({ length: COUNT }, (_, index) => index + 1)

test.for(SEEDS)('rollouts without faults stay in their band, seed %i', (seed) => {
  expect(violationsIn(randomCourse(seed, true))).toEqual([])
})

test.for(SEEDS)('faults, scaling and late watches leave nothing wrong, seed %i', (seed) => {
  const course = randomCourse(seed, false)
  expect(violationsIn(course)).toEqual([])
  expect(violationsOf(course.cluster.journal)).toEqual([])
})

test('the same seed gives the same journal', () => {
  const hash = (seed: number): string => journalHash(randomCourse(seed, false).cluster.journal)
  expect(hash(3)).toBe(hash(3))
  expect(hash(3)).not.toBe(hash(4))
})
