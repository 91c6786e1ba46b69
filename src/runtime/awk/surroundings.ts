// What an awk program has around it.
import type { Meter } from '../process/meter.ts'

/** What a program reads and writes. */
export interface Surroundings {
  readonly meter: Meter
  readonly env: ReadonlyMap<string, string>
  print(text: string): void
  /** Writes to a file, emptied when it is opened with '>', or to a command with '|'; false when that cannot be. */
  write(operator: '>' | '>>' | '|', target: string, text: string): boolean
  /** The next record of a file, or null. */
  lineOf(file: string): string | null
  /** The next record of the input, or null. */
  nextRecord(): string | null
  random(): number
  nowSeconds(): number
  /** The output of a command, and its exit code. */
  system(command: string): number
}
