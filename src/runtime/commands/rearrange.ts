// Tools that put lines in another order or beside one another: `tac`, `rev`, `nl`, `paste`, `comm`, `fold`, `shuf`,
// `cmp`. As busybox 1.36 and coreutils 9 agree on them.
import type { Task } from '#sim/task.ts'
import { complain, print, type Invocation } from '../process/command.ts'
import { linesOf, readInputs, textOf } from './inputs.ts'
import { parseOptions } from './options.ts'

/** All lines of the operands, or of the standard input. */
function* inputLines(
  invocation: Invocation,
  operands: readonly string[],
): Task<{ readonly lines: readonly string[]; readonly failed: boolean }> {
  const { texts, failed } = yield* readInputs(invocation, operands)
  const lines = texts.flatMap(({ text }) => linesOf(text))
  invocation.budget.meter.work(lines.length)
  return { lines, failed }
}

const codeOf = (failed: boolean): number => (failed ? 1 : 0)

export function* tac(invocation: Invocation): Task<number> {
  const { operands } = parseOptions(invocation.args, {})
  const { texts, failed } = yield* readInputs(invocation, operands)
  // A last line without a newline is put before the others as it is.
  for (const { text } of texts)
    print(invocation, (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).toReversed().join(''))
  return codeOf(failed)
}

export function* rev(invocation: Invocation): Task<number> {
  const { operands } = parseOptions(invocation.args, {})
  const { lines, failed } = yield* inputLines(invocation, operands)
  print(invocation, textOf(lines.map((line) => [...line].toReversed().join(''))))
  return codeOf(failed)
}

/** `nl`: numbers the lines that are not empty, with `-ba` all. */
export function* nl(invocation: Invocation): Task<number> {
  const { values, operands } = parseOptions(invocation.args, { valued: 'bwsvin' })
  const { lines, failed } = yield* inputLines(invocation, operands)
  const width = Number(values.get('w') ?? 6)
  const separator = values.get('s') ?? '\t'
  const step = Number(values.get('i') ?? 1)
  let number = Number(values.get('v') ?? 1)
  const numbered = lines.map((line) => {
    if (line === '' && values.get('b') !== 'a') return ' '.repeat(width + separator.length)
    const shown = `${String(number).padStart(width)}${separator}${line}`
    number += step
    return shown
  })
  print(invocation, textOf(numbered))
  return codeOf(failed)
}

/** `paste`: the n-th lines of all files beside one another, with `-s` each file as one line. */
export function* paste(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, { flags: 's', valued: 'd' })
  const separators = [...(values.get('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t')]
  const columns = operands.length === 0 ? ['-'] : operands
  const { texts, failed } = yield* readInputs(invocation, [...new Set(columns)])
  const byName = new Map(texts.map(({ name, text }) => [name, linesOf(text)]))
  const joined = (parts: readonly string[]): string =>
    parts.reduce(
      (all, part, at) => `${all}${separators[(at - 1) % separators.length] ?? ''}${part}`,
    )
  if (flags.has('s')) {
    print(invocation, textOf(columns.map((name) => joined(byName.get(name) ?? ['']))))
    return codeOf(failed)
  }
  const width = columns.filter((name) => name === '-').length
  const input = byName.get('-') ?? []
  const rows = Math.max(
    ...columns.map((name) =>
      name === '-' ? Math.ceil(input.length / width) : (byName.get(name)?.length ?? 0),
    ),
  )
  const lines: string[] = []
  for (let row = 0; row < rows; row += 1) {
    let fromInput = row * width
    invocation.budget.meter.work(columns.length)
    lines.push(
      joined(
        columns.map((name) =>
          name === '-' ? (input[fromInput++] ?? '') : (byName.get(name)?.[row] ?? ''),
        ),
      ),
    )
  }
  print(invocation, textOf(lines))
  return codeOf(failed)
}

