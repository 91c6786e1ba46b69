// `sort`: keys, and how each is compared. Follows coreutils/sort.c of busybox 1.36.1 and src/sort.c of coreutils 9.1.
import { compareText } from '#lib/compare.ts'
import type { Task } from '#sim/task.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { writeWhole } from '../process/device-files.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { partsOf, readInputs } from './inputs.ts'
import { parseOptions } from './options.ts'
import { wordsOf } from './words.ts'

const FAILED = 2
const LETTERS = 'bdfghiMnrV'

interface Place {
  readonly field: number
  /** 0: the whole field. */
  readonly character: number
}

interface Key {
  readonly from: Place
  readonly to: Place | null
  readonly flags: ReadonlySet<string>
}

export function* sort(invocation: Invocation): Task<number> {
  const { flags, values, lists, operands } = parseOptions(invocation.args, {
    flags: 'bcCdfghiMmnRrsuVz',
    valued: 'kotST',
    long: ['parallel=', 'batch-size='],
  })
  const keys = (lists.get('k') ?? []).map((text) => keyOf(text, flags))
  const wrong = keys.indexOf(undefined)
  if (wrong !== -1) return invalidKey(invocation, lists.get('k')?.[wrong] ?? '')
  const separator = values.get('t')?.replace(/^\\0$/, '\0') ?? null
  const end = flags.has('z') ? '\0' : '\n'
  const { texts, failed } = yield* readInputs(invocation, operands)
  const lines = texts.flatMap(({ text }) => partsOf(text, end))
  const order = orderOf(
    keys.flatMap((key) => key ?? []),
    { flags, separator },
  )
  const rounds = Math.ceil(Math.log2(lines.length + 2))
  for (const line of lines) invocation.budget.meter.work((line.length / 4 + 8) * rounds)
  if (flags.has('c') || flags.has('C')) return checkOrder(invocation, { lines, order, flags })
  const sorted = lines.toSorted(order.whole)
  const kept = flags.has('u')
    ? sorted.filter((line, at) => at === 0 || order.byKeys(sorted[at - 1] ?? '', line) !== 0)
    : sorted
  const text = kept.map((line) => line + end).join('')
  const file = values.get('o')
  if (failed) return FAILED
  if (file === undefined) return print(invocation, text) ? 0 : 1
  const error = writeWhole(invocation, file, text)
  return error === null ? 0 : complain(invocation, `${file}: ${ERROR_TEXTS[error]}`)
}

/** '2.3nr,4'; its own flags stand for the common ones. Undefined when it is none. */
function keyOf(text: string, common: ReadonlySet<string>): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text)
  if (match === null || Number(match[1]) === 0) return undefined
  const [, field = '1', character = '1', own = '', toField, toCharacter = '0', more = ''] = match
  const letters = new Set([...own, ...more])
  return {
    from: { field: Number(field), character: Number(character) },
    to: toField === undefined ? null : { field: Number(toField), character: Number(toCharacter) },
    flags: letters.size > 0 ? letters : common,
  }
}

function invalidKey(invocation: Invocation, text: string): number {
  const zero = text.startsWith('0') ? 'field number is zero: ' : ''
  const gnu = `${zero}invalid field specification ‘${text}’`
  complain(invocation, wordsOf(invocation, { busybox: 'bad field specification', gnu }))
  return FAILED
}

interface Order {
  /** By the keys alone. */
  byKeys(a: string, b: string): number
  /** And then by the whole line, unless the order is stable. */
  whole(a: string, b: string): number
}

function orderOf(
  keys: readonly Key[],
  { flags, separator }: { readonly flags: ReadonlySet<string>; readonly separator: string | null },
): Order {
  const byKeys = (a: string, b: string): number => {
    if (keys.length === 0) return compareBy(flags, a, b)
    for (const key of keys) {
      const found = compareBy(key.flags, partOf(a, key, separator), partOf(b, key, separator))
      if (found !== 0) return found
    }
    return 0
  }
  const isPlain =
    keys.length === 0 && ![...LETTERS].some((letter) => letter !== 'r' && flags.has(letter))
  const isLast = !isPlain && !flags.has('s') && !flags.has('u')
  const sign = flags.has('r') ? -1 : 1
  return { byKeys, whole: (a, b) => byKeys(a, b) || (isLast ? sign * compareText(a, b) : 0) }
}

