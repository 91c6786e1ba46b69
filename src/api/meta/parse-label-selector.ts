// The parser of label selectors, with its words for what it cannot read.
// Follows k8s.io/apimachinery/pkg/labels/selector.go (v0.36), Parser.
import type { LabelSelectorRequirement } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { isLabelValue, isQualifiedName } from './formats.ts'

export type ParsedLabels =
  | { readonly ok: true; readonly requirements: readonly LabelSelectorRequirement[] }
  | { readonly ok: false; readonly message: string }

type Kind = 'identifier' | 'end' | 'error' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '('
type Token = { readonly kind: Kind; readonly text: string }

const SPECIAL = /[=!(),<>]/
const OPERATORS: readonly string[] = [')', ',', '!', '==', '=', '>', '<', '!=', '(']
const WORDS: readonly string[] = ['in', 'notin']

/** Reads a selector; '' selects everything. */
export function parseLabels(text: string): ParsedLabels {
  const parser = new Parser(tokensOf(text))
  const requirements = parser.parse()
  if (parser.problem !== null) return { ok: false, message: parser.problem }
  return { ok: true, requirements: requirements.toSorted((a, b) => compareText(a.key, b.key)) }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) at += 1
    else if (SPECIAL.test(character)) {
      const two = text.slice(at, at + 2)
      const symbol = OPERATORS.includes(two) ? two : character
      tokens.push({ kind: symbol as Kind, text: symbol })
      at += symbol.length
    } else {
      const [word = ''] = /^[^=!(),<>\s]+/.exec(text.slice(at)) ?? []
      tokens.push({ kind: 'identifier', text: word })
      at += word.length
    }
  }
  return [...tokens, { kind: 'end', text: '' }]
}

const END: Token = { kind: 'end', text: '' }

/** Walks over the tokens. The first problem counts; what is read after it does not. */
class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #problem: string | null = null

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get problem(): string | null {
    return this.#problem
  }

  parse(): readonly LabelSelectorRequirement[] {
    const requirements: LabelSelectorRequirement[] = []
    while (this.#problem === null && this.#next.kind !== 'end') {
      const { kind, text } = this.#next
      if (kind !== 'identifier' && kind !== '!') {
        this.#fail(`found '${text}', expected: !, identifier, or 'end of string'`)
        break
      }
      requirements.push(this.#requirement())
      const after = this.#take()
      if (after.kind === 'end') break
      if (after.kind !== ',') this.#fail(`found '${after.text}', expected: ',' or 'end of string'`)
      if (this.#next.kind !== 'identifier' && this.#next.kind !== '!')
        this.#fail(`found '${this.#next.text}', expected: identifier after ','`)
    }
    return requirements
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? END
  }

  #take(): Token {
    const token = this.#next
    this.#at += 1
    return token
  }

  #fail(message: string): void {
    this.#problem ??= message
  }

  #unparsed(message: string): void {
    this.#fail(`unable to parse requirement: ${message}`)
  }

  #requirement(): LabelSelectorRequirement {
    const isNegated = this.#next.kind === '!'
    if (isNegated) this.#take()
    const { kind, text: key } = this.#take()
    if (kind !== 'identifier') this.#unparsed(`found '${key}', expected: identifier`)
    const problems = isQualifiedName(key)
    if (problems.length > 0)
      this.#unparsed(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`)
    if (isNegated) return { key, operator: 'DoesNotExist' }
    if (this.#next.kind === 'end' || this.#next.kind === ',') return { key, operator: 'Exists' }
    return this.#comparison(key)
  }

  #comparison(key: string): LabelSelectorRequirement {
    const { kind, text } = this.#take()
    if (kind === 'identifier' && WORDS.includes(text)) {
      const values = this.#values()
      return this.#checked({ key, operator: text === 'in' ? 'In' : 'NotIn', values })
    }
    const operator = COMPARISONS[kind]
    if (operator === undefined) {
      this.#unparsed(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`)
      return { key, operator: 'Exists' }
    }
    return this.#checked({ key, operator, values: [this.#exactValue()] })
  }

  #exactValue(): string {
    if (this.#next.kind === 'end' || this.#next.kind === ',') return ''
    const { kind, text } = this.#take()
    if (kind !== 'identifier') this.#unparsed(`found '${text}', expected: identifier`)
    return text
  }

  #values(): readonly string[] {
    const open = this.#take()
    if (open.kind !== '(') this.#unparsed(`found '${open.text}' expected: '('`)
    const first = this.#next
    if (first.kind === ')') {
      this.#take()
      return ['']
    }
    if (first.kind !== 'identifier' && first.kind !== ',')
      this.#unparsed(`found '${first.text}', expected: ',', ')' or identifier`)
    const values = this.#identifiers()
    if (this.#take().kind !== ')') this.#unparsed(`found '${first.text}', expected: ')'`)
    return [...values].toSorted(compareText)
  }

  #identifiers(): ReadonlySet<string> {
    const values = new Set<string>()
    while (this.#problem === null) {
      const { kind, text } = this.#take()
      if (kind === 'identifier') {
        values.add(text)
        if (this.#next.kind === ')') break
        if (this.#next.kind !== ',')
          this.#unparsed(`found '${this.#next.text}', expected: ',' or ')'`)
      } else if (kind === ',') {
        if (values.size === 0 || this.#next.kind === ')' || this.#next.kind === ',') values.add('')
        if (this.#next.kind === ')') break
      } else this.#unparsed(`found '${text}', expected: ',', or identifier`)
    }
    return values
  }

  #checked(requirement: LabelSelectorRequirement): LabelSelectorRequirement {
    const { key, operator, values = [] } = requirement
    for (const [index, value] of values.entries()) {
      const quoted = `Invalid value: ${JSON.stringify(value)}`
      if ((operator === 'Gt' || operator === 'Lt') && !/^[+-]?\d+$/.test(value))
        this.#unparsed(
          `values[${index}]: ${quoted}: for 'Gt', 'Lt' operators, the value must be an integer`,
        )
      const problems = isLabelValue(value)
      if (problems.length > 0)
        this.#unparsed(`values[${index}][${key}]: ${quoted}: ${problems.join('; ')}`)
    }
    return requirement
  }
}

const COMPARISONS: Readonly<Partial<Record<Kind, string>>> = {
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
}
