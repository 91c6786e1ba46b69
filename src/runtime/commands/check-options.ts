// Options before a tool sees them: one that the real tool does not know is refused in its words, one that it knows
// and that is not simulated is told to the reader of the run, and long ones become the letters that mean the same.
import { type Command, complain, type Invocation } from '../process/command.ts'
import { KNOWN_OPTIONS } from './known-options.ts'
import { usageOf } from './words.ts'

/** Tools of one grammar. */
const SAME_AS: Readonly<Record<string, string>> = {
  chgrp: 'chown',
  egrep: 'grep',
  fgrep: 'grep',
  ncat: 'nc',
  netcat: 'nc',
  pkill: 'pgrep',
  sha1sum: 'md5sum',
  sha256sum: 'md5sum',
  sha512sum: 'md5sum',
}

/** Tools whose first operand begins another command line. */
const RUNNERS: ReadonlySet<string> = new Set(['env', 'nohup', 'timeout', 'xargs'])

/** What begins with a hyphen and is an operand all the same. */
const OPERANDS: Readonly<Record<string, RegExp>> = {
  chmod: /^-[rwxXstugo]+$/,
  seq: /^-[\d.]/,
  pgrep: /^-(?:\d+|[A-Z]{3,}\d?)$/,
  pkill: /^-(?:\d+|[A-Z]{3,}\d?)$/,
}

type Takes = '' | ':' | '?'

interface LongOption {
  readonly name: string
  readonly takes: Takes
  /** The letter that means the same; '' for none. */
  readonly letter: string
}

interface Grammar {
  readonly letters: ReadonlyMap<string, Takes>
  readonly long: readonly LongOption[]
  readonly simulated: ReadonlySet<string>
}

const grammars = new Map<string, Grammar | null>()

/** The grammar of a tool in an image of this kind; null for one that reads its command line by itself. */
function grammarOf(name: string, flavour: 'busybox' | 'gnu'): Grammar | null {
  const key = `${name} ${flavour}`
  const before = grammars.get(key)
  if (before !== undefined) return before
  const known = KNOWN_OPTIONS[SAME_AS[name] ?? name]
  const text = known?.[flavour] ?? null
  const grammar = known === undefined || text === null ? null : parseGrammar(text, known.simulated)
  grammars.set(key, grammar)
  return grammar
}

function parseGrammar(text: string, simulated: string): Grammar {
  const [short = '', ...long] = text.split(' ')
  const [letters = '', ...words] = simulated.split(' ')
  return {
    letters: new Map(
      [...short.matchAll(/([^:?])([:?]?)/g)].map(([, letter = '', takes = '']) => [
        letter,
        takes === ':' || takes === '?' ? takes : '',
      ]),
    ),
    long: long.map((one) => {
      const [, name = '', takes = '', letter = ''] = /^([\w.-]+)([:?]?)(?:=(.))?$/.exec(one) ?? []
      return { name, takes: takes === ':' || takes === '?' ? takes : '', letter }
    }),
    simulated: new Set([...letters, ...words]),
  }
}

/** A tool that looks at its options first; one without a grammar as it is. */
export function withCheckedOptions(name: string, command: Command): Command {
  if (!Object.hasOwn(KNOWN_OPTIONS, SAME_AS[name] ?? name)) return command
  return (invocation) => {
    if (!invocation.args.some((arg) => arg.startsWith('-') && arg !== '-'))
      return command(invocation)
    const grammar = grammarOf(name, invocation.system.flavour)
    if (grammar === null) return command(invocation)
    const args = new Reader(invocation, name, grammar).read()
    return typeof args === 'number' ? args : command({ ...invocation, args })
  }
}

/** The options among a tool's words that it knows and that are not simulated: '-Z', '--time-style'. None for other tools. */
export function leftOutOptions(
  name: string,
  words: readonly string[],
  flavour: 'busybox' | 'gnu',
): readonly string[] {
  const grammar = Object.hasOwn(KNOWN_OPTIONS, SAME_AS[name] ?? name)
    ? grammarOf(name, flavour)
    : null
  if (grammar === null) return []
  const end = words.indexOf('--')
  const options = (end === -1 ? words : words.slice(0, end)).flatMap((word) => {
    if (!/^-./.test(word) || OPERANDS[name]?.test(word) === true) return []
    return word.startsWith('--')
      ? longIn(grammar, word.slice(2))
      : lettersIn(grammar, word.slice(1))
  })
  return options
    .filter((option) => !grammar.simulated.has(option))
    .map((option) => (option.length === 1 ? `-${option}` : `--${option}`))
}

function longIn({ long }: Grammar, word: string): readonly string[] {
  const [name = ''] = word.split('=', 1)
  const found = long.find((one) => one.name === name)
  if (found === undefined) return []
  return [found.letter === '' ? found.name : found.letter]
}

/** Up to the first that takes the rest of the word for its value. */
function lettersIn({ letters }: Grammar, word: string): readonly string[] {
  const known: string[] = []
  for (const letter of word) {
    const takes = letters.get(letter)
    if (takes === undefined) break
    known.push(letter)
    if (takes !== '') break
  }
  return known
}

class Reader {
  readonly #invocation: Invocation
  readonly #name: string
  readonly #grammar: Grammar
  readonly #options: string[] = []
  #at = 0

  constructor(invocation: Invocation, name: string, grammar: Grammar) {
    this.#invocation = invocation
    this.#name = name
    this.#grammar = grammar
  }

