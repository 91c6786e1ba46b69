// `xargs`: words of the standard input as further arguments. Follows findutils/xargs.c of busybox 1.36.1 and xargs/xargs.c of findutils 4.9.
import { wait, type Task } from '#sim/task.ts'
import type { Invocation } from '../process/command.ts'
import { linesOf, partsOf, readFile } from './inputs.ts'
import { type Options, parseOptions } from './options.ts'
import { runOther } from './system.ts'

const MOST_CALLS = 1000
/** A command of those that it ran failed; 255 ends it. */
const SOME_FAILED = 123
const ENDS = 124

export function* xargs(invocation: Invocation): Task<number> {
  const options = parseOptions(invocation.args, {
    flags: '0rtpxo',
    valued: 'nIPLdasE',
    optional: 'ei',
    stops: true,
  })
  const { flags, values, operands } = options
  const file = values.get('a')
  const text = file === undefined ? yield* invocation.stdin.rest() : readFile(invocation, file)
  if (text === undefined) return 1
  const argv = operands.length === 0 ? ['echo'] : operands
  const marker = values.get('I') ?? (values.has('i') ? values.get('i') || '{}' : undefined)
  const calls = callsOf(text, options, marker)
  if (calls.length === 0 && !flags.has('r') && marker === undefined) calls.push([])
  let status = 0
  for (const words of calls.slice(0, MOST_CALLS)) {
    const call =
      marker === undefined
        ? [...argv, ...words]
        : argv.map((word) => withWord(word, marker, words[0] ?? '', invocation))
    if (flags.has('t')) invocation.stderr.write(`${call.join(' ')}\n`)
    const code = yield* runOther(invocation, call)
    if (code === 126 || code === 127) return code
    if (code === 255) return ENDS
    if (code !== 0) status = SOME_FAILED
    yield* wait(invocation.system.sleep(1))
  }
  return status
}

/** The words of each call. */
function callsOf(
  text: string,
  { flags, values }: Options,
  marker: string | undefined,
): (readonly string[])[] {
  const separator = flags.has('0') ? '\0' : separatorOf(values.get('d'))
  const lines = Number(values.get('L') ?? 0)
  if (separator === null && marker !== undefined)
    return linesOf(text)
      .map((line) => line.replace(/^[ \t]+/, ''))
      .filter((line) => line !== '')
      .map((line) => [line])
  if (separator === null && lines > 0) {
    const full = linesOf(text).filter((line) => line.trim() !== '')
    return inGroups(full, lines).map((group) => group.flatMap(wordsOfLine))
  }
  const all = separator === null ? wordsOfLine(text) : partsOf(text, separator)
  const end = all.indexOf(values.get('E') ?? values.get('e') ?? '\0')
  const words = end === -1 ? all : all.slice(0, end)
  const most = marker === undefined ? Number(values.get('n') ?? words.length) : 1
  return inGroups(words, Math.max(1, most || 1))
}

function separatorOf(text: string | undefined): string | null {
  if (text === undefined) return null
  const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\0': '\0' }
  return escapes[text] ?? text
}

function inGroups<T>(items: readonly T[], size: number): (readonly T[])[] {
  const groups: (readonly T[])[] = []
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size))
  return groups
}

/** Words with quotes and backslashes, as xargs itself reads them. */
function wordsOfLine(text: string): readonly string[] {
  return [...text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|\\([\s\S])/g,
      (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? '',
    ),
  )
}

function withWord(word: string, marker: string, value: string, { budget }: Invocation): string {
  const pieces = word.split(marker)
  budget.meter.hold(word.length + pieces.length * value.length)
  return pieces.join(value)
}
