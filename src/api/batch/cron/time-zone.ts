// Time zones of the IANA database, as the browser or Node knows them: how far the clocks of a place are from UTC.
// Follows Go's time.LoadLocation and time.Date.
import { simplified } from '#lib/simplified.ts'

simplified(
  'cron-time-zones',
  'time zones are those that the browser knows, which may lack the latest change of a law; a schedule without `timeZone` is read in UTC.',
  { fields: ['CronJobSpec.timeZone'] },
)

const DAY_MS = 86_400_000
/** Only names: Intl also takes offsets, and any case. */
const NAME = /^[A-Z][A-Za-z0-9._+-]*(?:\/[A-Z][A-Za-z0-9._+-]*)*$/
const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

export interface TimeZone {
  /** How many milliseconds the local time is ahead of UTC at a moment. */
  offsetAt(utcMs: number): number
}

/** Greenwich without summer. */
export const UTC: TimeZone = { offsetAt: () => 0 }

const loaded = new Map<string, TimeZone | null>([
  ['', UTC],
  ['UTC', UTC],
])

/** The time zone of a name; null for one that nobody knows. */
export function loadTimeZone(name: string): TimeZone | null {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const zone = makeTimeZone(name)
  loaded.set(name, zone)
  return zone
}

function makeTimeZone(name: string): TimeZone | null {
  const format = formatOf(name)
  if (format === null) return null
  const offsetOf = (utcMs: number): number => readOffset(format, utcMs)
  /** By day, when the offset is the same all day; else the moment when it changes. */
  const days = new Map<number, Day>()
  return {
    offsetAt(utcMs) {
      const number = Math.floor(utcMs / DAY_MS)
      let day = days.get(number)
      if (day === undefined) {
        if (days.size > 10_000) days.clear()
        day = dayOf(number * DAY_MS, offsetOf)
        days.set(number, day)
      }
      return utcMs < day.changesMs ? day.before : day.after
    },
  }
}

interface Day {
  readonly before: number
  readonly after: number
  /** The moment of the change; without one, the end of the day. */
  readonly changesMs: number
}

/** The offsets of one day, in which clocks are changed once at most. */
function dayOf(startMs: number, offsetOf: (utcMs: number) => number): Day {
  const before = offsetOf(startMs)
  const after = offsetOf(startMs + DAY_MS - 1000)
  if (before === after) return { before, after, changesMs: startMs + DAY_MS }
  let low = startMs
  let high = startMs + DAY_MS - 1000
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (offsetOf(middle) === before) low = middle
    else high = middle
  }
  return { before, after, changesMs: high }
}

function formatOf(name: string): Intl.DateTimeFormat | null {
  if (!NAME.test(name)) return null
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    const { timeZone } = format.resolvedOptions()
    const isOtherCase = timeZone !== name && timeZone.toLowerCase() === name.toLowerCase()
    return isOtherCase ? null : format
  } catch {
    // What Intl throws says only that it does not know the name.
    return null
  }
}

function readOffset(format: Intl.DateTimeFormat, utcMs: number): number {
  const part = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    OFFSET.exec(part?.value ?? '') ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (sign === '-' ? -offset : offset) * 1000
}

/** The fields of a moment in a zone, as the clocks there show it. */
export interface LocalTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** What the clocks of a zone show at a moment. */
export function localTimeOf(zone: TimeZone, utcMs: number): LocalTime {
  const date = new Date(utcMs + zone.offsetAt(utcMs))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

/**
 * The moment at which the clocks of a zone show a time, as Go's time.Date finds it: of a time that does not exist, or
 * exists twice, the one that Go picks. Months and days beyond their end run over.
 */
export function momentOf(
  zone: TimeZone,
  { year, month, day, hour, minute, second }: Omit<LocalTime, 'weekday'>,
): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  const offset = zone.offsetAt(wall)
  return offset === 0 ? wall : wall - zone.offsetAt(wall - offset)
}

/** RFC 3339 with the offset of the zone: '2026-03-29T03:00:00+02:00', or 'Z'. */
export function localTimeText(zone: TimeZone, utcMs: number): string {
  const offset = zone.offsetAt(utcMs)
  const text = new Date(utcMs + offset).toISOString().slice(0, 19)
  if (offset === 0) return `${text}Z`
  const minutes = Math.floor(Math.abs(offset) / 60_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${text}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
