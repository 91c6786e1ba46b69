// Tools that read text and print some of it.
import { wait, type Task } from '#sim/task.ts'
import { compareText } from '#lib/compare.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { bytesOf } from './amounts.ts'
import { isEndless, passOn } from './devices.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'

/** How much is written at once. */
const BLOCK = 256 * 1024

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
  let status = 0
  let line = 0
  for (const operand of operands) {
    const { texts, failed } = yield* readInputs(invocation, [operand])
    if (failed) status = 1
    for (const { text } of texts) {
      const numbered = (one: string): string => `${String((line += 1)).padStart(6)}\t${one}`
      const shown = flags.has('n') ? textOf(linesOf(text).map(numbered)) : text
      if (shown !== '' && !print(invocation, shown)) return 1
      // Who reads the pipe comes in between.
      if (shown.length > BLOCK) yield* wait(invocation.system.sleep(1))
    }
  }
  return status
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
  const [first = ''] = operands
  if (characters !== undefined && isEndless(invocation, first)) {
    const bytes = bytesOf(characters)
    return bytes === undefined
      ? complain(invocation, `invalid number '${characters}'`)
      : yield* passOn(invocation, first, bytes)
  }
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
  const endless = operands.find((name) => isEndless(invocation, name))
  if (endless !== undefined) return yield* passOn(invocation, endless, Infinity)
  const { texts, failed } = yield* readInputs(invocation, operands)
  for (const { name, text } of texts) {
    if (texts.length > 1)
      print(invocation, `${name === texts[0]?.name ? '' : '\n'}==> ${name} <==\n`)
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
  if (failed && texts.length === 0 && invocation.system.flavour === 'busybox')
    complain(invocation, 'no files')
  for (const { name: title, text } of texts) {
    if (texts.length > 1)
      print(invocation, `${title === texts[0]?.name ? '' : '\n'}==> ${title} <==\n`)
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
    invocation.budget.meter.work(text.length)
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

export function* cut(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(invocation.args, { flags: 's', valued: 'dfcb' })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const list = values.get('f') ?? values.get('c') ?? values.get('b')
  if (list === undefined)
    return complain(invocation, 'expected a list of bytes, characters, or fields')
  const { meter } = invocation.budget
  const ranges = rangesOf(list)
  meter.work(list.length * 4)
  const wanted = <T>(items: readonly T[]): readonly T[] =>
    ranges.flatMap(([from, to]) => items.slice(from - 1, to))
  const separator = values.get('d') ?? '\t'
  const shown = texts
    .flatMap(({ text }) => linesOf(text))
    .flatMap((line) => {
      meter.work(line.length + ranges.length)
      if (!values.has('f')) return [wanted([...line]).join('')]
      if (!line.includes(separator)) return flags.has('s') ? [] : [line]
      return [wanted(line.split(separator)).join(separator)]
    })
  print(invocation, textOf(shown))
  return failed ? 1 : 0
}

/** '1,3-5,7-' as stretches of positions from 1, in their order and without overlaps. */
function rangesOf(list: string): readonly (readonly [from: number, to: number])[] {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-')
    const start = from === '' ? 1 : Number(from)
    return [start, to === undefined ? start : to === '' ? Infinity : Number(to)] as const
  })
  const joined: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else if (from >= 1 && to >= from) joined.push([from, to])
  }
  return joined
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
  const rounds = Math.ceil(Math.log2(lines.length + 2))
  for (const line of lines) invocation.budget.meter.work((line.length / 4 + 8) * rounds)
  const keyed = lines.map((line) => {
    const key = keyOf(line)
    return { line, key, number: numeric ? Number.parseFloat(key) || 0 : 0 }
  })
  const sorted = keyed
    .sort(
      (a, b) =>
        (numeric ? a.number - b.number : compareText(a.key, b.key)) || compareText(a.line, b.line),
    )
    .map(({ line }) => line)
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
  for (const { text } of texts) invocation.budget.meter.work(text.length)
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
  const places = new Map<string, number>()
  for (const [index, character] of from.entries())
    if (!places.has(character)) places.set(character, index)
  const inverse = flags.has('c') || flags.has('C')
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
  const { flags, operands } = parseOptions(invocation.args, {
    flags: 'dDi',
    valued: 'w',
    long: ['decode'],
  })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const text = texts.map((one) => one.text).join('')
  invocation.budget.meter.work(text.length * 4)
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