/** The part of a line that a key names; without a separator the blanks before a field belong to it. */
function partOf(line: string, { from, to, flags }: Key, separator: string | null): string {
  const starts = startsOf(line, separator)
  const ends = (field: number): number => {
    const next = starts[field]
    return next === undefined ? line.length : separator === null ? next : next - 1
  }
  const begin = starts[from.field - 1]
  if (begin === undefined) return ''
  const blanks = (at: number): number =>
    flags.has('b') || flags.has('n') ? (/^[ \t]*/.exec(line.slice(at))?.[0].length ?? 0) : 0
  const start = begin + blanks(begin) + Math.max(0, from.character - 1)
  if (to === null) return line.slice(start)
  const last = starts[to.field - 1]
  if (last === undefined) return line.slice(start)
  const stop = to.character === 0 ? ends(to.field) : last + blanks(last) + to.character
  return line.slice(Math.min(start, line.length), Math.max(start, stop))
}

/** Where each field begins. */
function startsOf(line: string, separator: string | null): readonly number[] {
  const starts = [0]
  if (separator !== null) {
    for (let at = line.indexOf(separator); at !== -1; at = line.indexOf(separator, at + 1))
      starts.push(at + 1)
    return starts
  }
  for (const { index } of line.matchAll(/(?<=[^ \t])[ \t]/g)) starts.push(index)
  return starts
}

const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'

function compareBy(flags: ReadonlySet<string>, a: string, b: string): number {
  const sign = flags.has('r') ? -1 : 1
  if (flags.has('n')) return sign * (numberOf(a) - numberOf(b))
  if (flags.has('g')) return sign * compareGeneral(Number.parseFloat(a), Number.parseFloat(b))
  if (flags.has('h')) return sign * (sizeOf(a) - sizeOf(b))
  if (flags.has('M')) return sign * (monthOf(a) - monthOf(b))
  const [one, other] = [a, b].map((text) => plain(text, flags))
  const found = flags.has('V')
    ? compareVersions(one ?? '', other ?? '')
    : compareText(one ?? '', other ?? '')
  return sign * found
}

function plain(text: string, flags: ReadonlySet<string>): string {
  let shown = flags.has('b') ? text.replace(/^[ \t]+/, '') : text
  if (flags.has('d')) shown = shown.replace(/[^\p{L}\p{N} \t]/gu, '')
  if (flags.has('i')) shown = shown.replace(/[^ -~]/g, '')
  return flags.has('f') ? shown.toUpperCase() : shown
}

function numberOf(text: string): number {
  return Number(/^[ \t]*(-?\d*\.?\d*)/.exec(text)?.[1] ?? '0') || 0
}

/** What is no number comes first. */
function compareGeneral(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  return a - b
}

function sizeOf(text: string): number {
  const [, number = '0', unit = ''] = /^[ \t]*(-?\d*\.?\d*)([kKMGTPE]?)/.exec(text) ?? []
  return (
    (Number(number) || 0) * 1024 ** ('KMGTPE'.indexOf(unit.toUpperCase()) + (unit === '' ? 0 : 1))
  )
}

function monthOf(text: string): number {
  const at = MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase())
  return at % 3 === 0 ? at / 3 + 1 : 0
}

/** Digits as numbers, everything else as text. */
function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? [])
  for (let at = 0; ; at += 1) {
    const [x, y] = [one?.[at], other?.[at]]
    if (x === undefined || y === undefined) return Number(x !== undefined) - Number(y !== undefined)
    const areNumbers = /^\d/.test(x) && /^\d/.test(y)
    const found = areNumbers ? Number(x) - Number(y) : compareText(x, y)
    if (found !== 0) return found
  }
}

interface Checked {
  readonly lines: readonly string[]
  readonly order: Order
  readonly flags: ReadonlySet<string>
}

function checkOrder(invocation: Invocation, { lines, order, flags }: Checked): number {
  const wrong = lines.findIndex((line, at) => {
    const found = at === 0 ? -1 : order.whole(lines[at - 1] ?? '', line)
    return flags.has('u') ? at > 0 && order.byKeys(lines[at - 1] ?? '', line) >= 0 : found > 0
  })
  if (wrong === -1) return 0
  if (invocation.system.flavour === 'busybox') invocation.stderr.write(`Check line ${wrong}\n`)
  else if (!flags.has('C')) complain(invocation, `-:${wrong + 1}: disorder: ${lines[wrong] ?? ''}`)
  return 1
}
