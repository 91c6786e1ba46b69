// Lists of many whole numbers. In a typed array they take four bytes each, beside the heap that is collected.

/** Whole numbers that are only read: a list or a typed array. */
export interface Numbers extends ArrayLike<number> {
  at(index: number): number | undefined
}

/** The largest of numbers, of which there may be more than a function takes arguments; 0 when none is above it. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 0)
}

/** Lists of whole numbers up to 2³¹ - 1, one behind the other. */
export function joinedNumbers(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
