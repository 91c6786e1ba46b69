// What is generally true of a step, for who meets it for the first time.
import type { JournalEntry } from '#client/world.ts'
import { FINER_EXPLANATIONS, KIND_EXPLANATIONS } from './kind-explanations.ts'

type Told = Pick<JournalEntry, 'kind' | 'message' | 'because'>

/** What is generally true of this kind of step; null for kinds that need no explanation. */
export function explainStep(entry: Told): string | null {
  const sentence = `${entry.message}, because ${entry.because ?? ''}`
  const finer = FINER_EXPLANATIONS.find(
    ({ kind, says }) => kind === entry.kind && says.test(sentence),
  )
  return finer?.text ?? KIND_EXPLANATIONS[entry.kind] ?? null
}
