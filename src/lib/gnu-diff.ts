// What `diff -u` prints of two texts. Follows GNU diffutils 3.10 (analyze.c, context.c), whose runs of changes stand as
// far down as they can.

const CONTEXT = 3

interface Change {
  /** Where it begins in the two texts, in lines from 0, and how many lines it takes of each. */
  readonly oldAt: number
  readonly newAt: number
  readonly oldCount: number
  readonly newCount: number
}

/** The hunks that lead from one list of lines to another; none where they are the same. */
export function gnuDiff(before: readonly string[], after: readonly string[]): readonly string[] {
  return hunksOf(changesOf(before, after)).flatMap((hunk) => hunkLines(hunk, before, after))
}

function changesOf(before: readonly string[], after: readonly string[]): readonly Change[] {
  const { removed, added } = marks(before, after)
  shiftDown(removed, before)
  shiftDown(added, after)
  const changes: Change[] = []
  for (let oldAt = 0, newAt = 0; oldAt < before.length || newAt < after.length;) {
    let [oldEnd, newEnd] = [oldAt, newAt]
    while (removed[oldEnd] === true) oldEnd += 1
    while (added[newEnd] === true) newEnd += 1
    if (oldEnd > oldAt || newEnd > newAt)
      changes.push({ oldAt, newAt, oldCount: oldEnd - oldAt, newCount: newEnd - newAt })
    oldAt = oldEnd + 1
    newAt = newEnd + 1
  }
  return changes
}

/** Which lines of each text are not in a longest common part. */
function marks(
  before: readonly string[],
  after: readonly string[],
): { readonly removed: boolean[]; readonly added: boolean[] } {
  const removed = before.map(() => false)
  const added = after.map(() => false)
  let start = 0
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1
  let [oldEnd, newEnd] = [before.length, after.length]
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd -= 1
    newEnd -= 1
  }
  const width = newEnd - start + 1
  const lengths = new Uint32Array((oldEnd - start + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = oldEnd - start - 1; row >= 0; row -= 1)
    for (let column = newEnd - start - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        before[start + row] === after[start + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  for (let row = 0, column = 0; start + row < oldEnd || start + column < newEnd;) {
    const [oldLeft, newLeft] = [start + row < oldEnd, start + column < newEnd]
    if (oldLeft && newLeft && before[start + row] === after[start + column]) {
      row += 1
      column += 1
    } else if (!newLeft || (oldLeft && at(row + 1, column) >= at(row, column + 1))) {
      removed[start + row] = true
      row += 1
    } else {
      added[start + column] = true
      column += 1
    }
  }
  return { removed, added }
}

/** Moves each run of changed lines down while the line behind it reads like its first one. */
function shiftDown(changed: boolean[], lines: readonly string[]): void {
  for (let start = 0; start < lines.length; start += 1) {
    if (changed[start] !== true) continue
    let end = start
    while (changed[end] === true) end += 1
    while (end < lines.length && lines[start] === lines[end]) {
      changed[start] = false
      changed[end] = true
      start += 1
      while (changed[end] === true) end += 1
    }
    start = end
  }
}

/** Changes that are near each other stand in one hunk. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = []
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1)
    const isNear = last !== undefined && change.oldAt - last.oldAt - last.oldCount <= 2 * CONTEXT
    if (isNear) hunks.at(-1)?.push(change)
    else hunks.push([change])
  }
  return hunks
}

function hunkLines(
  changes: readonly Change[],
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const [first] = changes
  const last = changes.at(-1)
  if (first === undefined || last === undefined) return []
  const lead = Math.min(CONTEXT, first.oldAt)
  const tail = Math.min(CONTEXT, before.length - last.oldAt - last.oldCount)
  const oldStart = first.oldAt - lead
  const newStart = first.newAt - lead
  const oldCount = last.oldAt + last.oldCount + tail - oldStart
  const newCount = last.newAt + last.newCount + tail - newStart
  const lines = [`@@ -${rangeOf(oldStart, oldCount)} +${rangeOf(newStart, newCount)} @@`]
  let at = oldStart
  for (const { oldAt, newAt, oldCount: gone, newCount: come } of changes) {
    for (; at < oldAt; at += 1) lines.push(` ${before[at]}`)
    for (; at < oldAt + gone; at += 1) lines.push(`-${before[at]}`)
    for (const line of after.slice(newAt, newAt + come)) lines.push(`+${line}`)
  }
  for (; at < oldStart + oldCount; at += 1) lines.push(` ${before[at]}`)
  return lines
}

function rangeOf(start: number, count: number): string {
  if (count === 1) return String(start + 1)
  return `${count === 0 ? start : start + 1},${count}`
}
