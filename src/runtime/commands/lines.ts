// Tools that work on lines: `cut`, `sort` and `uniq`.
import type { Task } from '#sim/task.ts'
import { compareText } from '#lib/compare.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'

export function* cut(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(invocation.args, { flags: 'ns', valued: 'dfcb' })
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
