// Machines that fail at random: nothing runs without power, nobody acts who is stopped, and all comes to rest.
import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { INVARIANT_RUNS } from './invariant-runs.ts'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'
import { machineViolationsOf, unrest, withMachineFaults } from './machine-faults.ts'
import { probingScenario } from './probing-scenario.ts'
import { randomScenario } from './random-scenario.ts'

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1)

/** Every third one has probes. The last fault has been over for minutes when it ends. */
function faultyScenario(seed: number): readonly ScenarioFile[] {
  const files = seed % 3 === 0 ? probingScenario(seed) : randomScenario(seed)
  return withMachineFaults(files, seed, { untilS: 430, endS: 720 })
}

test.for(SEEDS)('seed %i keeps the invariants under machine faults', (seed) => {
  const run = runScenario(faultyScenario(seed))
  const errors = run.parsed.diagnostics.filter(({ severity }) => severity === 'error')
  // What is random may be wrong in a manifest; the faults must have been read.
  expect(errors.filter(({ path }) => path === 'scenario.yaml')).toEqual([])
  const { journal, world } = run.cluster
  expect(violationsOf(journal)).toEqual([])
  expect(machineViolationsOf(journal)).toEqual([])
  expect(unrest(world.state)).toEqual([])
})

test.for(SEEDS.slice(0, 8))('seed %i of random machines violates nothing', (seed) => {
  expect(INVARIANT_RUNS['machines']?.(seed)).toEqual([])
})

test('the same faults give the same journal', () => {
  const hash = (seed: number): string =>
    journalHash(runScenario(faultyScenario(seed)).cluster.journal)
  expect(hash(5)).toBe(hash(5))
})
