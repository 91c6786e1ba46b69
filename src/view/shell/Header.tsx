// The bar at the top: what is open, and the ways to everything that is not on the screen.
import { commandOf, type Command, type FoldablePane } from './commands.ts'
import { Icon, type IconName } from './Icon.tsx'
import { keysHint } from './Keys.tsx'
import { usePlayground } from './playground-context.tsx'

export type FoldState = Readonly<Record<FoldablePane, boolean>>

interface HeaderProps {
  readonly onRun: (command: Command) => void
  /** Which panes are folded; null where panes cannot be folded. */
  readonly folded: FoldState | null
}

const PANES: readonly (readonly [FoldablePane, IconName])[] = [
  ['editor', 'left'],
  ['timeline', 'bottom'],
  ['inspector', 'right'],
]

/** The banner of the page. */
export function Header(props: HeaderProps) {
  const { onRun, folded } = props
  const title = usePlayground((state) => state.title)
  const theme = usePlayground((state) => state.theme)
  return (
    <header className="top">
      <h1>
        <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M16 2 29 9.5v13L16 30 3 22.5v-13z" fill="var(--accent)" />
          <path
            d="M16 9.2 22 12.6v6.8L16 22.8 10 19.4v-6.8z"
            fill="none"
            stroke="var(--on-accent)"
            strokeWidth="2.6"
            strokeLinejoin="round"
          />
        </svg>
        Podscape
      </h1>
      <p className="title" title={title}>
        {title}
      </p>
      <nav aria-label="Tools">
        {folded !== null && <UndoButtons onRun={onRun} />}
        {folded !== null && <FoldButtons folded={folded} onRun={onRun} />}
        <CommandButton id="gallery" onRun={onRun} icon="grid" text="Gallery" />
        <CommandButton id="commands" onRun={onRun} icon="list" text="Commands" />
        {folded !== null && <TerminalButton onRun={onRun} />}
        <CommandButton id="share" onRun={onRun} icon="share" text="Share" />
        <CommandButton id="theme" onRun={onRun} icon={theme === 'dark' ? 'sun' : 'moon'} />
        <CommandButton id="keys" onRun={onRun} glyph="?" />
        <CommandButton id="copy-link" onRun={onRun} icon="link" text="Copy link" primary />
      </nav>
    </header>
  )
}

const UNDO_BUTTONS: readonly (readonly [id: 'undo' | 'redo', name: string])[] = [
  ['undo', 'Undo'],
  ['redo', 'Redo'],
]

function UndoButtons(props: { readonly onRun: HeaderProps['onRun'] }) {
  const canUndo = usePlayground((state) => state.canUndo)
  const canRedo = usePlayground((state) => state.canRedo)
  return (
    <span className="fold-buttons" role="group" aria-label="Undo and redo">
      {UNDO_BUTTONS.map(([id, name]) => {
        const command = commandOf(id)
        const enabled = id === 'undo' ? canUndo : canRedo
        return (
          <button
            key={id}
            type="button"
            className="tool"
            aria-label={name}
            aria-disabled={!enabled}
            title={`${name}${keysHint(command?.keys ?? null)}`}
            onClick={() => enabled && command !== undefined && props.onRun(command)}
          >
            <Icon name={id} />
          </button>
        )
      })}
    </span>
  )
}

function FoldButtons(props: { readonly folded: FoldState; readonly onRun: HeaderProps['onRun'] }) {
  return (
    <span className="fold-buttons" role="group" aria-label="Panes">
      {PANES.map(([pane, icon]) => {
        const command = commandOf(`fold-${pane}`)
        return (
          <button
            key={pane}
            type="button"
            className="tool"
            aria-pressed={!props.folded[pane]}
            aria-label={`Show the ${pane}`}
            title={`${props.folded[pane] ? 'Show' : 'Fold'} the ${pane}`}
            onClick={() => command !== undefined && props.onRun(command)}
          >
            <Icon name={icon} />
          </button>
        )
      })}
    </span>
  )
}

function TerminalButton(props: { readonly onRun: HeaderProps['onRun'] }) {
  const open = usePlayground((state) => state.terminalOpen)
  return (
    <CommandButton
      id="terminal"
      onRun={props.onRun}
      icon="terminal"
      text="Terminal"
      pressed={open}
    />
  )
}

function CommandButton(props: {
  readonly id: string
  readonly onRun: HeaderProps['onRun']
  readonly icon?: IconName
  readonly glyph?: string
  readonly text?: string
  readonly primary?: boolean
  readonly pressed?: boolean
}) {
  const { id, onRun, icon, glyph, text, primary = false, pressed } = props
  const command = commandOf(id)
  if (command === undefined) return null
  return (
    <button
      type="button"
      className={text === undefined ? 'tool' : primary ? 'btn primary' : 'btn'}
      aria-label={text ?? command.label}
      aria-pressed={pressed}
      title={`${command.label}${keysHint(command.keys)}`}
      onClick={() => onRun(command)}
    >
      {icon !== undefined && <Icon name={icon} />}
      {glyph !== undefined && <b aria-hidden="true">{glyph}</b>}
      {text !== undefined && <span className="btn-text">{text}</span>}
    </button>
  )
}
