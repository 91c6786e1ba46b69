// Tools that read text and print some of it.
import { wait, type Task } from '#sim/task.ts'
import { compareText } from '#lib/compare.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'

const MAX_OUTPUT = 1024 * 1024

/** `cat` passes the standard input on as it comes, so that it works in the middle of a pipe that never ends. */
export function* cat(invocation: Invocation): Task<number> {
  const { operands, flags } = parseOptions(invocation.args, { flags: 'nuvetAEbsT' })
  if (operands.length === 0 || (operands.length === 1 && operands[0] === '-')) {
    for (
      let text = yield* invocation.stdin.some();
      text !== null;
      text = yield* invocation.stdin.some()
    ) {
      if (!print(invocation, text)) return 1
    }
    return 0
  }
  const { texts, failed } = yield* readInputs(invocation, operands)
  let text = texts.map((one) => one.text).join('')
  if (flags.has('n'))
    text = textOf(linesOf(text).map((line, index) => `${String(index + 1).padStart(6)}\t${line}`))
  const printed = text === '' || print(invocation, text)
  return failed || !printed ? 1 : 0
}

/** '-5' is an old way to write '-n 5'. */
function withCount(args: readonly string[]): readonly string[] {
  return args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg))
}

export function* head(invocation: Invocation): Task<number> {
  const { values, operands } = parseOptions(withCount(invocation.args), {
    flags: 'qv',
    valued: 'nc',
  })
  const characters = values.get('c')
  const count = Number(values.get('n') ?? 10)
  if (operands.length === 0 && characters === undefined && count >= 0) {
    // Reads no more than it needs, so that an endless writer is told by a broken pipe.
    for (let i = 0; i < count; i += 1) {
      const line = yield* invocation.stdin.line()
      if (line === null) return 0
      if (!print(invocation, `${line}\n`)) return 1
    }
    return 0
  }
  const { texts, failed } = yield* readInputs(invocation, operands)
  for (const { name, text } of texts) {
    if (texts.length > 1) print(invocation, `==> ${name} <==\n`)
    const lines = linesOf(text)
    print(
      invocation,
      characters === undefined
        ? textOf(lines.slice(0, count < 0 ? lines.length + count : count))
        : text.slice(0, Number(characters)),
    )
  }
  return failed ? 1 : 0
}

export function* tail(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(withCount(invocation.args), {
    flags: 'fFqvr',
    valued: 'ncs',
    long: ['follow', 'retry', 'follow=', 'lines='],
  })
  const follows = flags.has('f') || flags.has('F') || flags.has('follow') || values.has('follow')
  const retries = flags.has('F') || flags.has('retry') || values.get('follow') === 'name'
  const count = values.get('n') ?? values.get('lines') ?? '10'
  const [name] = operands
  if (follows && name !== undefined) return yield* followFile(invocation, { name, count, retries })
  const { texts, failed } = yield* readInputs(invocation, operands)
  for (const { name: title, text } of texts) {
    if (texts.length > 1) print(invocation, `==> ${title} <==\n`)
    const characters = values.get('c')
    print(
      invocation,
      characters === undefined ? lastLines(text, count) : text.slice(-Number(characters)),
    )
  }
  return failed ? 1 : 0
}

function lastLines(text: string, count: string): string {
  const lines = linesOf(text)
  if (count.startsWith('+')) return textOf(lines.slice(Number(count) - 1))
  const number = Math.abs(Number(count))
  const shown = number === 0 ? [] : lines.slice(-number)
  return text.endsWith('\n') || shown.length === 0 ? textOf(shown) : shown.join('\n')
}

interface Follow {
  readonly name: string
  readonly count: string
  readonly retries: boolean
}

/** `tail -f`: wakes when something changes beside the file, and prints what is new. */
function* followFile(invocation: Invocation, { name, count, retries }: Follow): Task<number> {
  const { system } = invocation
  const path = pathOf(invocation, name)
  const begin = system.files.read(path)
  if (!begin.ok) {
    const words = ERROR_TEXTS[begin.error]
    complain(
      invocation,
      system.flavour === 'busybox'
        ? `can't open '${name}': ${words}`
        : `cannot open '${name}' for reading: ${words}`,
    )
    if (!retries) return complain(invocation, 'no files')
  }
  let shown = begin.ok ? begin.value.length : 0
  if (begin.ok) print(invocation, lastLines(begin.value, count))
  system.setActivity(`following ${name}`)
  for (;;) {
    yield* wait(system.files.changed(path))
    // Lets the writer finish what it does in this moment.
    yield* wait(system.sleep(1))
    const now = system.files.read(path)
    if (!now.ok || now.value.length === shown) continue
    if (now.value.length < shown) shown = 0
    const more = now.value.slice(shown)
    shown = now.value.length
    if (!print(invocation, more)) return 1
  }
}

export function* wc(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'lwcm' })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const wanted = ['l', 'w', 'c'].filter(
    (flag) => flags.size === 0 || flags.has(flag) || (flag === 'c' && flags.has('m')),
  )
  for (const { name, text } of texts) {
    const counts: Readonly<Record<string, number>> = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter((word) => word !== '').length,
      c: text.length,
    }
    const shown = wanted.map((flag) => String(counts[flag] ?? 0))
    const line = shown.length === 1 ? shown[0] : shown.map((one) => one.padStart(9)).join(' ')
    print(invocation, `${line}${name === '-' ? '' : ` ${name}`}\n`)
  }
  return failed ? 1 : 0
}

