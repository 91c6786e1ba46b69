// What may differ between two courses of the same script: times by a little, and the numbers of objects that differ in
// their random names only.
import { compareText } from '#lib/compare.ts'
import { settled, withoutSuffixes } from './courses-course.ts'
import type { Course } from './courses-recording.ts'
import { isFields } from './merge-patch.ts'

/** Seconds between the same thing here and there: what waits for a limit of requests is told by tenths. */
const TOLERANCE = 0.11
/** A time inside an object is in whole seconds. */
const STAMP_TOLERANCE = 1

/** Both courses in a form that is equal when they agree. */
export function alignedCourse(
  ours: Course,
  theirs: Course,
): { readonly ours: unknown; readonly theirs: unknown } {
  const { events } = theirs
  return {
    ours: {
      objects: aligned('', ours.objects, theirs.objects),
      // Of some scripts the events are not recorded yet.
      ...(events === undefined ? {} : { events: alignedEvents(ours.events ?? {}, events) }),
      refused: aligned('', ours.refused ?? [], theirs.refused ?? []),
    },
    theirs: {
      objects: theirs.objects,
      ...(events === undefined ? {} : { events: ordered(events) }),
      refused: theirs.refused ?? [],
    },
  }
}

function aligned(key: string, ours: unknown, theirs: unknown): unknown {
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.map((item, index) => aligned(key, item, theirs[index]))
  }
  if (isFields(ours) && isFields(theirs)) {
    return Object.fromEntries(
      Object.entries(ours).map(([name, inner]) => [name, aligned(name, inner, theirs[name])]),
    )
  }
  if (typeof ours === 'number' && typeof theirs === 'number' && key === 'at') {
    return Math.abs(ours - theirs) <= TOLERANCE ? theirs : ours
  }
  if (typeof ours === 'string' && typeof theirs === 'string') {
    if (withoutSuffixes(ours) === withoutSuffixes(theirs)) return theirs
  }
  const [one, other] = [secondsOf(ours), secondsOf(theirs)]
  return one !== null && other !== null && Math.abs(one - other) <= STAMP_TOLERANCE ? theirs : ours
}

function secondsOf(value: unknown): number | null {
  const match = typeof value === 'string' ? /^<\+?(-?\d+)s>$/u.exec(value) : null
  return match === null ? null : Number(match[1])
}

type Events = Readonly<Record<string, readonly string[]>>

function ordered(events: Events): Events {
  const keys = Object.keys(events).toSorted(compareText)
  return Object.fromEntries(keys.map((key) => [key, settled(events[key] ?? [])]))
}

function alignedEvents(ours: Events, theirs: Events): Events {
  return Object.fromEntries(
    Object.entries(ordered(ours)).map(([about, lines]) => {
      const other = settled(theirs[about] ?? [])
      return [about, lines.map((line, index) => closeLine(line, other[index]))]
    }),
  )
}

function closeLine(ours: string, theirs: string | undefined): string {
  if (theirs === undefined) return ours
  const rest = (line: string): string => line.slice(line.indexOf(' '))
  const isNear = Math.abs(Number.parseFloat(ours) - Number.parseFloat(theirs)) <= TOLERANCE
  return isNear && withoutSuffixes(rest(ours)) === withoutSuffixes(rest(theirs)) ? theirs : ours
}
