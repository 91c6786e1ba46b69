// Reading what a text tool works on: its operands as files, or the standard input.
import { hoard, isEndless } from './devices.ts'
import type { Task } from '#sim/task.ts'
import { ERROR_TEXTS, type FileError } from '../filesystem/result.ts'
import { complain, pathOf, type Invocation } from '../process/command.ts'
import { isOwnInput } from '../process/device-files.ts'

const CHARACTERS_PER_COMMAND = 4096

export interface Text {
  /** As given on the command line; '-' for the standard input. */
  readonly name: string
  readonly text: string
}

/** The texts of all operands, or the standard input without any; what cannot be read is complained of. */
export function* readInputs(
  invocation: Invocation,
  operands: readonly string[],
): Task<{ readonly texts: readonly Text[]; readonly failed: boolean }> {
  if (operands.length === 0)
    return { texts: [{ name: '-', text: yield* invocation.stdin.rest() }], failed: false }
  const texts: Text[] = []
  let held = 0
  for (const name of operands) {
    if (isEndless(invocation, name)) yield* hoard(invocation)
    const isInput = name === '-' || isOwnInput(invocation, pathOf(invocation, name))
    const text = isInput ? yield* invocation.stdin.rest() : readFile(invocation, name)
    if (text === undefined) continue
    texts.push({ name, text })
    held += text.length
    invocation.budget.meter.hold(held, text.length)
  }
  return { texts, failed: texts.length < operands.length }
}

/** The content of a file; undefined, with the tool's complaint, when it cannot be read. */
export function readFile(invocation: Invocation, name: string): string | undefined {
  const path = pathOf(invocation, name)
  if (path === '/dev/null') return ''
  const content = invocation.system.files.read(path)
  if (content.ok) {
    // Long texts cost like many commands, so that no loop over them can go on for long.
    invocation.budget.commands += Math.floor(content.value.length / CHARACTERS_PER_COMMAND)
    invocation.budget.meter.copy(content.value.length)
    return content.value
  }
  complain(invocation, unreadable(invocation, name, content.error))
  return undefined
}

/** How a tool says that it cannot read a file. */
function unreadable({ name: tool, system }: Invocation, file: string, error: FileError): string {
  const words = ERROR_TEXTS[error]
  if (system.flavour === 'busybox') {
    if (error === 'EISDIR')
      return tool === 'cat' ? 'read error: Is a directory' : `${file}: ${words}`
    return CANNOT_OPEN.has(tool) ? `can't open '${file}': ${words}` : `${file}: ${words}`
  }
  if (tool === 'sort') return `cannot read: ${file}: ${words}`
  if (tool === 'sed') return `can't read ${file}: ${words}`
  const isCut = tool === 'head' || tool === 'tail'
  if (isCut && error !== 'EISDIR') return `cannot open '${file}' for reading: ${words}`
  return isCut ? `error reading '${file}': ${words}` : `${file}: ${words}`
}

const CANNOT_OPEN: ReadonlySet<string> = new Set(['cat', 'tail', 'uniq'])

/** The lines of a text; a newline at its end does not begin another. */
export function linesOf(text: string): readonly string[] {
  return partsOf(text, '\n')
}

/** The same for what ends with another character, as with -z. */
export function partsOf(text: string, end: string): readonly string[] {
  if (text === '') return []
  return (text.endsWith(end) ? text.slice(0, -1) : text).split(end)
}

/** Lines as a text, each with its newline. */
export function textOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
