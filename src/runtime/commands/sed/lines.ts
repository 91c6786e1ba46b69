// The lines that `sed` reads, one file after the other or each for itself, and whether one is the last.
import type { Task } from '#sim/task.ts'
import type { Invocation } from '../../process/command.ts'
import { readFile } from '../inputs.ts'

export interface SedLine {
  readonly text: string
  /** False for a last line without a newline. */
  readonly ended: boolean
}

export class SedLines {
  readonly #invocation: Invocation
  /** Told before the standard input is waited for. */
  readonly #beforeWait: () => void
  #names: readonly string[]
  #buffer = ''
  #at = 0
  #streams = false
  name = '-'
  failed = false

  constructor(invocation: Invocation, names: readonly string[], beforeWait: () => void) {
    this.#invocation = invocation
    this.#names = names
    this.#beforeWait = beforeWait
  }

  *next(): Task<SedLine | null> {
    if (!(yield* this.#fill())) return null
    const end = this.#buffer.indexOf('\n', this.#at)
    const stop = end === -1 ? this.#buffer.length : end
    const text = this.#buffer.slice(this.#at, stop)
    this.#at = stop + 1
    return { text, ended: end !== -1 }
  }

  /** Waits until it is known whether another line comes. */
  *isAtEnd(): Task<boolean> {
    return this.#at < this.#buffer.length ? false : !(yield* this.#fill())
  }

  /** Sees to a whole line in the buffer, or the last one; false when there is none. */
  *#fill(): Task<boolean> {
    for (;;) {
      if (this.#at < this.#buffer.length) {
        if (!this.#streams || this.#buffer.indexOf('\n', this.#at) !== -1) return true
      } else if (!this.#streams && !this.#open()) return false
      if (!this.#streams) continue
      this.#beforeWait()
      const more = yield* this.#invocation.stdin.some()
      this.#streams = more !== null
      this.#buffer = this.#buffer.slice(this.#at) + (more ?? '')
      this.#at = 0
      this.#invocation.budget.meter.hold(this.#buffer.length, more?.length ?? 0)
    }
  }

  #open(): boolean {
    const [name, ...rest] = this.#names
    if (name === undefined) return false
    this.#names = rest
    if (name === '-') {
      this.#streams = true
      return true
    }
    const text = readFile(this.#invocation, name)
    if (text === undefined) this.failed = true
    else {
      this.name = name
      this.#buffer = text
      this.#at = 0
    }
    return true
  }
}
