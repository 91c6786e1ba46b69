// A reason why recordings and our answers differ.
import type { SuiteName } from './case.ts'

export interface DifferenceClass {
  readonly name: string
  readonly suite: SuiteName
  /** Why the answers differ. */
  readonly sentence: string
  /** The cases, by name or, with a star at the end, by the beginning of their names. */
  readonly cases: readonly string[]
}
