// Parses awk programs. Follows the grammar of POSIX.1-2024, awk.
import type { Meter } from '../process/meter.ts'
import { ExpressionParser, MAX_DEPTH } from './expressions.ts'
import type { AwkFunction, AwkProgram, Expression, Rule, Statement } from './syntax.ts'
import { tokensOf } from './tokens.ts'

/** What it costs to read a token and to make something of it, in steps of the meter. */
const STEPS_A_TOKEN = 5

/** The program, or what is wrong with it. */
export function parseAwk(source: string, meter: Meter): AwkProgram | string {
  const tokens = tokensOf(source)
  if (typeof tokens === 'string') return tokens
  // Who calls it again and again pays for its being read.
  meter.work(tokens.length * STEPS_A_TOKEN)
  const parser = new Parser(tokens, meter)
  const program = parser.program()
  return parser.problem ?? program
}

class Parser extends ExpressionParser {
  get problem(): string | null {
    return this.cursor.problem
  }

  program(): AwkProgram {
    const rules: Rule[] = []
    const functions = new Map<string, AwkFunction>()
    this.cursor.skipEnds()
    while (this.cursor.token.kind !== 'end' && this.cursor.problem === null) {
      if (this.cursor.isWord('function') || this.cursor.isWord('func')) {
        this.cursor.at += 1
        const { text } = this.cursor.token
        this.cursor.at += 1
        functions.set(text, { parameters: this.#parameters(), body: this.#block() })
      } else rules.push(this.#rule())
      this.cursor.skipEnds()
    }
    return { rules, functions }
  }

  #parameters(): readonly string[] {
    const names: string[] = []
    this.cursor.need('(')
    while (
      !this.cursor.is(')') &&
      this.cursor.problem === null &&
      this.cursor.token.kind !== 'end'
    ) {
      names.push(this.cursor.token.text)
      this.cursor.at += 1
      this.cursor.take(',')
      this.cursor.skipLines()
    }
    this.cursor.need(')')
    this.cursor.skipLines()
    return names
  }

  #rule(): Rule {
    if (this.cursor.takeWord('BEGIN'))
      return { pattern: 'BEGIN', until: null, action: this.#block() }
    if (this.cursor.takeWord('END')) return { pattern: 'END', until: null, action: this.#block() }
    const pattern = this.cursor.is('{') ? null : this.expression()
    let until: Expression | null = null
    if (pattern !== null && this.cursor.take(',')) {
      this.cursor.skipLines()
      until = this.expression()
    }
    return { pattern, until, action: this.cursor.is('{') ? this.#block() : null }
  }

  #block(): Statement {
    this.cursor.need('{')
    const body: Statement[] = []
    this.cursor.skipEnds()
    while (
      !this.cursor.is('}') &&
      this.cursor.problem === null &&
      this.cursor.token.kind !== 'end'
    ) {
      body.push(this.#statement())
      this.cursor.skipEnds()
    }
    this.cursor.need('}')
    return { kind: 'block', body }
  }

  #statement(): Statement {
    this.depth += 1
    if (this.depth > MAX_DEPTH) this.cursor.problem ??= 'the program nests too deep'
    const statement =
      this.cursor.problem === null ? this.#oneStatement() : { kind: 'block' as const, body: [] }
    this.depth -= 1
    return statement
  }

  #oneStatement(): Statement {
    if (this.cursor.is('{')) return this.#block()
    if (this.cursor.take(';')) return { kind: 'block', body: [] }
    if (this.cursor.token.kind !== 'word') return this.#simple()
    switch (this.cursor.token.text) {
      case 'if':
        return this.#if()
      case 'while':
        return this.#while()
      case 'do':
        return this.#do()
      case 'for':
        return this.#for()
      default:
        return this.#simple()
    }
  }

  #inParentheses(): Expression {
    this.cursor.need('(')
    const value = this.expression()
    this.cursor.need(')')
    this.cursor.skipLines()
    return value
  }

  #if(): Statement {
    this.cursor.at += 1
    const test = this.#inParentheses()
    const yes = this.#statement()
    const before = this.cursor.at
    this.cursor.skipEnds()
    if (!this.cursor.takeWord('else')) {
      this.cursor.at = before
      return { kind: 'if', test, yes, no: null }
    }
    this.cursor.skipLines()
    return { kind: 'if', test, yes, no: this.#statement() }
  }

  #while(): Statement {
    this.cursor.at += 1
    const test = this.#inParentheses()
    return {
      kind: 'loop',
      first: null,
      test,
      next: null,
      body: this.#statement(),
      bodyFirst: false,
    }
  }

