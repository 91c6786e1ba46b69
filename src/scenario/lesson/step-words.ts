// At which steps a lesson has something to say.
import type { JournalEntry } from '#client/world.ts'
import { fitsStep } from '../expect/fits-step.ts'
import type { StepWords } from './types.ts'

type Told = Pick<JournalEntry, 'kind' | 'message' | 'because'>

/** What a lesson says at a step, of which the first that fits counts; null at steps that decide nothing. */
export function lessonWords(entry: Told, words: readonly StepWords[]): string | null {
  return words.find((one) => fitsStep(entry, one))?.text ?? null
}
