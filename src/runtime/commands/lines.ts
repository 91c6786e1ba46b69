// Tools that work on lines: `cut` and `uniq`.
import type { Task } from '#sim/task.ts'
import { ERROR_TEXTS } from '../filesystem/result.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { writeWhole } from '../process/device-files.ts'
import { partsOf, readInputs } from './inputs.ts'
import { misused } from './words.ts'
import { parseOptions } from './options.ts'

export function* cut(invocation: Invocation): Task<number> {
  const { values, flags, operands } = parseOptions(invocation.args, {
    flags: 'nsDz',
    valued: 'bcdfO',
    long: ['complement', 'output-delimiter='],
  })
  const list = values.get('f') ?? values.get('c') ?? values.get('b')
  if (list === undefined) {
    const gnu = 'you must specify a list of bytes, characters, or fields'
    if (invocation.system.flavour === 'gnu') return misused(invocation, gnu)
    return complain(invocation, 'expected a list of bytes, characters, or fields')
  }
  const wrong = wrongRange(list, invocation.system.flavour)
  if (wrong !== null) return invalidRange(invocation, wrong, values.has('f'))
  const { texts, failed } = yield* readInputs(invocation, operands)
  const { meter } = invocation.budget
  const ranges = rangesOf(list)
  meter.work(list.length * 4)
  const isWanted = (at: number): boolean =>
    ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to) !== flags.has('complement')
  const wanted = <T>(items: readonly T[]): readonly T[] =>
    flags.has('complement')
      ? items.filter((_, at) => isWanted(at))
      : ranges.flatMap(([from, to]) => items.slice(from - 1, to))
  const separator = values.get('d') ?? '\t'
  const between = values.get('O') ?? values.get('output-delimiter')
  const end = flags.has('z') ? '\0' : '\n'
  const shown = texts
    .flatMap(({ text }) => partsOf(text, end))
    .flatMap((line) => {
      meter.work(line.length + ranges.length)
      if (!values.has('f')) {
        if (between === undefined) return [wanted([...line]).join('')]
        return [
          ranges
            .map(([from, to]) => [...line].slice(from - 1, to).join(''))
            .filter((part) => part !== '')
            .join(between),
        ]
      }
      if (!line.includes(separator)) return flags.has('s') ? [] : [line]
      return [wanted(line.split(separator)).join(between ?? separator)]
    })
  print(invocation, shown.map((line) => line + end).join(''))
  return failed ? 1 : 0
}

/** busybox takes 0 for 1. */
function wrongRange(list: string, flavour: 'busybox' | 'gnu'): string | null {
  return (
    list.split(',').find((part) => {
      const [, from = '', to = ''] = /^(\d*)-?(\d*)$/.exec(part) ?? []
      const isRange = /^(\d+|\d+-|-\d+|\d+-\d+)$/.test(part)
      return (
        !isRange ||
        (from === '0' && flavour === 'gnu') ||
        (to !== '' && from !== '' && Number(to) < Number(from))
      )
    }) ?? null
  )
}

function invalidRange(invocation: Invocation, part: string, isField: boolean): number {
  if (invocation.system.flavour === 'busybox') {
    const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(part) ?? []
    return complain(
      invocation,
      from === '' ? `invalid number '${part}'` : `${to}<${Number(from) - 1}`,
    )
  }
  const what = isField ? 'field' : 'byte/character position'
  if (part === '0')
    return misused(
      invocation,
      `${isField ? 'fields' : 'byte/character positions'} are numbered from 1`,
    )
  if (/^\d+-\d+$/.test(part)) return misused(invocation, 'invalid decreasing range')
  return misused(invocation, `invalid ${what} value ‘${part}’`)
}

/** '1,3-5,7-' as stretches of positions from 1, in their order and without overlaps. */
function rangesOf(list: string): readonly (readonly [from: number, to: number])[] {
  const ranges = list.split(',').map((part) => {
    const [from = '', to] = part.split('-')
    const start = from === '' ? 1 : Math.max(1, Number(from))
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

/** Runs of lines that are the same behind what -f and -s leave out, up to -w; -D shows all of them. */
export function* uniq(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args.map(skippedFields), {
    flags: 'cdiuzD',
    valued: 'fsw',
  })
  const { texts, failed } = yield* readInputs(invocation, operands.slice(0, 1))
  for (const { text } of texts) invocation.budget.meter.work(text.length)
  const [fields, skipped, most] = ['f', 's', 'w'].map((letter) => values.get(letter))
  const keyOf = (line: string): string => {
    let at = 0
    for (let left = Number(fields ?? 0); left > 0; left -= 1)
      at += /^[ \t]*[^ \t]*/.exec(line.slice(at))?.[0].length ?? 0
    at += Number(skipped ?? 0)
    const key = line.slice(at, most === undefined ? undefined : at + Number(most))
    return flags.has('i') ? key.toLowerCase() : key
  }
  const end = flags.has('z') ? '\0' : '\n'
  const runs: { line: string; key: string; all: string[] }[] = []
  for (const line of texts.flatMap(({ text }) => partsOf(text, end))) {
    const last = runs.at(-1)
    const key = keyOf(line)
    if (last?.key === key) last.all.push(line)
    else runs.push({ line, key, all: [line] })
  }
  const kept = runs.filter(({ all }) => {
    const isMany = all.length > 1
    return (!(flags.has('d') || flags.has('D')) || isMany) && (!flags.has('u') || !isMany)
  })
  const rows = kept.flatMap(({ line, all }) => {
    if (flags.has('D')) return all
    return [flags.has('c') ? `${String(all.length).padStart(7)} ${line}` : line]
  })
  const text = rows.map((row) => row + end).join('')
  const [, file] = operands
  if (failed) return 1
  if (file === undefined) return print(invocation, text) ? 0 : 1
  const error = writeWhole(invocation, file, text)
  return error === null ? 0 : complain(invocation, `${file}: ${ERROR_TEXTS[error]}`)
}

/** '-2' is an old way to write '-f 2'. */
const skippedFields = (arg: string): string => (/^-\d+$/.test(arg) ? `-f${arg.slice(1)}` : arg)
