// A journal entry that says which Pod it is about, for runs in which more than one could be meant.
import type { JournalEntry } from '#client/world.ts'

type Sentence = Pick<JournalEntry, 'actor' | 'message' | 'because' | 'objects'>

const CONTAINER = /(?:container|sidecar) `[^`]+`(?: \(\d+ of \d+\))?/

/** The entry with 'of Pod `web`' behind its container, unless it names the Pod already. */
export function namedEntry<T extends Sentence>(entry: T): T {
  const key = entry.objects.find((object) => object.startsWith('Pod/'))
  const name = key?.split('/')[2]
  const text = `${entry.actor} ${entry.message} ${entry.because ?? ''}`
  if (name === undefined || text.includes(`\`${name}\``) || entry.actor.includes(`${name}/`))
    return entry
  const naming = (words: string): string => words.replace(CONTAINER, `$& of Pod \`${name}\``)
  if (CONTAINER.test(entry.message)) return { ...entry, message: naming(entry.message) }
  return entry.because === null ? entry : { ...entry, because: naming(entry.because) }
}
