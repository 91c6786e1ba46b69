// The timeline's scale: which part of the run is shown, and where its marks stand. Times in
// milliseconds, places as fractions of the width (0 left, 1 right).

export interface View {
  readonly fromMs: number
  readonly toMs: number
}

/** The scale goes a little beyond the end of the run, so that its last state can be seen. */
export function scaleEnd(endMs: number): number {
  return Math.max(1000, endMs + Math.min(10_000, Math.max(400, endMs * 0.06)))
}

const SHORTEST_MS = 500
const MARGIN = 1.06

/**
 * How much of a run is busy: up to the last step before a quiet time of more than 15 s that is also
 * longer than two thirds of what was before. A start-up of 20 s in a run of 5 min fills the width,
 * also when a crash loop follows, whose gaps double. Up to `actionMs`, the last action's time, nothing
 * counts as quiet.
 */
export function busyUntil(stepTimes: readonly number[], endMs: number, actionMs = 0): number {
  let lastMs = 0
  for (const timeMs of stepTimes) {
    const gap = timeMs - lastMs
    if (gap > 15_000 && gap * 1.5 > lastMs && lastMs > 0 && lastMs >= actionMs) break
    lastMs = timeMs
  }
  return Math.min(Math.max(Math.max(lastMs, actionMs) * MARGIN, 5000), Math.max(endMs, 1000))
}

/** A view of the length of `view` times `factor`, with `aroundMs` at the same place, inside 0…endMs. */
export function zoomed(view: View, factor: number, aroundMs: number, endMs: number): View {
  const span = view.toMs - view.fromMs
  const length = Math.max(SHORTEST_MS, Math.min(span * factor, Math.max(endMs, SHORTEST_MS)))
  const place = (aroundMs - view.fromMs) / span
  return inside({ fromMs: aroundMs - place * length, toMs: aroundMs + (1 - place) * length }, endMs)
}

/** The view moved by `byMs`, inside 0…endMs. */
export function scrolled(view: View, byMs: number, endMs: number): View {
  return inside({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, endMs)
}

/** The view, moved if `timeMs` is not in it, so that it is. */
export function following(view: View, timeMs: number, endMs: number): View {
  if (timeMs >= view.fromMs && timeMs <= view.toMs) return view
  const span = view.toMs - view.fromMs
  return inside({ fromMs: timeMs - span * 0.3, toMs: timeMs + span * 0.7 }, endMs)
}

function inside(view: View, endMs: number): View {
  const span = view.toMs - view.fromMs
  const fromMs = Math.max(0, Math.min(view.fromMs, Math.max(endMs, span) - span))
  return { fromMs, toMs: fromMs + span }
}

/** Where a time stands, as a fraction of the width; may be outside 0…1. */
export function placeOf(view: View, timeMs: number): number {
  return (timeMs - view.fromMs) / (view.toMs - view.fromMs)
}

const SPACINGS: readonly number[] = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
]

/** The times of the ruler's marks: round ones, at most `maxCount` of them. */
export function ticksOf(view: View, maxCount: number): readonly number[] {
  const span = view.toMs - view.fromMs
  const spacing = SPACINGS.find((ms) => span / ms <= maxCount) ?? span
  const ticks: number[] = []
  for (let ms = Math.ceil(view.fromMs / spacing) * spacing; ms <= view.toMs; ms += spacing)
    ticks.push(ms)
  return ticks
}

/** The text of a mark: '0 s', '2.5 s', '1 min', '1:30'. */
export function tickText(timeMs: number): string {
  if (timeMs < 60_000) return `${timeMs / 1000} s`
  if (timeMs % 3_600_000 === 0) return `${timeMs / 3_600_000} h`
  if (timeMs % 60_000 === 0) return `${timeMs / 60_000} min`
  const seconds = Math.floor(timeMs / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
