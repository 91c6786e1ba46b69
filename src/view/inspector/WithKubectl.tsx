// The commands of kubectl that do the same as what is offered, to be copied.
import { Fragment, useState } from 'react'
import type { OfferedAction } from '#picture/inspector/actions-for.ts'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import { useCopy } from '#view/shell/use-copy.ts'
import './with-kubectl.css'

/** A folded list; what it needs is asked for when it is unfolded. */
export function WithKubectl({ offers }: { readonly offers: readonly OfferedAction[] }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="action-unfold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>With kubectl</summary>
      {open && <Commands offers={offers} />}
    </details>
  )
}

function Commands({ offers }: { readonly offers: readonly OfferedAction[] }) {
  // The time is the same for all, and no part of a command.
  const actions = offers.map(({ action }) => ({ ...action, atMs: 0 }))
  const texts = useAnswer({ kind: 'commands', actions }, 'run') ?? []
  const lines = [...new Set(texts.filter((text) => text !== null))]
  if (lines.length === 0) return null
  return (
    <ul className="with-kubectl">
      {lines.map((line) => (
        <li key={line}>
          <code>
            {line.split(' ').map((word, index) => (
              <Fragment key={index}>
                {index > 0 && ' '}
                <span>{word}</span>
              </Fragment>
            ))}
          </code>
          <CopyButton line={line} />
        </li>
      ))}
    </ul>
  )
}

function CopyButton({ line }: { readonly line: string }) {
  const copy = useCopy()
  return (
    <ToolButton
      label={`Copy ${line}`}
      icon="copy"
      title="Copy"
      onClick={() => copy(line, 'The command was copied')}
    />
  )
}
