// Sets of completion indexes as Jobs write them: '1,3-5,7'.
// Follows pkg/controller/job/indexed_job_utils.go (v1.36), orderedIntervals.

export interface Interval {
  readonly first: number
  /** Inclusive. */
  readonly last: number
}

/** Ascending, without overlap. */
export type OrderedIntervals = readonly Interval[]

/** Reads '1,3-5'; what is no number is skipped, what is not below `completions` left out. */
export function parseIndexes(text: string, completions: number): OrderedIntervals {
  const result: { first: number; last: number }[] = []
  for (const part of text === '' ? [] : text.split(',')) {
    const [from = '', to = from] = part.split('-')
    const first = integer(from)
    const last = integer(to)
    if (first === null || last === null) continue
    if (first >= completions) break
    const end = Math.min(last, completions - 1)
    const before = result.at(-1)
    if (before !== undefined && before.last === first - 1) before.last = end
    else result.push({ first, last: end })
  }
  return result
}

const integer = (text: string): number | null => (/^-?\d+$/.test(text) ? Number(text) : null)

/** '1,3-5': two neighbours are named both, more of them as a range. */
export function printIndexes(intervals: OrderedIntervals): string {
  return intervals
    .map(({ first, last }) => {
      if (first === last) return String(first)
      return `${first}${last === first + 1 ? ',' : '-'}${last}`
    })
    .join(',')
}

/** The union of both. */
export function mergeIntervals(a: OrderedIntervals, b: OrderedIntervals): OrderedIntervals {
  if (b.length === 0) return a
  const result: { first: number; last: number }[] = []
  for (const { first, last } of [...a, ...b].toSorted((one, other) => one.first - other.first)) {
    const before = result.at(-1)
    if (before === undefined || first > before.last + 1) result.push({ first, last })
    else before.last = Math.max(before.last, last)
  }
  return result
}

/** With more indexes, given in any order. */
export function withIndexes(
  intervals: OrderedIntervals,
  indexes: Iterable<number>,
): OrderedIntervals {
  return mergeIntervals(
    intervals,
    [...indexes].map((index) => ({ first: index, last: index })),
  )
}

/** How many indexes there are. */
export function countIndexes(intervals: OrderedIntervals): number {
  return intervals.reduce((count, { first, last }) => count + last - first + 1, 0)
}

/** Whether an index is among them. */
export function hasIndex(intervals: OrderedIntervals, index: number): boolean {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((intervals[middle]?.last ?? 0) >= index) high = middle
    else low = middle + 1
  }
  const found = intervals[high]
  return found !== undefined && found.first <= index
}
