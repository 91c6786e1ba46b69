// The variables and arrays of an awk program: those of all, and those of the function that runs.
import { UNSET, type Value } from './values.ts'

type Cells = Map<string, Value>

export interface Frame {
  readonly values: Map<string, Value>
  readonly arrays: Map<string, Cells>
}

/** What a function has of its own. */
export function newFrame(): Frame {
  return { values: new Map(), arrays: new Map() }
}

const START: Readonly<Record<string, Value>> = {
  FS: ' ',
  OFS: ' ',
  ORS: '\n',
  RS: '\n',
  SUBSEP: '\u001c',
  CONVFMT: '%.6g',
  OFMT: '%.6g',
  NR: 0,
  FNR: 0,
  RSTART: 0,
  RLENGTH: -1,
}

export class Variables {
  readonly #globals = newFrame()
  #frame: Frame = this.#globals

  constructor(env: ReadonlyMap<string, string>) {
    for (const [name, value] of Object.entries(START)) this.#globals.values.set(name, value)
    this.#globals.arrays.set('ENVIRON', new Map([...env].map(([name, text]) => [name, { text }])))
  }

  global(name: string): Value {
    return this.#globals.values.get(name) ?? UNSET
  }

  setGlobal(name: string, value: Value): void {
    this.#globals.values.set(name, value)
  }

  setArray(name: string, texts: readonly string[]): void {
    this.#globals.arrays.set(name, new Map(texts.map((text, index) => [String(index), { text }])))
  }

  get(name: string): Value {
    return this.#frame.values.get(name) ?? this.global(name)
  }

  set(name: string, value: Value): void {
    const frame = this.#frame.values.has(name) ? this.#frame : this.#globals
    frame.values.set(name, value)
  }

  /** The array of this name, made when it is new. */
  array(name: string): Cells {
    const local = this.#frame.arrays.get(name)
    if (local !== undefined) return local
    const frame = this.#frame.values.has(name) ? this.#frame : this.#globals
    const made = frame.arrays.get(name) ?? new Map<string, Value>()
    frame.arrays.set(name, made)
    return made
  }

  isArray(name: string): boolean {
    if (this.#frame.arrays.has(name)) return true
    return !this.#frame.values.has(name) && this.#globals.arrays.has(name)
  }

  /** Goes into the frame of a function, or back; the frame that was left. */
  enter(frame: Frame): Frame {
    const before = this.#frame
    this.#frame = frame
    return before
  }
}
