// Which loops of a script can be foreseen: those that only look at things and print, wait, and begin again.
// What a round of one would do is found out by a dry run; here it is made sure that a dry run shows all.
import type {
  AndOr,
  Command,
  CommandExpansionPart,
  CommandNode,
  CompoundList,
  Pipeline,
  Redirection,
  Statement,
  While,
  Word,
  WordPart,
} from 'unbash'

/** What is known of a loop that can be foreseen. */
export interface RegularLoop {
  /** The variables that a round counts up, and that it otherwise only prints. */
  readonly counters: readonly string[]
  /** Times are printed outside of quotes, so that their double spaces become one. */
  readonly splitsDates: boolean
}

const PRINTERS: ReadonlySet<string> = new Set(['echo', 'printf'])
/** Commands without an effect but what they print, which a dry run finds out all about. */
const HARMLESS: ReadonlySet<string> = new Set(
  ': [ basename cat cut date dirname dig echo false grep head host hostname id ls nc nslookup printf pwd sleep sort tail test tr true uname uniq wc wget whoami'.split(
    ' ',
  ),
)

const known = new WeakMap<While, RegularLoop | null>()

/** Looks through a loop, once; null when a dry run of it would not show everything. */
export function regularLoop(node: While): RegularLoop | null {
  const before = known.get(node)
  if (before !== undefined) return before
  const search = new Search()
  const found = search.all(node.clause) && search.all(node.body) ? search.result() : null
  known.set(node, found)
  return found
}

class Search {
  readonly #counters: string[] = []
  /** Variables that decide something, so that they must stay as they are. */
  readonly #deciding = new Set<string>()
  readonly #dates = new Set<'split' | 'whole'>()

  result(): RegularLoop | null {
    const counters = this.#counters
    const isCounted = new Set(counters).size === counters.length
    if (!isCounted || counters.some((name) => this.#deciding.has(name))) return null
    return this.#dates.size > 1 ? null : { counters, splitsDates: this.#dates.has('split') }
  }

  all({ commands }: CompoundList): boolean {
    return commands.every((statement) => this.#statement(statement))
  }

  #statement({ command, background }: Statement): boolean {
    return background !== true && this.#node(command)
  }

  #node(node: CommandNode | Pipeline | AndOr | CompoundList): boolean {
    switch (node.type) {
      case 'Command':
        return this.#command(node)
      case 'AndOr':
        return node.commands.every((command) => this.#node(command))
      case 'Pipeline':
        return node.commands.length === 1 && node.commands.every((command) => this.#node(command))
      case 'CompoundList':
        return this.all(node)
      case 'BraceGroup':
        return this.all(node.body)
      case 'If':
        return (
          [node, ...node.elif].every(({ clause, then }) => this.all(clause) && this.all(then)) &&
          (node.else === undefined || this.all(node.else))
        )
      default:
        return false
    }
  }

  #command(command: Command): boolean {
    const { name, args, redirects, prefix } = command
    if (!redirects.every(isHarmless)) return false
    if (name === undefined) return this.#counter(command)
    if (prefix.some(({ type }) => type === 'Assignment')) return false
    const word = plainText(name)
    if (word === undefined || !HARMLESS.has(word)) return false
    const words = args.filter((arg): arg is Word => arg.type === 'Word')
    if (words.length < args.length) return false
    if (word === 'date') this.#dates.add('whole')
    if (word === 'printf' && !/^(?:[^%]|%%|%s)*$/.test(plainText(words[0]) ?? '%')) return false
    return words.every((arg) => this.#parts(arg.parts ?? [], PRINTERS.has(word), 'split'))
  }

  /** `i=$((i+1))`, with any step. */
  #counter({ prefix: [first, ...more], redirects }: Command): boolean {
    if (first?.type !== 'Assignment' || more.length > 0 || redirects.length > 0) return false
    const { name, value, append } = first
    if (append === true || value.type !== 'Word' || value.parts?.length !== 1) return false
    const [part] = value.parts
    const sum = part?.type === 'ArithmeticExpansion' ? part.expression : undefined
    if (sum?.type !== 'ArithmeticBinary' || sum.operator !== '+') return false
    const { left, right } = sum
    const isStep = right.type === 'ArithmeticWord' && /^\d{1,6}$/.test(right.value)
    const isSame = left.type === 'ArithmeticWord' && left.value.replace(/^\$/, '') === name
    if (isStep && isSame) this.#counters.push(name)
    return isStep && isSame
  }

  #parts(parts: readonly WordPart[], isPrinted: boolean, quotes: 'split' | 'whole'): boolean {
    return parts.every((part) => {
      switch (part.type) {
        case 'Literal':
        case 'SingleQuoted':
        case 'AnsiCQuoted':
          return true
        case 'DoubleQuoted':
          return this.#parts(part.parts, isPrinted, 'whole')
        case 'SimpleExpansion':
          return this.#variable(part.text.slice(1), isPrinted)
        case 'ParameterExpansion':
          return (
            part.operation === undefined &&
            part.prefix === undefined &&
            part.index === undefined &&
            this.#variable(part.parameter, isPrinted)
          )
        case 'CommandExpansion':
          return isPrinted && this.#date(part, quotes)
        default:
          return false
      }
    })
  }

  #variable(name: string, isPrinted: boolean): boolean {
    if (!isPrinted) this.#deciding.add(name)
    return true
  }

  /** `$(date +%T)`: what it prints is printed again and nothing else. */
  #date({ script }: CommandExpansionPart, quotes: 'split' | 'whole'): boolean {
    const [statement, ...more] = script?.commands ?? []
    const command = statement?.command
    if (more.length > 0 || statement?.background === true || command?.type !== 'Command')
      return false
    const { name, args, prefix, redirects } = command
    if (name === undefined || plainText(name) !== 'date') return false
    if (prefix.length > 0 || redirects.length > 0) return false
    this.#dates.add(quotes)
    return args.every((arg) => arg.type === 'Word' && plainText(arg) !== undefined)
  }
}

/** The text of a word that is the same every time; undefined when it is not. */
function plainText(word: Word | undefined): string | undefined {
  const parts = word?.parts ?? []
  const isPlain = parts.every(
    (part) =>
      part.type === 'Literal' ||
      part.type === 'SingleQuoted' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  )
  return isPlain ? word?.value : undefined
}

/** Output that is thrown away, or put together: `>/dev/null`, `2>&1`. */
function isHarmless(redirection: Redirection): boolean {
  return (
    redirection.type === 'Redirect' &&
    redirection.operator.includes('>') &&
    /^(?:\/dev\/null|[12])$/.test(plainText(redirection.target) ?? '')
  )
}
