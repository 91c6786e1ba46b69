// Reads the fields of scenario.yaml one by one: each has a type and a bound, and whatever is wrong is
// said at its place. A field that cannot be used reads as its fallback.
import { closest } from '#manifest/suggest.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import type { Severity, YamlPath, YamlRanges } from '#yaml/types.ts'
import { parseDuration } from './duration.ts'

export interface FieldReader {
  has(field: string): boolean
  raw(field: string): unknown
  text(field: string, fallback: string, maxLength: number): string
  /** A whole number from `least` to `most`. */
  whole(field: string, fallback: number, least: number, most: number): number
  flag(field: string, fallback: boolean): boolean
  /** Milliseconds. */
  duration(field: string, fallback: number): number
  /** A reader of a mapping below; null, said at its place, when there is none. */
  below(field: string): FieldReader | null
  /** Readers of the mappings of a list, with their positions; others are reported and left out. */
  items(
    field: string,
    most: number,
  ): readonly { readonly index: number; readonly reader: FieldReader }[]
  /** Says something about a field, or about the whole mapping when it is ''. */
  say(severity: Severity, field: string, message: string): void
  /** Warns of every field that is not among these. */
  allowFields(known: readonly string[]): void
  /** How many errors were said through this reader and those below it. */
  readonly errors: { count: number }
}

interface Place {
  readonly file: string
  readonly ranges: YamlRanges
  readonly path: YamlPath
  readonly diagnostics: FileDiagnostic[]
  readonly errors: { count: number }
}

type Mapping = Readonly<Record<string, unknown>>

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A reader of `value`, which stands at `path` of a file. */
export function createFieldReader(value: Mapping, place: Place): FieldReader {
  const raw = (field: string): unknown => (Object.hasOwn(value, field) ? value[field] : undefined)
  const has = (field: string): boolean => raw(field) !== undefined && raw(field) !== null
  const say = (severity: Severity, field: string, message: string): void =>
    sayAt(place, severity, field, message)
  const wrong = <T>(field: string, expected: string, fallback: T): T => {
    say('error', field, `${field} must be ${expected}`)
    return fallback
  }
  const below = (field: string): FieldReader | null => {
    const found = raw(field)
    return isMapping(found) ? down(place, found, [field]) : wrong(field, 'a mapping', null)
  }
  const items: FieldReader['items'] = (field, most) => {
    const found = raw(field)
    if (!has(field)) return []
    if (!Array.isArray(found)) return wrong(field, 'a list', [])
    if (found.length > most) {
      say('error', field, `only the first ${most} of ${found.length} ${field} are used`)
    }
    return found.slice(0, most).flatMap((item: unknown, index) => {
      if (isMapping(item)) return [{ index, reader: down(place, item, [field, index]) }]
      down(place, {}, [field, index]).say('error', '', `an entry of ${field} must be a mapping`)
      return []
    })
  }
  const allowFields = (known: readonly string[]): void => warnOfUnknown(value, place, known)
  const scalars = scalarReaders({ has, raw, wrong })
  return { errors: place.errors, has, raw, say, below, items, allowFields, ...scalars }
}

function down(place: Place, entry: Mapping, more: YamlPath): FieldReader {
  return createFieldReader(entry, { ...place, path: [...place.path, ...more] })
}

function sayAt(place: Place, severity: Severity, field: string, message: string): void {
  if (severity === 'error') place.errors.count += 1
  const range = place.ranges.nearest(field === '' ? place.path : [...place.path, field])
  const source = severity === 'info' ? 'scope' : 'yaml'
  place.diagnostics.push({ severity, source, message, range, path: place.file })
}

function warnOfUnknown(value: Mapping, place: Place, known: readonly string[]): void {
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue
    const similar = closest(field, known)
    const message = `unknown field "${field}"${similar === undefined ? '' : `; did you mean "${similar}"?`}`
    const range = place.ranges.keyAt([...place.path, field]) ?? place.ranges.nearest(place.path)
    place.diagnostics.push({
      severity: 'warning',
      source: 'yaml',
      message,
      range,
      path: place.file,
    })
  }
}

interface Access {
  has(field: string): boolean
  raw(field: string): unknown
  wrong<T>(field: string, expected: string, fallback: T): T
}

function scalarReaders({
  has,
  raw,
  wrong,
}: Access): Pick<FieldReader, 'text' | 'whole' | 'flag' | 'duration'> {
  return {
    text(field, fallback, maxLength) {
      const found = raw(field)
      if (!has(field)) return fallback
      const text = typeof found === 'number' ? String(found) : found
      if (typeof text !== 'string') return wrong(field, 'a text', fallback)
      if (text.length <= maxLength) return text
      return wrong(field, `at most ${maxLength} characters long`, fallback)
    },
    whole(field, fallback, least, most) {
      const found = raw(field)
      if (!has(field)) return fallback
      const isWhole = typeof found === 'number' && Number.isInteger(found)
      if (isWhole && found >= least && found <= most) return found
      return wrong(field, `a whole number from ${least} to ${most}`, fallback)
    },
    flag(field, fallback) {
      const found = raw(field)
      if (!has(field)) return fallback
      return typeof found === 'boolean' ? found : wrong(field, 'true or false', fallback)
    },
    duration(field, fallback) {
      if (!has(field)) return fallback
      const ms = parseDuration(raw(field))
      return ms ?? wrong(field, 'a time with its unit, like 30s or 1m30s, of at most 24h', fallback)
    },
  }
}
