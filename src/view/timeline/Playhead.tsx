// The playhead: a line through the lanes that can be dragged, and a slider for the keyboard. What is
// to the right of it has not happened yet and is drawn paler.
import type { KeyboardEvent, RefObject } from 'react'
import { clockText, spokenTime } from '#view/shell/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { placeOf } from './scale.ts'
import { useTimeDrag } from './use-time-drag.ts'
import type { ViewControls } from './use-view.ts'

const PAGE_MS = 5000

/** Lies over the ruler and the lanes. */
export function Playhead(props: {
  readonly controls: ViewControls
  readonly area: RefObject<HTMLDivElement | null>
}) {
  const { area } = props
  const { view } = props.controls
  const endMs = usePlayground((state) => state.endMs)
  const timeMs = usePlayground((state) => state.timeMs)
  const step = usePlayground((state) => state.step)
  const count = usePlayground((state) => state.steps.length)
  const actions = usePlaygroundActions()
  const place = placeOf(view, timeMs)
  const drag = useTimeDrag(area, view)
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: actions.back,
      ArrowDown: actions.back,
      ArrowRight: actions.next,
      ArrowUp: actions.next,
      Home: actions.first,
      End: actions.last,
      PageUp: () => actions.goToTime(timeMs - PAGE_MS),
      PageDown: () => actions.goToTime(timeMs + PAGE_MS),
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    move()
  }
  return (
    <div className="playhead-area" ref={area}>
      <div className="ruler-drag" {...drag} />
      <div className="future" style={{ left: `${Math.max(0, Math.min(1, place)) * 100}%` }} />
      {place >= 0 && place <= 1 && (
        <div
          className={place > 0.9 ? 'playhead to-left' : 'playhead'}
          style={{ left: `${place * 100}%` }}
          role="slider"
          tabIndex={0}
          aria-label="Moment"
          aria-valuemin={0}
          aria-valuemax={endMs}
          aria-valuenow={timeMs}
          aria-valuetext={`${spokenTime(timeMs)}, step ${Math.max(0, step + 1)} of ${count}`}
          onKeyDown={onKeyDown}
          {...drag}
        >
          <span className="playhead-time">{clockText(timeMs)}</span>
        </div>
      )}
    </div>
  )
}
