// The lanes of the timeline with their ruler, the flags of actions and the playhead. Only the rows
// that are on the screen are in the document, so that thousands of lanes are no burden.
import { isToPredict } from '#playground/lesson-state.ts'
import { useCallback, useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import { useIsDone } from '#view/shell/use-running.ts'
import { laneUntil } from '#picture/timeline/lane-until.ts'
import type { Lane } from '#picture/timeline/lane.ts'
import type { LaneRows, RowChoice } from '#picture/timeline/lane-rows.ts'
import { RowsMenu } from './RowsMenu.tsx'
import './timeline.css'
import { hasEndInSight } from './end-in-sight.ts'
import { EndNote } from './EndNote.tsx'
import { Flags } from './Flags.tsx'
import { LaneLabel, LaneTrack } from './Lane.tsx'
import { Playhead } from './Playhead.tsx'
import {
  foldsIn,
  placeOf,
  scaleEnd,
  ticksOf,
  type Fold,
  type View,
} from '#picture/timeline/scale.ts'
import { gapText } from './quiet-gap.ts'
import { useKnownUntil } from './use-known-until.ts'
import { useTimeDrag } from './use-time-drag.ts'
import { useSize } from './use-size.ts'
import { useView, type ViewControls } from './use-view.ts'

const ROW_PX = 24
const SPARE_ROWS = 4
/** So many rows are asked for at once before, and three times as many from, the first one that is shown. */
const PAGE_ROWS = 50

/** The part of the timeline below the playback controls. */
export function Lanes() {
  const endMs = scaleEnd(usePlayground((state) => state.timeline.endMs))
  const controls = useView()
  const scroller = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const [top, setTop] = useState(0)
  const drag = useTimeDrag(area, controls.view)
  const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS)
  const count = Math.ceil((size.height || 200) / ROW_PX) + 2 * SPARE_ROWS
  const [choice, setChoice] = useState<RowChoice>(ALL_ROWS)
  const rows = useLanes(first, endMs, choice)
  const { total, from, lanes } = useKnown(rows)
  const flip = useCallback(
    (key: string): void => setChoice((old) => ({ ...old, flipped: without(old.flipped, key) })),
    [],
  )
  const shown = lanes.slice(Math.max(0, first - from), Math.max(0, first + count - from))
  const place = Math.max(first, from)
  const isDone = useIsDone()
  const showsEnd = usePlayground(hasEndInSight)
  const hasEnd = isDone && showsEnd
  return (
    <div className="lanes">
      <div
        className={hasEnd ? 'lanes-frame has-end' : 'lanes-frame'}
        style={{ '--gutter': `${size.gutter}px` } as CSSProperties}
      >
        <RulerRow controls={controls} width={size.width}>
          <RowsMenu choice={choice} rows={rows} onChoose={setChoice} />
        </RulerRow>
        <Behind view={controls.view} />
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
            {shown.map(
              (lane, index) =>
                lane !== null && (
                  <li
                    key={lane.id}
                    className={`lane ${lane.role}`}
                    style={{ top: (place + index) * ROW_PX }}
                  >
                    <LaneLabel lane={lane} onFlip={flip} />
                    <LaneTrack lane={lane} view={controls.view} />
                  </li>
                ),
            )}
          </ul>
          {total === 0 && (
            <p className="empty">
              {rows.allPods === 0 ? 'There is no Pod in this run yet.' : 'No Pod fits the filter.'}
            </p>
          )}
        </div>
        <Playhead controls={controls} area={area} />
      </div>
      <EndNote />
    </div>
  )
}

const ALL_ROWS: RowChoice = { group: 'auto', filter: '', flipped: [] }
const NO_LANES: LaneRows = {
  total: 0,
  from: 0,
  lanes: [],
  pods: 0,
  allPods: 0,
  grouped: 'none',
}

/** The list with the key, or without it when it was there. */
function without(list: readonly string[], key: string): readonly string[] {
  return list.includes(key) ? list.filter((one) => one !== key) : [...list, key]
}

/** The lanes around the one at place `first`; those that were shown last until they are there. */
function useLanes(first: number, untilMs: number, choice: RowChoice): LaneRows {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS) - 1) * PAGE_ROWS
  const part = { from, count: 4 * PAGE_ROWS, ...choice }
  const answer = useAnswer({ kind: 'lanes', untilMs, ...part }, 'timeline')
  const [last, setLast] = useState(NO_LANES)
  if (answer !== undefined && answer !== last) setLast(answer)
  return answer ?? last
}

