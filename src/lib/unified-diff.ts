// The difference of two texts as a unified diff with three lines of context.
// Follows github.com/pmezard/go-difflib/difflib/difflib.go (v1.0), SequenceMatcher and WriteUnifiedDiff: which lines it
// takes for the same decides what is printed, so its way of finding them is kept.

interface Match {
  readonly a: number
  readonly b: number
  readonly size: number
}
/** Lines `a1` to `a2` of the first text become lines `b1` to `b2` of the second. */
interface OpCode {
  readonly isEqual: boolean
  readonly a1: number
  readonly a2: number
  readonly b1: number
  readonly b2: number
}

const CONTEXT = 3
/** From this many lines on, lines that are frequent are not looked for. */
const MANY_LINES = 200

/** Where each line of a text stands; without those that are frequent in a long text. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [index, line] of lines.entries()) {
    const found = places.get(line)
    if (found === undefined) places.set(line, [index])
    else found.push(index)
  }
  if (lines.length < MANY_LINES) return places
  const limit = Math.floor(lines.length / 100) + 1
  return new Map([...places].filter(([, found]) => found.length <= limit))
}

interface Texts {
  readonly a: readonly string[]
  readonly b: readonly string[]
  readonly places: ReadonlyMap<string, readonly number[]>
}
interface Window {
  readonly a1: number
  readonly a2: number
  readonly b1: number
  readonly b2: number
}

/** The longest run of lines that both have; the first one of several. Its size is 0 when there is none. */
function findLongestMatch({ a, b, places }: Texts, { a1, a2, b1, b2 }: Window): Match {
  let best: Match = { a: a1, b: b1, size: 0 }
  let lengths = new Map<number, number>()
  for (let i = a1; i < a2; i += 1) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < b1) continue
      if (j >= b2) break
      const size = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, size)
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size }
    }
    lengths = next
  }
  let { a: atA, b: atB, size } = best
  while (atA > a1 && atB > b1 && a[atA - 1] === b[atB - 1]) {
    atA -= 1
    atB -= 1
    size += 1
  }
  while (atA + size < a2 && atB + size < b2 && a[atA + size] === b[atB + size]) size += 1
  return { a: atA, b: atB, size }
}

/** All runs that both have, in their order; runs that touch are one. */
function matchesOf(texts: Texts): readonly Match[] {
  const found: Match[] = []
  // Depth first and from left to right, without recursion: a text may have many lines.
  const open: (Window | Match)[] = [{ a1: 0, a2: texts.a.length, b1: 0, b2: texts.b.length }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('size' in next) {
      found.push(next)
      continue
    }
    const { a1, a2, b1, b2 } = next
    const match = findLongestMatch(texts, next)
    if (match.size === 0) continue
    const [endA, endB] = [match.a + match.size, match.b + match.size]
    if (endA < a2 && endB < b2) open.push({ a1: endA, a2, b1: endB, b2 })
    open.push(match)
    if (a1 < match.a && b1 < match.b) open.push({ a1, a2: match.a, b1, b2: match.b })
  }
  const joined: Match[] = []
  for (const match of found) {
    const last = joined.at(-1)
    const touches =
      last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b
    if (touches) joined[joined.length - 1] = { ...last, size: last.size + match.size }
    else joined.push(match)
  }
  return joined
}

function opCodesOf(a: readonly string[], b: readonly string[]): readonly OpCode[] {
  const codes: OpCode[] = []
  let [atA, atB] = [0, 0]
  const end: Match = { a: a.length, b: b.length, size: 0 }
  for (const match of [...matchesOf({ a, b, places: placesOf(b) }), end]) {
    if (atA < match.a || atB < match.b)
      codes.push({ isEqual: false, a1: atA, a2: match.a, b1: atB, b2: match.b })
    atA = match.a + match.size
    atB = match.b + match.size
    if (match.size > 0) codes.push({ isEqual: true, a1: match.a, a2: atA, b1: match.b, b2: atB })
  }
  return codes
}

const headOf = (code: OpCode): OpCode => ({
  ...code,
  a2: Math.min(code.a2, code.a1 + CONTEXT),
  b2: Math.min(code.b2, code.b1 + CONTEXT),
})
const tailOf = (code: OpCode): OpCode => ({
  ...code,
  a1: Math.max(code.a1, code.a2 - CONTEXT),
  b1: Math.max(code.b1, code.b2 - CONTEXT),
})

/** Changes with their context; those that are far from one another in groups of their own. */
function groupsOf(codes: readonly OpCode[]): readonly (readonly OpCode[])[] {
  const groups: OpCode[][] = []
  let group: OpCode[] = []
  for (const [index, code] of codes.entries()) {
    const isFirst = index === 0
    const isLast = index === codes.length - 1
    const isLong = code.a2 - code.a1 > 2 * CONTEXT && !isFirst && !isLast
    if (code.isEqual && isLong) {
      groups.push([...group, headOf(code)])
      group = [tailOf(code)]
    } else if (code.isEqual) {
      const part = isFirst ? tailOf(code) : code
      group.push(isLast ? headOf(part) : part)
    } else group.push(code)
  }
  if (group.some(({ isEqual }) => !isEqual)) groups.push(group)
  return groups
}

function rangeOf(start: number, stop: number): string {
  const length = stop - start
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}

function hunkOf(
  group: readonly OpCode[],
  a: readonly string[],
  b: readonly string[],
): readonly string[] {
  const [first, last] = [group[0], group.at(-1)]
  if (first === undefined || last === undefined) return []
  return [
    `@@ -${rangeOf(first.a1, last.a2)} +${rangeOf(first.b1, last.b2)} @@`,
    ...group.flatMap(({ isEqual, a1, a2, b1, b2 }) =>
      isEqual
        ? a.slice(a1, a2).map((line) => ` ${line}`)
        : [
            ...a.slice(a1, a2).map((line) => `-${line}`),
            ...b.slice(b1, b2).map((line) => `+${line}`),
          ],
    ),
  ]
}

/** The lines that turn one text into the other, each with its end of line; '' when the two are the same. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const lines = groupsOf(opCodesOf(a, b)).flatMap((group) => hunkOf(group, a, b))
  return lines.map((line) => `${line}\n`).join('')
}
