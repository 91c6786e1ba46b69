// Edits of a text by places in it.

interface TextEdit {
  readonly range: {
    readonly start: { readonly offset: number }
    readonly end: { readonly offset: number }
  }
  readonly newText: string
}

/** The text after all edits; their ranges are places in `text` and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let from = 0
  for (const { range, newText } of edits.toSorted(
    (a, b) => a.range.start.offset - b.range.start.offset,
  )) {
    result += text.slice(from, range.start.offset) + newText
    from = range.end.offset
  }
  return result + text.slice(from)
}

export interface Replacement {
  readonly from: number
  readonly to: number
  readonly newText: string
}

/** The smallest single replacement that makes `before` into `after`. */
export function differenceOf(before: string, after: string): Replacement {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return { from: start, to: before.length - end, newText: after.slice(start, after.length - end) }
}
