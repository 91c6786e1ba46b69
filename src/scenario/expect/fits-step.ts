import type { JournalEntry } from '#client/world.ts'
import type { Happens } from './types.ts'

/** Whether a step is of this kind and has these words in its sentence. */
export function fitsStep(
  { kind, message, because }: Pick<JournalEntry, 'kind' | 'message' | 'because'>,
  wanted: Happens,
): boolean {
  return kind === wanted.kind && `${message} ${because ?? ''}`.includes(wanted.mentions)
}
