// Which part of the run the timeline shows: by itself the busy part, then what the person zooms to.
import { useCallback, useMemo, useState } from 'react'
import { usePlayground } from '#view/shell/playground-context.tsx'
import {
  busyUntil,
  following,
  scaleEnd,
  scrolled,
  zoomed,
  type View,
} from '#picture/timeline/scale.ts'

export interface ViewControls {
  readonly view: View
  readonly endMs: number
  zoom(factor: number, aroundMs?: number): void
  scroll(byMs: number): void
  /** Back to the busy part. */
  fit(): void
  /** The whole run. */
  showAll(): void
}

/** The view and what changes it. It follows the moment when playback leaves it. */
export function useView(): ViewControls {
  const times = usePlayground((state) => state.times)
  const steps = usePlayground((state) => state.steps)
  const endMs = scaleEnd(usePlayground((state) => state.endMs))
  const actions = usePlayground((state) => state.scenarioActions)
  const timeMs = usePlayground((state) => state.timeMs)
  const [chosen, setChosen] = useState<View | null>(null)
  const fitted = useMemo(() => {
    const stepTimes = steps.map((id) => times[id] ?? 0)
    const actionMs = Math.max(0, ...actions.map(({ atMs }) => atMs).filter((ms) => ms <= endMs))
    return { fromMs: 0, toMs: busyUntil(stepTimes, endMs, actionMs) }
  }, [times, steps, actions, endMs])
  const base = chosen ?? fitted
  const view = useFollowed(base, timeMs, endMs)
  const change = useCallback((next: View) => setChosen(next), [])
  return useMemo(
    () => ({
      view,
      endMs,
      zoom: (factor, aroundMs = timeMs) => change(zoomed(view, factor, aroundMs, endMs)),
      scroll: (byMs) => change(scrolled(view, byMs, endMs)),
      fit: () => setChosen(null),
      showAll: () => change({ fromMs: 0, toMs: endMs }),
    }),
    [view, endMs, timeMs, change],
  )
}

// Scrolling away from the moment must be possible, so the view follows only when the moment moves.
function useFollowed(base: View, timeMs: number, endMs: number): View {
  const [seen, setSeen] = useState({ base, timeMs, view: base })
  if (seen.base === base && seen.timeMs === timeMs) return seen.view
  const start = seen.base === base ? seen.view : base
  const view = seen.timeMs === timeMs ? start : following(start, timeMs, endMs)
  setSeen({ base, timeMs, view })
  return view
}
