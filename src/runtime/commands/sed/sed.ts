// `sed`.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { complain, pathOf, print, type Invocation } from '../../process/command.ts'
import { readFile } from '../inputs.ts'
import { parseOptions } from '../options.ts'
import { replaceFile } from '../replace-file.ts'
import { usageOf } from '../words.ts'
import { SedLines } from './lines.ts'
import { parseSed } from './parse.ts'
import type { SedCommand, SedFault } from './program.ts'
import { runSed } from './run.ts'

simplified('sed', 'sed runs no commands (e), and M is no flag of its expressions.', {
  programs: ['sed'],
})

/** So much is printed at once. */
const BLOCK = 32 * 1024

/** Edits lines as they come; `-i` writes each file back. 1 for a bad script, GNU's 2 for a file that is not there. */
export function* sed(invocation: Invocation): Task<number> {
  const { flags, values, lists, operands } = parseOptions(invocation.args, {
    flags: 'nErsuz',
    valued: 'ef',
    optional: 'i',
  })
  const { budget, system } = invocation
  const isGnu = system.flavour === 'gnu'
  const inOptions = scriptOf(invocation, lists)
  if (inOptions === undefined) return 1
  const [first, ...rest] = operands
  const script = inOptions ?? first
  if (script === undefined) {
    invocation.stderr.write(usageOf(invocation))
    return 1
  }
  const names = inOptions === null ? rest : operands
  const options = { extended: flags.has('E') || flags.has('r'), gnu: isGnu, meter: budget.meter }
  const commands = parseSed(script, options)
  if (!isProgram(commands)) return refuseScript(invocation, commands)
  const quiet = flags.has('n') || script.startsWith('#n\n')
  const files = names.length === 0 ? ['-'] : names
  const suffix = values.get('i')
  const job = { invocation, commands, quiet }
  if (suffix !== undefined) return yield* editFiles({ ...job, suffix }, files)
  const parts = flags.has('s') ? files.map((name) => [name]) : [files]
  let status = 0
  for (const part of parts) {
    const { code, failed } = yield* editStream(job, part)
    if (code !== 0) return code
    if (failed) status = isGnu ? 2 : 1
  }
  return status
}

/** GNU names the place, but not of a label that it misses at the end. */
function refuseScript(invocation: Invocation, { busybox, gnu, at }: SedFault): number {
  if (invocation.system.flavour === 'busybox') return complain(invocation, busybox)
  if (at !== null) return complain(invocation, `-e expression #1, char ${at}: ${gnu}`)
  complain(invocation, gnu)
  return 4
}

function isProgram(parsed: ReturnType<typeof parseSed>): parsed is readonly SedCommand[] {
  return Array.isArray(parsed)
}

/** The scripts of -e and -f as one; null without any, undefined when a file could not be read. */
function scriptOf(
  invocation: Invocation,
  lists: ReadonlyMap<string, readonly string[]>,
): string | null | undefined {
  const files = (lists.get('f') ?? []).map((name) => readFile(invocation, name))
  if (files.includes(undefined)) return undefined
  const parts = [...(lists.get('e') ?? []), ...files.map((text) => (text ?? '').replace(/\n$/, ''))]
  return parts.length === 0 ? null : parts.join('\n')
}

interface Job {
  readonly invocation: Invocation
  readonly commands: readonly SedCommand[]
  readonly quiet: boolean
}

interface Edited {
  readonly code: number
  readonly failed: boolean
}

/** Prints as it goes, before the standard input is waited for at the latest. */
function* editStream(job: Job, names: readonly string[]): Task<Edited> {
  let pending = ''
  const flush = (): void => {
    if (pending !== '') print(job.invocation, pending)
    pending = ''
  }
  const lines = new SedLines(job.invocation, names, flush)
  emptyFiles(job)
  const code = yield* runSed({
    ...job,
    lines,
    write(text) {
      // A last line without a newline gets one when something follows.
      pending += pending !== '' && !pending.endsWith('\n') ? `\n${text}` : text
      if (pending.length > BLOCK && pending.endsWith('\n')) flush()
    },
  })
  flush()
  return { code, failed: lines.failed }
}

function* editFiles(
  job: Job & { readonly suffix: string },
  names: readonly string[],
): Task<number> {
  const { invocation, suffix } = job
  const { files, flavour } = invocation.system
  let status = 0
  for (const name of names) {
    let result = ''
    const lines = new SedLines(invocation, [name], () => {})
    const before = files.read(pathOf(invocation, name))
    emptyFiles(job)
    const code = yield* runSed({
      ...job,
      lines,
      write(text) {
        result += result !== '' && !result.endsWith('\n') ? `\n${text}` : text
        invocation.budget.meter.hold(result.length, text.length)
      },
    })
    if (lines.failed) {
      status = flavour === 'busybox' ? 1 : 4
      continue
    }
    if (suffix !== '' && before.ok) files.write(pathOf(invocation, name + suffix), before.value)
    const replaced = replaceFile(invocation, name, result)
    if (replaced !== 0 || code !== 0) return replaced === 0 ? code : replaced
  }
  return status
}

/** The files of `w` begin empty. */
function emptyFiles({ invocation, commands }: Job): void {
  for (const { verb, text, substitution } of commands) {
    const file = verb === 'w' || verb === 'W' ? text : substitution?.file
    if (file !== undefined && file !== null && !file.startsWith('/dev/'))
      invocation.system.files.write(pathOf(invocation, file), '')
  }
}
