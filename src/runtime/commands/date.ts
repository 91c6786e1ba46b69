// `date`: the virtual time, or another one that is named, as calendar time in UTC.
import { dateText } from '#api/meta/date-text.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { complain, pathOf, print, type Command, type Invocation } from '../process/command.ts'
import { parseOptions } from './options.ts'
import { cannotStat, misused, wordsOf } from './words.ts'

const DAY_MS = 86_400_000
const UNITS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fortnight: 14 * DAY_MS,
}
const ISO_FORMATS: Readonly<Record<string, string>> = {
  '': '%F',
  date: '%F',
  hours: '%FT%H+00:00',
  minutes: '%FT%H:%M+00:00',
  seconds: '%FT%T+00:00',
  ns: '%FT%T,%N+00:00',
}
const RFC_3339: Readonly<Record<string, string>> = {
  date: '%F',
  seconds: '%F %T+00:00',
  ns: '%F %T.%N+00:00',
}

export const date: Command = (invocation) => {
  const { operands, flags, values } = parseOptions(invocation.args, {
    flags: 'uR',
    valued: 'drs',
    optional: 'I',
    long: ['rfc-3339='],
  })
  const format = operands.find((operand) => operand.startsWith('+'))?.slice(1)
  const other = operands.find((operand) => !operand.startsWith('+'))
  if (other !== undefined) return refuseOperand(invocation, other, format !== undefined)
  const iso = values.get('I')
  const rfc = values.get('rfc-3339')
  const chosen = flags.has('R')
    ? '%a, %d %b %Y %H:%M:%S +0000'
    : iso !== undefined
      ? (ISO_FORMATS[iso] ?? '%F')
      : rfc !== undefined
        ? (RFC_3339[rfc] ?? '%F %T+00:00')
        : '%a %b %e %H:%M:%S UTC %Y'
  const shown = format ?? chosen
  const file = values.get('r')
  const named = values.get('d')
  if (file !== undefined) {
    const entry = invocation.system.files.stat(pathOf(invocation, file))
    if (!entry.ok) return cannotStat(invocation, file, entry.error)
    return print(invocation, `${dateText(shown, entry.value.modifiedMs)}\n`) ? 0 : 1
  }
  if (named === undefined) return print(invocation, `${invocation.system.date(shown)}\n`) ? 0 : 1
  const timeMs = timeNamed(named, invocation)
  if (timeMs === undefined) return invalid(invocation, named)
  return print(invocation, `${dateText(shown, timeMs - EPOCH_MS)}\n`) ? 0 : 1
}

function invalid(invocation: Invocation, text: string): 1 {
  const words = { busybox: `invalid date '${text}'`, gnu: `invalid date ‘${text}’` }
  complain(invocation, wordsOf(invocation, words))
  return 1
}

/** A time that is to be set, which nobody in a container may. */
function refuseOperand(invocation: Invocation, text: string, isExtra: boolean): number {
  if (isExtra && invocation.system.flavour === 'gnu')
    return misused(invocation, `extra operand ‘${text}’`)
  if (!/^\d{8,12}(\.\d\d)?$/.test(text)) return invalid(invocation, text)
  const words = {
    busybox: "can't set date: Operation not permitted",
    gnu: 'cannot set date: Operation not permitted',
  }
  return complain(invocation, wordsOf(invocation, words))
}

/** Milliseconds since 1970 of '@0', '2026-01-02 03:04:05', and with GNU's also 'yesterday' and '2 days ago'. */
function timeNamed(text: string, invocation: Invocation): number | undefined {
  const gnu = invocation.system.flavour === 'gnu'
  const nowMs = (): number => EPOCH_MS + invocation.system.nowMs()
  const seconds = /^\s*@(-?\d+)(?:\.\d+)?\s*$/.exec(text)
  if (seconds !== null) return Number(seconds[1]) * 1000
  const [whole = '', day, hours, minutes, rest] =
    /^\s*(\d{4}-\d\d?-\d\d?)?(?:[T ]?\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(?:\s*(?:Z|UTC|GMT))?/.exec(
      text,
    ) ?? []
  const more = text.slice(whole.length).trim()
  if (more !== '' && !gnu) return undefined
  const given = day !== undefined || hours !== undefined
  const startMs = day === undefined ? nowMs() : Date.parse(`${padded(day)}T00:00:00Z`)
  if (Number.isNaN(startMs)) return undefined
  const midnightMs = Math.floor(startMs / DAY_MS) * DAY_MS
  const clockMs = (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0)) * 1000
  const fromMs = given ? midnightMs + clockMs : startMs
  return more === '' ? (given ? fromMs : undefined) : moved(fromMs, more)
}

const padded = (day: string): string =>
  day
    .split('-')
    .map((part) => part.padStart(2, '0'))
    .join('-')

/** A time moved by words: '+1 day', '2 hours ago', 'yesterday', 'next week'. */
function moved(fromMs: number, words: string): number | undefined {
  let left = words.toLowerCase()
  let timeMs = fromMs
  while (left !== '') {
    const simple = /^(now|today|yesterday|tomorrow)\s*/.exec(left)
    const step = /^(?:([+-]?\s*\d+)|(next|last))?\s*([a-z]+?)s?(?![a-z])\s*(ago)?\s*/.exec(left)
    if (simple !== null) {
      timeMs += { yesterday: -DAY_MS, tomorrow: DAY_MS }[simple[1] ?? ''] ?? 0
      left = left.slice(simple[0].length)
      continue
    }
    if (step === null) return undefined
    const [all, amount, which, unit = '', ago] = step
    const count =
      (which === 'last' ? -1 : which === 'next' ? 1 : Number((amount ?? '1').replace(/\s/g, ''))) *
      (ago === undefined ? 1 : -1)
    if (unit === 'month' || unit === 'year')
      timeMs = movedByMonths(timeMs, count * (unit === 'year' ? 12 : 1))
    else {
      const unitMs = UNITS[unit]
      if (unitMs === undefined) return undefined
      timeMs += count * unitMs
    }
    left = left.slice(all.length)
  }
  return timeMs
}

function movedByMonths(fromMs: number, months: number): number {
  const when = new Date(fromMs)
  when.setUTCMonth(when.getUTCMonth() + months)
  return when.getTime()
}
