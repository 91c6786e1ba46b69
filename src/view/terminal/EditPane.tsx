// The editor that a line of the terminal opens: `kubectl edit`, `vi` and `nano`.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { EditedText } from '#cluster/terminal/types.ts'
import type { Terminal } from '#playground/terminal/types.ts'
import './edit-pane.css'

interface EditPaneProps {
  readonly terminal: Terminal
  readonly edited: EditedText
}

/** A text with the buttons that save it or leave it as it was. */
export function EditPane({ terminal, edited }: EditPaneProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(edited.text)
  useEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.setSelectionRange(0, 0)
  }, [])
  const save = (): void => terminal.finishEdit(text)
  const cancel = (): void => terminal.finishEdit(null)
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { key, ctrlKey, metaKey } = event
    const isSave = (ctrlKey || metaKey) && (key === 's' || key === 'Enter')
    if (!isSave && key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (isSave) save()
    else cancel()
  }
  return (
    <div
      className="edit-pane nokey saves-itself"
      role="group"
      aria-label={`Editing ${edited.title}`}
    >
      <div className="edit-bar">
        <b>{edited.title}</b>
        <button type="button" className="btn terminal-small" onClick={cancel}>
          Leave it <kbd>Esc</kbd>
        </button>
        <button type="button" className="btn primary terminal-small" onClick={save}>
          Save <kbd>Ctrl S</kbd>
        </button>
      </div>
      <textarea
        ref={field}
        aria-label={`Text of ${edited.title}`}
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onKeyDown={onKeyDown}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  )
}
