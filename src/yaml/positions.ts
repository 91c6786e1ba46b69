// Offsets of a text as lines and columns.
import type { Position, Range } from './types.ts'

export interface Places {
  position(offset: number): Position
  range(start: number, end: number): Range
  /** The offset of the end of the line that `offset` is on, before its line break. */
  lineEnd(offset: number): number
}

/** Indexes the lines of `text` once; each question then costs a binary search. */
export function createPlaces(text: string): Places {
  const starts = lineStarts(text)
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
    lineEnd(offset) {
      const next = starts[lineOf(offset) + 1]
      return Math.max(offset, next === undefined ? text.length : beforeBreak(text, next))
    },
  }
}

/** The offsets at which lines start: behind a line feed, and behind a carriage return that none follows. */
function lineStarts(text: string): readonly number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      starts.push(at + 1)
    return starts
  }
  for (const { index, 0: mark } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + mark.length)
  return starts
}

/** Where the line break begins behind which a line starts. */
function beforeBreak(text: string, start: number): number {
  return text.startsWith('\r\n', start - 2) ? start - 2 : start - 1
}
