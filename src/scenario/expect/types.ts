// What should be true of a run, in words that a person reads and a program checks.
import type { Kind } from '#api/meta/object.ts'

/** `>= 2`, `3`, or a text that has to be the same; several allow each of them. */
export interface Comparison {
  readonly operator: '=' | '!=' | '>=' | '<=' | '>' | '<'
  readonly value: string
}

/** The objects that it is about: one by its name, or all whose names fit a pattern with `*`, or that have these labels. */
export interface Subject {
  readonly kind: Kind
  readonly namespace: string
  /** With `*` for any letters. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Whether it is about all that fit, of which there has to be one; else about the one with the name. */
  readonly isSet: boolean
}

/** What of an object has to be so; all of it at once. */
export type Predicate =
  /** One of these: a phase, a condition that is True, the STATUS of kubectl, or `Absent`. */
  | { readonly kind: 'is'; readonly words: readonly string[] }
  /** A condition, or the state of a container, now or before its restart, has this reason. */
  | { readonly kind: 'reason'; readonly reason: string; readonly container: string | null }
  /** An Event with this reason tells of it. */
  | { readonly kind: 'event'; readonly reason: string }
  /** A container has printed a line with this text. */
  | { readonly kind: 'logs'; readonly text: string; readonly container: string | null }
  | { readonly kind: 'on'; readonly node: string }
  /** A number that kubectl shows of it: `ready`, `available`, `restarts` … */
  | { readonly kind: 'number'; readonly name: NumberName; readonly comparison: Comparison }
  /** What stands at a path, like `.spec.replicas`. */
  | { readonly kind: 'has'; readonly path: string; readonly comparison: Comparison }
  /** How many there are. */
  | { readonly kind: 'count'; readonly comparison: Comparison }

export const NUMBER_NAMES = [
  'ready',
  'available',
  'updated',
  'replicas',
  'restarts',
  'succeeded',
  'failed',
] as const
export type NumberName = (typeof NUMBER_NAMES)[number]

/** Something that happens: an entry of the journal of this kind, with these words in it. */
export interface Happens {
  readonly kind: string
  readonly mentions: string
}

export type Claim =
  | {
      readonly kind: 'object'
      readonly subject: Subject
      readonly predicates: readonly Predicate[]
    }
  | { readonly kind: 'happens'; readonly happens: Happens }

/** When the claim has to hold. `always` begins with the first moment at which it holds, or at `fromMs`. */
export type When =
  | { readonly kind: 'end' }
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'by'; readonly atMs: number }
  | {
      readonly kind: 'always' | 'never'
      readonly fromMs: number | null
      readonly toMs: number | null
    }

export interface Expectation {
  readonly when: When
  readonly claim: Claim
  /** What it says, as a person reads it; names stand in backticks. */
  readonly text: string
}

export interface Checked {
  readonly text: string
  readonly ok: boolean
  /** When it was decided, in virtual milliseconds; null when the end of the run decided. */
  readonly atMs: number | null
  /** What was so instead; '' when it holds. */
  readonly instead: string
}
