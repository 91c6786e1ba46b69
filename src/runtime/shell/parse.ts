// Text to syntax tree. The parser is the unbash package; a script with an error is not run at all.
import { simplified } from '#lib/simplified.ts'
import { parse, type ParsedScript } from 'unbash'

simplified('shell-syntax', "`sh` understands bash's syntax too.")

const MAX_SCRIPT_CHARACTERS = 128 * 1024
const MAX_CACHED = 200

const starts = new WeakMap<ParsedScript, readonly number[]>()

/** Where each line of a parsed text begins. */
export function lineStartsOf(script: ParsedScript, text: string): readonly number[] {
  const before = starts.get(script)
  if (before !== undefined) return before
  const found = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at + 1)
  starts.set(script, found)
  return found
}

/** The line, from 1, of a place in the text. */
export function lineAt(lineStarts: readonly number[], place: number): number {
  let [low, high] = [0, lineStarts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((lineStarts[middle] ?? 0) <= place) low = middle
    else high = middle
  }
  return low + 1
}

const parsed = new Map<string, ParsedScript | string>()

/** The syntax tree, which may have errors; or, in a sentence, why there is none. */
export function parseScript(text: string): ParsedScript | string {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const script = parseFresh(text)
  if (parsed.size >= MAX_CACHED) parsed.clear()
  parsed.set(text, script)
  return script
}

function parseFresh(text: string): ParsedScript | string {
  return text.length > MAX_SCRIPT_CHARACTERS ? 'the script is too long' : parse(text)
}