/** The lanes as far as they may be seen: who is to predict what comes sees nothing of it, not even room for it. */
function useKnown(rows: LaneRows): Pick<LaneRows, 'total' | 'from'> & {
  readonly lanes: readonly (Lane | null)[]
} {
  const knownUntilMs = useKnownUntil()
  return useMemo(() => {
    if (knownUntilMs === Infinity) return rows
    const { total, from } = rows
    const lanes = rows.lanes.map((lane) => laneUntil(lane, knownUntilMs))
    // Where only a part of the rows is there, each keeps its place.
    if (rows.lanes.length < total) return { total, from, lanes }
    const begun = lanes.filter((lane) => lane !== null)
    return { total: begun.length, from, lanes: begun }
  }, [rows, knownUntilMs])
}

/** Whether a flag at one place covers the text of a mark at another. */
const covers = (flag: number, mark: number): boolean => flag > mark - 0.025 && flag < mark + 0.03

function RulerRow(props: {
  readonly controls: ViewControls
  readonly width: number
  readonly children: ReactNode
}) {
  const { controls, width } = props
  const { view } = controls
  const actions = usePlayground((state) => state.scenarioActions)
  const embed = usePlayground((state) => state.embed)
  const ticks = ticksOf(view, Math.max(2, Math.floor((width - 180) / 90)))
  return (
    <div className="ruler-row">
      <div className="zoom" role="group" aria-label="Zoom of the timeline">
        <ToolButton label="Zoom out" icon="minus" onClick={() => controls.zoom(2)} />
        <ToolButton label="Zoom in" icon="plus" onClick={() => controls.zoom(0.5)} />
        <ToolButton label="Show the whole run" icon="fit" onClick={controls.showAll} />
        <button
          type="button"
          className="tool text"
          aria-label="Fold quiet time"
          title="Fold quiet time"
          aria-pressed={!controls.plain}
          onClick={() => controls.setPlain(!controls.plain)}
        >
          ⋯
        </button>
        {props.children}
      </div>
      <div className="ruler" aria-hidden="true">
        {ticks.map(({ timeMs, text }) => (
          <span key={timeMs} className="tick" style={{ left: `${placeOf(view, timeMs) * 100}%` }}>
            {actions.some(({ atMs }) => covers(placeOf(view, atMs), placeOf(view, timeMs)))
              ? ''
              : text}
          </span>
        ))}
        {foldsIn(view).map((fold) => (
          <FoldMark key={fold.fromMs} fold={fold} view={view} />
        ))}
      </div>
      <Flags view={view} embed={embed} />
    </div>
  )
}

/** Quiet time in the ruler: how long it is. */
function FoldMark({ fold, view }: { readonly fold: Fold; readonly view: View }) {
  const text = gapText(fold.toMs - fold.fromMs)
  return (
    <span className="fold-mark" style={foldPlace(view, fold)} title={`Quiet for ${text}`}>
      <span className="fold-mark-text">⋯ {text}</span>
    </span>
  )
}

function foldPlace(view: View, { fromMs, toMs }: Fold): CSSProperties {
  const left = Math.max(0, placeOf(view, fromMs))
  const right = Math.min(1, placeOf(view, toMs))
  return { left: `${left * 100}%`, width: `${(right - left) * 100}%` }
}

/** What lies behind the bars: the folds, and what has not happened yet. */
function Behind({ view }: { readonly view: View }) {
  const timeMs = usePlayground((state) => state.timeMs)
  const toPredict = usePlayground(isToPredict)
  const place = Math.max(0, Math.min(1, placeOf(view, timeMs)))
  return (
    <div className="behind" aria-hidden="true">
      {foldsIn(view).map((fold) => (
        <span key={fold.fromMs} className="fold" style={foldPlace(view, fold)} />
      ))}
      <span
        className={toPredict ? 'future hidden-future' : 'future'}
        style={{ left: `${place * 100}%` }}
      >
        {toPredict && <span>Predict what comes: then it is shown.</span>}
      </span>
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
  if (event.ctrlKey || event.metaKey) controls.zoom(event.deltaY > 0 ? 1.25 : 0.8)
  else if (event.shiftKey) controls.scroll(event.deltaY / 800)
  else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) controls.scroll(event.deltaX / 800)
}
