// The built-in functions of awk that need no place to write to.
import type { Meter } from '../process/meter.ts'
import { findMatch, type Match, type Regex } from '../text/regex.ts'
import { numberOf, textOf, type Value } from './values.ts'

const MAX_REPLACEMENTS = 10_000

type Simple = (args: readonly Value[]) => Value

/** Those that only look at their arguments. */
export const SIMPLE_FUNCTIONS: Readonly<Record<string, Simple>> = {
  substr: ([text = '', from = 1, length]) => {
    const whole = textOf(text)
    const start = Math.round(numberOf(from))
    const end = length === undefined ? Infinity : start + Math.round(numberOf(length))
    return whole.slice(
      Math.max(0, start - 1),
      Math.max(0, end === Infinity ? whole.length : end - 1),
    )
  },
  index: ([text = '', part = '']) => textOf(text).indexOf(textOf(part)) + 1,
  tolower: ([text = '']) => textOf(text).toLowerCase(),
  toupper: ([text = '']) => textOf(text).toUpperCase(),
  int: ([value = 0]) => Math.trunc(numberOf(value)),
  sqrt: ([value = 0]) => Math.sqrt(numberOf(value)),
  exp: ([value = 0]) => Math.exp(numberOf(value)),
  log: ([value = 0]) => Math.log(numberOf(value)),
  sin: ([value = 0]) => Math.sin(numberOf(value)),
  cos: ([value = 0]) => Math.cos(numberOf(value)),
  atan2: ([y = 0, x = 0]) => Math.atan2(numberOf(y), numberOf(x)),
  strtonum: ([value = 0]) => {
    const text = textOf(value).trim()
    return /^0[xX]/.test(text)
      ? Number(text) || 0
      : /^0\d/.test(text)
        ? Number.parseInt(text, 8) || 0
        : numberOf(value)
  },
}

/** `sub` and `gsub`: the new text, and how often something was replaced. */
export function replaceIn(
  text: string,
  regex: Regex,
  replacement: string,
  all: boolean,
  meter: Meter,
): { readonly text: string; readonly count: number } {
  let result = ''
  let at = 0
  let count = 0
  while (at <= text.length && count < MAX_REPLACEMENTS) {
    const match = findMatch(regex, text, at)
    if (match === undefined) break
    const filled = filledIn(replacement, text, match)
    result += text.slice(at, match.from) + filled
    meter.hold(result.length, filled.length)
    count += 1
    at = match.to
    if (match.to === match.from) {
      result += text.charAt(at)
      at += 1
    }
    if (!all) break
  }
  return { text: result + text.slice(at), count }
}

function filledIn(replacement: string, text: string, match: Match): string {
  return replacement.replace(/\\\\|\\&|&/g, (mark) =>
    mark === '&' ? text.slice(match.from, match.to) : mark === '\\&' ? '&' : '\\',
  )
}
