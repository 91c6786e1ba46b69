// Which rows the timeline has: a filter, and by what they are grouped.
import { useRef, useState } from 'react'
import type { Grouping, LaneRows, RowChoice } from '#picture/timeline/lane-rows.ts'
import { Icon } from '#view/shell/Icon.tsx'
import './rows-menu.css'

const GROUPS: readonly (readonly [Grouping, string])[] = [
  ['auto', 'by owner, if many'],
  ['none', 'not grouped'],
  ['owner', 'by owner'],
  ['node', 'by node'],
]

/** A button that opens the choice; it says when not all rows are shown. */
export function RowsMenu(props: {
  readonly choice: RowChoice
  readonly rows: Pick<LaneRows, 'pods' | 'allPods'>
  readonly onChoose: (choice: RowChoice) => void
}) {
  const { choice, rows, onChoose } = props
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const filtered = choice.filter.trim() !== ''
  return (
    <div
      className="rows-menu nokey"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        setOpen(false)
        button.current?.focus()
      }}
    >
      <button
        ref={button}
        type="button"
        className={filtered ? 'tool text filtered' : 'tool text'}
        aria-expanded={open}
        aria-label="Rows of the timeline"
        title="Filter and group the rows"
        onClick={() => setOpen(!open)}
      >
        {filtered ? `${rows.pods}/${rows.allPods}` : <Icon name="list" size={14} />}
      </button>
      {open && (
        <div className="rows-choice" role="group" aria-label="Rows">
          <label>
            <span>Filter</span>
            <input
              type="search"
              autoFocus
              placeholder="Pod, node or container"
              value={choice.filter}
              onChange={(event) => onChoose({ ...choice, filter: event.target.value })}
            />
          </label>
          <label>
            <span>Group</span>
            <select
              value={choice.group}
              onChange={(event) => {
                const group = GROUPS.find(([id]) => id === event.target.value)?.[0] ?? 'auto'
                onChoose({ ...choice, group, flipped: [] })
              }}
            >
              {GROUPS.map(([id, text]) => (
                <option key={id} value={id}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          <p role="status">
            {rows.pods} of {rows.allPods} Pods
          </p>
        </div>
      )}
    </div>
  )
}
