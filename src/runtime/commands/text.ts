// Tools that pass text on, or a part or a count of it.
import { byteLength } from '#lib/byte-length.ts'
import { largest } from '#lib/numbers.ts'
import { wait, type Task } from '#sim/task.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { openForWriting } from '../process/device-files.ts'
import type { Output } from '../process/stream.ts'
import { bytesOf } from './amounts.ts'
import { isEndless, passOn } from './devices.ts'
import { linesOf, readInputs } from './inputs.ts'
import { parseOptions } from './options.ts'
import { wordsOf } from './words.ts'

/** How much is written at once. */
const BLOCK = 256 * 1024

/** `cat` passes the standard input on as it comes, so that it works in the middle of a pipe that never ends. */
export function* cat(invocation: Invocation): Task<number> {
  const { operands, flags } = parseOptions(invocation.args, { flags: 'nuvetAEbsT' })
  const show = catLines(flags)
  const names = operands.length === 0 ? ['-'] : operands
  let status = 0
  for (const name of names) {
    if (name === '-') {
      for (
        let text = yield* invocation.stdin.some();
        text !== null;
        text = yield* invocation.stdin.some()
      ) {
        if (!print(invocation, show(text))) return 1
      }
      continue
    }
    const { texts, failed } = yield* readInputs(invocation, [name])
    if (failed) status = 1
    for (const { text } of texts) {
      const shown = show(text)
      if (shown !== '' && !print(invocation, shown)) return 1
      // Who reads the pipe comes in between.
      if (shown.length > BLOCK) yield* wait(invocation.system.sleep(1))
    }
  }
  return status
}

