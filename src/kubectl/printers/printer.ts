// The form of a kind's table: its columns, and the cells of a row.
// Follows pkg/printers/internalversion/printers.go (v1.36).
import { msOfTime } from '#api/meta/time.ts'
import { humanDuration } from '../duration.ts'

export interface Column {
  readonly name: string
  /** Only with `-o wide`. */
  readonly wide?: true
}

export interface Printer<T> {
  readonly columns: readonly Column[]
  /** The cells of all columns, those for `-o wide` as well. */
  cells(object: T, options: PrintOptions): readonly string[]
}

export interface PrintOptions {
  readonly nowMs: number
  readonly wide: boolean
}

export const NONE = '<none>'
const UNKNOWN = '<unknown>'
export const UNSET = '<unset>'

export const column = (name: string): Column => ({ name })
export const wide = (name: string): Column => ({ name, wide: true })

/** How long ago a time was; '<unknown>' when there is none. */
export function ageOf(time: string | null | undefined, nowMs: number): string {
  return time === null || time === undefined ? UNKNOWN : humanDuration(nowMs - msOfTime(time))
}

/** 'a=b,c=d' in the order of the keys; '<none>' when there are none. */
export function formatLabels(labels: Readonly<Record<string, string>> | null | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? NONE : pairs.toSorted().join(',')
}
