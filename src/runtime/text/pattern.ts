import type { Meter } from '../process/meter.ts'

// Shell patterns (`*`, `?`, `[a-z]`), matched in time proportional to text times pattern, so that no
// pattern can hang the page.

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'set'
      readonly negated: boolean
      readonly ranges: readonly (readonly [string, string])[]
    }

export type Pattern = readonly Token[]

const MAX_TOKENS = 2000
/** Following a state is dearer than looking at a character. */
const STATE_PRICE = 8

const CLASSES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  digit: [['0', '9']],
  lower: [['a', 'z']],
  upper: [['A', 'Z']],
  alpha: [
    ['a', 'z'],
    ['A', 'Z'],
  ],
  alnum: [
    ['a', 'z'],
    ['A', 'Z'],
    ['0', '9'],
  ],
  space: [
    [' ', ' '],
    ['\t', '\r'],
  ],
  blank: [
    [' ', ' '],
    ['\t', '\t'],
  ],
  punct: [
    ['!', '/'],
    [':', '@'],
    ['[', '`'],
    ['{', '~'],
  ],
  xdigit: [
    ['0', '9'],
    ['a', 'f'],
    ['A', 'F'],
  ],
}

/** Compiles a pattern; a backslash makes the next character plain. */
export function compilePattern(source: string): Pattern {
  const tokens: Token[] = []
  // Without it no bracket opens a set, and looking for its end from each would take the square of their number.
  const lastEnd = source.lastIndexOf(']')
  for (let i = 0; i < source.length && tokens.length < MAX_TOKENS; i += 1) {
    const character = source.charAt(i)
    if (character === '\\' && i + 1 < source.length) {
      i += 1
      tokens.push({ kind: 'character', character: source.charAt(i) })
    } else if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' })
    } else if (character === '?') {
      tokens.push({ kind: 'any' })
    } else {
      const set = character === '[' && i < lastEnd ? parseSet(source, i) : undefined
      tokens.push(set === undefined ? { kind: 'character', character } : set.token)
      if (set !== undefined) i = set.end
    }
  }
  return tokens
}

/** True when the pattern has something that is not a plain character. */
export function isGlob(pattern: Pattern): boolean {
  return pattern.some((token) => token.kind !== 'character')
}

/** Plain text, with what patterns would read otherwise escaped. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&')
}

/** True when the pattern matches the whole text. A star takes as little as it can, and more when the rest does not fit. */
export function matches(pattern: Pattern, text: string, meter: Meter): boolean {
  let star: { readonly after: number; at: number } | null = null
  let state = 0
  for (let at = 0; at < text.length;) {
    meter.work(1)
    const token = pattern[state]
    if (token?.kind === 'star') {
      state += 1
      star = { after: state, at }
    } else if (token !== undefined && accepts(token, text.charAt(at))) {
      state += 1
      at += 1
    } else {
      if (star === null) return false
      star.at += 1
      state = star.after
      at = star.at
    }
  }
  while (pattern[state]?.kind === 'star') state += 1
  return state === pattern.length
}

/** The lengths of all beginnings of `text` that the pattern matches, ascending. */
export function prefixes(pattern: Pattern, text: string, meter: Meter): readonly number[] {
  const lengths: number[] = []
  let states = closure(pattern, [0])
  if (states.includes(pattern.length)) lengths.push(0)
  for (let i = 0; i < text.length && states.length > 0; i += 1) {
    meter.work(states.length * STATE_PRICE)
    states = step(pattern, states, text.charAt(i))
    if (states.at(-1) === pattern.length) lengths.push(i + 1)
  }
  return lengths
}

/** The lengths of all endings of `text` that the pattern matches, ascending. */
export function suffixes(pattern: Pattern, text: string, meter: Meter): readonly number[] {
  meter.work(text.length)
  return prefixes([...pattern].reverse(), backwards(text), meter)
}

function backwards(text: string): string {
  const units: string[] = []
  for (let i = text.length - 1; i >= 0; i -= 1) units.push(text.charAt(i))
  return units.join('')
}

function step(pattern: Pattern, states: readonly number[], character: string): readonly number[] {
  const next: number[] = []
  for (const state of states) {
    const token = pattern[state]
    if (token === undefined) continue
    if (token.kind === 'star') next.push(state)
    else if (accepts(token, character)) next.push(state + 1)
  }
  return closure(pattern, next)
}

/** The states with those after stars added, ascending and without doubles. */
function closure(pattern: Pattern, states: readonly number[]): readonly number[] {
  const all = new Set<number>()
  for (const state of states) {
    all.add(state)
    if (pattern[state]?.kind === 'star') all.add(state + 1)
  }
  return [...all].sort((a, b) => a - b)
}

function accepts(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.character === character
  if (token.kind !== 'set') return true
  const inside = token.ranges.some(([from, to]) => character >= from && character <= to)
  return inside !== token.negated
}

function parseSet(
  source: string,
  start: number,
): { readonly token: Token; readonly end: number } | undefined {
  let i = start + 1
  const negated = source.charAt(i) === '!' || source.charAt(i) === '^'
  if (negated) i += 1
  const ranges: (readonly [string, string])[] = []
  for (let first = true; i < source.length; first = false) {
    if (source.charAt(i) === ']' && !first)
      return { token: { kind: 'set', negated, ranges }, end: i }
    const named = /^\[:([a-z]+):\]/.exec(source.slice(i, i + 12))
    if (named !== null) {
      ranges.push(...(CLASSES[named[1] ?? ''] ?? []))
      i += named[0].length
      continue
    }
    if (source.charAt(i) === '\\') i += 1
    const from = source.charAt(i)
    const isRange =
      source.charAt(i + 1) === '-' && source.charAt(i + 2) !== ']' && i + 2 < source.length
    ranges.push([from, isRange ? source.charAt(i + 2) : from])
    i += isRange ? 3 : 1
  }
  return undefined
}
