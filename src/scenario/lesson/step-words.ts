// At which steps a lesson has something to say.
import type { JournalEntry } from '#client/world.ts'
import type { StepWords } from './types.ts'

type Told = Pick<JournalEntry, 'kind' | 'message' | 'because'>

/** What a lesson says at a step, of which the first that fits counts; null at steps that decide nothing. */
export function lessonWords(entry: Told, words: readonly StepWords[]): string | null {
  return words.find((one) => fitsStep(entry, one))?.text ?? null
}

/** Whether a step is of this kind and has these words in its sentence. */
export function fitsStep(
  { kind, message, because }: Told,
  wanted: Pick<StepWords, 'kind' | 'mentions'>,
): boolean {
  return kind === wanted.kind && `${message} ${because ?? ''}`.includes(wanted.mentions)
}
