// Tools that work on characters: `tr` and `base64`.
import type { Task } from '#sim/task.ts'
import { print, type Invocation } from '../process/command.ts'
import { readInputs } from './inputs.ts'
import { parseOptions } from './options.ts'
import { misused } from './words.ts'

const CLASSES: Readonly<Record<string, string>> = {
  '[:lower:]': 'a-z',
  '[:upper:]': 'A-Z',
  '[:digit:]': '0-9',
  '[:alpha:]': 'a-zA-Z',
  '[:alnum:]': 'a-zA-Z0-9',
  '[:space:]': ' \\t\\n\\r\\v\\f',
}

export function* tr(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'dscC' })
  const [from, to] = operands.map(charactersOf)
  if (from === undefined) return misused(invocation, 'missing operand')
  const places = new Map<string, number>()
  for (const [index, character] of from.entries())
    if (!places.has(character)) places.set(character, index)
  const inverse = flags.has('c') || flags.has('C')
  const isGnu = invocation.system.flavour === 'gnu'
  if (isGnu && to === undefined && !flags.has('d') && !flags.has('s')) {
    const words = `missing operand after ‘${operands[0] ?? ''}’\nTwo strings must be given when translating.`
    return misused(invocation, words)
  }
  const last = to?.at(-1) ?? ''
  const change = (character: string): string => {
    const index = places.get(character) ?? -1
    const hit = (index !== -1) !== inverse
    if (!hit) return character
    if (flags.has('d')) return ''
    return to === undefined ? character : inverse ? last : (to[index] ?? last)
  }
  const squeezed = new Set(flags.has('s') ? (to ?? from) : [])
  for (
    let text = yield* invocation.stdin.some();
    text !== null;
    text = yield* invocation.stdin.some()
  ) {
    let result = ''
    invocation.budget.meter.work(text.length * 2)
    for (const character of text) {
      const next = change(character)
      if (next !== '' && squeezed.has(next) && result.endsWith(next)) continue
      result += next
    }
    if (!print(invocation, result)) return 1
  }
  return 0
}

function charactersOf(set: string): readonly string[] {
  const plain = set
    .replace(/\[:[a-z]+:\]/g, (name) => CLASSES[name] ?? '')
    .replace(
      /\\([ntr\\])/g,
      (_, letter: string) => ({ n: '\n', t: '\t', r: '\r', '\\': '\\' })[letter] ?? letter,
    )
  const characters: string[] = []
  for (let i = 0; i < plain.length && characters.length < 1000; i += 1) {
    const last = plain.charAt(i + 2)
    if (plain.charAt(i + 1) !== '-' || last === '') {
      characters.push(plain.charAt(i))
      continue
    }
    for (
      let code = plain.charCodeAt(i);
      code <= last.charCodeAt(0) && characters.length < 1000;
      code += 1
    ) {
      characters.push(String.fromCharCode(code))
    }
    i += 2
  }
  return characters
}

export function* base64(invocation: Invocation): Task<number> {
  const { flags, operands, values } = parseOptions(invocation.args, {
    flags: 'dDi',
    valued: 'w',
    long: ['decode'],
  })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const text = texts.map((one) => one.text).join('')
  invocation.budget.meter.work(text.length * 4)
  if (flags.has('d') || flags.has('D') || flags.has('decode')) print(invocation, decodeBase64(text))
  else print(invocation, wrapped(encodeBase64(text), Number(values.get('w') ?? 76)))
  return failed ? 1 : 0
}

/** In lines of so many characters; 0 in one, without an end. */
function wrapped(text: string, width: number): string {
  if (width === 0) return text
  return (text.match(new RegExp(`.{1,${Math.min(width || 76, 10_000)}}`, 'g')) ?? [])
    .map((line) => `${line}\n`)
    .join('')
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let result = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digits = [18, 12, 6, 0].map((shift) => DIGITS.charAt((bits >> shift) & 63)).join('')
    result += digits.slice(0, b === undefined ? 2 : c === undefined ? 3 : 4).padEnd(4, '=')
  }
  return result
}

function decodeBase64(text: string): string {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const character of text) {
    const digit = DIGITS.indexOf(character)
    if (digit === -1) continue
    bits = ((bits << 6) | digit) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 255)
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
