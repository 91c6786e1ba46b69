// Lets an action of the scenario happen at another time: a field, and a second earlier or later.
import { describeAction } from '#cluster/verbs.ts'
import { useState } from 'react'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { PlacedAction } from './flag-groups.ts'
import { exactTimeText, parseTimeText } from '#picture/timeline/time-text.ts'

const STEP_MS = 1000

/** The time of an action, to be changed; `onMove` comes right before a move. */
export function MoveAction(props: { readonly placed: PlacedAction; readonly onMove: () => void }) {
  const { action, index } = props.placed
  const { moveAction } = usePlaygroundActions()
  const before = exactTimeText(action.atMs)
  const [typed, setTyped] = useState<{ readonly over: string; readonly text: string } | null>(null)
  const text = typed?.over === before ? typed.text : before
  const atMs = parseTimeText(text)
  const words = describeAction(action)
  const moveTo = (timeMs: number | null): void => {
    if (timeMs === null || timeMs === action.atMs) return
    props.onMove()
    moveAction(index, timeMs)
  }
  return (
    <form
      className="flag-move"
      onSubmit={(event) => {
        event.preventDefault()
        moveTo(atMs)
      }}
    >
      <ToolButton
        label={`One second earlier: ${words}`}
        icon="minus"
        title="One second earlier"
        disabled={action.atMs === 0}
        onClick={() => moveTo(Math.max(0, action.atMs - STEP_MS))}
      />
      <input
        type="text"
        aria-label={`Time: ${words}`}
        aria-invalid={atMs === null}
        title={
          atMs === null ? 'Write a time like 0:20.5, 20s or 1m30s' : 'Enter moves it to this time'
        }
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setTyped({ over: before, text: event.target.value })}
      />
      <ToolButton
        label={`One second later: ${words}`}
        icon="plus"
        title="One second later"
        onClick={() => moveTo(action.atMs + STEP_MS)}
      />
      {text !== before && (
        <button type="submit" className="tool text" disabled={atMs === null}>
          Move
        </button>
      )}
    </form>
  )
}
