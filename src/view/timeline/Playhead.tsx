// The playhead: a line through the lanes that can be dragged, and a slider for the keyboard. What is
// to the right of it has not happened yet and is drawn paler.
import type { CSSProperties, KeyboardEvent, RefObject } from 'react'
import { clockText, spokenTime } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { placeOf, type View } from '#picture/timeline/scale.ts'
import './playhead.css'
import { useTimeDrag } from './use-time-drag.ts'
import type { ViewControls } from './use-view.ts'

const PAGE_MS = 5000

/** How far the label reaches, as a fraction of the width. */
const LABEL = 0.06

/** Whether a flag stands where the label would, and there is room for it on the other side. */
function isFlagBeside(actionTimes: readonly number[], view: View, place: number): boolean {
  const flags = actionTimes.map((ms) => placeOf(view, ms))
  const within = (from: number, to: number): boolean => flags.some((p) => p >= from && p <= to)
  return place > LABEL && within(place - 0.02, place + LABEL)
}

/** Lies over the ruler and the lanes. */
export function Playhead(props: {
  readonly controls: ViewControls
  readonly area: RefObject<HTMLDivElement | null>
}) {
  const { area } = props
  const { view } = props.controls
  const endMs = usePlayground((state) => state.timeline.endMs)
  const timeMs = usePlayground((state) => state.timeMs)
  const scenarioActions = usePlayground((state) => state.scenarioActions)
  const actionTimes = scenarioActions.map(({ atMs }) => atMs)
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
      {(place < 0 || place > 1) && (
        <button
          type="button"
          className={place < 0 ? 'playhead-away' : 'playhead-away right'}
          aria-label={`Back to the moment ${clockText(timeMs)}`}
          onClick={props.controls.showMoment}
        >
          {place < 0 ? `◂ ${clockText(timeMs)}` : `${clockText(timeMs)} ▸`}
        </button>
      )}
      {place >= 0 && place <= 1 && (
        <div
          className={isFlagBeside(actionTimes, view, place) ? 'playhead to-left' : 'playhead'}
          style={{ left: `${place * 100}%`, '--place': place } as CSSProperties}
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
