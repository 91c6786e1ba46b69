// Dragging a flag lets its action happen at another time.
import { useRef, useState, type PointerEvent, type RefObject } from 'react'
import { timeAt, type View } from '#picture/timeline/scale.ts'
import { clockText } from '#picture/words/format.ts'
import { usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { FlagGroup } from './flag-groups.ts'
import { partOfPointer } from './part-of-pointer.ts'

export interface FlagDrag {
  /** Whether it can be dragged: a flag that several actions share cannot. */
  readonly canDrag: boolean
  /** Where it is held, as a fraction of the width, and the time there; null while it is not dragged. */
  readonly place: number | null
  readonly atMs: number | null
  /** Whether the click that comes belongs to a drag. */
  tookClick(): boolean
  readonly handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onPointerMove(event: PointerEvent<HTMLElement>): void
    onPointerUp(event: PointerEvent<HTMLElement>): void
    onPointerCancel(): void
  }
}

/** The pointer moves this far before a press is a drag. */
const SLACK_PX = 4
/** A time that is set by hand is round. */
const ROUND_MS = 100

/** What drags a flag over `area`, which spans the view from edge to edge. */
export function useFlagDrag(
  group: FlagGroup,
  view: View | null,
  area: RefObject<HTMLElement | null>,
): FlagDrag {
  const { moveAction, notify } = usePlaygroundActions()
  const [place, setPlace] = useState<number | null>(null)
  const startX = useRef<number | null>(null)
  const dragged = useRef(false)
  const [only] = group.actions
  const canDrag = view !== null && group.actions.length === 1
  const timeOf = (at: number): number =>
    view === null ? 0 : Math.round(timeAt(view, at) / ROUND_MS) * ROUND_MS
  const placeOfPointer = (clientX: number): number => partOfPointer(area, clientX) ?? group.place
  const end = (): void => {
    startX.current = null
    setPlace(null)
  }
  return {
    canDrag,
    place,
    atMs: place === null ? null : timeOf(place),
    tookClick() {
      const took = dragged.current
      dragged.current = false
      return took
    },
    handlers: {
      onPointerDown(event) {
        dragged.current = false
        if (!canDrag || event.button !== 0) return
        startX.current = event.clientX
        event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove(event) {
        if (startX.current === null) return
        if (!dragged.current && Math.abs(event.clientX - startX.current) < SLACK_PX) return
        dragged.current = true
        setPlace(placeOfPointer(event.clientX))
      },
      onPointerUp(event) {
        if (dragged.current && only !== undefined) {
          const atMs = timeOf(placeOfPointer(event.clientX))
          moveAction(only.index, atMs)
          notify(`Moved to ${clockText(atMs)}`, true)
        }
        end()
      },
      onPointerCancel: end,
    },
  }
}