  /** The command line with its options in front, or an exit code. */
  read(): readonly string[] | number {
    const { args } = this.#invocation
    const operands: string[] = []
    for (; this.#at < args.length; this.#at += 1) {
      const arg = args[this.#at] ?? ''
      if (arg === '--') return [...this.#options, '--', ...operands, ...args.slice(this.#at + 1)]
      const isOperand =
        !arg.startsWith('-') || arg === '-' || OPERANDS[this.#name]?.test(arg) === true
      if (isOperand && RUNNERS.has(this.#name)) return [...this.#options, ...args.slice(this.#at)]
      if (isOperand) operands.push(arg)
      else {
        const status = arg.startsWith('--') ? this.#long(arg.slice(2)) : this.#short(arg)
        if (status !== null) return status
      }
    }
    return [...this.#options, ...operands]
  }

  #short(arg: string): number | null {
    for (let at = 1; at < arg.length; at += 1) {
      const letter = arg.charAt(at)
      const takes = this.#grammar.letters.get(letter)
      const number = this.#takesNumbers ? (/^\d+/.exec(arg.slice(at))?.[0] ?? '') : ''
      if (number !== '') {
        this.#take(letter, `-${number}`)
        at += number.length - 1
        continue
      }
      if (takes === undefined) return this.#refuse(letter, `-${letter}`)
      const rest = arg.slice(at + 1)
      if (takes === '') {
        this.#take(letter, `-${letter}`)
        continue
      }
      return this.#withValue(letter, takes === '?' || rest !== '' ? rest : undefined, takes)
    }
    return null
  }

  /** An old way to write a number: 'tail -20' has no options 2 and 0. */
  get #takesNumbers(): boolean {
    return [...'0123456789'].every((digit) => this.#grammar.letters.get(digit) === '')
  }

  #withValue(letter: string, given: string | undefined, takes: Takes): number | null {
    const value = given ?? this.#next()
    if (value === undefined) return this.#missing(letter)
    if (takes === '?') this.#take(letter, `-${letter}${value}`)
    else this.#take(letter, `-${letter}`, value)
    return null
  }

  #long(word: string): number | null {
    const [name = '', given] = word.split(/=(.*)/s)
    const { long } = this.#grammar
    const alike = long.filter((one) => one.name.startsWith(name))
    const option =
      long.find((one) => one.name === name) ?? (alike.length === 1 ? alike[0] : undefined)
    if (name === 'help') return this.#help()
    if (option === undefined) return this.#refuse(`--${word}`, `--${word}`)
    const { letter, takes } = option
    if (letter !== '') {
      if (takes !== '')
        return this.#withValue(letter, given ?? (takes === '?' ? '' : undefined), takes)
      this.#take(letter, `-${letter}`)
      return null
    }
    const value = given ?? (takes === ':' ? this.#next() : undefined)
    if (takes === ':' && value === undefined) return this.#missing(`--${option.name}`)
    this.#take(option.name, `--${option.name}${value === undefined ? '' : `=${value}`}`)
    return null
  }

  #next(): string | undefined {
    this.#at += 1
    return this.#invocation.args[this.#at]
  }

  #take(option: string, ...words: readonly string[]): void {
    if (this.#grammar.simulated.has(option)) this.#options.push(...words)
    else {
      const shown = option.length === 1 ? `-${option}` : `--${option}`
      this.#invocation.system.note(
        `called \`${this.#name}\` with \`${shown}\`, which the tool knows but which is not simulated`,
        'NotSimulated',
      )
    }
  }

  #help(): number {
    this.#invocation.stdout.write(usageOf(this.#invocation))
    return 0
  }

  #refuse(option: string, shown: string): number {
    const { system } = this.#invocation
    if (this.#name === 'curl') return this.#complain(`option ${shown}: is unknown`)
    if (system.musl && system.flavour === 'busybox')
      return this.#complain(`unrecognized option: ${option.replace(/^--/, '')}`)
    return this.#complain(
      option.startsWith('--') ? `unrecognized option '${option}'` : `invalid option -- '${option}'`,
    )
  }

  #missing(option: string): number {
    const { system } = this.#invocation
    const isLong = option.startsWith('--')
    if (this.#name === 'curl')
      return this.#complain(`option ${isLong ? option : `-${option}`}: requires parameter`)
    if (system.musl && system.flavour === 'busybox')
      return this.#complain(`option requires an argument: ${option.replace(/^--/, '')}`)
    return this.#complain(
      isLong
        ? `option '${option}' requires an argument`
        : `option requires an argument -- '${option}'`,
    )
  }

  #complain(message: string): number {
    const { stderr, system } = this.#invocation
    complain(this.#invocation, message)
    stderr.write(usageOf(this.#invocation))
    return system.flavour === 'busybox'
      ? (BUSYBOX_CODES[this.#name] ?? 1)
      : (GNU_CODES[this.#name] ?? 1)
  }
}

const BUSYBOX_CODES: Readonly<Record<string, number>> = { grep: 2, egrep: 2, fgrep: 2, sort: 2 }

const GNU_CODES: Readonly<Record<string, number>> = {
  cmp: 2,
  curl: 2,
  egrep: 2,
  env: 125,
  fgrep: 2,
  getent: 64,
  grep: 2,
  hostname: 255,
  ls: 2,
  nohup: 125,
  pgrep: 2,
  ping: 2,
  pkill: 2,
  sort: 2,
  tar: 64,
  timeout: 125,
  wget: 2,
}
