// Reads the fields of scenario.yaml one by one: each has a type and a bound, and whatever is wrong is
// said at its place. A field that cannot be used reads as its fallback.
import type { FieldReader as VerbFieldReader } from '#kubectl/fields.ts'
import { closest } from '#manifest/suggest.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import type { Severity, YamlPath, YamlRanges } from '#yaml/types.ts'
import { MAX_DURATION_TEXT, parseDuration } from './duration.ts'

const A_DURATION = `a time with its unit, like 30s or 1m30s, of at most ${MAX_DURATION_TEXT}`

/** The reader of a verb's fields, with what the scenario's own fields need. */
export interface FieldReader extends VerbFieldReader {
  below(field: string): FieldReader | null
  /** Readers of the mappings of a list, with their positions; others are reported and left out. */
  items(
    field: string,
    most: number,
  ): readonly { readonly index: number; readonly reader: FieldReader }[]
  /** The names of all fields, in the order of the file. */
  fields(): readonly string[]
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
  const fields = (): readonly string[] => Object.keys(value)
  return { errors: place.errors, fields, has, raw, say, below, items, allowFields, ...scalars }
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
      return ms ?? wrong(field, A_DURATION, fallback)
    },
  }
}
