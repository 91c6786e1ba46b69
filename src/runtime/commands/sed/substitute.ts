// `s` and `l` of `sed`.
import type { Meter } from '../../process/meter.ts'
import { findMatch, type Match, type Regex } from '../../text/regex.ts'

const MAX_REPLACEMENTS = 10_000
/** Where `l` breaks a line. */
const WIDTH = 69

export interface Replacing {
  readonly replacement: string
  readonly global: boolean
  readonly from: number
  /** Whether \U and its like change letters, as GNU's do. */
  readonly cases: boolean
}

/** The line with its matches replaced; null when there was none. */
export function substitute(line: string, regex: Regex, how: Replacing): string | null {
  let result = ''
  let at = 0
  let found = 0
  let copied = 0
  let ended = -1
  for (let count = 0; at <= line.length && count < MAX_REPLACEMENTS; count += 1) {
    const match = findMatch(regex, line, at)
    if (match === undefined) break
    // Nothing right behind a match is not another one.
    if (match.to === match.from && match.from === ended) {
      at = match.to + 1
      continue
    }
    found += 1
    ended = match.to
    if (found >= how.from) {
      const filled = filledIn(how, line, match, regex.meter)
      result += line.slice(copied, match.from) + filled
      regex.meter.hold(result.length, filled.length)
      copied = match.to
    }
    at = match.to === match.from ? match.to + 1 : match.to
    if (found >= how.from && !how.global) break
  }
  return found < how.from ? null : result + line.slice(copied)
}

type Case = 'U' | 'L' | null

/** The replacement with & and \1 filled in, and letters made large or small as GNU's \U, \L, \u, \l and \E say. */
function filledIn(
  { replacement, cases }: Replacing,
  line: string,
  match: Match,
  meter: Meter,
): string {
  const places = replacement.split(/&|\\[0-9]/).length - 1
  meter.hold(replacement.length + places * (match.to - match.from))
  let whole: Case = null
  let once: Case = null
  let text = ''
  const add = (part: string): void => {
    let next = whole === 'U' ? part.toUpperCase() : whole === 'L' ? part.toLowerCase() : part
    if (once !== null && next !== '') {
      const first = next.charAt(0)
      next = (once === 'U' ? first.toUpperCase() : first.toLowerCase()) + next.slice(1)
      once = null
    }
    text += next
  }
  for (const [all, code] of replacement.matchAll(/\\([\s\S])|[\s\S]/g)) {
    if (code === undefined) add(all === '&' ? line.slice(match.from, match.to) : all)
    else if (/\d/.test(code)) add(groupOf(match, Number(code), line))
    else if (cases && (code === 'U' || code === 'L')) whole = code
    else if (cases && code === 'E') whole = null
    else if (cases && (code === 'u' || code === 'l')) once = code === 'u' ? 'U' : 'L'
    else add(code === 'n' ? '\n' : code === 't' ? '\t' : code)
  }
  return text
}

function groupOf(match: Match, index: number, line: string): string {
  const group = index === 0 ? ([match.from, match.to] as const) : match.groups[index - 1]
  return group === null || group === undefined ? '' : line.slice(group[0], group[1])
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

/** A text as `l` shows it: what cannot be seen as escapes, long lines broken, `$` at the end. */
export function shownText(text: string): string {
  let shown = ''
  let width = 0
  for (const one of text) {
    const part = ESCAPES[one] ?? (/[ -~]/.test(one) ? one : octal(one))
    if (width + part.length > WIDTH) {
      shown += '\\\n'
      width = 0
    }
    shown += part
    width += part.length
  }
  return `${shown}$`
}

function octal(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('')
}
