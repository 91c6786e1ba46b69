// The record that awk looks at, and its fields.
import type { Meter } from '../process/meter.ts'
import { compileRegex, findMatch, type Regex } from '../text/regex.ts'

const MAX_FIELDS = 10_000

/** Splits a text by a separator: ' ' is white space, another single character itself, else a regular expression. */
export function splitText(text: string, separator: string, meter: Meter): readonly string[] {
  meter.work(text.length)
  if (text === '') return []
  if (separator === ' ')
    return text
      .split(/[ \t\n]+/)
      .filter((field, index, all) => field !== '' || (index > 0 && index < all.length - 1))
  if (separator === '') return [...text].slice(0, MAX_FIELDS)
  if (separator.length === 1 && separator !== '\\')
    return text.split(separator === '\t' ? '\t' : separator).slice(0, MAX_FIELDS)
  const regex = compileRegex(separator, { extended: true, ignoreCase: false, meter })
  return regex === undefined ? [text] : splitBy(text, regex)
}

/** Splits a text at the matches of an expression. */
export function splitBy(text: string, regex: Regex): readonly string[] {
  const fields: string[] = []
  let from = 0
  for (let at = 0; at <= text.length && fields.length < MAX_FIELDS;) {
    const match = findMatch(regex, text, at)
    if (match === undefined) break
    if (match.to === match.from) {
      at = match.to + 1
      continue
    }
    fields.push(text.slice(from, match.from))
    from = match.to
    at = match.to
  }
  return [...fields, text.slice(from)]
}

/** `$0` and the fields, each made from the other when it is asked for. */
export class Fields {
  #text = ''
  #fields: string[] | null = null
  #joined = true
  readonly #meter: Meter
  /** FS and OFS at this moment. */
  readonly #separators: { readonly input: () => string; readonly output: () => string }

  constructor(
    meter: Meter,
    separators: { readonly input: () => string; readonly output: () => string },
  ) {
    this.#meter = meter
    this.#separators = separators
  }

  get record(): string {
    if (!this.#joined) {
      const text = this.#list().join(this.#separators.output())
      this.#meter.hold(text.length)
      this.#text = text
      this.#joined = true
    }
    return this.#text
  }

  set record(text: string) {
    this.#text = text
    this.#fields = null
    this.#joined = true
  }

  get count(): number {
    return this.#list().length
  }

  set count(count: number) {
    const list = this.#list()
    const wanted = Math.max(0, Math.min(MAX_FIELDS, Math.trunc(count)))
    while (list.length < wanted) list.push('')
    list.length = wanted
    this.#joined = false
  }

  get(index: number): string {
    return index === 0 ? this.record : (this.#list()[index - 1] ?? '')
  }

  set(index: number, text: string): void {
    if (index === 0) this.record = text
    else if (index > 0 && index <= MAX_FIELDS) {
      const list = this.#list()
      if (list.length < index) this.count = index
      list[index - 1] = text
      this.#joined = false
    }
  }

  #list(): string[] {
    this.#fields ??= [...splitText(this.#text, this.#separators.input(), this.#meter)]
    return this.#fields
  }
}
