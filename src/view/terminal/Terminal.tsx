// The terminal: what was printed up to the shown moment, and a prompt.
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { safeText } from '#playground/terminal/safe-text.ts'
import type { Terminal as Model, TerminalState } from '#playground/terminal/types.ts'
import { type Block, blocksAt, runningAt } from '#playground/terminal/transcript.ts'
import { Icon } from '../shell/Icon.tsx'
import { ToolButton } from '../shell/ToolButton.tsx'
import { useCopy } from '../shell/use-copy.ts'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '../shell/playground-context.tsx'
import { EditPane } from './EditPane.tsx'
import { Output } from './Output.tsx'
import { Prompt } from './Prompt.tsx'
import { Suggestions } from './Suggestions.tsx'
import './terminal.css'
import { terminalOf } from './terminal-of.ts'

/** A part of the terminal's state. */
function useTerminal<T>(terminal: Model, select: (state: TerminalState) => T): T {
  const read = useCallback(() => select(terminal.getState()), [terminal, select])
  return useSyncExternalStore(terminal.subscribe, read, read)
}

const linesIn = (state: TerminalState) => state.lines
const actionsIn = (state: TerminalState) => state.actions
const openIn = (state: TerminalState) => state.open
const aheadIn = (state: TerminalState) => state.ahead
const busyIn = (state: TerminalState) => state.busy
const waitsIn = (state: TerminalState) => state.waitsAtEnd
const editingIn = (state: TerminalState) => state.editing

/** The pane. `onClose` is null where it cannot be closed. */
export function Terminal(props: { readonly onClose: (() => void) | null }) {
  const store = usePlaygroundStore()
  const terminal = terminalOf(store)
  const lines = useTerminal(terminal, linesIn)
  const actions = useTerminal(terminal, actionsIn)
  const open = useTerminal(terminal, openIn)
  const ahead = useTerminal(terminal, aheadIn)
  const busy = useTerminal(terminal, busyIn)
  const waitsAtEnd = useTerminal(terminal, waitsIn)
  const editing = useTerminal(terminal, editingIn)
  const timeMs = usePlayground((state) => state.timeMs)
  const entryId = usePlayground((state) => state.entryId)
  const blocks = useMemo(
    () => blocksAt(lines, actions, { timeMs, entryId }),
    [lines, actions, timeMs, entryId],
  )
  const running = runningAt(lines, { timeMs, entryId })
  const runs = busy || running !== null
  const isEnding = (running?.answer?.end ?? null) !== null
  const last = blocks.at(-1)?.text ?? ''
  return (
    <div className="terminal">
      <Bar
        terminal={terminal}
        blocks={blocks}
        status={editing === null ? statusOf(runs, busy, waitsAtEnd) : 'waits for what you edit'}
        runs={runs}
        ends={isEnding}
        onClose={props.onClose}
      />
      {editing === null ? (
        <Output blocks={blocks}>
          <Prompt
            terminal={terminal}
            open={open}
            ahead={ahead}
            busy={busy}
            runs={runs}
            isEndless={running !== null && !isEnding}
          />
        </Output>
      ) : (
        <EditPane terminal={terminal} edited={editing} />
      )}
      {waitsAtEnd ? <GoOn /> : <Suggestions terminal={terminal} last={last} />}
    </div>
  )
}

function statusOf(runs: boolean, busy: boolean, waitsAtEnd: boolean): string {
  if (busy) return 'working it out'
  if (waitsAtEnd) return 'waits at the end of the run'
  return runs ? 'watching along the run' : ''
}

interface BarProps {
  readonly terminal: Model
  readonly blocks: readonly Block[]
  readonly status: string
  readonly runs: boolean
  /** What runs ends by itself. */
  readonly ends: boolean
  readonly onClose: (() => void) | null
}

function Bar({ terminal, blocks, status, runs, ends, onClose }: BarProps) {
  const copy = useCopy()
  return (
    <div className="terminal-bar">
      <Icon name="terminal" size={14} />
      <h2>Terminal</h2>
      <span className="dim">{terminal.place().where}</span>
      <span className="terminal-status" role="status">
        {status}
      </span>
      {ends && (
        <button type="button" className="btn terminal-small" onClick={() => terminal.toItsEnd()}>
          To its end
        </button>
      )}
      {runs && (
        <button type="button" className="btn terminal-small" onClick={() => terminal.interrupt()}>
          Stop <kbd>Ctrl C</kbd>
        </button>
      )}
      <ToolButton
        label="Copy what the terminal shows"
        icon="copy"
        onClick={() => copy(textOf(blocks), 'What the terminal shows was copied')}
      />
      {onClose !== null && <ToolButton label="Close the terminal" icon="close" onClick={onClose} />}
    </div>
  )
}

/** As it is shown: who pastes it into another terminal shall not paste what that obeys. */
function textOf(blocks: readonly Block[]): string {
  return blocks
    .map(({ text, prompt, chunks }) => {
      const printed = chunks.map((chunk) => chunk.text).join('')
      return safeText(`${prompt} ${text}\n${printed}`)
    })
    .join('')
}

const MORE_MS = 240_000

/** What waits needs a run that goes on. */
function GoOn() {
  const endMs = usePlayground((state) => state.endMs)
  const { runLonger, play } = usePlaygroundActions()
  return (
    <div className="terminal-next">
      <span>The run ends here, and the command waits for more.</span>
      <button
        type="button"
        className="btn terminal-small"
        onClick={() => {
          runLonger(Math.max(MORE_MS, endMs))
          play()
        }}
      >
        Go on
      </button>
    </div>
  )
}
