// `awk`: reads its program, its variables and its files.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import { Interpreter } from '../awk/interpreter.ts'
import { parseAwk } from '../awk/parse.ts'
import { unescaped } from '../awk/tokens.ts'
import { textOf } from '../awk/values.ts'
import { complain, pathOf, print, type Invocation } from '../process/command.ts'
import { outputDevice } from '../process/device-files.ts'
import { linesOf, readFile } from './inputs.ts'
import { errorText } from './words.ts'

simplified(
  'awk',
  'awk runs no commands: system() gives 0, `| getline` is refused and what is printed to a command is printed.',
  { programs: ['awk', 'gawk', 'mawk'] },
)

interface CommandLine {
  readonly source: string
  readonly separator: string | null
  readonly assignments: readonly string[]
  readonly operands: readonly string[]
}

export function* awk(invocation: Invocation): Task<number> {
  const line = commandLineOf(invocation)
  if (typeof line === 'number') return line
  const { meter } = invocation.budget
  const program = parseAwk(line.source, meter)
  if (typeof program === 'string') {
    complain(
      invocation,
      invocation.system.flavour === 'busybox' ? `cmd. line:1: ${program}` : `line 1: ${program}`,
    )
    return invocation.system.flavour === 'busybox' ? 1 : 2
  }
  const input = new Input(invocation, /\bgetline\b/.test(line.source))
  const opened = new Map<string, readonly string[]>()
  const truncated = new Set<string>()
  let good = true
  const interpreter = new Interpreter(program, {
    meter,
    env: invocation.env,
    print: (text) => {
      if (good) good = print(invocation, text)
    },
    write: (operator, target, text) => writeTo(invocation, { operator, target, text, truncated }),
    lineOf: (file) => {
      const lines = opened.get(file) ?? linesOf(readFile(invocation, file) ?? '')
      opened.set(file, lines.slice(1))
      return lines[0] ?? null
    },
    nextRecord: () => input.next(),
    random: () => invocation.system.random.next(1_000_000) / 1_000_000,
    nowSeconds: () => Number(invocation.system.date('%s')),
    system: () => 0,
  })
  for (const assignment of line.assignments) assign(interpreter, assignment)
  if (line.separator !== null) interpreter.setVariable('FS', unescaped(line.separator))
  interpreter.setArray('ARGV', [invocation.name, ...line.operands])
  interpreter.setVariable('ARGC', line.operands.length + 1)
  interpreter.begin()
  if (!interpreter.exited && interpreter.readsInput)
    yield* input.each(line.operands, interpreter, () => good)
  interpreter.end()
  return interpreter.exitCode === 0 && input.failed
    ? invocation.system.flavour === 'busybox'
      ? 1
      : 2
    : interpreter.exitCode
}

function commandLineOf(invocation: Invocation): CommandLine | number {
  const { args } = invocation
  const assignments: string[] = []
  const sources: string[] = []
  let separator: string | null = null
  let at = 0
  const valueOf = (arg: string): string => {
    if (arg.length > 2) return arg.slice(2)
    at += 1
    return args[at] ?? ''
  }
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      at += 1
      break
    }
    if (!arg.startsWith('-') || arg === '-') break
    const letter = arg.charAt(1)
    if (letter === 'F') separator = valueOf(arg)
    else if (letter === 'v') assignments.push(valueOf(arg))
    else if (letter === 'f') {
      const text = readFile(invocation, valueOf(arg))
      if (text === undefined) return 1
      sources.push(text)
    } else return complain(invocation, `unknown option ${arg}`)
  }
  const operands = args.slice(at)
  if (sources.length === 0) {
    const [source, ...rest] = operands
    if (source === undefined) return complain(invocation, 'no program text')
    return { source, separator: separator === 't' ? '\t' : separator, assignments, operands: rest }
  }
  return { source: sources.join('\n'), separator, assignments, operands }
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s

