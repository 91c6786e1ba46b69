// The moment at which a line is typed where nobody is shown one.
import type { JournalEntry } from '#client/world.ts'
import { lastEntryAt } from '#sim/history.ts'
import type { TerminalLine } from './types.ts'

/** All of that time has happened; what the line changes comes after it. */
export function typedAt(
  journal: readonly JournalEntry[],
  atMs: number,
): Pick<TerminalLine, 'atMs' | 'entryId' | 'actsMs'> {
  const entryId = lastEntryAt(journal, atMs)
  return { atMs, entryId, actsMs: journal[entryId]?.timeMs === atMs ? atMs + 1 : atMs }
}
