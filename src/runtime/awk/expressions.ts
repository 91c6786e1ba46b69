// Parses the expressions of awk, from loose to tight.
import type { Meter } from '../process/meter.ts'
import { compileRegex } from '../text/regex.ts'
import { Cursor } from './cursor.ts'
import type { Expression } from './syntax.ts'
import type { Token } from './tokens.ts'

export const MAX_DEPTH = 60

/** From loose to tight; each level is left-associative. */
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&']]
const MATCHING: readonly string[] = ['~', '!~']
const ADDING: readonly string[] = ['+', '-']
const MULTIPLYING: readonly string[] = ['*', '/', '%']
const ASSIGNING: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=', '**='])
const COMPARING: ReadonlySet<string> = new Set(['<', '<=', '==', '!=', '>', '>='])
/** Built-in functions that may be written without parentheses. */
const BARE = new Set(['length'])

/** The half of the parser that statements build on. */
export class ExpressionParser {
  readonly cursor: Cursor
  readonly meter: Meter
  depth = 0
  /** `>` redirects in the arguments of print, unless in parentheses. */
  noGreater = false
  /** `in` belongs to the loop in the head of `for`. */
  noIn = false

  constructor(tokens: readonly Token[], meter: Meter) {
    this.cursor = new Cursor(tokens)
    this.meter = meter
  }

  more(first: Expression): readonly Expression[] {
    const items = [first]
    while (this.cursor.take(',') && this.cursor.problem === null) {
      this.cursor.skipLines()
      items.push(this.expression())
    }
    return items
  }

  list(end: string): readonly Expression[] {
    const [noGreater, noIn] = [this.noGreater, this.noIn]
    this.noGreater = false
    this.noIn = false
    this.cursor.skipLines()
    const items = this.cursor.is(end) ? [] : this.more(this.expression())
    this.cursor.skipLines()
    this.cursor.need(end)
    this.noGreater = noGreater
    this.noIn = noIn
    return items
  }

  expression(): Expression {
    return this.#deeper(() => this.#assignment())
  }

