// The timeline's scale: which part of the run is shown, and where its marks stand. Times in milliseconds, places as
// fractions of the width (0 left, 1 right). Quiet time is folded: in between, lengths are counted in units, which
// are milliseconds everywhere but in a fold.
import { countFirst } from '#lib/count-first.ts'

/** Quiet time that is drawn short. */
export interface Fold {
  readonly fromMs: number
  readonly toMs: number
}

export interface TimeScale {
  readonly endMs: number
  readonly folds: readonly Fold[]
  /** How long each fold is drawn. */
  readonly foldUnits: number
  /** Of each fold: how many units are before it. */
  readonly before: readonly number[]
  /** Of the whole. */
  readonly units: number
}

/** A part of the scale, in units. */
export interface View {
  readonly scale: TimeScale
  readonly from: number
  readonly to: number
}

/** The scale goes a little beyond the end of the run, so that its last state can be seen. */
export function scaleEnd(endMs: number): number {
  return Math.max(1000, endMs + Math.min(2000, Math.max(400, endMs * 0.06)))
}

/** Shorter than this, time is not folded. */
const QUIET_MS = 4000
/** This much of a quiet time is left as it is after what came before, and before what comes then. */
const AFTER_MS = 900
const BEFORE_MS = 500
/** A fold takes this part of what is not folded, and all together at most that part. */
const FOLD_PART = 0.07
const FOLDS_PART = 0.8

/** The scale of a run with something happening at `times`, which are in order; without folds when `plain`. */
export function scaleOf(times: readonly number[], endMs: number, plain = false): TimeScale {
  const folds = plain ? [] : foldsOf(times, endMs)
  const folded = folds.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  const open = endMs - folded
  const foldUnits = Math.min(open * FOLD_PART, (open * FOLDS_PART) / Math.max(1, folds.length))
  let gone = 0
  const before = folds.map(({ fromMs, toMs }) => {
    const units = fromMs - gone
    gone += toMs - fromMs - foldUnits
    return units
  })
  return { endMs, folds, foldUnits, before, units: endMs - gone }
}

function foldsOf(times: readonly number[], endMs: number): readonly Fold[] {
  const folds: Fold[] = []
  let last = 0
  for (const time of [...times, endMs]) {
    if (time > endMs) break
    if (time - last >= QUIET_MS) {
      const toMs = time === endMs ? endMs - BEFORE_MS / 2 : time - BEFORE_MS
      folds.push({ fromMs: last + AFTER_MS, toMs })
    }
    last = Math.max(last, time)
  }
  return folds
}

/** The last fold that begins at or before a time; -1 when there is none. */
function foldAt({ folds }: TimeScale, timeMs: number): number {
  return countFirst(folds.length, (index) => (folds[index]?.fromMs ?? Infinity) <= timeMs) - 1
}

/** Where a time stands, in units. */
export function unitsOf(scale: TimeScale, timeMs: number): number {
  const index = foldAt(scale, timeMs)
  const fold = scale.folds[index]
  if (fold === undefined) return timeMs
  const start = scale.before[index] ?? 0
  const length = fold.toMs - fold.fromMs
  if (timeMs >= fold.toMs) return start + scale.foldUnits + timeMs - fold.toMs
  return start + ((timeMs - fold.fromMs) / length) * scale.foldUnits
}

/** The time that stands at a place in units. */
export function timeOfUnits(scale: TimeScale, units: number): number {
  const { before } = scale
  const index = countFirst(before.length, (at) => (before[at] ?? Infinity) <= units) - 1
  const fold = scale.folds[index]
  if (fold === undefined) return units
  const beyond = units - (before[index] ?? 0)
  if (beyond >= scale.foldUnits) return fold.toMs + beyond - scale.foldUnits
  return fold.fromMs + (beyond / scale.foldUnits) * (fold.toMs - fold.fromMs)
}

const SHORTEST = 500

/** The view of everything. */
export function wholeOf(scale: TimeScale): View {
  return { scale, from: 0, to: Math.max(scale.units, SHORTEST) }
}