function assign(interpreter: Interpreter, text: string): boolean {
  const match = ASSIGNMENT.exec(text)
  if (match === null) return false
  interpreter.setVariable(match[1] ?? '', { text: unescaped(match[2] ?? '') })
  return true
}

interface Written {
  readonly operator: '>' | '>>' | '|'
  readonly target: string
  readonly text: string
  /** Files that were opened with '>' before. */
  readonly truncated: Set<string>
}

function writeTo(invocation: Invocation, { operator, target, text, truncated }: Written): boolean {
  const path = pathOf(invocation, target)
  if (path === '/dev/stderr' || /2>&1|>&2/.test(target))
    return invocation.stderr.write(text) === null
  if (operator === '|' || path === '/dev/stdout') return print(invocation, text)
  const device = outputDevice(invocation, path)
  if (device !== undefined) return device.write(text) === null
  const { files } = invocation.system
  if (operator === '>' && !truncated.has(path)) {
    truncated.add(path)
    const opened = files.write(path, '')
    if (!opened.ok) {
      complain(invocation, `can't open '${target}': ${errorText(invocation, opened.error)}`)
      return false
    }
  }
  return files.append(path, text).ok
}

/** The records of the files, or of the standard input. */
class Input {
  failed = false
  readonly #invocation: Invocation
  /** The records of the present text, and how many of them were read. */
  #records: readonly string[] = []
  #read = 0

  /** A program with `getline` looks further than its record. */
  readonly #readsAhead: boolean

  constructor(invocation: Invocation, readsAhead: boolean) {
    this.#invocation = invocation
    this.#readsAhead = readsAhead
  }

  /** The record after the present one, for `getline`. */
  next(): string | null {
    return this.#nextRecord()
  }

  *each(operands: readonly string[], interpreter: Interpreter, goesOn: () => boolean): Task<void> {
    const names = operands.filter((operand) => !ASSIGNMENT.test(operand))
    for (const operand of operands) {
      if (interpreter.exited || !goesOn()) return
      if (assign(interpreter, operand)) continue
      const text =
        operand === '-' ? yield* this.#invocation.stdin.rest() : readFile(this.#invocation, operand)
      if (text === undefined) this.failed = true
      else this.#whole(text, operand, interpreter, goesOn)
    }
    if (names.length === 0) yield* this.#standardInput(interpreter, goesOn)
  }

  #whole(text: string, name: string, interpreter: Interpreter, goesOn: () => boolean): void {
    interpreter.setVariable('FILENAME', name)
    this.#records = recordsOf(text, textOf(interpreter.variable('RS')))
    this.#read = 0
    for (let first = true; !interpreter.exited && goesOn(); first = false) {
      const record = this.#nextRecord()
      if (record === null) return
      interpreter.record(record, first)
    }
  }

  #nextRecord(): string | null {
    const record = this.#records[this.#read]
    if (record === undefined) return null
    this.#read += 1
    return record
  }

  /** Line by line as they come, when records are lines. */
  *#standardInput(interpreter: Interpreter, goesOn: () => boolean): Task<void> {
    const { stdin } = this.#invocation
    if (this.#readsAhead || textOf(interpreter.variable('RS')) !== '\n') {
      this.#whole(yield* stdin.rest(), '', interpreter, goesOn)
      return
    }
    for (
      let line = yield* stdin.line(), first = true;
      line !== null;
      line = yield* stdin.line(), first = false
    ) {
      interpreter.record(line, first)
      if (interpreter.exited || !goesOn()) return
    }
  }
}

function recordsOf(text: string, separator: string): string[] {
  if (separator === '\n') return [...linesOf(text)]
  if (text === '') return []
  if (separator === '') return text.replace(/^\n+|\n+$/g, '').split(/\n\n+/)
  const parts = text.split(separator.charAt(0))
  if (/^\n?$/.test(parts.at(-1) ?? '')) parts.pop()
  return parts
}
