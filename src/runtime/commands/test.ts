// `test` and `[`.
import { complain, type Command } from '../process/command.ts'
import { binaryTest, unaryTest, type TestScope } from '../text/tests.ts'

const ERROR_CODE = 2

/** 0 when the expression holds, 1 when it does not, 2 when it is none. */
export const test: Command = (invocation) => {
  let words = invocation.args
  if (invocation.name === '[') {
    if (words.at(-1) !== ']') {
      complain(invocation, 'missing ]')
      return ERROR_CODE
    }
    words = words.slice(0, -1)
  }
  const parser = new TestParser(words, { files: invocation.system.files, cwd: invocation.cwd })
  const value = words.length === 0 ? false : parser.either()
  if (parser.problem === null && words.length > 0 && !parser.done)
    parser.problem = `${words.at(-1)}: unknown operand`
  if (parser.problem === null) return value ? 0 : 1
  complain(invocation, parser.problem)
  return ERROR_CODE
}

class TestParser {
  problem: string | null = null
  #at = 0
  readonly #words: readonly string[]
  readonly #scope: TestScope

  constructor(words: readonly string[], scope: TestScope) {
    this.#words = words
    this.#scope = scope
  }

  get done(): boolean {
    return this.#at >= this.#words.length
  }

  either(): boolean {
    let value = this.#both()
    while (this.#words[this.#at] === '-o') {
      this.#at += 1
      value = this.#both() || value
    }
    return value
  }

  #both(): boolean {
    let value = this.#negation()
    while (this.#words[this.#at] === '-a') {
      this.#at += 1
      value = this.#negation() && value
    }
    return value
  }

  #negation(): boolean {
    let negated = false
    while (this.#words[this.#at] === '!' && this.#at + 1 < this.#words.length) {
      this.#at += 1
      negated = !negated
    }
    return this.#primary() !== negated
  }

  #primary(): boolean {
    const [first = '', operator = '', right] = this.#words.slice(this.#at, this.#at + 3)
    if (right !== undefined && (BINARY.has(operator) || /^-[a-z]{2}$/.test(operator))) {
      this.#at += 3
      const value = binaryTest(operator, first, right)
      if (value === undefined)
        this.problem ??= `${/^-?\d+$/.test(first) ? right : first}: bad number`
      return value ?? false
    }
    if (first === '(' && this.#words.length > this.#at + 2) {
      this.#at += 1
      const value = this.either()
      if (this.#words[this.#at] === ')') this.#at += 1
      else this.problem ??= 'closing paren expected'
      return value
    }
    if (this.#at + 1 < this.#words.length) {
      const value = unaryTest(this.#scope, first, operator)
      if (value !== undefined) {
        this.#at += 2
        return value
      }
    }
    this.#at += 1
    return first !== ''
  }
}

const BINARY = new Set(['=', '==', '!=', '<', '>'])
