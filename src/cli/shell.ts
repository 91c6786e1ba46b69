// `podscape shell`: the terminal of the page on the command line. Lines come from the arguments, from a file or a pipe, or
// are typed; each is carried out when the one before it has ended.
import { createInterface } from 'node:readline'
import { promptText } from '#cluster/terminal/prompt-text.ts'
import { isOpenLine } from '#cluster/terminal/line-run.ts'
import {
  createTerminalSession,
  MOST_ACTIONS,
  type TerminalSession,
} from '#scenario/terminal-session.ts'
import { endOf } from '#scenario/run-scenario.ts'
import { parseScenario } from '#scenario/parse-scenario.ts'
import type { Command } from './arguments.ts'
import type { InputFile } from './read-files.ts'

/** How long a line may wait when nobody says it. */
const WAITS_MS = 600_000

/** Runs the lines; the exit code of the last one. */
export async function shell(
  { atMs, untilMs, line }: Extract<Command, { name: 'shell' }>,
  inputs: readonly InputFile[],
): Promise<number> {
  const files = inputs.map(({ path, text }) => ({ path, text }))
  const fromMs = atMs ?? endOf(parseScenario(files), null)
  const endMs = Math.max(untilMs ?? 0, fromMs + WAITS_MS)
  const state = { session: createTerminalSession(files, endMs), atMs: fromMs, code: 0 }
  if (line !== null) {
    type(state, line)
    return state.code
  }
  const isTerminal = process.stdin.isTTY
  const reader = createInterface({ input: process.stdin, terminal: isTerminal })
  let open = ''
  const prompt = (): void => {
    if (isTerminal) process.stdout.write(open === '' ? `${promptText(state.session.shell)} ` : '> ')
  }
  prompt()
  for await (const typed of reader) {
    open = open === '' ? typed : `${open}\n${typed}`
    if (!isOpenLine(open)) {
      if (open.trim() !== '') type(state, open)
      open = ''
    }
    prompt()
  }
  if (open.trim() !== '') type(state, open)
  return state.code
}

interface Typing {
  readonly session: TerminalSession
  atMs: number
  code: number
}

function type(state: Typing, text: string): void {
  const { chunks, end, isCut } = state.session.type(text, state.atMs)
  for (const { stream, text: printed } of chunks) {
    if (stream === 'out') process.stdout.write(printed)
    else if (stream === 'err') process.stderr.write(printed)
  }
  if (isCut)
    process.stderr.write(
      `podscape: a line may change ${MOST_ACTIONS} things, and this one wanted more: the rest of it was not carried out\n`,
    )
  else if (end === null)
    process.stderr.write('podscape: the command waits for what will not happen\n')
  state.atMs = Math.max(state.atMs, end?.timeMs ?? state.atMs)
  state.code = end?.exitCode ?? 1
}
