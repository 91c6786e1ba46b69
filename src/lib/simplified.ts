// Where Podscape knowingly does less than Kubernetes. A mark stands in the code that it is about; from all
// marks come SIMPLIFIED.md and what the editor says to the person whose manifest meets one.

export interface Simplification {
  /** Names the mark for programs: words with dashes, never used again for another thing. */
  readonly id: string
  /** What is done otherwise, as a sentence for users. */
  readonly text: string
  /** Fields of a manifest that meet it: `Struct.field`, or `Struct.field=value`. */
  readonly fields: readonly string[]
  /** Programs in a container's command line or script that meet it. */
  readonly programs: readonly string[]
}

const marks = new Map<string, Simplification>()

/**
 * Marks a simplification, at the top level of the file that it is about. `meets` says what of a manifest
 * meets it; without it, it stands in the list only. Two marks of one name are an error of ours.
 */
export function simplified(
  id: string,
  text: string,
  meets: Partial<Pick<Simplification, 'fields' | 'programs'>> = {},
): Simplification {
  const known = marks.get(id)
  if (known !== undefined && known.text !== text) throw new Error(`two marks are called ${id}`)
  const mark = { id, text, fields: meets.fields ?? [], programs: meets.programs ?? [] }
  marks.set(id, mark)
  sorted = null
  return mark
}

let sorted: readonly Simplification[] | null = null

/** All marks of the code that is loaded, by their names. */
export function simplifications(): readonly Simplification[] {
  sorted ??= [...marks.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return sorted
}
