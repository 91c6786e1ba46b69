// Text to syntax tree. The parser is the unbash package; a script with an error is not run at all.
import { simplified } from '#lib/simplified.ts'
import { parse, type ParsedScript } from 'unbash'

simplified(
  'shell-syntax',
  "`sh` understands bash's syntax too, and a script with a syntax error runs nothing, where a real shell runs the lines above the error.",
)

const MAX_SCRIPT_CHARACTERS = 128 * 1024
const MAX_CACHED = 200

const parsed = new Map<string, ParsedScript | string>()

/** The syntax tree, or the error's text. */
export function parseScript(text: string): ParsedScript | string {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const script = parseFresh(text)
  if (parsed.size >= MAX_CACHED) parsed.clear()
  parsed.set(text, script)
  return script
}

function parseFresh(text: string): ParsedScript | string {
  if (text.length > MAX_SCRIPT_CHARACTERS) return 'the script is too long'
  const script = parse(text)
  const error = script.errors?.[0]
  return error === undefined ? script : `syntax error: ${error.message}`
}