/** A view of the length of `view` times `factor`, with `aroundMs` at the same place, inside the scale. */
export function zoomed(view: View, factor: number, aroundMs: number): View {
  const { scale, from, to } = view
  const around = Math.max(from, Math.min(to, unitsOf(scale, aroundMs)))
  const span = to - from
  const length = Math.max(SHORTEST, Math.min(span * factor, Math.max(scale.units, SHORTEST)))
  const place = (around - from) / span
  return inside({ scale, from: around - place * length, to: around + (1 - place) * length })
}

/** The view moved by a part of its length, inside the scale. */
export function scrolled(view: View, byPart: number): View {
  const by = byPart * (view.to - view.from)
  return inside({ ...view, from: view.from + by, to: view.to + by })
}

/** The view, moved if `timeMs` is not in it, so that it is. */
export function following(view: View, timeMs: number): View {
  const units = unitsOf(view.scale, timeMs)
  if (units >= view.from && units <= view.to) return view
  const span = view.to - view.from
  return inside({ ...view, from: units - span * 0.3, to: units + span * 0.7 })
}

function inside({ scale, from, to }: View): View {
  const span = to - from
  const start = Math.max(0, Math.min(from, Math.max(scale.units, span) - span))
  return { scale, from: start, to: start + span }
}

/** Where a time stands, as a fraction of the width; may be outside 0…1. */
export function placeOf({ scale, from, to }: View, timeMs: number): number {
  return (unitsOf(scale, timeMs) - from) / (to - from)
}

/** The time at a place of the width, from 0 to the end of the scale. */
export function timeAt({ scale, from, to }: View, place: number): number {
  return Math.max(0, Math.min(scale.endMs, timeOfUnits(scale, from + place * (to - from))))
}

/** The folds that are in sight. */
export function foldsIn(view: View): readonly Fold[] {
  return view.scale.folds.filter(
    ({ fromMs, toMs }) => placeOf(view, toMs) > 0 && placeOf(view, fromMs) < 1,
  )
}

const SPACINGS: readonly number[] = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
]

export interface Tick {
  readonly timeMs: number
  readonly text: string
}

/**
 * The ruler's marks: round times outside of folds, at most about `maxCount` of them, none nearer to another one or
 * to a fold's end than its text needs.
 */
export function ticksOf(view: View, maxCount: number): readonly Tick[] {
  const { scale, from, to } = view
  const span = to - from
  const spacing = SPACINGS.find((ms) => span / ms <= maxCount) ?? span
  const room = (span / maxCount) * 0.6
  const ticks: Tick[] = []
  let lastUnits = -Infinity
  for (const [startMs, endMs] of openStretches(scale)) {
    const first = Math.max(startMs, timeOfUnits(scale, from))
    const stretchEnd = unitsOf(scale, endMs)
    for (let ms = Math.ceil(first / spacing) * spacing; ms <= endMs; ms += spacing) {
      const units = unitsOf(scale, ms)
      if (units > to) return ticks
      const fits =
        units - lastUnits >= room && (endMs === scale.endMs || stretchEnd - units >= room)
      if (!fits) continue
      ticks.push({ timeMs: ms, text: tickText(ms, spacing) })
      lastUnits = units
    }
  }
  return ticks
}

/** The stretches of time between the folds. */
function openStretches(scale: TimeScale): readonly (readonly [fromMs: number, toMs: number])[] {
  const starts = [0, ...scale.folds.map(({ toMs }) => toMs)]
  const ends = [...scale.folds.map(({ fromMs }) => fromMs), scale.endMs]
  return starts.map((start, index) => [start, ends[index] ?? start])
}

/** The text of a mark: '0 s', '2.5 s', '1 min', '1:30', '1:30.5' where marks are less than a second apart. */
export function tickText(timeMs: number, spacingMs = 1000): string {
  if (timeMs < 60_000) return `${timeMs / 1000} s`
  if (timeMs % 3_600_000 === 0) return `${timeMs / 3_600_000} h`
  if (timeMs % 60_000 === 0) return `${timeMs / 60_000} min`
  const seconds = Math.floor(timeMs / 1000)
  const tenths = spacingMs % 1000 === 0 ? '' : `.${Math.floor((timeMs % 1000) / 100)}`
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const clock = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`
  return `${clock}:${two(seconds % 60)}${tenths}`
}