export function* tee(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'ai' })
  const { files } = invocation.system
  let status = 0
  const open: string[] = []
  for (const name of operands) {
    const path = pathOf(invocation, name)
    const opened = flags.has('a') ? files.append(path, '') : files.write(path, '')
    if (opened.ok) open.push(path)
    else status = complain(invocation, `${name}: ${ERROR_TEXTS[opened.error]}`)
  }
  for (
    let text = yield* invocation.stdin.some();
    text !== null;
    text = yield* invocation.stdin.some()
  ) {
    for (const path of open) if (!files.append(path, text).ok) status = 1
    if (!print(invocation, text)) return 1
  }
  return status
}

export const seq: Command = (invocation) => {
  const { values, operands, flags } = parseOptions(
    invocation.args.map((arg) => (/^-\d/.test(arg) ? ` ${arg}` : arg)),
    { flags: 'w', valued: 's' },
  )
  const numbers = operands.map(Number)
  if (numbers.length === 0 || numbers.some(Number.isNaN))
    return complain(invocation, 'invalid number')
  const [first = 1, step = 1, last = 1] =
    numbers.length === 1
      ? [1, 1, ...numbers]
      : numbers.length === 2
        ? [numbers[0] ?? 1, 1, numbers[1] ?? 1]
        : numbers
  if (step === 0) return complain(invocation, 'invalid increment')
  const separator = values.get('s') ?? '\n'
  const width = flags.has('w') ? String(last).length : 0
  const shown: string[] = []
  let size = 0
  for (
    let value = first;
    (step > 0 ? value <= last : value >= last) && size < MAX_OUTPUT;
    value += step
  ) {
    const text = String(value).padStart(width, '0')
    size += text.length + 1
    shown.push(text)
  }
  invocation.budget.commands += Math.floor(size / 4096)
  return shown.length === 0 || print(invocation, `${shown.join(separator)}\n`) ? 0 : 1
}

export function* cut(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(invocation.args, { flags: 's', valued: 'dfcb' })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const list = values.get('f') ?? values.get('c') ?? values.get('b')
  if (list === undefined)
    return complain(invocation, 'expected a list of bytes, characters, or fields')
  const wanted = rangesOf(list)
  const separator = values.get('d') ?? '\t'
  const shown = texts
    .flatMap(({ text }) => linesOf(text))
    .flatMap((line) => {
      if (!values.has('f')) return [[...line].filter((_, index) => wanted(index + 1)).join('')]
      if (!line.includes(separator)) return flags.has('s') ? [] : [line]
      return [
        line
          .split(separator)
          .filter((_, index) => wanted(index + 1))
          .join(separator),
      ]
    })
  print(invocation, textOf(shown))
  return failed ? 1 : 0
}

/** '1,3-5,7-' as a test of a position from 1. */
function rangesOf(list: string): (position: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-')
    const start = from === '' ? 1 : Number(from)
    return [start, to === undefined ? start : to === '' ? Infinity : Number(to)] as const
  })
  return (position) => ranges.some(([from, to]) => position >= from && position <= to)
}

export function* sort(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, {
    flags: 'nrufhV',
    valued: 'kt',
  })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const lines = texts.flatMap(({ text }) => linesOf(text))
  const field = Number.parseInt(values.get('k') ?? '', 10)
  const separator = values.get('t') ?? /\s+/
  const keyOf = (line: string): string =>
    Number.isNaN(field) ? line : (line.trim().split(separator)[field - 1] ?? '')
  const numeric = flags.has('n') || /n/.test(values.get('k') ?? '')
  const order = (a: string, b: string): number =>
    numeric
      ? (Number.parseFloat(keyOf(a)) || 0) - (Number.parseFloat(keyOf(b)) || 0)
      : compareText(keyOf(a), keyOf(b))
  const sorted = [...lines].sort((a, b) => order(a, b) || compareText(a, b))
  if (flags.has('r')) sorted.reverse()
  print(
    invocation,
    textOf(flags.has('u') ? sorted.filter((line, index) => line !== sorted[index - 1]) : sorted),
  )
  return failed ? 1 : 0
}

export function* uniq(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'cdu' })
  const { texts, failed } = yield* readInputs(invocation, operands.slice(0, 1))
  const runs: { line: string; count: number }[] = []
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    const last = runs.at(-1)
    if (last?.line === line) last.count += 1
    else runs.push({ line, count: 1 })
  }
  const kept = runs.filter(
    ({ count }) => (!flags.has('d') || count > 1) && (!flags.has('u') || count === 1),
  )
  print(
    invocation,
    textOf(
      kept.map(({ line, count }) =>
        flags.has('c') ? `${String(count).padStart(7)} ${line}` : line,
      ),
    ),
  )
  return failed ? 1 : 0
}

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
  if (from === undefined) return complain(invocation, 'missing operand')
  const inverse = flags.has('c') || flags.has('C')
  const last = to?.at(-1) ?? ''
  const change = (character: string): string => {
    const index = from.indexOf(character)
    const hit = (index !== -1) !== inverse
    if (!hit) return character
    if (flags.has('d')) return ''
    return to === undefined ? character : inverse ? last : (to[index] ?? last)
  }
  const squeezed = flags.has('s') ? (to ?? from) : []
  for (
    let text = yield* invocation.stdin.some();
    text !== null;
    text = yield* invocation.stdin.some()
  ) {
    let result = ''
    for (const character of text) {
      const next = change(character)
      if (next !== '' && squeezed.includes(next) && result.endsWith(next)) continue
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
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'dDi',
    valued: 'w',
    long: ['decode'],
  })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const text = texts.map((one) => one.text).join('')
  if (flags.has('d') || flags.has('D') || flags.has('decode')) print(invocation, decodeBase64(text))
  else print(invocation, `${encodeBase64(text)}\n`)
  return failed ? 1 : 0
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
