// What the engine said of one scenario: its check, its run, and its answers. A run is a pure function of its files, so
// what was written down when the page was built is what the engine would say now.
import type { ScenarioFile } from '#scenario/types.ts'
import type { Answer } from '../questions.ts'
import type { CheckResult, RunChunk } from '../types.ts'

export interface RecordedRun {
  readonly files: readonly ScenarioFile[]
  readonly checked: CheckResult
  /** As it was asked for. */
  readonly untilMs: number | null
  /** The whole run in one. */
  readonly chunk: RunChunk
  /** To what is asked at the first moment. */
  readonly answers: RecordedAnswers
}

/** By `questionKey`. */
export type RecordedAnswers = Readonly<Record<string, Answer>>

const TYPES = {
  undefined: () => undefined,
  Float64Array: (of: readonly unknown[]) => Float64Array.from(of as number[]),
  Int32Array: (of: readonly unknown[]) => Int32Array.from(of as number[]),
  Map: (of: readonly unknown[]) => new Map(of as [unknown, unknown][]),
  Set: (of: readonly unknown[]) => new Set(of),
} as const

interface Marked {
  readonly $: keyof typeof TYPES
  readonly of: readonly unknown[]
}

/** Writes plain data with typed arrays, maps and sets as JSON; no object of it may have a field `$`. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown): unknown => {
    if (part === undefined) return { $: 'undefined', of: [] }
    if (part instanceof Float64Array) return { $: 'Float64Array', of: [...part] }
    if (part instanceof Int32Array) return { $: 'Int32Array', of: [...part] }
    if (part instanceof Map) return { $: 'Map', of: [...part] }
    if (part instanceof Set) return { $: 'Set', of: [...part] }
    return part
  })
}

/** Reads what `toText` wrote of a recorded run. */
export function runFromText(text: string): RecordedRun {
  return restored(JSON.parse(text)) as RecordedRun
}

/** Reads what `toText` wrote of answers. */
export function answersFromText(text: string): RecordedAnswers {
  return restored(JSON.parse(text)) as RecordedAnswers
}

function restored(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(restored)
  if ('$' in value) {
    const { $, of } = value as Marked
    return TYPES[$](of.map(restored))
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, restored(part)]))
}
