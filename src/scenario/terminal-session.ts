// A person at a terminal without the page: types lines at moments of a scenario's run; what they change is written to the
// scenario and run again, as the page does it.
import { createLineRun } from '#cluster/terminal/line-run.ts'
import { typedAt } from '#cluster/terminal/typed-at.ts'
import { type Chunk, FIRST_SHELL, type LineEnd, type ShellState } from '#cluster/terminal/types.ts'
import { createRunAlong, goOn, type RunAlong, wholeUntil } from './run-along.ts'
import { terminalRunOf } from './terminal-run.ts'
import type { ScenarioFile } from './types.ts'
import { addAction } from './write-action.ts'

export interface Typed {
  readonly chunks: readonly Chunk[]
  readonly out: string
  readonly err: string
  /** Null when it still waits at the end of the run. */
  readonly end: LineEnd | null
  /** Whether it did as much as a line may do, and what else it wanted was left out. */
  readonly isCut: boolean
}

/** What a person makes of a text in an editor; null for nothing. */
export type Edit = (text: string) => string | null

export interface TerminalSession {
  files: readonly ScenarioFile[]
  shell: ShellState
  /** Types a line at a time and lets it go on to the end of the run, or to `stopMs`. */
  type(text: string, atMs: number, stopMs?: number, edit?: Edit): Typed
}

/** What one line may do. */
export const MOST_ACTIONS = 50
const SLICE_COST = 200

/** Makes a session with a scenario that runs until `untilMs` at least. */
export function createTerminalSession(
  files: readonly ScenarioFile[],
  untilMs: number,
  slice = SLICE_COST,
): TerminalSession {
  const along = createRunAlong(untilMs)
  let waitedMs = -1
  const session: TerminalSession = {
    files,
    shell: FIRST_SHELL,
    type(text, atMs, stopMs, edit = () => null) {
      const found = typedAt(along.at(session.files, atMs).cluster.journal, atMs)
      // A line that waited has seen all of the moment at which it ended.
      const at = { ...found, actsMs: Math.max(found.actsMs, waitedMs === atMs ? atMs + 1 : 0) }
      const edited: (string | null)[] = []
      // What a line wanted has to have happened before it is asked again.
      let seenMs = atMs
      for (let actions = 0; ; actions += 1) {
        const typed = typeOnce(session, { text, ...at, stopMs, along, seenMs, slice, edited })
        session.files = typed.files
        if (typed.edits !== null && actions < MOST_ACTIONS) {
          edited.push(edit(typed.edits.text))
          continue
        }
        if (typed.wants === null || actions >= MOST_ACTIONS) {
          session.shell = typed.end?.shell ?? session.shell
          waitedMs = typed.end !== null && typed.end.timeMs > atMs ? typed.end.timeMs : waitedMs
          return { ...typed, isCut: typed.wants !== null || typed.edits !== null }
        }
        session.files = addAction(session.files, typed.wants)
        seenMs = Math.max(seenMs, typed.wants.atMs)
      }
    },
  }
  return session
}

interface Asked extends ReturnType<typeof typedAt> {
  readonly text: string
  readonly stopMs: number | undefined
  readonly along: RunAlong
  readonly seenMs: number
  readonly slice: number
  readonly edited: readonly (string | null)[]
}

function typeOnce(
  { files, shell }: TerminalSession,
  { text, atMs, entryId, actsMs, stopMs, along, seenMs, slice, edited }: Asked,
) {
  const run = along.at(files, seenMs)
  const line = createLineRun(terminalRunOf(run, files), {
    text,
    atMs,
    entryId,
    actsMs,
    stopMs: stopMs ?? null,
    shell,
    edited: [...edited],
  })
  const chunks: Chunk[] = []
  for (let isAtEnd = false; ;) {
    const progress = line.advance(isAtEnd ? run.untilMs : wholeUntil(run), slice)
    chunks.push(...progress.chunks)
    if (progress.more) continue
    const { end, wants, edits } = progress
    if (end === null && wants === null && edits === null && !isAtEnd) {
      isAtEnd = !goOn(run)
      continue
    }
    return {
      chunks,
      out: textOf(chunks, 'out'),
      err: textOf(chunks, 'err'),
      end,
      wants,
      edits,
      files: withChanges(files, progress.files),
    }
  }
}

function withChanges(
  files: readonly ScenarioFile[],
  changes: readonly { readonly path: string; readonly text: string | null }[],
): readonly ScenarioFile[] {
  const changed = new Set(changes.map(({ path }) => path))
  const kept = files.filter(({ path }) => !changed.has(path))
  const added = changes.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]))
  return added.length === 0 && kept.length === files.length ? files : [...kept, ...added]
}

function textOf(chunks: readonly Chunk[], stream: Chunk['stream']): string {
  return chunks
    .filter((chunk) => chunk.stream === stream)
    .map((chunk) => chunk.text)
    .join('')
}
