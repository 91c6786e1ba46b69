// What is different in a list, for the way between threads: of thousands of places a letter moves one.

export interface ListChange<T> {
  /** So many items of the list before stay at its beginning, and at its end. */
  readonly first: number
  readonly last: number
  /** What stands between them now. */
  readonly between: readonly T[]
}

/** What makes `now` of `before`; items are the same when they are the same object. */
export function listChange<T>(before: readonly T[], now: readonly T[]): ListChange<T> {
  const most = Math.min(before.length, now.length)
  let first = 0
  while (first < most && before[first] === now[first]) first += 1
  let last = 0
  while (last < most - first && before.at(-1 - last) === now.at(-1 - last)) last += 1
  return { first, last, between: now.slice(first, now.length - last) }
}

/** The list after a change; `before` itself when nothing is different in it. */
export function changedList<T>(
  before: readonly T[],
  { first, last, between }: ListChange<T>,
): readonly T[] {
  if (between.length === 0 && first + last === before.length) return before
  return [...before.slice(0, first), ...between, ...before.slice(before.length - last)]
}
