// What Go's reader of JSON says of a text that is none.
// Follows scanner.go and decode.go of encoding/json (Go 1.26).

const SPACES = ' \t\r\n'
const DIGITS = '0123456789'
const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }

/** A text and how far it was read. */
interface Scan {
  readonly text: string
  at: number
}

/** The first thing that is wrong; null for a text that is JSON. */
export function goJsonProblem(text: string): string | null {
  const scan: Scan = { text, at: 0 }
  const problem = scanValue(scan)
  if (problem !== null) return problem
  const rest = next(scan)
  return rest === '' ? null : invalid(rest, 'after top-level value')
}

const ENDED = 'unexpected end of JSON input'

function invalid(character: string, context: string): string {
  if (character === '') return ENDED
  const shown = character === "'" ? String.raw`'\''` : character === '"' ? `'"'` : quoted(character)
  return `invalid character ${shown} ${context}`
}

/** Follows quoteChar: a character between single quotes, with Go's escapes. */
function quoted(character: string): string {
  return `'${JSON.stringify(character).slice(1, -1)}'`
}

const peek = ({ text, at }: Scan): string => {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** The next character that is no space; '' at the end. */
function next(scan: Scan): string {
  while (scan.at < scan.text.length && SPACES.includes(scan.text[scan.at] ?? '')) scan.at += 1
  return peek(scan)
}

/** Reads a value with all that is in it. What is open is held in a list, so that no depth is too deep. */
function scanValue(scan: Scan): string | null {
  const open: ('{' | '[')[] = []
  for (;;) {
    const first = next(scan)
    const isOpening = first === '{' || first === '['
    if (isOpening) {
      scan.at += 1
      open.push(first)
      const closing = next(scan) === (first === '{' ? '}' : ']')
      if (!closing) {
        const problem = first === '{' ? scanKey(scan) : null
        if (problem !== null) return problem
        continue
      }
    } else {
      const problem = scanPlain(scan, first)
      if (problem !== null) return problem
    }
    const after = scanEnd(scan, open)
    if (after !== 'more') return after
  }
}

/** What stands behind a value: 'more' when another value follows, null when all is closed. */
function scanEnd(scan: Scan, open: ('{' | '[')[]): string | null {
  for (let inside = open.at(-1); inside !== undefined; inside = open.at(-1)) {
    const isObject = inside === '{'
    const character = next(scan)
    if (character === ',') {
      scan.at += 1
      return (isObject ? scanKey(scan) : null) ?? 'more'
    }
    if (character !== (isObject ? '}' : ']'))
      return invalid(character, isObject ? 'after object key:value pair' : 'after array element')
    scan.at += 1
    open.pop()
  }
  return null
}

function scanKey(scan: Scan): string | null {
  const first = next(scan)
  if (first !== '"') return invalid(first, 'looking for beginning of object key string')
  const problem = scanString(scan)
  if (problem !== null) return problem
  const colon = next(scan)
  if (colon !== ':') return invalid(colon, 'after object key')
  scan.at += 1
  return null
}

function scanPlain(scan: Scan, first: string): string | null {
  if (first === '"') return scanString(scan)
  if (first === '-' || (first !== '' && DIGITS.includes(first))) return scanNumber(scan)
  const literal = LITERALS[first]
  if (literal === undefined) return invalid(first, 'looking for beginning of value')
  for (const [index, letter] of [...literal].entries()) {
    if (peek(scan) !== letter)
      return invalid(
        peek(scan),
        `in literal ${literal} (expecting ${quoted(literal[index] ?? '')})`,
      )
    scan.at += 1
  }
  return null
}

function scanString(scan: Scan): string | null {
  for (scan.at += 1; ;) {
    const character = peek(scan)
    if (character === '') return ENDED
    if (character < ' ') return invalid(character, 'in string literal')
    scan.at += character.length
    if (character === '"') return null
    const problem = character === '\\' ? scanEscape(scan) : null
    if (problem !== null) return problem
  }
}

function scanEscape(scan: Scan): string | null {
  const escaped = peek(scan)
  if (escaped === '' || !'bfnrt\\/"u'.includes(escaped))
    return invalid(escaped, 'in string escape code')
  scan.at += 1
  for (let digit = 0; escaped === 'u' && digit < 4; digit += 1) {
    if (!/^[\da-fA-F]$/.test(peek(scan)))
      return invalid(peek(scan), String.raw`in \u hexadecimal character escape`)
    scan.at += 1
  }
  return null
}

function scanNumber(scan: Scan): string | null {
  if (peek(scan) === '-') scan.at += 1
  if (peek(scan) === '0') scan.at += 1
  else if (!skipDigits(scan)) return invalid(peek(scan), 'in numeric literal')
  if (peek(scan) === '.') {
    scan.at += 1
    if (!skipDigits(scan)) return invalid(peek(scan), 'after decimal point in numeric literal')
  }
  if (!/^[eE]$/.test(peek(scan))) return null
  scan.at += 1
  if (/^[+-]$/.test(peek(scan))) scan.at += 1
  return skipDigits(scan) ? null : invalid(peek(scan), 'in exponent of numeric literal')
}

/** False where there is none. */
function skipDigits(scan: Scan): boolean {
  const start = scan.at
  while (/^\d$/.test(peek(scan))) scan.at += 1
  return scan.at > start
}
