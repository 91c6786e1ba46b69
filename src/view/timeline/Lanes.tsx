// The lanes of the timeline with their ruler, the flags of actions and the playhead. Only the rows
// that are on the screen are in the document, so that thousands of lanes are no burden.
import { useRef, useState, type CSSProperties } from 'react'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import type { Answers } from '#playground/questions.ts'
import './timeline.css'
import { EndNote } from './EndNote.tsx'
import { Flags } from './Flags.tsx'
import { LaneLabel, LaneTrack } from './Lane.tsx'
import { Playhead } from './Playhead.tsx'
import { placeOf, scaleEnd, ticksOf, tickText } from '#picture/timeline/scale.ts'
import { useTimeDrag } from './use-time-drag.ts'
import { useSize } from './use-size.ts'
import { useView, type ViewControls } from './use-view.ts'

const ROW_PX = 24
const SPARE_ROWS = 4
/** So many rows are asked for at once before, and three times as many from, the first one that is shown. */
const PAGE_ROWS = 50

/** The part of the timeline below the playback controls. */
export function Lanes() {
  const endMs = scaleEnd(usePlayground((state) => state.endMs))
  const controls = useView()
  const scroller = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const [top, setTop] = useState(0)
  const drag = useTimeDrag(area, controls.view)
  const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS)
  const count = Math.ceil((size.height || 200) / ROW_PX) + 2 * SPARE_ROWS
  const { total, from, lanes } = useLanes(first, endMs)
  const shown = lanes.slice(Math.max(0, first - from), Math.max(0, first + count - from))
  const place = Math.max(first, from)
  const hasEnd = usePlayground((state) => state.runState === 'done' && state.steps.length > 0)
  return (
    <div className="lanes">
      <div
        className={hasEnd ? 'lanes-frame has-end' : 'lanes-frame'}
        style={{ '--gutter': `${size.gutter}px` } as CSSProperties}
      >
        <RulerRow controls={controls} width={size.width} />
        <div
          ref={scroller}
          className="lanes-scroll"
          tabIndex={0}
          role="group"
          aria-label={`Lanes of Pods and containers, ${total}`}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
          onWheel={(event) => onWheel(event, controls)}
        >
          <ul {...drag} style={{ height: total * ROW_PX }}>
            {shown.map((lane, index) => (
              <li
                key={lane.id}
                className={`lane ${lane.role}`}
                style={{ transform: `translateY(${(place + index) * ROW_PX}px)` }}
              >
                <LaneLabel lane={lane} />
                <LaneTrack lane={lane} view={controls.view} />
              </li>
            ))}
          </ul>
          {total === 0 && <p className="empty">There is no Pod in this run yet.</p>}
        </div>
        <Playhead controls={controls} area={area} />
      </div>
      <EndNote />
    </div>
  )
}

const NO_LANES: Answers['lanes'] = { total: 0, from: 0, lanes: [] }

/** The lanes around the one at place `first`; those that were shown last until they are there. */
function useLanes(first: number, untilMs: number): Answers['lanes'] {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS) - 1) * PAGE_ROWS
  const answer = useAnswer({ kind: 'lanes', from, count: 4 * PAGE_ROWS, untilMs }, 'run')
  const [last, setLast] = useState(NO_LANES)
  if (answer !== undefined && answer !== last) setLast(answer)
  return answer ?? last
}

/** Whether a flag at one place covers the text of a mark at another. */
const covers = (flag: number, mark: number): boolean => flag > mark - 0.025 && flag < mark + 0.03

function RulerRow(props: { readonly controls: ViewControls; readonly width: number }) {
  const { controls, width } = props
  const { view } = controls
  const actions = usePlayground((state) => state.scenarioActions)
  const ticks = ticksOf(view, Math.max(2, Math.floor((width - 180) / 90)))
  return (
    <div className="ruler-row">
      <div className="zoom" role="group" aria-label="Zoom of the timeline">
        <button
          type="button"
          className="tool"
          aria-label="Zoom out"
          title="Zoom out"
          onClick={() => controls.zoom(2)}
        >
          <Icon name="minus" size={14} />
        </button>
        <button
          type="button"
          className="tool"
          aria-label="Zoom in"
          title="Zoom in"
          onClick={() => controls.zoom(0.5)}
        >
          <Icon name="plus" size={14} />
        </button>
        <button
          type="button"
          className="tool"
          aria-label="Fit the busy part"
          title="Fit the busy part"
          onClick={controls.fit}
        >
          <Icon name="fit" size={14} />
        </button>
        <button
          type="button"
          className="tool text"
          title="Show the whole run"
          onClick={controls.showAll}
        >
          All
        </button>
      </div>
      <div className="ruler" aria-hidden="true">
        {ticks.map((ms) => (
          <span key={ms} style={{ left: `${placeOf(view, ms) * 100}%` }}>
            {actions.some(({ atMs }) => covers(placeOf(view, atMs), placeOf(view, ms)))
              ? ''
              : tickText(ms)}
          </span>
        ))}
      </div>
      <Flags view={view} />
    </div>
  )
}

interface WheelLike {
  readonly deltaX: number
  readonly deltaY: number
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

/** Ctrl or ⌘ and the wheel zooms, sideways scrolls in time; the plain wheel scrolls the lanes. */
function onWheel(event: WheelLike, controls: ViewControls): void {
  const span = controls.view.toMs - controls.view.fromMs
  if (event.ctrlKey || event.metaKey) controls.zoom(event.deltaY > 0 ? 1.25 : 0.8)
  else if (event.shiftKey) controls.scroll((event.deltaY / 800) * span)
  else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
    controls.scroll((event.deltaX / 800) * span)
}
