// Everything random that is held against an invariant, by its name: a seed in, what was violated out.
import * as fc from 'fast-check'
import { createPrng } from '#lib/prng.ts'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'
import { PLANS, violationsOfPlan } from './random-jobs.ts'
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
  /** Jobs count each Pod once. */
  jobs(seed) {
    const [plan] = fc.sample(PLANS, { seed, numRuns: 1 })
    const max = createPrng(`jobs ${seed}`).next(3000)
    return plan === undefined ? ['no plan'] : violationsOfPlan(seed, max, plan)
  },
  /** The same seed gives the same journal. */
  hashes(seed) {
    const [first, second] = [0, 1].map(() => journalHash(randomCourse(seed, false).cluster.journal))
    return first === second ? [] : [`the journal has the hash ${first} and then ${second}`]
  },
}
