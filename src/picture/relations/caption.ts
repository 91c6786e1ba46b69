// Relations in a few lines: those that differ by a name alone are counted.
import type { Relation } from './relations-of.ts'

const MOST_LINES = 6
/** So many are still told by their names. */
const TOLD = 2
/** A kind and the first name behind it. */
const NAMED = /(\w+) `[^`]*`/

/** What is said of a thing's relations, at most six lines; the last counts what found no room. */
export function captionOf(relations: readonly Relation[]): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const { why } of relations) {
    const form = why.replace(NAMED, '$1 …')
    groups.set(form, [...(groups.get(form) ?? []), why])
  }
  const lines = [...groups].flatMap(([form, whys]) =>
    whys.length <= TOLD
      ? whys
      : [form.replace(/(\w+) …/, (_, kind: string) => many(whys.length, kind))],
  )
  if (lines.length <= MOST_LINES) return lines
  const shown = lines.slice(0, MOST_LINES - 1)
  return [...shown, `and ${lines.length - shown.length} more`]
}

const many = (count: number, kind: string): string =>
  `${count} ${kind}${kind.endsWith('s') ? 'es' : 's'}`