/** What the options make of a text; lines are counted, and may go on, from one text to the next. */
function catLines(given: ReadonlySet<string>): (text: string) => string {
  const flags = new Set(given)
  for (const [short, long] of [
    ['A', 'vET'],
    ['e', 'vE'],
    ['t', 'vT'],
  ] as const)
    if (flags.has(short)) for (const letter of long) flags.add(letter)
  if (!['n', 'b', 's', 'E', 'T', 'v'].some((flag) => flags.has(flag))) return (text) => text
  let number = 0
  let isStart = true
  let wasEmpty = false
  return (text) =>
    (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
      .map((whole) => {
        const line = whole.replace(/\n$/, '')
        const isEmpty = line === '' && isStart
        if (flags.has('s') && isEmpty && wasEmpty) return ''
        wasEmpty = isEmpty
        const isNumbered = isStart && (flags.has('b') ? !isEmpty : flags.has('n'))
        const begin = isNumbered ? `${String((number += 1)).padStart(6)}\t` : ''
        isStart = whole.endsWith('\n')
        return begin + visible(line, flags) + (isStart ? `${flags.has('E') ? '$' : ''}\n` : '')
      })
      .join('')
}

function visible(line: string, flags: ReadonlySet<string>): string {
  const tabs = flags.has('T') ? line.replaceAll('\t', '^I') : line
  if (!flags.has('v')) return tabs
  return [...tabs]
    .map((one) => {
      const code = one.charCodeAt(0)
      if (code === 127) return '^?'
      return code < 32 && one !== '\t' ? `^${String.fromCharCode(code + 64)}` : one
    })
    .join('')
}

/** '-5' is an old way to write '-n 5'. */
function withCount(args: readonly string[]): readonly string[] {
  return args.map((arg, at) =>
    /^-\d+$/.test(arg) && !/^-[nc]$/.test(args[at - 1] ?? '') ? `-n${arg.slice(1)}` : arg,
  )
}

export function* head(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(withCount(invocation.args), {
    flags: 'qvz',
    valued: 'nc',
  })
  const characters = values.get('c')
  const given = characters ?? values.get('n') ?? '10'
  const count = countOf(given)
  if (count === undefined) return complain(invocation, wrongCount(invocation, given, characters))
  const [first = ''] = operands
  const endless = operands.find((name) => isEndless(invocation, name))
  if (characters !== undefined && isEndless(invocation, first))
    return yield* passOn(invocation, first, count)
  const isPlain = characters === undefined && count >= 0 && !flags.has('z') && !flags.has('v')
  if (operands.length === 0 && isPlain) {
    // Reads no more than it needs, so that an endless writer is told by a broken pipe.
    for (let i = 0; i < count; i += 1) {
      const line = yield* invocation.stdin.line()
      if (line === null) return 0
      if (!print(invocation, `${line}\n`)) return 1
    }
    return 0
  }
  if (endless !== undefined) return yield* passOn(invocation, endless, Infinity)
  const pick = (text: string): string => {
    const items = characters === undefined ? linesWithEnds(text, flags.has('z')) : [...text]
    return items.slice(0, count < 0 ? Math.max(0, items.length + count) : count).join('')
  }
  return yield* printParts(invocation, { flags, operands, pick })
}

/** A number that may have a unit and a sign; undefined when it is none. */
function countOf(text: string): number | undefined {
  const [, sign = '', amount = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  const bytes = bytesOf(amount)
  return bytes === undefined ? undefined : sign === '-' ? -bytes : bytes
}

function wrongCount({ system }: Invocation, text: string, characters: string | undefined): string {
  if (system.flavour === 'busybox') return `invalid number '${text}'`
  return `invalid number of ${characters === undefined ? 'lines' : 'bytes'}: ‘${text}’`
}

/** Each line with its end. */
function linesWithEnds(text: string, isZero: boolean): readonly string[] {
  return text.match(isZero ? /[^\0]*\0|[^\0]+$/g : /[^\n]*\n|[^\n]+$/g) ?? []
}

interface Parts {
  readonly flags: ReadonlySet<string>
  readonly operands: readonly string[]
  readonly pick: (text: string) => string
}

/** Prints a part of each file; each under its name when there are several, or with -v. */
function* printParts(invocation: Invocation, { flags, operands, pick }: Parts): Task<number> {
  const titled = (operands.length > 1 || flags.has('v')) && !flags.has('q')
  let status = 0
  let isFirst = true
  for (const name of operands.length === 0 ? ['-'] : operands) {
    const { texts, failed } = yield* readInputs(invocation, name === '-' ? [] : [name])
    if (failed) status = 1
    for (const { text } of texts) {
      const shown = name === '-' ? 'standard input' : name
      if (titled) print(invocation, `${isFirst ? '' : '\n'}==> ${shown} <==\n`)
      isFirst = false
      const part = pick(text)
      if (part !== '' && !print(invocation, part)) return 1
    }
  }
  return status
}

export function* tail(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(withCount(invocation.args), {
    flags: 'fFqvrz',
    valued: 'ncs',
    long: ['follow', 'retry', 'follow='],
  })
  const follows = flags.has('f') || flags.has('F') || flags.has('follow') || values.has('follow')
  const retries = flags.has('F') || flags.has('retry') || values.get('follow') === 'name'
  const characters = values.get('c')
  const given = characters ?? values.get('n') ?? '10'
  const count = countOf(given)
  if (count === undefined) return complain(invocation, wrongCount(invocation, given, characters))
  const pick = (text: string): string => {
    const items = characters === undefined ? linesWithEnds(text, flags.has('z')) : [...text]
    if (given.startsWith('+')) return items.slice(Math.max(0, count - 1)).join('')
    return count === 0 ? '' : items.slice(-Math.abs(count)).join('')
  }
  const [name] = operands
  if (follows && name !== undefined) return yield* followFile(invocation, { name, pick, retries })
  const busybox = invocation.system.flavour === 'busybox'
  const status = yield* printParts(invocation, { flags, operands, pick })
  const isNone = operands.every(
    (one) => one !== '-' && !invocation.system.files.stat(pathOf(invocation, one)).ok,
  )
  if (status !== 0 && busybox && isNone) complain(invocation, 'no files')
  return status
}

interface Follow {
  readonly name: string
  readonly pick: (text: string) => string
  readonly retries: boolean
}

/** `tail -f`: wakes when something changes beside the file, and prints what is new. */
function* followFile(invocation: Invocation, { name, pick, retries }: Follow): Task<number> {
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
  if (begin.ok) print(invocation, pick(begin.value))
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
  const { flags, operands } = parseOptions(invocation.args, { flags: 'lwcmL' })
  const { texts, failed } = yield* readInputs(invocation, operands)
  const wanted = ['l', 'w', 'm', 'c', 'L'].filter((flag) =>
    flags.size === 0 ? 'lwc'.includes(flag) : flags.has(flag),
  )
  const rows = texts.map(({ name, text }) => {
    invocation.budget.meter.work(text.length)
    return { name: operands.length === 0 ? '' : name, counts: countsOf(text) }
  })
  if (operands.length > 1) {
    const sum = (flag: string): number =>
      rows.reduce((total, { counts }) => total + (counts[flag] ?? 0), 0)
    const longest = largest(rows.map(({ counts }) => counts['L'] ?? 0))
    const counts = { l: sum('l'), w: sum('w'), m: sum('m'), c: sum('c'), L: longest }
    rows.push({ name: 'total', counts })
  }
  const busybox = invocation.system.flavour === 'busybox'
  // GNU makes its columns as wide as the size of all files, seven wide where that cannot be known.
  const bytes = String(rows.at(-1)?.counts['c'] ?? 0).length
  const width = busybox ? 9 : operands.length === 0 ? 7 : bytes
  for (const { name, counts } of rows) {
    const shown = wanted.map((flag) => String(counts[flag] ?? 0))
    const isAlone = shown.length === 1 && operands.length < 2
    const line = isAlone ? (shown[0] ?? '') : shown.map((one) => one.padStart(width)).join(' ')
    print(invocation, `${line}${name === '' ? '' : ` ${name}`}\n`)
  }
  return failed ? 1 : 0
}

function countsOf(text: string): Readonly<Record<string, number>> {
  return {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: byteLength(text),
    m: [...text].length,
    L: largest(linesOf(text).map((line) => [...line].length)),
  }
}

export function* tee(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 'aip' })
  let status = 0
  let open: Opened[] = []
  for (const name of operands) {
    const output = openForWriting(invocation, name, flags.has('a'))
    if (typeof output !== 'string') open.push({ name, output })
    else status = complain(invocation, `${name}: ${ERROR_TEXTS[output]}`)
  }
  for (
    let text = yield* invocation.stdin.some();
    text !== null;
    text = yield* invocation.stdin.some()
  ) {
    const more = text
    const left = open.filter((one) => copyTo(invocation, one, more))
    if (left.length < open.length) status = 1
    open = left
    if (!print(invocation, text)) return 1
  }
  return status
}

interface Opened {
  readonly name: string
  readonly output: Output
}

/** False when it could not be written, which is said where somebody would say it. */
function copyTo(invocation: Invocation, { name, output }: Opened, text: string): boolean {
  const error = output.write(text)
  if (error === null) return true
  if (error === 'EPIPE') return false
  const gnu = `${name}: ${ERROR_TEXTS[error]}`
  complain(invocation, wordsOf(invocation, { busybox: `${name}: I/O error`, gnu }))
  return false
}