  #do(): Statement {
    this.cursor.at += 1
    this.cursor.skipLines()
    const body = this.#statement()
    this.cursor.skipEnds()
    if (!this.cursor.takeWord('while')) this.cursor.fail()
    const test = this.#inParentheses()
    return { kind: 'loop', first: null, test, next: null, body, bodyFirst: true }
  }

  #for(): Statement {
    this.cursor.at += 1
    this.cursor.need('(')
    const [variable, word, array] = [0, 1, 2].map((ahead) => this.cursor.ahead(ahead))
    if (
      variable?.kind === 'name' &&
      word?.text === 'in' &&
      array?.kind === 'name' &&
      this.cursor.ahead(3)?.text === ')'
    ) {
      this.cursor.at += 4
      this.cursor.skipLines()
      return { kind: 'each', variable: variable.text, array: array.text, body: this.#statement() }
    }
    const part = (end: string): Statement | null => (this.cursor.is(end) ? null : this.#simple())
    this.noIn = true
    const first = part(';')
    this.noIn = false
    this.cursor.need(';')
    this.cursor.skipLines()
    const test = this.cursor.is(';') ? null : this.expression()
    this.cursor.need(';')
    this.cursor.skipLines()
    const next = part(')')
    this.cursor.need(')')
    this.cursor.skipLines()
    return { kind: 'loop', first, test, next, body: this.#statement(), bodyFirst: false }
  }

  #simple(): Statement {
    const { kind, text } = this.cursor.token
    if (kind !== 'word' || text === 'getline')
      return { kind: 'expression', value: this.expression() }
    this.cursor.at += 1
    switch (text) {
      case 'print':
      case 'printf':
        return this.#print(text === 'printf')
      case 'delete': {
        const name = this.cursor.token.text
        this.cursor.at += 1
        return { kind: 'delete', name, keys: this.cursor.take('[') ? this.list(']') : null }
      }
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        return { kind: 'leave', how: text === 'nextfile' ? 'next' : text, value: null }
      case 'exit':
      case 'return':
        return { kind: 'leave', how: text, value: this.#endsStatement() ? null : this.expression() }
      default:
        this.cursor.at -= 1
        this.cursor.fail()
        return { kind: 'block', body: [] }
    }
  }

  #endsStatement(): boolean {
    const { kind, text } = this.cursor.token
    return kind === 'newline' || kind === 'end' || (kind === 'operator' && /^[;})]$/.test(text))
  }

  #print(formatted: boolean): Statement {
    this.noGreater = true
    let args: readonly Expression[] = []
    if (
      !this.#endsStatement() &&
      !this.cursor.is('>') &&
      !this.cursor.is('>>') &&
      !this.cursor.is('|')
    ) {
      const first = this.expression()
      args = first.kind === 'group' && first.items.length > 1 ? first.items : this.more(first)
    }
    this.noGreater = false
    const operator = this.cursor.is('>')
      ? '>'
      : this.cursor.is('>>')
        ? '>>'
        : this.cursor.is('|')
          ? '|'
          : null
    if (operator === null) return { kind: 'print', formatted, args, to: null }
    this.cursor.at += 1
    return { kind: 'print', formatted, args, to: { operator, target: this.concatenation() } }
  }
}
