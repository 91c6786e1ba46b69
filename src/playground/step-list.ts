// Which steps of a run one goes through, and how long each of them stands while it plays.

/** How much is told: what matters, with routine steps told beside the one they belong to, or every step. */
export type Detail = 'main' | 'all'

/** All steps of a run, by their place: the entry of each, how long its sentence is, and which are routine. */
export interface AllSteps {
  readonly ids: readonly number[]
  readonly lengths: readonly number[]
  /** Entries of those that are routine, in the order of their time. */
  readonly routine: readonly number[]
}

export const NO_STEPS: AllSteps = { ids: [], lengths: [], routine: [] }

/** What one goes through at a level of detail. */
export interface StepList {
  /** Ids of the entries. */
  readonly steps: readonly number[]
  /** How long each stands while it plays, in milliseconds of real time at normal speed. */
  readonly paces: readonly number[]
}

/** The steps to go through, with their paces. */
export function stepListOf(all: AllSteps, detail: Detail): StepList {
  const folded = detail === 'all' ? new Set<number>() : new Set(all.routine)
  const steps: number[] = []
  const paces: number[] = []
  all.ids.forEach((id, index) => {
    if (folded.has(id)) return
    steps.push(id)
    paces.push(paceOf(all.lengths[index] ?? 0))
  })
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
