// What a learner is told beside a step's own sentence: the scenario's words where it has some, else
// what is generally true of this kind of step.
import type { JournalEntry } from '#client/world.ts'
import type { Explanation } from './gallery-entry.ts'
import { FINER_EXPLANATIONS, KIND_EXPLANATIONS } from './kind-explanations.ts'

/** The explanation of a step; null for kinds that need none. */
export function explainStep(
  entry: Pick<JournalEntry, 'kind' | 'message' | 'because'>,
  special: readonly Explanation[],
): string | null {
  const fits = ({ kind, mentions }: Explanation): boolean =>
    kind === entry.kind &&
    (mentions === undefined || `${entry.message} ${entry.because ?? ''}`.includes(mentions))
  const own = special.find(fits)?.text
  if (own !== undefined) return own
  const sentence = `${entry.message}, because ${entry.because ?? ''}`
  const finer = FINER_EXPLANATIONS.find(
    ({ kind, says }) => kind === entry.kind && says.test(sentence),
  )
  return finer?.text ?? KIND_EXPLANATIONS[entry.kind] ?? null
}
