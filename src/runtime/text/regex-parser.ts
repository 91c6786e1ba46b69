// Parses POSIX regular expressions, basic (`\(`, `\+`) and extended (`(`, `+`).

export type Node =
  | { readonly kind: 'empty' | 'start' | 'end' }
  | { readonly kind: 'wordEdge'; readonly negated: boolean }
  | { readonly kind: 'character'; readonly test: (character: string) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'either'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'group'; readonly index: number; readonly item: Node }
  | {
      readonly kind: 'repeat'
      readonly item: Node
      readonly least: number
      readonly most: number | null
    }

export interface RegexOptions {
  readonly extended: boolean
  readonly ignoreCase: boolean
}

const MAX_SOURCE = 1000
const MAX_NESTING = 50
const MAX_REPEAT = 100

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
}

/** The tree of a regular expression and its number of groups; undefined when it is invalid. */
export function parseRegex(
  source: string,
  options: RegexOptions,
): { readonly node: Node; readonly groups: number } | undefined {
  if (source.length > MAX_SOURCE) return undefined
  const parser = new Parser(source, options)
  const node = parser.alternatives(0)
  return parser.failed || !parser.atEnd ? undefined : { node, groups: parser.groups }
}

class Parser {
  failed = false
  groups = 0
  #at = 0
  readonly #source: string
  readonly #options: RegexOptions

  constructor(source: string, options: RegexOptions) {
    this.#source = source
    this.#options = options
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length
  }

  alternatives(depth: number): Node {
    let node = this.#sequence(depth)
    while (!this.failed && this.#take('|'))
      node = { kind: 'either', left: node, right: this.#sequence(depth) }
    return node
  }

  #sequence(depth: number): Node {
    const items: Node[] = []
    while (!this.#endsSequence(depth)) items.push(this.#repeated(depth, items.length === 0))
    return { kind: 'sequence', items }
  }

  #endsSequence(depth: number): boolean {
    return this.atEnd || this.failed || this.#sees('|') || (depth > 0 && this.#sees(')'))
  }

  #repeated(depth: number, first: boolean): Node {
    let item = this.#atom(depth, first)
    for (;;) {
      const repeat = this.#repeat()
      if (repeat === undefined) return item
      item = { kind: 'repeat', item, ...repeat }
    }
  }

  #repeat(): { readonly least: number; readonly most: number | null } | undefined {
    if (this.#source.charAt(this.#at) === '*') {
      this.#at += 1
      return { least: 0, most: null }
    }
    if (this.#take('+')) return { least: 1, most: null }
    if (this.#take('?')) return { least: 0, most: 1 }
    if (!this.#sees('{')) return undefined
    const bounds = /^\\?\{(\d+)(,?)(\d*)\\?\}/.exec(this.#source.slice(this.#at, this.#at + 20))
    if (bounds === null) return undefined
    this.#at += bounds[0].length
    const least = Number(bounds[1])
    const most = bounds[2] === '' ? least : bounds[3] === '' ? null : Number(bounds[3])
    if (least > MAX_REPEAT || (most ?? 0) > MAX_REPEAT) this.failed = true
    return { least, most }
  }

  #atom(depth: number, first: boolean): Node {
    if (this.#sees('(')) return this.#group(depth)
    const character = this.#source.charAt(this.#at)
    this.#at += 1
    if (character === '^' && (first || this.#options.extended)) return { kind: 'start' }
    if (character === '$' && (this.#options.extended || this.#endsPart())) return { kind: 'end' }
    if (character === '.') return { kind: 'character', test: () => true }
    if (character === '[') return this.#set()
    if (character === '\\') return this.#escape()
    return this.#plain(character)
  }

  #group(depth: number): Node {
    this.#take('(')
    if (depth >= MAX_NESTING) {
      this.failed = true
      return { kind: 'empty' }
    }
    this.groups += 1
    const index = this.groups
    const item = this.alternatives(depth + 1)
    if (!this.#take(')')) this.failed = true
    return { kind: 'group', index, item }
  }

  #escape(): Node {
    const character = this.#source.charAt(this.#at)
    this.#at += 1
    switch (character) {
      case 'w':
        return { kind: 'character', test: (one) => /\w/.test(one) }
      case 'W':
        return { kind: 'character', test: (one) => /\W/.test(one) }
      case 's':
        return { kind: 'character', test: (one) => /\s/.test(one) }
      case 'S':
        return { kind: 'character', test: (one) => /\S/.test(one) }
      case 'd':
        return { kind: 'character', test: (one) => /\d/.test(one) }
      case 'b':
      case '<':
      case '>':
        return { kind: 'wordEdge', negated: false }
      case 'B':
        return { kind: 'wordEdge', negated: true }
      case 'n':
        return this.#plain('\n')
      case 't':
        return this.#plain('\t')
      case '':
        this.failed = true
        return { kind: 'empty' }
      default:
        return this.#plain(character)
    }
  }

  #set(): Node {
    const start = this.#at
    let end = this.#source.startsWith('^', start) ? start + 1 : start
    if (this.#source.charAt(end) === ']') end += 1
    while (end < this.#source.length && this.#source.charAt(end) !== ']') {
      const named = /^\[:[a-z]+:\]/.exec(this.#source.slice(end, end + 12))
      end += named === null ? 1 : named[0].length
    }
    if (end >= this.#source.length) this.failed = true
    this.#at = end + 1
    const inner = this.#source.slice(start, end)
    const negated = inner.startsWith('^')
    const body = (negated ? inner.slice(1) : inner).replace(
      /\[:([a-z]+):\]|[\\\]^[]/g,
      (found, name: string | undefined) =>
        name === undefined ? `\\${found}` : (CLASSES[name] ?? ''),
    )
    const regex = safeSet(`[${negated ? '^' : ''}${body}]`, this.#options.ignoreCase)
    if (regex === undefined) {
      this.failed = true
      return { kind: 'empty' }
    }
    return { kind: 'character', test: (one) => regex.test(one) }
  }

  #plain(character: string): Node {
    if (!this.#options.ignoreCase) return { kind: 'character', test: (one) => one === character }
    const lower = character.toLowerCase()
    return { kind: 'character', test: (one) => one.toLowerCase() === lower }
  }

  #endsPart(): boolean {
    return this.atEnd || this.#sees(')') || this.#sees('|')
  }

  /** True when the operator comes next: written plain when extended, with a backslash when basic. */
  #sees(operator: string): boolean {
    return this.#source.startsWith(this.#options.extended ? operator : `\\${operator}`, this.#at)
  }

  #take(operator: string): boolean {
    if (!this.#sees(operator)) return false
    this.#at += this.#options.extended ? 1 : 2
    return true
  }
}

/** One bracket expression as a JavaScript expression; it looks at one character, so it cannot hang. */
function safeSet(source: string, ignoreCase: boolean): RegExp | undefined {
  try {
    return new RegExp(source, ignoreCase ? 'i' : '')
  } catch {
    return undefined
  }
}