  /** What reads one level deeper, and nothing when that is too deep. */
  #deeper(read: () => Expression): Expression {
    this.depth += 1
    if (this.depth > MAX_DEPTH) this.cursor.problem ??= 'the program nests too deep'
    const value = this.cursor.problem === null ? read() : ZERO
    this.depth -= 1
    return value
  }

  #assignment(): Expression {
    const target = this.#choice()
    const { kind, text } = this.cursor.token
    if (kind !== 'operator' || !ASSIGNING.has(text) || !isTarget(target)) return target
    this.cursor.at += 1
    this.cursor.skipLines()
    return { kind: 'assign', operator: text.slice(0, -1), target, value: this.expression() }
  }

  #choice(): Expression {
    const test = this.#level(0)
    if (!this.cursor.take('?')) return test
    this.cursor.skipLines()
    const yes = this.expression()
    this.cursor.skipLines()
    this.cursor.need(':')
    this.cursor.skipLines()
    return { kind: 'choice', test, yes, no: this.expression() }
  }

  #level(level: number): Expression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#membership()
    const next = (): Expression => this.#level(level + 1)
    return this.#chain(operators, next, () => {
      this.cursor.skipLines()
      return next()
    })
  }

  #membership(): Expression {
    let left = this.#matching()
    while (!this.noIn && this.cursor.isWord('in')) {
      this.cursor.at += 1
      const name = this.cursor.token.text
      this.cursor.at += 1
      left = { kind: 'in', name, keys: left.kind === 'group' ? left.items : [left] }
    }
    return left
  }

  #matching(): Expression {
    return this.#chain(MATCHING, () => this.#comparison())
  }

  #comparison(): Expression {
    const left = this.concatenation()
    const { kind, text } = this.cursor.token
    const compares = kind === 'operator' && COMPARING.has(text) && !(this.noGreater && text === '>')
    if (!compares) {
      if (this.cursor.is('|') && this.cursor.ahead(1)?.text === 'getline')
        this.cursor.problem ??= 'getline from a command is not simulated'
      return left
    }
    this.cursor.at += 1
    return { kind: 'binary', operator: text, left, right: this.concatenation() }
  }

  concatenation(): Expression {
    let left = this.#additive()
    while (this.#beginsValue() && this.cursor.problem === null)
      left = { kind: 'binary', operator: ' ', left, right: this.#additive() }
    return left
  }

  #beginsValue(): boolean {
    const { kind, text } = this.cursor.token
    if (kind === 'operator') return /^(?:\$|!|\(|\+\+|--)$/.test(text)
    return (
      kind === 'number' || kind === 'text' || kind === 'regex' || kind === 'name' || kind === 'call'
    )
  }

  /** Operands with operators between them, left-associative; `right` reads those after the first. */
  #chain(operators: readonly string[], next: () => Expression, right = next): Expression {
    let left = next()
    while (
      this.cursor.token.kind === 'operator' &&
      operators.includes(this.cursor.token.text) &&
      this.cursor.problem === null
    ) {
      const operator = this.cursor.token.text
      this.cursor.at += 1
      left = { kind: 'binary', operator, left, right: right() }
    }
    return left
  }

  #additive(): Expression {
    return this.#chain(ADDING, () => this.#chain(MULTIPLYING, () => this.#unary()))
  }

  #unary(): Expression {
    const { kind, text } = this.cursor.token
    if (kind === 'operator' && (text === '!' || text === '-' || text === '+')) {
      this.cursor.at += 1
      return { kind: 'unary', operator: text, value: this.#deeper(() => this.#unary()) }
    }
    const base = this.#stepped()
    if (!this.cursor.take('^') && !this.cursor.take('**')) return base
    const right = this.#deeper(() => this.#unary())
    return { kind: 'binary', operator: '^', left: base, right }
  }

  #stepped(): Expression {
    const { kind, text } = this.cursor.token
    if (kind === 'operator' && (text === '++' || text === '--')) {
      this.cursor.at += 1
      return { kind: 'step', by: text === '++' ? 1 : -1, before: true, target: this.#primary() }
    }
    const target = this.#primary()
    if (!isTarget(target)) return target
    if (this.cursor.take('++')) return { kind: 'step', by: 1, before: false, target }
    return this.cursor.take('--') ? { kind: 'step', by: -1, before: false, target } : target
  }

  #primary(): Expression {
    const { kind, text } = this.cursor.token
    this.cursor.at += 1
    if (kind === 'number') return { kind: 'number', value: Number(text) }
    if (kind === 'text') return { kind: 'text', value: text }
    if (kind === 'regex') return this.#regex(text)
    if (kind === 'name') {
      if (this.cursor.take('[')) return { kind: 'element', name: text, keys: this.list(']') }
      return BARE.has(text) ? { kind: 'call', name: text, args: [] } : { kind: 'name', name: text }
    }
    if (kind === 'call') {
      this.cursor.need('(')
      return { kind: 'call', name: text, args: this.list(')') }
    }
    if (kind === 'word' && text === 'getline') return this.#getline()
    if (kind === 'operator' && text === '$') return { kind: 'field', index: this.#fieldIndex() }
    if (kind === 'operator' && text === '(') {
      const items = this.list(')')
      return { kind: 'group', items }
    }
    this.cursor.at -= 1
    this.cursor.fail()
    return ZERO
  }

  #fieldIndex(): Expression {
    const { kind, text } = this.cursor.token
    if (kind === 'operator' && (text === '++' || text === '--')) return this.#stepped()
    if (kind === 'operator' && text === '-') {
      this.cursor.at += 1
      return { kind: 'unary', operator: '-', value: this.#primary() }
    }
    return this.#deeper(() => this.#primary())
  }

  #regex(source: string): Expression {
    const regex = compileRegex(source, { extended: true, ignoreCase: false, meter: this.meter })
    if (regex === undefined) {
      this.cursor.problem ??= `bad regex '${source}'`
      return ZERO
    }
    return { kind: 'regex', source, regex }
  }

  #getline(): Expression {
    const { kind, text } = this.cursor.token
    const hasTarget = kind === 'name' || (kind === 'operator' && text === '$')
    const target = hasTarget ? this.#primary() : null
    return { kind: 'getline', target, file: this.cursor.take('<') ? this.#primary() : null }
  }
}

const ZERO: Expression = { kind: 'number', value: 0 }

function isTarget(expression: Expression): boolean {
  return expression.kind === 'name' || expression.kind === 'element' || expression.kind === 'field'
}
