// `{a,b}` and `{1..3}` of bash.
import { simplified } from '#lib/simplified.ts'
import type { WordPart } from 'unbash'
import type { Meter } from '../process/meter.ts'

simplified(
  'brace-expansion',
  'brace expansion knows lists of plain words and ranges of numbers, at most 1,000 of them, and no nesting.',
)

const MAX_ALTERNATIVES = 1000

/** The word once for each combination of its braces. */
export function braceAlternatives(
  parts: readonly WordPart[],
  meter: Meter,
): readonly (readonly WordPart[])[] {
  let words: WordPart[][] = [[]]
  /** How many a real shell would have by now. */
  let real = 1
  for (const part of parts) {
    const choices = part.type === 'BraceExpansion' ? choicesOf(part.text) : null
    const { pos, end } = part
    const next =
      choices === null
        ? [part]
        : choices.map((value) => ({ type: 'Literal', text: value, value, pos, end }) as const)
    real *= next.length
    meter.hold(real)
    meter.work(words.length * next.length * ((words[0]?.length ?? 0) + 1))
    words = combine(words, next)
  }
  return words
}

function combine(words: readonly WordPart[][], next: readonly WordPart[]): WordPart[][] {
  const longer: WordPart[][] = []
  for (const word of words) {
    for (const choice of next) if (longer.length < MAX_ALTERNATIVES) longer.push([...word, choice])
  }
  return longer
}

function choicesOf(text: string): readonly string[] {
  const inner = text.slice(1, -1)
  const range = /^(-?\d+)\.\.(-?\d+)(?:\.\.(\d+))?$/.exec(inner)
  if (range === null) return inner.split(',')
  const [, from, to, by] = range
  const start = Number(from)
  const stop = Number(to)
  const step = Math.max(1, Number(by ?? 1)) * (start <= stop ? 1 : -1)
  const count = Math.min(MAX_ALTERNATIVES, Math.floor(Math.abs(stop - start) / Math.abs(step)) + 1)
  return Array.from({ length: count }, (_, index) => String(start + index * step))
}
