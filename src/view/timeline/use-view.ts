// Which part of the run the timeline shows: by itself the whole, with quiet time folded, then what the person zooms to.
import { useCallback, useMemo, useState } from 'react'
import { usePlayground } from '#view/shell/playground-context.tsx'
import {
  following,
  scaleEnd,
  scaleOf,
  scrolled,
  timeOfUnits,
  unitsOf,
  wholeOf,
  zoomed,
  type TimeScale,
  type View,
} from '#picture/timeline/scale.ts'

export interface ViewControls {
  readonly view: View
  /** Whether quiet time is drawn as long as it is. */
  readonly plain: boolean
  zoom(factor: number, aroundMs?: number): void
  /** Moves by a part of the width. */
  scroll(byPart: number): void
  /** The whole run. */
  showAll(): void
  /** Brings the shown moment into sight. */
  showMoment(): void
  setPlain(plain: boolean): void
}

/** A part of the run in milliseconds, which stays the same when the scale changes. */
interface Part {
  readonly fromMs: number
  readonly toMs: number
}

/** The view and what changes it. It follows the moment when playback leaves it. */
export function useView(): ViewControls {
  const [plain, setPlain] = useState(false)
  const scale = useScale(plain)
  const timeMs = usePlayground((state) => state.timeMs)
  const [chosen, setChosen] = useState<Part | null>(null)
  const base = useMemo(
    () => (chosen === null ? wholeOf(scale) : viewOf(scale, chosen)),
    [scale, chosen],
  )
  const view = useFollowed(base, timeMs)
  const change = useCallback((next: View) => setChosen(partOf(next)), [])
  return useMemo(
    () => ({
      view,
      plain,
      zoom: (factor, aroundMs = timeMs) => change(zoomed(view, factor, aroundMs)),
      scroll: (byPart) => change(scrolled(view, byPart)),
      showAll: () => setChosen(null),
      showMoment: () => change(following(view, timeMs)),
      setPlain,
    }),
    [view, plain, timeMs, change],
  )
}

function useScale(plain: boolean): TimeScale {
  const { times, ids, endMs: lastMs } = usePlayground((state) => state.timeline)
  const endMs = scaleEnd(lastMs)
  const actions = usePlayground((state) => state.scenarioActions)
  return useMemo(() => {
    const happening = Array.from(ids, (id) => times[id] ?? 0)
    happening.push(...actions.map(({ atMs }) => atMs))
    return scaleOf(
      actions.length === 0 ? happening : happening.toSorted((a, b) => a - b),
      endMs,
      plain,
    )
  }, [times, ids, actions, endMs, plain])
}

const viewOf = (scale: TimeScale, { fromMs, toMs }: Part): View => {
  const from = unitsOf(scale, fromMs)
  // Between two moments of one fold there is little to see, but never nothing.
  return { scale, from, to: Math.max(from + 1, unitsOf(scale, toMs)) }
}

const partOf = ({ scale, from, to }: View): Part => ({
  fromMs: timeOfUnits(scale, from),
  toMs: timeOfUnits(scale, to),
})

// Scrolling away from the moment must be possible, so the view follows only when the moment moves.
function useFollowed(base: View, timeMs: number): View {
  const [seen, setSeen] = useState({ base, timeMs, view: base })
  if (seen.base === base && seen.timeMs === timeMs) return seen.view
  const start = seen.base === base ? seen.view : base
  const view = seen.timeMs === timeMs ? start : following(start, timeMs)
  setSeen({ base, timeMs, view })
  return view
}
