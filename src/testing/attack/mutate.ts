// Values and texts that nobody wishes for, from a seed.
import type { Prng } from '#lib/prng.ts'

/** One of the items. */
export const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T

/** True in so many of a hundred cases. */
export const chance = (prng: Prng, percent: number): boolean => prng.next(100) < percent

const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1,
  2_147_483_647,
  -2_147_483_648,
  9_007_199_254_740_992,
  1e308,
  0.5,
  true,
  false,
  [],
  {},
  [null],
  [{}],
  'a'.repeat(300),
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '$(A)$(A)',
  '1e1000Gi',
  '100m',
  '-5',
  '5s',
  'é\u0000\ud800',
  '*',
  'a/b/c',
  '2026-03-02T10:00:00Z',
  '[1,2',
  ['x', 'x'],
  { a: 'b' },
  [[[[]]]],
]

/** A value that does not belong there. */
export function oddValue(prng: Prng): unknown {
  return structuredClone(pick(prng, ODD))
}

type Tree = Record<string, unknown> | unknown[]

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** A copy of a value with a few places in it changed, removed, doubled or exchanged. */
export function mutated(prng: Prng, value: unknown, times: number): unknown {
  const copy: unknown = structuredClone(value)
  for (let i = 0; i < times; i += 1) {
    const places = placesIn(copy)
    if (places.length > 0) changeAt(prng, places, pick(prng, places))
  }
  return copy
}

interface Spot {
  readonly tree: Tree
  readonly key: string
}

function placesIn(value: unknown, found: Spot[] = []): readonly Spot[] {
  if (!isTree(value) || found.length > 2000) return found
  for (const key of Object.keys(value)) {
    found.push({ tree: value, key })
    placesIn((value as Record<string, unknown>)[key], found)
  }
  return found
}

function changeAt(prng: Prng, places: readonly Spot[], { tree, key }: Spot): void {
  const record = tree as Record<string, unknown>
  const roll = prng.next(10)
  if (roll < 5) record[key] = oddValue(prng)
  else if (roll < 6 && Array.isArray(tree)) tree.splice(Number(key), 1)
  else if (roll < 6) delete record[key]
  else if (roll < 7 && Array.isArray(tree)) tree.push(structuredClone(record[key]))
  else if (roll < 9) {
    const other = pick(prng, places)
    record[key] = structuredClone((other.tree as Record<string, unknown>)[other.key])
  } else record[pick(prng, ['name', 'kind', 'metadata', 'spec', 'x', ''])] = oddValue(prng)
}

const PIECES = [
  '\n',
  '---\n',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  '!!int ',
  '|\n',
  '\t',
  '#',
  '%',
  '\u0000',
  '\ud800',
  '? ',
  '<<: ',
  '0x',
  '.inf',
  '  ',
]

/** A text with a few stretches removed, doubled, moved or replaced. */
export function damagedText(prng: Prng, text: string, times: number): string {
  let result = text
  for (let i = 0; i < times; i += 1) {
    const at = prng.next(result.length + 1)
    const length = 1 + prng.next(20)
    const roll = prng.next(5)
    if (roll === 0) result = result.slice(0, at) + result.slice(at + length)
    else if (roll === 1)
      result = result.slice(0, at) + result.slice(at, at + length).repeat(3) + result.slice(at)
    else if (roll === 2) result = result.slice(0, at) + pick(prng, PIECES) + result.slice(at)
    else if (roll === 3)
      result = result.slice(0, at) + String.fromCharCode(prng.next(0x3000)) + result.slice(at + 1)
    else result = result.slice(0, at)
    if (roll === 4 && !chance(prng, 20)) result += text.slice(at)
  }
  return result
}
