// When a schedule is due next.
// Follows github.com/robfig/cron/v3, spec.go and constantdelay.go: what falls into an hour that a clock skips does not
// happen that day, what falls into one that comes twice happens twice.
import type { Schedule } from './parse-schedule.ts'
import { type LocalTime, localTimeOf, momentOf, type TimeZone } from './time-zone.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const MAX_YEARS = 5

type Fields = Exclude<Schedule, { readonly everySeconds: number }>

/**
 * The first moment after `afterMs` at which a schedule is due, in whole seconds; null when there is none within five
 * years. Moments are milliseconds of the calendar, as Date has them.
 */
export function nextTime(schedule: Schedule, afterMs: number): number | null {
  const wholeMs = Math.floor(afterMs / SECOND_MS) * SECOND_MS
  if ('everySeconds' in schedule) return wholeMs + schedule.everySeconds * SECOND_MS
  const { zone } = schedule
  let at = wholeMs + SECOND_MS
  const lastYear = localTimeOf(zone, at).year + MAX_YEARS
  // Each search begins at the month again, for any field may run over into a larger one.
  for (let isReset = false; localTimeOf(zone, at).year <= lastYear;) {
    const found = search(schedule, at, isReset)
    if (found.isDue) return found.at
    at = found.at
    isReset = found.isReset
  }
  return null
}

interface Found {
  readonly at: number
  readonly isDue: boolean
  /** True when the smaller fields have been set back to their beginning. */
  readonly isReset: boolean
}

/** Goes through the fields from the largest on; stops when one of them has run over. */
function search(schedule: Fields, from: number, wasReset: boolean): Found {
  const { zone } = schedule
  let at = from
  let isReset = wasReset
  const local = (): LocalTime => localTimeOf(zone, at)
  const over = (): Found => ({ at, isDue: false, isReset })

  while (!schedule.month.values.has(local().month)) {
    if (!isReset) at = momentOf(zone, { ...local(), day: 1, hour: 0, minute: 0, second: 0 })
    isReset = true
    at = momentOf(zone, { ...local(), month: local().month + 1 })
    if (local().month === 1) return over()
  }
  while (!dayMatches(schedule, local())) {
    if (!isReset) at = momentOf(zone, { ...local(), hour: 0, minute: 0, second: 0 })
    isReset = true
    at = nextDay(zone, at)
    if (local().day === 1) return over()
  }
  while (!schedule.hour.values.has(local().hour)) {
    if (!isReset) at = momentOf(zone, { ...local(), minute: 0, second: 0 })
    isReset = true
    at += HOUR_MS
    if (local().hour === 0) return over()
  }
  while (!schedule.minute.values.has(local().minute)) {
    if (!isReset) at = Math.floor(at / MINUTE_MS) * MINUTE_MS
    isReset = true
    at += MINUTE_MS
    if (local().minute === 0) return over()
  }
  const { second } = local()
  if (second !== 0) {
    isReset = true
    at += (60 - second) * SECOND_MS
    return over()
  }
  return { at, isDue: true, isReset }
}

/** Midnight of the next day, also where clocks skip or repeat it. */
function nextDay(zone: TimeZone, at: number): number {
  const local = localTimeOf(zone, at)
  const next = momentOf(zone, { ...local, day: local.day + 1 })
  const { hour } = localTimeOf(zone, next)
  if (hour === 0) return next
  return next + (hour > 12 ? 24 - hour : -hour) * HOUR_MS
}

/** When both days are restricted, either is enough. */
function dayMatches({ dayOfMonth, dayOfWeek }: Fields, { day, weekday }: LocalTime): boolean {
  const isDay = dayOfMonth.values.has(day)
  const isWeekday = dayOfWeek.values.has(weekday)
  return dayOfMonth.isStar || dayOfWeek.isStar ? isDay && isWeekday : isDay || isWeekday
}
