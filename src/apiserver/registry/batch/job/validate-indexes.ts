// Sets of indexes as Jobs write them: '1,3-5'.
// Follows pkg/apis/batch/validation/validation.go (v1.36), validateIndexesFormat.
import { goQuote } from '#lib/go-quote.ts'

interface Interval {
  readonly first: number
  readonly last: number
}

/** How many indexes there are, or what is wrong with them. */
export function parseIndexesStrictly(
  text: string,
  completions: number,
): { readonly total: number } | { readonly problem: string } {
  let total = 0
  let previous: number | undefined
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = parseInterval(part, completions)
    if (typeof interval === 'string') return { problem: interval }
    const { first, last } = interval
    if (previous !== undefined && previous >= first) {
      return { problem: `non-increasing order, previous: ${previous}, current: ${first}` }
    }
    total += last - first + 1
    previous = last
  }
  return { total }
}

function parseInterval(text: string, completions: number): Interval | string {
  const parts = text.split('-')
  if (parts.length > 2) {
    return `the fragment ${goQuote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`
  }
  const numbers: number[] = []
  for (const part of parts) {
    if (!/^[+-]?\d+$/.test(part)) {
      return `cannot convert string to integer for index: ${goQuote(part)}`
    }
    if (Number(part) >= completions) return `too large index: ${goQuote(part)}`
    numbers.push(Number(part))
  }
  const [first = 0, last] = numbers
  if (last === undefined) return { first, last: first }
  return first >= last
    ? `non-increasing order, previous: ${first}, current: ${last}`
    : { first, last }
}

/** The first index that is in both texts; undefined when there is none. What cannot be read is left out. */
export function firstCommonIndex(
  completed: string,
  failed: string,
  completions: number,
): number | undefined {
  const read = (text: string): readonly Interval[] =>
    text
      .split(',')
      .map((part) => parseInterval(part, completions))
      .filter((interval) => typeof interval !== 'string')
  const others = read(failed)
  const common = read(completed).flatMap(({ first, last }) =>
    others
      .filter((other) => first <= other.last && other.first <= last)
      .map((other) => Math.max(first, other.first)),
  )
  return common.length === 0 ? undefined : Math.min(...common)
}
