// Schedules of CronJobs: five fields, or a word that stands for them.
// Follows github.com/robfig/cron/v3, parser.go: it differs from other dialects in ranges, names and what is wrong.
import { parseGoDuration } from './go-duration.ts'
import { loadTimeZone, type TimeZone, UTC } from './time-zone.ts'

/** The values that a field may have. */
export interface Field {
  readonly values: ReadonlySet<number>
  /** True when a `*` or `?` is in it, without a step. */
  readonly isStar: boolean
}

export type Schedule =
  | {
      readonly minute: Field
      readonly hour: Field
      readonly dayOfMonth: Field
      readonly month: Field
      readonly dayOfWeek: Field
      readonly zone: TimeZone
    }
  | { readonly everySeconds: number }

/** A schedule, or what is wrong with the text. */
export type Parsed = { readonly schedule: Schedule } | { readonly problem: string }

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const MINUTE: Bounds = { min: 0, max: 59 }
const HOUR: Bounds = { min: 0, max: 23 }
const DAY_OF_MONTH: Bounds = { min: 1, max: 31 }
const MONTH: Bounds = {
  min: 1,
  max: 12,
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
const DAY_OF_WEEK: Bounds = {
  min: 0,
  max: 6,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
}
const FIELDS = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK] as const
const NOTHING: Field = { values: new Set(), isStar: false }

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const EVERY = '@every '
const ZONE = /^(?:CRON_)?TZ=/
const MAX_INT64 = 2 ** 63

/** Reads a schedule; `zone` is where its times are read when it names no zone itself. */
export function parseCronSchedule(text: string, zone: TimeZone = UTC): Parsed {
  const parsed = parse(text, zone)
  return typeof parsed === 'string' ? { problem: parsed } : { schedule: parsed }
}

// Below, a text in the place of a result is what is wrong.

function parse(text: string, zone: TimeZone): Schedule | string {
  if (text === '') return 'empty spec string'
  if (!ZONE.test(text)) return parseFields(text, zone)
  const space = text.indexOf(' ')
  // Go's parser falls over its own feet here, and the API server says so.
  if (space < 0) return 'invalid schedule format: runtime error: slice bounds out of range [:-1]'
  const name = text.slice(text.indexOf('=') + 1, space)
  const named = loadTimeZone(name)
  if (named === null) return `provided bad location ${name}: unknown time zone ${name}`
  return parseFields(text.slice(space).trim(), named)
}

function parseFields(text: string, zone: TimeZone): Schedule | string {
  if (text.startsWith('@')) return parseDescriptor(text, zone)
  const texts = text.split(/\s+/u).filter((field) => field !== '')
  if (texts.length !== FIELDS.length) {
    return `expected exactly 5 fields, found ${texts.length}: [${texts.join(' ')}]`
  }
  const fields: Field[] = []
  for (const [index, bounds] of FIELDS.entries()) {
    const field = parseField(texts[index] ?? '', bounds)
    if (typeof field === 'string') return field
    fields.push(field)
  }
  const [minute = NOTHING, hour = NOTHING, dayOfMonth = NOTHING, month = NOTHING] = fields
  return { minute, hour, dayOfMonth, month, dayOfWeek: fields[4] ?? NOTHING, zone }
}

function parseDescriptor(text: string, zone: TimeZone): Schedule | string {
  const macro = Object.hasOwn(MACROS, text) ? MACROS[text] : undefined
  if (macro !== undefined) return parseFields(macro, zone)
  if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`
  const duration = text.slice(EVERY.length)
  const parsed = parseGoDuration(duration)
  if ('problem' in parsed) return `failed to parse duration ${text}: ${parsed.problem}`
  return { everySeconds: Math.max(1, Math.floor(parsed.ns / 1e9)) }
}

function parseField(text: string, bounds: Bounds): Field | string {
  const values = new Set<number>()
  let isStar = false
  for (const part of text.split(',')) {
    if (part === '') continue
    const range = parseRange(part, bounds)
    if (typeof range === 'string') return range
    for (let value = range.start; value <= range.end; value += range.step) values.add(value)
    isStar ||= range.isStar
  }
  return { values, isStar }
}

interface Range {
  readonly start: number
  readonly end: number
  readonly step: number
  readonly isStar: boolean
}

/** `number`, `number-number`, `*`, each with `/step`. */
function parseRange(text: string, bounds: Bounds): Range | string {
  const [range = '', stepText, ...tooManySteps] = text.split('/')
  const ends = parseEnds(range, bounds, text)
  if (typeof ends === 'string') return ends
  if (tooManySteps.length > 0) return `too many slashes: ${text}`
  const step = stepText === undefined ? 1 : mustParseInt(stepText)
  if (typeof step === 'string') return step
  // 'N/step' means from N on.
  const isOpen = stepText !== undefined && !range.includes('-')
  const { start, isStar } = ends
  const end = isOpen ? bounds.max : ends.end
  if (start < bounds.min) {
    return `beginning of range (${start}) below minimum (${bounds.min}): ${text}`
  }
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${text}`
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`
  if (step === 0) return `step of range should be a positive number: ${text}`
  return { start, end, step, isStar: isStar && step === 1 }
}

function parseEnds(range: string, bounds: Bounds, text: string): Omit<Range, 'step'> | string {
  const [low = '', high, ...tooMany] = range.split('-')
  if (low === '*' || low === '?') return { start: bounds.min, end: bounds.max, isStar: true }
  const start = parseIntOrName(low, bounds)
  if (typeof start === 'string') return start
  if (tooMany.length > 0) return `too many hyphens: ${text}`
  const end = high === undefined ? start : parseIntOrName(high, bounds)
  return typeof end === 'string' ? end : { start, end, isStar: false }
}

function parseIntOrName(text: string, { names = [] }: Bounds): number | string {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase())
  return named < 0 ? mustParseInt(text) : named
}

function mustParseInt(text: string): number | string {
  const failed = `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}`
  if (!/^[+-]?\d+$/.test(text)) return `${failed}: invalid syntax`
  const value = Number(text)
  if (Math.abs(value) >= MAX_INT64) return `${failed}: value out of range`
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value
}
