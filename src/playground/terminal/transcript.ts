// What the terminal shows, as a function of what was typed, of what the run answered, and of the shown moment.
import type { Chunk, LineEnd } from '#cluster/terminal/types.ts'
import type { KeptLine } from '#scenario/link-terminal.ts'
import type { ShownAction } from '../questions.ts'
import { promptText } from '#cluster/terminal/prompt-text.ts'

/** What the run says of a typed line. */
export interface Answered {
  readonly chunks: readonly Chunk[]
  readonly acted: readonly number[]
  readonly end: LineEnd | null
  /** What it changed is no longer in the run, so it is not shown. */
  readonly isLost: boolean
}

/** A line with its answer; null while there is none. */
export interface TypedLine {
  readonly id: number
  readonly line: KeptLine
  /** The entry after which it was typed. */
  readonly entryId: number
  readonly answer: Answered | null
}

export interface ShownMoment {
  readonly timeMs: number
  readonly entryId: number
}

/** One command with what it printed until the shown moment. */
export interface Block {
  readonly id: string
  readonly atMs: number
  readonly text: string
  /** 'note' is something that was done elsewhere and is no command. */
  readonly kind: 'command' | 'note'
  /** What stood before it. */
  readonly prompt: string
  readonly chunks: readonly Chunk[]
  /** Still under way at the shown moment. */
  readonly runs: boolean
  readonly stopped: boolean
}

/** The commands up to a moment, in their order. */
export function blocksAt(
  lines: readonly TypedLine[],
  actions: readonly ShownAction[],
  moment: ShownMoment,
): readonly Block[] {
  const used = new Set(lines.flatMap(({ answer }) => answer?.acted ?? []))
  // Stable: what is of one time stays in the order of typing, or of the scenario.
  const typed = lines.toSorted((a, b) => echoMs(a) - echoMs(b))
  const waiting = actions
    .filter(({ index, atMs }) => !used.has(index) && atMs <= moment.timeMs)
    .toSorted((a, b) => a.atMs - b.atMs)
  const all: Block[] = []
  for (const line of typed) {
    const block = blockOfLine(line, moment)
    if (block === null) continue
    const later = waiting.findIndex((action) => !isBefore(action, line))
    const before = waiting.splice(0, later < 0 ? waiting.length : later)
    all.push(...before.map((action) => blockOfAction(action, moment)), block)
  }
  return afterClear([...all, ...waiting.map((action) => blockOfAction(action, moment))])
}

/** Whether an action was done before a line: of one time, whether the line has seen it. */
function isBefore(action: ShownAction, typed: TypedLine): boolean {
  const { line, answer } = typed
  const from = echoMs(typed)
  if (action.atMs !== from) return action.atMs < from
  // Actions come first in their millisecond; a line that was typed while nothing had happened in it saw none of them.
  const [acted] = answer?.acted ?? []
  return acted !== undefined && from === line.actsMs ? action.index < acted : line.actsMs > from
}

/** When a line is seen to begin: what does nothing before its first change begins with that. */
export function echoMs({ line, answer }: TypedLine): number {
  if (answer === null || answer.acted.length === 0) return line.atMs
  return answer.chunks.some(({ timeMs }) => timeMs < line.actsMs) ? line.atMs : line.actsMs
}

function isThere(typed: TypedLine, { timeMs, entryId }: ShownMoment): boolean {
  if (typed.answer?.isLost === true) return false
  const from = echoMs(typed)
  return timeMs > from || (timeMs === from && (from > typed.line.atMs || entryId >= typed.entryId))
}

function blockOfLine(typed: TypedLine, moment: ShownMoment): Block | null {
  if (!isThere(typed, moment)) return null
  const { id, line, answer } = typed
  const { end = null, chunks = [] } = answer ?? {}
  const runs = end === null || end.timeMs > moment.timeMs
  return {
    id: `line-${id}`,
    atMs: echoMs(typed),
    text: line.text,
    kind: 'command',
    prompt: promptText(line.shell),
    chunks: lastScreen(until(chunks, moment.timeMs)),
    runs,
    stopped: !runs && line.stopMs !== null && line.stopMs === end?.timeMs,
  }
}

/** The line that is under way at a moment; null when the prompt is free. */
export function runningAt(lines: readonly TypedLine[], moment: ShownMoment): TypedLine | null {
  return (
    lines.findLast((typed) => {
      const { end = null } = typed.answer ?? {}
      return isThere(typed, moment) && (end === null || end.timeMs > moment.timeMs)
    }) ?? null
  )
}

/** What the last line that ended by a moment left behind; null when there is none. */
export function lastEnded(lines: readonly TypedLine[], moment: ShownMoment): LineEnd | null {
  const ended = lines.filter((typed) => {
    const end = typed.answer?.end ?? null
    return end !== null && end.timeMs <= moment.timeMs && isThere(typed, moment)
  })
  return ended.at(-1)?.answer?.end ?? null
}

/** Whether something had happened by a moment, which may stand among the entries of its millisecond. */
function isPast(it: ShownMoment, moment: ShownMoment): boolean {
  return it.timeMs < moment.timeMs || (it.timeMs === moment.timeMs && it.entryId <= moment.entryId)
}

function blockOfAction(action: ShownAction, moment: ShownMoment): Block {
  const { index, atMs, text, isCommand, lines, end } = action
  const chunks = lines
    .filter((line) => isPast(line, moment))
    .map((line): Chunk => ({
      ...line,
      text: line.isOpen ? line.text : `${line.text}\n`,
      screen: 0,
    }))
  return {
    id: `action-${index}`,
    atMs,
    text,
    kind: isCommand ? 'command' : 'note',
    prompt: isCommand ? '$' : '#',
    chunks: isCommand ? chunks : [],
    runs: isCommand && (end === null || !isPast(end, moment)),
    stopped: false,
  }
}

/** The chunks up to a time: the same list when that is all of them. */
function until(chunks: readonly Chunk[], timeMs: number): readonly Chunk[] {
  const last = chunks.at(-1)
  if (last === undefined || last.timeMs <= timeMs) return chunks
  return chunks.filter((chunk) => chunk.timeMs <= timeMs)
}

/** Of a program that draws anew only the newest screen is seen. */
function lastScreen(chunks: readonly Chunk[]): readonly Chunk[] {
  const newest = chunks.at(-1)?.screen ?? 0
  return newest === 0 ? chunks : chunks.filter(({ screen }) => screen === newest)
}

/** What is seen since the terminal was cleared. */
function afterClear(blocks: readonly Block[]): readonly Block[] {
  const at = blocks.findLastIndex(({ chunks }) => chunks.some(({ stream }) => stream === 'clear'))
  const last = blocks[at]
  if (last === undefined) return blocks
  const from = last.chunks.findLastIndex(({ stream }) => stream === 'clear')
  const rest = last.chunks.slice(from + 1)
  const later = blocks.slice(at + 1)
  return rest.length === 0 ? later : [{ ...last, chunks: rest }, ...later]
}
