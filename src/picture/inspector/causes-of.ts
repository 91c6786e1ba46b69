// Why something is as it is: the last entry about it, the entry that one follows from, and so on.
import type { JournalEntry } from '#client/world.ts'

const LONGEST = 12

/**
 * The chain of causes of the newest step about `key` up to entry `entryId`: the newest first.
 * Entries that follow from nothing end it; details are left out except at its start.
 */
export function causesOf(
  entries: readonly JournalEntry[],
  entryId: number,
  key: string,
): readonly JournalEntry[] {
  const newest = newestAbout(entries, entryId, key)
  const chain: JournalEntry[] = []
  for (
    let entry = newest;
    entry !== undefined && chain.length < LONGEST;
    entry = causeOf(entries, entry)
  ) {
    if (entry.level === 'step' || chain.length === 0) chain.push(entry)
  }
  return chain
}

function newestAbout(
  entries: readonly JournalEntry[],
  entryId: number,
  key: string,
): JournalEntry | undefined {
  let detail: JournalEntry | undefined
  for (let id = Math.min(entryId, entries.length - 1); id >= 0; id -= 1) {
    const entry = entries[id]
    if (entry === undefined || !entry.objects.includes(key)) continue
    if (entry.level === 'step') return entry
    if (entry.message !== '') detail ??= entry
  }
  return detail
}

// An entry's cause is an earlier one; anything else would make a ring.
function causeOf(entries: readonly JournalEntry[], entry: JournalEntry): JournalEntry | undefined {
  return entry.cause !== null && entry.cause < entry.id ? entries[entry.cause] : undefined
}
