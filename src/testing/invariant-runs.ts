// Everything random that is held against an invariant, by its name: a seed in, what was violated out.
import * as fc from 'fast-check'
import type { JournalEntry } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'
import { machineViolationsOf, unrest } from './machine-faults.ts'
import { staticPodViolations, volumeViolations } from './machine-invariants.ts'
import { PLANS, violationsOfPlan } from './random-jobs.ts'
import { randomMachines } from './random-machines.ts'
import { randomCourse } from './random-workloads.ts'
import { violationsIn } from './workload-invariants.ts'

/** Each takes a seed and returns sentences; empty when all held. */
export const INVARIANT_RUNS: Readonly<Record<string, (seed: number) => readonly string[]>> = {
  /** Rollouts without faults stay in their band. */
  rollouts: (seed) => violationsIn(randomCourse(seed, true)),
  /** Faults, scaling, deletions, drains and late watches leave nothing wrong. */
  faults(seed) {
    const course = randomCourse(seed, false)
    return [...violationsIn(course), ...violationsOf(course.cluster.journal)]
  },
  /**
   * Machines that fail: nothing runs on one that is off, static Pods and their mirrors, restart counts, volumes, rest when the
   * faults have stopped, and the same journal a second time.
   */
  machines(seed) {
    const files = randomMachines(seed)
    const { cluster, parsed } = runScenario(files)
    const wrong = parsed.diagnostics.filter(
      ({ severity, path }) => severity === 'error' && path === 'scenario.yaml',
    )
    const { journal, world } = cluster
    return [
      ...wrong.map(({ message }) => `scenario.yaml: ${message}`),
      ...violationsOf(journal),
      ...machineViolationsOf(journal),
      ...staticPodViolations(journal, world.clock.nowMs),
      ...volumeViolations(journal),
      ...unrest(world.state),
      ...differences(journal, runScenario(files).cluster.journal),
    ]
  },
  /** Jobs count each Pod once. */
  jobs(seed) {
    const [plan] = fc.sample(PLANS, { seed, numRuns: 1 })
    const max = createPrng(`jobs ${seed}`).next(3000)
    return plan === undefined ? ['no plan'] : violationsOfPlan(seed, max, plan)
  },
  /** The same seed gives the same journal. */
  hashes(seed) {
    const [first, second] = [0, 1].map(() => randomCourse(seed, false).cluster.journal)
    return first === undefined || second === undefined ? [] : differences(first, second)
  },
}

/** What was violated when two journals of one seed are not the same. */
function differences(
  first: readonly JournalEntry[],
  second: readonly JournalEntry[],
): readonly string[] {
  const [one, other] = [journalHash(first), journalHash(second)]
  return one === other ? [] : [`the journal has the hash ${one} and then ${other}`]
}
