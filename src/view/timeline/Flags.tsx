// The flags of the actions that the scenario holds. A flag leads to its moment, and its actions can
// be moved and taken out.
import { describeAction } from '#cluster/verbs.ts'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { clockText } from '#picture/words/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import './flags.css'
import { flagGroups, type FlagGroup, type PlacedAction } from './flag-groups.ts'
import { MoveAction } from './MoveAction.tsx'
import type { View } from '#picture/timeline/scale.ts'
import { useFlagDrag } from './use-flag-drag.ts'

/** Flags closer than this, as a fraction of the width, are one. */
const GAP = 0.022

/** The flags that stand in the shown part of the run. */
export function Flags(props: { readonly view: View; readonly embed: boolean }) {
  const actions = usePlayground((state) => state.scenarioActions)
  // The action whose flag is open; it gives the flag its identity, so that it stays open, and keeps
  // the focus, when it is moved and meets others.
  const [openIndex, setOpenIndex] = useState<number | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const groups = flagGroups(actions, props.view, GAP)
  if (groups.length === 0) return null
  return (
    <ul className="flags" aria-label="Actions" ref={list}>
      {groups.map((group) => {
        const indices = group.actions.map(({ index }) => index)
        const open = openIndex !== null && indices.includes(openIndex)
        return (
          <Flag
            key={open ? openIndex : indices[0]}
            group={group}
            open={open}
            onOpen={setOpenIndex}
            view={props.embed ? null : props.view}
            area={list}
          />
        )
      })}
    </ul>
  )
}

interface FlagProps {
  readonly group: FlagGroup
  readonly open: boolean
  /** Opens the flag of an action; null closes. */
  readonly onOpen: (index: number | null) => void
  /** Where it can be dragged to; null where it cannot. */
  readonly view: View | null
  readonly area: RefObject<HTMLElement | null>
}

function Flag({ group, open, onOpen, view, area }: FlagProps) {
  const menu = useRef<HTMLUListElement>(null)
  const drag = useFlagDrag(group, view, area)
  // One of several that moved away has a flag of its own now, which takes the focus along.
  useEffect(() => menu.current?.querySelector('input')?.focus(), [])
  const text = group.actions
    .map(({ action }) => `${clockText(action.atMs)} ${describeAction(action)}`)
    .join(', ')
  return (
    <li
      className={drag.atMs === null ? undefined : 'dragged'}
      style={{ left: `${(drag.place ?? group.place) * 100}%` }}
      onBlur={(event) => {
        if (open && !event.currentTarget.contains(event.relatedTarget)) onOpen(null)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return
        event.stopPropagation()
        event.currentTarget.querySelector('button')?.focus()
        onOpen(null)
      }}
    >
      <button
        type="button"
        className="flag"
        aria-label={`Action at ${text}`}
        aria-expanded={open}
        title={drag.canDrag ? `${text}. Drag it to another time.` : text}
        {...drag.handlers}
        onClick={() => {
          if (!drag.tookClick()) onOpen(open ? null : (group.actions[0]?.index ?? null))
        }}
      >
        <Icon name="flag" size={13} />
        {group.actions.length > 1 && <span aria-hidden="true">{group.actions.length}</span>}
      </button>
      {drag.atMs !== null && <span className="flag-time">{clockText(drag.atMs)}</span>}
      {open && (
        <ul
          ref={menu}
          className={group.place > 0.7 ? 'flag-menu to-left' : 'flag-menu'}
          aria-label="What is done"
        >
          {group.actions.map((placed) => (
            <FlagItem key={placed.index} placed={placed} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </li>
  )
}

function FlagItem(props: { readonly placed: PlacedAction; readonly onOpen: FlagProps['onOpen'] }) {
  const { action, index } = props.placed
  const embed = usePlayground((state) => state.embed)
  const { goToTime, notify, pause, removeAction } = usePlaygroundActions()
  const words = describeAction(action)
  const go = (): void => {
    pause()
    goToTime(action.atMs)
    props.onOpen(null)
  }
  const remove = (): void => {
    removeAction(index)
    notify(`Removed: ${words}`, true)
    props.onOpen(null)
  }
  return (
    <li>
      <button
        type="button"
        className="linklike time"
        aria-label={`Go to ${clockText(action.atMs)}`}
        onClick={go}
      >
        {clockText(action.atMs)}
      </button>
      <span>{words}</span>
      {!embed && (
        <div className="flag-edit">
          <MoveAction placed={props.placed} onMove={() => props.onOpen(index)} />
          <button
            type="button"
            className="tool text"
            aria-label={`Remove: ${words}`}
            onClick={remove}
          >
            <Icon name="trash" size={14} /> Remove
          </button>
        </div>
      )}
    </li>
  )
}
