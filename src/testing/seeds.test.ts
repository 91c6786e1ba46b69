// Many random scenarios: whatever happens, the invariants hold, and the same seed gives the same journal.
import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'
import { randomScenario } from './random-scenario.ts'

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1)

test.for(SEEDS)('seed %i keeps the invariants', (seed) => {
  const run = runScenario(randomScenario(seed))
  expect(run.parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(violationsOf(run.cluster.journal)).toEqual([])
  expect(run.cluster.journal.length).toBeGreaterThan(10)
})

test('the same seed gives the same journal, another one does not', () => {
  const hash = (seed: number): string =>
    journalHash(runScenario(randomScenario(seed)).cluster.journal)
  expect(hash(1)).toBe(hash(1))
  expect(hash(1)).not.toBe(hash(2))
})

test('seeking gives the state that the run had at that time', () => {
  const files = randomScenario(3)
  const whole = runScenario(files)
  const half = runScenario(files, { untilMs: 30_000, exact: true })
  expect([...whole.cluster.seek(30_000)]).toEqual([...half.cluster.world.state])
})

test('a fork has the same history and its own future', () => {
  const { cluster } = runScenario(randomScenario(4))
  const at = 20_000
  const forked = cluster.fork(at, [{ verb: 'cordon', atMs: at, nodes: ['worker-1'] }])
  forked.advance(60_000)
  const before = cluster.journal.filter(({ timeMs }) => timeMs < at)
  expect(journalHash(forked.journal.slice(0, before.length))).toBe(journalHash(before))
  expect(forked.journal.some(({ kind }) => kind === 'Cordoned')).toBe(true)
})
