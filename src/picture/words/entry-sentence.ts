// A journal entry as the one sentence that the page shows and announces.
import type { JournalEntry } from '#client/world.ts'

/** 'started container `web`, because the image is there.': all of the sentence after the actor. */
export function predicateOf(entry: Pick<JournalEntry, 'message' | 'because'>): string {
  const reason = entry.because === null || entry.because === '' ? '' : `, because ${entry.because}`
  const text = `${entry.message}${reason}`
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** All of the sentence after the actor, for a screen reader, without its reason. */
export function spokenPredicate(entry: Pick<JournalEntry, 'message'>): string {
  return predicateOf({ ...entry, because: null }).replaceAll('`', '')
}

/** The whole sentence without backticks, for a screen reader. */
export function spokenSentence(entry: Pick<JournalEntry, 'actor' | 'message' | 'because'>): string {
  return `${entry.actor} ${predicateOf(entry)}`.replaceAll('`', '')
}

/** Who did the second of two things that are told in one breath: 'it' where it is who did the first. */
export function whoThen(
  first: Pick<JournalEntry, 'actor'>,
  second: Pick<JournalEntry, 'actor'>,
): string {
  return second.actor === first.actor ? 'it' : second.actor
}
