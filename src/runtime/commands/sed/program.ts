// What a script of `sed` is made of, once it has been read.
import type { Regex } from '../../text/regex.ts'

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  /** null: the expression that was used last. */
  | { readonly kind: 'match'; readonly regex: Regex | null }
  /** GNU: every so many lines from one on. */
  | { readonly kind: 'step'; readonly first: number; readonly step: number }

export type RangeEnd =
  | Address
  | { readonly kind: 'more'; readonly lines: number }
  /** GNU: up to the next line whose number is a multiple. */
  | { readonly kind: 'multiple'; readonly of: number }

export interface Substitution {
  readonly regex: Regex | null
  readonly replacement: string
  readonly global: boolean
  /** From which match on. */
  readonly from: number
  readonly prints: boolean
  readonly file: string | null
}

export interface SedCommand {
  readonly from: Address | null
  readonly to: RangeEnd | null
  readonly negated: boolean
  readonly verb: string
  /** The text of a, i and c, the label of b, t and T, the file of r, R, w and W, the letters of y. */
  readonly text: string
  readonly substitution: Substitution | null
  /** Where to go on: behind the end of a block that is not entered, or at a label. */
  readonly target: number
  readonly exitCode: number
}

/** What is wrong with a script, in the words of each. */
export interface SedFault {
  readonly busybox: string
  /** Without the place in front, when it has none. */
  readonly gnu: string
  /** How many characters had been read; null when GNU names no place. */
  readonly at: number | null
}

/** Thrown while a script is read, and caught where that began. */
export class SedError extends Error {
  readonly fault: SedFault

  constructor(fault: SedFault) {
    super(fault.gnu)
    this.fault = fault
  }
}
