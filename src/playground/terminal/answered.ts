// What the terminal reads from a typed line, its answer and the playground, without changing any of them.
import type { KeptLine } from '#scenario/link-terminal.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { momentOfLink, momentOfTime } from '../moment.ts'
import type { LineAnswer } from '../questions.ts'
import type { PlaygroundState } from '../types.ts'
import type { Answered, TypedLine } from './transcript.ts'

/** The last entry that had happened when a line was typed: none of what it does itself. */
export function entryOf(
  { atMs, actsMs, behind }: KeptLine,
  times: PlaygroundState['times'],
  { ids }: PlaygroundState['allSteps'],
): number {
  return actsMs === atMs
    ? momentOfTime(times, ids, atMs - 1).entryId
    : momentOfLink(times, ids, { behind, timeMs: atMs }).entryId
}

/**
 * The first millisecond in which something may be changed at a moment at which a line has ended that waited: it has seen all of
 * that moment, and would see the change too when it is asked again.
 */
export function afterWhatWaited(lines: readonly TypedLine[], timeMs: number): number {
  const isSeen = lines.some(
    ({ line, answer }) => answer?.end?.timeMs === timeMs && line.atMs < timeMs,
  )
  return isSeen ? timeMs + 1 : timeMs
}

/** So long a line may go on by itself when the cluster is at rest, in milliseconds. */
export const REST_MS = 600_000

/** Nothing happens after the end of the run. */
export function isAtRest({ runState, runMessage, canRunLonger }: PlaygroundState): boolean {
  return runState === 'done' && runMessage === null && !canRunLonger
}

/** What is printed after the end of a run that is at rest is seen at its end. */
export function atMost(chunks: Answered['chunks'], endMs: number): Answered['chunks'] {
  return chunks.map((chunk) => (chunk.timeMs > endMs ? { ...chunk, timeMs: endMs } : chunk))
}

/** What a line printed when it was ended at a time. */
export function stoppedAt({ line, answer }: TypedLine, stopMs: number): Answered {
  const chunks = (answer?.chunks ?? []).filter(({ timeMs }) => timeMs <= stopMs)
  const end = { timeMs: stopMs, exitCode: 130, shell: line.shell }
  return { chunks, acted: answer?.acted ?? [], end, isLost: false }
}

/** The files after a line; the same list when it changed none. */
export function withFiles(
  files: readonly ScenarioFile[],
  changes: LineAnswer['files'],
): readonly ScenarioFile[] {
  if (changes.length === 0) return files
  const changed = new Map(changes.map(({ path, text }) => [path, text]))
  const kept = files.flatMap((file) => {
    const text = changed.get(file.path)
    changed.delete(file.path)
    return text === undefined ? [file] : text === null ? [] : [{ path: file.path, text }]
  })
  const added = [...changed].flatMap(([path, text]) => (text === null ? [] : [{ path, text }]))
  return [...kept, ...added]
}
