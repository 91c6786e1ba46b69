// Offsets of a text as lines and columns.
import type { Position, Range } from './types.ts'

export interface Places {
  position(offset: number): Position
  range(start: number, end: number): Range
  /** The offset of the end of the line that `offset` is on, before its line break. */
  lineEnd(offset: number): number
}

const LINE_BREAK = /\r\n|\n|\r/g

/** Indexes the lines of `text` once; each question then costs a binary search. */
export function createPlaces(text: string): Places {
  const starts = [0]
  const ends: number[] = []
  for (const match of text.matchAll(LINE_BREAK)) {
    ends.push(match.index)
    starts.push(match.index + match[0].length)
  }
  ends.push(text.length)
  const lineOf = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  const position = (offset: number): Position => {
    const inside = Math.min(Math.max(offset, 0), text.length)
    const line = lineOf(inside)
    return { offset: inside, line: line + 1, column: inside - (starts[line] ?? 0) + 1 }
  }
  return {
    position,
    range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }),
    lineEnd: (offset) => Math.max(offset, ends[lineOf(offset)] ?? text.length),
  }
}
