// The builtin `read`. Follows POSIX.1-2024, Shell Command Language, read.
import type { Task } from '#sim/task.ts'
import { builtinError, setVariable, variable, type Shell } from './state.ts'

/** Reads a line into variables; 1 at the end of the input. */
export function* read(shell: Shell, args: readonly string[]): Task<number> {
  const names: string[] = []
  let raw = false
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (/^-[rs]*[pntdu]$/.test(arg)) i += 1
    else if (!arg.startsWith('-')) names.push(arg)
    if (/^-[a-z]*r/.test(arg)) raw = true
  }
  if (names.length === 0 && shell.dialect === 'dash')
    return builtinError(shell, 'read', 'arg count', 2)
  const { text, escaped, ended } = yield* readLine(shell, raw)
  const fields = fieldsOf(text, {
    separators: variable(shell, 'IFS') ?? ' \t\n',
    escaped,
    count: names.length === 0 ? 1 : names.length,
  })
  if (names.length === 0) setVariable(shell, 'REPLY', text)
  for (const [index, name] of names.entries()) setVariable(shell, name, fields[index] ?? '')
  return ended ? 1 : 0
}

interface ReadLine {
  readonly text: string
  /** The places of characters that had a backslash before them. */
  readonly escaped: ReadonlySet<number>
  /** The input ended before the line did. */
  readonly ended: boolean
}

/** A line; without `-r` a backslash makes the next character plain, and joins two lines. */
function* readLine(shell: Shell, raw: boolean): Task<ReadLine> {
  const line = yield* shell.stdin.line()
  if (raw || line === null || !line.includes('\\'))
    return { text: line ?? '', escaped: new Set(), ended: line === null }
  let text = ''
  const escaped = new Set<number>()
  for (let more: string | null = line; more !== null;) {
    let joins = false
    for (let at = 0; at < more.length; at += 1) {
      if (more.charAt(at) !== '\\') {
        text += more.charAt(at)
        continue
      }
      at += 1
      joins = at >= more.length
      if (!joins) escaped.add(text.length)
      text += more.charAt(at)
    }
    shell.budget.meter.work(more.length)
    more = joins ? yield* shell.stdin.line() : null
  }
  return { text, escaped, ended: false }
}

interface Fields {
  readonly separators: string
  readonly escaped: ReadonlySet<number>
  readonly count: number
}

/** Cuts a line into at most `count` fields; the last takes the rest, without the blanks at its end. */
function fieldsOf(text: string, { separators, escaped, count }: Fields): readonly string[] {
  const isSeparator = (at: number): boolean =>
    at < text.length && !escaped.has(at) && separators.includes(text.charAt(at))
  const isBlank = (at: number): boolean => isSeparator(at) && ' \t\n'.includes(text.charAt(at))
  const fields: string[] = []
  let at = 0
  while (isBlank(at)) at += 1
  while (fields.length < count - 1 && at < text.length) {
    const from = at
    while (at < text.length && !isSeparator(at)) at += 1
    fields.push(text.slice(from, at))
    while (isBlank(at)) at += 1
    if (isSeparator(at) && (at === from || !isBlank(at))) at += 1
    while (isBlank(at)) at += 1
  }
  if (fields.length < count) {
    let end = text.length
    while (end > at && isBlank(end - 1)) end -= 1
    const rest = text.slice(at, end)
    // One separator at the end of the last field belongs to no field.
    let before = at
    while (before < end - 1 && !isSeparator(before)) before += 1
    const isLone = end > at && before === end - 1 && isSeparator(before)
    fields.push(isLone ? rest.slice(0, -1) : rest)
  }
  return fields
}
