// "Break it": what one can do to the selected thing that goes wrong for it, each with what will come of it.
import { useState } from 'react'
import type { OfferedAction } from '#picture/inspector/actions-for.ts'
import { Icon } from '#view/shell/Icon.tsx'
import './break-it.css'

interface Props {
  readonly breaks: readonly OfferedAction[]
  readonly take: (offer: OfferedAction) => void
}

/** A button that unfolds them; nothing where there are none. */
export function BreakIt({ breaks, take }: Props) {
  const [open, setOpen] = useState(false)
  if (breaks.length === 0) return null
  return (
    <div className="break-it">
      <button
        type="button"
        className="break-it-open"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bolt" size={16} />
        Break it
      </button>
      {open && (
        <ul aria-label="Ways to break it">
          {breaks.map((offer) => (
            <li key={offer.id}>
              <button type="button" onClick={() => take(offer)}>
                <b>{offer.fullLabel}</b>
                <span>{offer.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
