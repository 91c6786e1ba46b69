// A lesson: a scenario with a situation, a question, the words at its deciding steps, its answer, and something to do
// oneself. It is one text, lesson.md, beside the files of the scenario.
import type { Expectation } from '../expect/types.ts'

export const PATHS = {
  'first-pod': 'First Pod',
  init: 'Init containers and sidecars',
  scheduling: 'Scheduling',
  repair: 'Who repairs it',
} as const
export type LessonPath = keyof typeof PATHS

export interface Choice {
  readonly text: string
  readonly right: boolean
  /** Why it is right or wrong; shown when it was chosen. */
  readonly why: string
}

/** What is said at a step of this kind, with these words in its sentence ('' is any). */
export interface StepWords {
  readonly kind: string
  readonly mentions: string
  readonly text: string
}

export interface Hint {
  /** The key of what one has to look at first; '' is open from the start. */
  readonly after: string
  readonly text: string
}

/** Where the answer is seen: at which step, and what of it. */
export interface Seen {
  readonly kind: string
  readonly mentions: string
  /** Steps before this time do not count. */
  readonly fromMs: number
  readonly select: string | null
  readonly tab: string | null
}

export interface Lesson {
  readonly title: string
  readonly summary: string
  /** What it teaches, in two or three words. */
  readonly row: string
  readonly path: LessonPath
  /** Its place in its path. */
  readonly order: number
  readonly minutes: number
  readonly situation: readonly string[]
  readonly question: string
  readonly choices: readonly Choice[]
  readonly words: readonly StepWords[]
  readonly answer: readonly string[]
  readonly seen: Seen | null
  readonly variation: readonly string[]
  readonly expect: readonly Expectation[]
  readonly hints: readonly Hint[]
}
