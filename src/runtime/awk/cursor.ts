// Where a parser stands in the tokens of an awk program.
import type { Token } from './tokens.ts'

export class Cursor {
  problem: string | null = null
  at = 0
  readonly #tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The token so many places further on. */
  ahead(places: number): Token | undefined {
    return this.#tokens[this.at + places]
  }

  get token(): Token {
    return this.#tokens[this.at] ?? { kind: 'end', text: '' }
  }

  is(operator: string): boolean {
    return this.token.kind === 'operator' && this.token.text === operator
  }

  isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.text === word
  }

  take(operator: string): boolean {
    if (!this.is(operator)) return false
    this.at += 1
    return true
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.at += 1
    return true
  }

  need(operator: string): void {
    if (!this.take(operator)) this.fail()
  }

  fail(): void {
    const { kind, text } = this.token
    this.problem ??=
      kind === 'end'
        ? 'unexpected end of program'
        : `syntax error at or near ${text === '\n' ? 'end of line' : text}`
  }

  skipLines(): void {
    while (this.token.kind === 'newline') this.at += 1
  }

  skipEnds(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.at += 1
  }
}
