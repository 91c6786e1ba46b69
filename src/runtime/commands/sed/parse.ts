// Reads a script of `sed`. Follows editors/sed.c of busybox 1.36.1, and sed/compile.c of GNU sed 4.9 where that knows more.
import type { Meter } from '../../process/meter.ts'
import { compileRegex, type Regex } from '../../text/regex.ts'
import {
  type Address,
  type RangeEnd,
  SedError,
  type SedCommand,
  type SedFault,
  type Substitution,
} from './program.ts'

export interface SedOptions {
  readonly extended: boolean
  /** What GNU knows beyond busybox. */
  readonly gnu: boolean
  readonly meter: Meter
}

interface Draft {
  from: Address | null
  to: RangeEnd | null
  negated: boolean
  verb: string
  text: string
  substitution: Substitution | null
  target: number
  exitCode: number
}

const GNU_VERBS = 'eFQRvWz'
const PLAIN_VERBS = '=dDgGhHlnNpPxFz'
const MAX_COMMANDS = 2000

/** The commands of a script, or what is wrong with it. */
export function parseSed(script: string, options: SedOptions): readonly SedCommand[] | SedFault {
  try {
    return new Parser(script, options).commands()
  } catch (error) {
    if (error instanceof SedError) return error.fault
    throw error
  }
}

class Parser {
  readonly #script: string
  readonly #options: SedOptions
  readonly #drafts: Draft[] = []
  readonly #open: number[] = []
  readonly #labels = new Map<string, number>()
  #last: Regex | null = null
  #at = 0

  constructor(script: string, options: SedOptions) {
    this.#script = script
    this.#options = options
  }

  commands(): readonly SedCommand[] {
    for (;;) {
      this.#skip(/[\s;]/)
      if (this.#at >= this.#script.length) break
      if (this.#drafts.length >= MAX_COMMANDS) this.#fail('too many commands', 'too many commands')
      this.#command()
    }
    if (this.#open.length > 0) {
      if (this.#options.gnu) this.#fail('', "unmatched `{'", 0)
      // busybox runs what it has; a block that is not entered is the end of the script.
      for (const open of this.#open) this.#setTarget(open, this.#drafts.length)
    }
    return this.#drafts.map((draft) => this.#linked(draft))
  }

  #linked(draft: Draft): SedCommand {
    if (!'btT'.includes(draft.verb)) return draft
    const target = draft.text === '' ? this.#drafts.length : this.#labels.get(draft.text)
    if (target === undefined)
      throw new SedError({
        busybox: `can't find label for jump to '${draft.text}'`,
        gnu: `can't find label for jump to \`${draft.text}'`,
        at: null,
      })
    return { ...draft, target }
  }

  #command(): void {
    const from = this.#address()
    const to = from === null ? null : this.#rangeEnd()
    this.#skip(/\s/)
    let negated = false
    while (this.#peek() === '!') {
      if (negated) this.#fail('unsupported command !', "multiple `!'s", this.#at + 1)
      negated = true
      this.#at += 1
      this.#skip(/\s/)
    }
    const verb = this.#peek()
    if (verb === '' || verb === ';' || verb === '\n')
      this.#fail('missing command', 'missing command')
    this.#at += 1
    const draft: Draft = {
      from,
      to,
      negated,
      verb,
      text: '',
      substitution: null,
      target: 0,
      exitCode: 0,
    }
    this.#argument(draft)
  }

  #argument(draft: Draft): void {
    const { verb } = draft
    const isKnown = this.#options.gnu || !GNU_VERBS.includes(verb)
    if (verb === '{') {
      this.#open.push(this.#drafts.push(draft) - 1)
      return
    }
    if (verb === '}') this.#close(draft)
    else if (verb === '#') {
      this.#rest(/\n/)
      return
    } else if (verb === ':') {
      this.#label(draft)
      return
    } else if (verb === 's') draft.substitution = this.#substitution()
    else if (verb === 'y') draft.text = this.#letters()
    else if ('aic'.includes(verb)) {
      draft.text = this.#text()
      this.#drafts.push(draft)
      return
    } else if ('btT'.includes(verb))
      draft.text = this.#rest(this.#options.gnu ? /[;\s}]/ : /[;\s]/, true)
    else if (verb === 'v' && isKnown) this.#rest(/[;\n]/)
    else if ('qQ'.includes(verb) && isKnown)
      draft.exitCode = this.#options.gnu ? Number(this.#rest(/\D/, true)) : 0
    else if ('rRwW'.includes(verb) && isKnown) draft.text = this.#fileName()
    else if (!PLAIN_VERBS.includes(verb) || !isKnown) this.#unknown(verb)
    this.#drafts.push(draft)
    this.#end()
  }

  #unknown(verb: string): never {
    const words =
      this.#options.gnu && verb === 'e' ? 'e/r/w commands disabled' : `unknown command: \`${verb}'`
    return this.#fail(`unsupported command ${verb}`, words)
  }

