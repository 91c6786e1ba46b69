import type { JournalEntry } from '#client/world.ts'
import type { Seen } from '../lesson/types.ts'
import type { Happens } from './types.ts'

/** Whether a step is of this kind and has these words in its sentence. */
export function fitsStep(
  { kind, message, because }: Pick<JournalEntry, 'kind' | 'message' | 'because'>,
  wanted: Happens,
): boolean {
  return kind === wanted.kind && `${message} ${because ?? ''}`.includes(wanted.mentions)
}

/** Whether an entry is a step at which the answer of a lesson can be seen: the first one is where it is. */
export function isSeenAt(
  entry: JournalEntry,
  seen: Pick<Seen, 'kind' | 'mentions' | 'fromMs'>,
): boolean {
  return entry.level === 'step' && entry.timeMs >= seen.fromMs && fitsStep(entry, seen)
}
