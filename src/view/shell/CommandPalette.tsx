// The command palette: type a few letters, choose with the arrows, Enter does it.
import { useId, useState, type KeyboardEvent } from 'react'
import { COMMANDS, findCommands, selectionCommands, type Command } from './commands.ts'
import { Dialog } from './Dialog.tsx'
import { Keys } from './Keys.tsx'
import { usePlayground } from './playground-context.tsx'

/** The overlay of Ctrl/⌘+K. `onRun` performs a command after the palette has closed. */
export function CommandPalette(props: {
  readonly onClose: () => void
  readonly onRun: (command: Command) => void
}) {
  const { onClose, onRun } = props
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const state = usePlayground((s) => s)
  const commands = [...selectionCommands(state), ...COMMANDS]
  const found = findCommands(query, commands).filter((c) => c.id !== 'commands' && c.enabled(state))
  const active = found[Math.min(chosen, found.length - 1)]
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const move = moves[event.key]
    if (move !== undefined && found.length > 0) {
      event.preventDefault()
      setChosen((chosen + move + found.length) % found.length)
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault()
      onRun(active)
    }
  }
  return (
    <Dialog title="Commands" onClose={onClose}>
      <input
        className="palette-input"
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active === undefined ? undefined : `${listId}-${active.id}`}
        placeholder="What do you want to do?"
        data-focus-first
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="palette-list" id={listId} role="listbox" aria-label="Commands">
        {found.map((command) => (
          <PaletteItem
            key={command.id}
            id={`${listId}-${command.id}`}
            command={command}
            active={command === active}
            onRun={onRun}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="empty">No command has these words.</p>}
    </Dialog>
  )
}

function PaletteItem(props: {
  readonly id: string
  readonly command: Command
  readonly active: boolean
  readonly onRun: (command: Command) => void
}) {
  const { id, command, active, onRun } = props
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      ref={(element) => {
        if (active) element?.scrollIntoView({ block: 'nearest' })
      }}
      onClick={() => onRun(command)}
    >
      <span className="palette-group">{command.group}</span>
      <span className="palette-label">{command.label}</span>
      {command.keys !== null && <Keys keys={command.keys} />}
    </li>
  )
}