/** `comm`: what two sorted files have alone, and in common. */
export function* comm(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: '123' })
  const [one, other] = operands
  if (one === undefined || other === undefined) return complain(invocation, 'missing operand')
  const { texts, failed } = yield* readInputs(invocation, [one, other])
  if (failed) return 1
  const [left = [], right = []] = texts.map(({ text }) => linesOf(text))
  invocation.budget.meter.work(left.length + right.length)
  const tab = (column: number): string =>
    '\t'.repeat(['1', '2'].slice(0, column - 1).filter((flag) => !flags.has(flag)).length)
  const lines: string[] = []
  const add = (column: number, line: string): void => {
    if (!flags.has(String(column))) lines.push(`${tab(column)}${line}`)
  }
  for (let a = 0, b = 0; a < left.length || b < right.length;) {
    const [mine, theirs] = [left[a], right[b]]
    if (theirs === undefined || (mine !== undefined && mine < theirs)) {
      add(1, mine ?? '')
      a += 1
    } else if (mine === undefined || theirs < mine) {
      add(2, theirs)
      b += 1
    } else {
      add(3, mine)
      a += 1
      b += 1
    }
  }
  print(invocation, textOf(lines))
  return 0
}

/** `fold -w`: breaks lines, with `-s` at spaces. */
export function* fold(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, { flags: 'sb', valued: 'w' })
  const width = Number(values.get('w') ?? 80)
  if (!(width >= 1)) return complain(invocation, `invalid number '${values.get('w') ?? ''}'`)
  const { lines, failed } = yield* inputLines(invocation, operands)
  const broken = lines.flatMap((line) => {
    const parts: string[] = []
    let rest = line
    while (rest.length > width) {
      const space = flags.has('s') ? rest.slice(0, width).lastIndexOf(' ') + 1 : 0
      const at = space > 0 ? space : width
      parts.push(rest.slice(0, at))
      rest = rest.slice(at)
    }
    invocation.budget.meter.work(line.length)
    return [...parts, rest]
  })
  print(invocation, textOf(broken))
  return codeOf(failed)
}

/** `shuf`: the lines in an order by chance, `-n` of them, or `-i 1-9`, or `-e` the operands. */
export function* shuf(invocation: Invocation): Task<number> {
  const { flags, values, operands } = parseOptions(invocation.args, { flags: 'e', valued: 'ni' })
  const range = /^(\d+)-(\d+)$/.exec(values.get('i') ?? '')
  const { budget, system } = invocation
  let lines: string[] = []
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])]
    budget.meter.work(Math.max(0, to - from))
    for (let number = from; number <= to; number += 1) lines.push(String(number))
  } else if (flags.has('e')) lines = [...operands]
  else lines = [...(yield* inputLines(invocation, operands)).lines]
  system.unforeseen()
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = system.random.next(at + 1)
    ;[lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? '']
  }
  print(invocation, textOf(lines.slice(0, Number(values.get('n') ?? Infinity))))
  return 0
}

/** `cmp`: says where two files differ first; 0 when they do not. */
export function* cmp(invocation: Invocation): Task<number> {
  const { flags, operands } = parseOptions(invocation.args, { flags: 's' })
  const [one = '', other = '-'] = operands
  if (one === '') return complain(invocation, 'missing operand')
  const { texts, failed } = yield* readInputs(invocation, [one, other])
  if (failed) return 2
  const [left = '', right = ''] = texts.map(({ text }) => text)
  if (left === right) return 0
  const least = Math.min(left.length, right.length)
  invocation.budget.meter.work(least)
  let at = 0
  while (at < least && left.charAt(at) === right.charAt(at)) at += 1
  if (flags.has('s')) return 1
  const isGnu = invocation.system.flavour === 'gnu'
  const line = left.slice(0, at).split('\n').length
  if (at === least) {
    const place = isGnu ? ` after byte ${at}, in line ${line}` : ''
    invocation.stderr.write(`cmp: EOF on ${left.length < right.length ? one : other}${place}\n`)
  } else {
    const unit = isGnu ? 'byte' : 'char'
    print(invocation, `${one} ${other} differ: ${unit} ${at + 1}, line ${line}\n`)
  }
  return 1
}
