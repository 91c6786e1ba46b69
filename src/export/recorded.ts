// A run that was recorded, as exports read it: in the page's worker, on the command line and in tests.
import type { JournalEntry, WorldState } from '#client/world.ts'
import { namedEntry } from '#picture/words/named-entry.ts'
import { predicateOf } from '#picture/words/entry-sentence.ts'
import { isRoutine } from '#picture/words/routine.ts'
import type { ScenarioFile } from '#scenario/types.ts'

export interface Recorded {
  readonly journal: readonly JournalEntry[]
  /** The state after an entry, -1 before all. */
  stateAt(entryId: number): WorldState
  readonly files: readonly ScenarioFile[]
  readonly title: string
}

/** The steps between two entries, both included, without reports that only repeat what a step has told. */
export function stepsBetween(
  { journal }: Recorded,
  from: number,
  to: number,
): readonly JournalEntry[] {
  return journal
    .slice(Math.max(0, from), to + 1)
    .filter((entry) => entry.level === 'step' && !isRoutine(entry))
}

/** The last such step at or before an entry; null before the first. */
export function stepAt({ journal }: Recorded, entryId: number): JournalEntry | null {
  for (let id = Math.min(entryId, journal.length - 1); id >= 0; id -= 1) {
    const entry = journal[id]
    if (entry?.level === 'step' && !isRoutine(entry)) return entry
  }
  return null
}

/** The whole sentence of a step, without backticks, with the Pod it is about. */
export function sentenceOf(entry: JournalEntry): string {
  const named = namedEntry(entry)
  return `${named.actor} ${predicateOf(named)}`.replaceAll('`', '')
}

/** The last entry at or before a time; -1 when there is none. */
export function entryAtTime({ journal }: Recorded, timeMs: number): number {
  const next = journal.findIndex((entry) => entry.timeMs > timeMs)
  return next < 0 ? journal.length - 1 : next - 1
}
