// Which steps of a run one goes through, and how long each of them stands while it plays.

import type { Numbers } from '#lib/numbers.ts'

/** How much is told: what matters, with routine steps told beside the one they belong to, or every step. */
export type Detail = 'main' | 'all'

/** All steps of a run, by their place: the entry of each, how long its sentence is, and which are routine. */
export interface AllSteps {
  readonly ids: Numbers
  readonly lengths: Numbers
  /** Entries of those that are routine, in the order of their time. */
  readonly routine: Numbers
}

export const NO_STEPS: AllSteps = { ids: [], lengths: [], routine: [] }

/** What one goes through at a level of detail. */
export interface StepList {
  /** Ids of the entries. */
  readonly steps: Numbers
  /** How long each stands while it plays, in milliseconds of real time at normal speed. */
  readonly paces: Numbers
}

/** The steps to go through, with their paces. */
export function stepListOf(all: AllSteps, detail: Detail): StepList {
  const { ids, lengths } = all
  const routine = detail === 'all' ? [] : all.routine
  const steps = new Int32Array(ids.length - routine.length)
  const paces = new Int32Array(steps.length)
  let told = 0
  for (let index = 0; index < ids.length; index += 1) {
    // Both are in the order of their time.
    if (ids[index] === routine[index - told]) continue
    steps[told] = ids[index] ?? -1
    paces[told] = paceOf(lengths[index] ?? 0)
    told += 1
  }
  return { steps, paces }
}

const LEAST_MS = 1000
const MOST_MS = 1500
/** A sentence of so many characters is read in the least time; each further one takes its share. */
const SHORT = 40
const MS_PER_CHARACTER = 6

/** How long a step stands, by the length of its sentence: 1 to 1.5 s. */
export function paceOf(length: number): number {
  const ms = LEAST_MS + Math.max(0, length - SHORT) * MS_PER_CHARACTER
  return Math.min(MOST_MS, ms)
}