  #close(draft: Draft): void {
    const open = this.#open.pop()
    if (open !== undefined) this.#setTarget(open, this.#drafts.length)
    else if (this.#options.gnu) this.#fail('', "unexpected `}'")
    if (draft.from !== null) this.#fail('unsupported command }', "} doesn't want any addresses")
  }

  #setTarget(index: number, target: number): void {
    const draft = this.#drafts[index]
    if (draft !== undefined) draft.target = target
  }

  #label({ from }: Draft): void {
    if (from !== null) this.#fail('unsupported command :', ": doesn't want any addresses")
    const name = this.#rest(/[;\s]/, true)
    if (name === '' && this.#options.gnu) this.#fail('', '":" lacks a label')
    this.#labels.set(name, this.#drafts.length)
  }

  /** What may stand behind a command. */
  #end(): void {
    this.#skip(/[ \t]/)
    const next = this.#peek()
    if (next === '' || next === ';' || next === '\n' || next === '}' || next === '#') return
    if (this.#options.gnu) this.#fail('', 'extra characters after command', this.#at + 1)
  }

  #address(): Address | null {
    const [digits = ''] = /^\d+/.exec(this.#script.slice(this.#at, this.#at + 20)) ?? []
    if (digits !== '') {
      this.#at += digits.length
      const [step = ''] = this.#options.gnu
        ? (/^\s*~\s*\d*/.exec(this.#script.slice(this.#at)) ?? [])
        : []
      this.#at += step.length
      const first = Number(digits)
      if (step !== '') return { kind: 'step', first, step: Number(step.replace(/\D/g, '')) }
      return { kind: 'line', line: first }
    }
    const mark = this.#peek()
    if (mark === '$') {
      this.#at += 1
      return { kind: 'last' }
    }
    if (mark !== '/' && mark !== '\\') return null
    this.#at += mark === '/' ? 1 : 2
    const delimiter = this.#script.charAt(this.#at - 1)
    const source = this.#until(delimiter, 'unterminated address regex', true)
    let ignoreCase = false
    while (this.#options.gnu && 'IM'.includes(this.#peek() || '-')) {
      ignoreCase ||= this.#peek() === 'I'
      this.#at += 1
    }
    return { kind: 'match', regex: this.#regex(source, ignoreCase) }
  }

  #rangeEnd(): RangeEnd | null {
    this.#skip(/[ \t]/)
    if (this.#peek() !== ',') return null
    this.#at += 1
    this.#skip(/[ \t]/)
    const [, sign = '', number = ''] = /^([+~])(\d+)/.exec(this.#script.slice(this.#at)) ?? []
    if (sign === '+' || (sign === '~' && this.#options.gnu)) {
      this.#at += sign.length + number.length
      return sign === '+'
        ? { kind: 'more', lines: Number(number) }
        : { kind: 'multiple', of: Number(number) }
    }
    return this.#address() ?? this.#fail('no address after comma', "unexpected `,'", this.#at + 1)
  }

  #regex(source: string, ignoreCase: boolean): Regex | null {
    const { extended, gnu, meter } = this.#options
    // Empty is the last one: to GNU that which was used last, to busybox that which stands before.
    if (source === '') return gnu ? null : (this.#last ?? this.#fail('no previous regexp', ''))
    const regex = compileRegex(source, { extended, ignoreCase, meter })
    this.#last = regex ?? this.#fail(`bad regex '${source}'`, `Invalid regular expression`)
    return this.#last
  }

  #substitution(): Substitution {
    const delimiter = this.#script.charAt(this.#at)
    this.#at += 1
    const source = this.#until(delimiter, "unterminated `s' command", true)
    const replacement = this.#until(delimiter, "unterminated `s' command", false)
    const flags = { global: false, from: 1, prints: false, ignoreCase: false }
    let file: string | null = null
    for (; file === null;) {
      const flag = this.#peek()
      const [number = ''] = /^[1-9]\d*/.exec(this.#script.slice(this.#at, this.#at + 8)) ?? []
      if (number !== '') {
        flags.from = Number(number)
        // To busybox the number and g are one setting.
        flags.global &&= this.#options.gnu
      } else if (flag === 'g') {
        flags.global = true
        if (!this.#options.gnu) flags.from = 1
      } else if (flag === 'p') flags.prints = true
      else if (flag === 'i' || flag === 'I') flags.ignoreCase = true
      else if (flag === 'w') {
        this.#at += 1
        file = this.#fileName()
        break
      } else if (/[a-zA-Z]/.test(flag))
        this.#fail('bad option in substitution expression', "unknown option to `s'", this.#at + 1)
      else break
      this.#at += Math.max(1, number.length)
    }
    const { ignoreCase, ...rest } = flags
    const regex = this.#regex(source, ignoreCase)
    this.#checkGroups(regex, replacement)
    return { ...rest, regex, replacement, file }
  }

  #checkGroups(regex: Regex | null, replacement: string): void {
    const highest = Math.max(
      0,
      ...[...replacement.matchAll(/\\(?:\\|(\d)|.)/gs)].map(([, digit]) => Number(digit ?? 0)),
    )
    if (regex !== null && highest > regex.groups && this.#options.gnu)
      this.#fail('', `invalid reference \\${highest} on \`s' command's RHS`)
  }

  /** The two texts of `y`, one behind the other, each as long as the other. */
  #letters(): string {
    const delimiter = this.#script.charAt(this.#at)
    this.#at += 1
    const parts = [0, 1].map(() =>
      this.#until(delimiter, "unterminated `y' command", false).replace(
        /\\(n|t|\\)/g,
        (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter,
      ),
    )
    const [from = '', to = ''] = parts
    if (from.length !== to.length && this.#options.gnu)
      this.#fail('', "strings for `y' command are different lengths")
    return from.slice(0, to.length) + to.slice(0, from.length)
  }

  /** Up to the delimiter, of which an escaped one is a plain character; in an expression one in brackets is too, to GNU. */
  #until(delimiter: string, words: string, isRegex: boolean): string {
    let text = ''
    let inSet = false
    for (; this.#at < this.#script.length; this.#at += 1) {
      const character = this.#script.charAt(this.#at)
      const next = this.#script.charAt(this.#at + 1)
      if (inSet && character === ']') inSet = false
      else if (isRegex && !inSet && character === '[') {
        inSet = true
        const [start = ''] = /^\[\^?\]?/.exec(this.#script.slice(this.#at, this.#at + 3)) ?? []
        text += start.slice(0, -1)
        this.#at += start.length - 1
        text += this.#script.charAt(this.#at)
        continue
      } else if (character === '\\' && !inSet && next !== '') {
        text += next === delimiter ? next : character + next
        this.#at += 1
        continue
      } else if (character === delimiter && !inSet) {
        this.#at += 1
        return text
      } else if (character === '\n' && isRegex && !inSet) break
      text += character
    }
    return this.#fail(`unmatched '${delimiter}'`, words)
  }

  /** The text of a, i and c: in the same line, or behind a backslash in the next; a line that ends with a backslash goes on. */
  #text(): string {
    this.#skip(/[ \t]/)
    if (this.#peek() === '\\') {
      this.#at += 1
      // Blanks behind the backslash belong to the text, unless nothing else stands there.
      const [blank = ''] = /^[ \t]*\n/.exec(this.#script.slice(this.#at)) ?? []
      if (blank !== '') this.#at += blank.length
      else if (this.#peek() === '' && this.#options.gnu)
        this.#fail('', "expected \\ after `a', `c' or `i'")
    } else if (this.#peek() === '' && this.#options.gnu)
      this.#fail('', "expected \\ after `a', `c' or `i'")
    let text = ''
    for (; this.#at < this.#script.length; this.#at += 1) {
      const character = this.#peek()
      if (character === '\n') break
      if (character === '\\') {
        this.#at += 1
        text += this.#peek()
      } else text += character
    }
    return `${text}\n`
  }

  #fileName(): string {
    const name = this.#rest(/\n/, true)
    if (name === '') this.#fail('empty filename', 'missing filename in r/R/w/W commands')
    return name
  }

  /** What stands before the first character of a kind, without blanks in front if they are to go. */
  #rest(end: RegExp, trims = false): string {
    if (trims) this.#skip(/[ \t]/)
    const start = this.#at
    while (this.#at < this.#script.length && !end.test(this.#peek())) this.#at += 1
    return this.#script.slice(start, this.#at)
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#script.length && what.test(this.#peek())) this.#at += 1
  }

  #peek(): string {
    return this.#script.charAt(this.#at)
  }

  #fail(busybox: string, gnu: string, at = this.#at): never {
    throw new SedError({ busybox: busybox === '' ? gnu : busybox, gnu, at })
  }
}
