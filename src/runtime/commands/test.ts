// `test` and `[`. Follows busybox's coreutils/test.c and dash's src/bltin/test.c, which have one ancestor.
import { complain, type Command } from '../process/command.ts'
import type { Meter } from '../process/meter.ts'
import type { Dialect } from '../shell/dialect.ts'
import { binaryTest, isBinaryTest, isUnaryTest, unaryTest, type TestScope } from '../text/tests.ts'

const ERROR_CODE = 2
const MAX_DEPTH = 100

/** 0 when the expression holds, 1 when it does not, 2 when it is none. */
export const test: Command = (invocation) => {
  const { args, name, system, cwd, budget } = invocation
  const dialect = invocation.builtinOf ?? (system.flavour === 'busybox' ? 'ash' : 'dash')
  const fail = (problem: string): number => {
    complain(invocation, problem)
    return ERROR_CODE
  }
  if (name === '[' && args.at(-1) !== ']')
    return fail(dialect === 'bash' ? "missing `]'" : 'missing ]')
  const words = name === '[' ? args.slice(0, -1) : args
  const parser = new TestParser({ files: system.files, cwd }, words, dialect, budget.meter)
  const value = parser.whole()
  return parser.problem === null ? Number(!value) : fail(parser.problem)
}

class TestParser {
  problem: string | null = null
  #at = 0
  #depth = 0
  readonly #words: readonly string[]
  readonly #scope: TestScope
  readonly #dialect: Dialect
  readonly #meter: Meter

  constructor(scope: TestScope, words: readonly string[], dialect: Dialect, meter: Meter) {
    this.#words = words
    this.#scope = scope
    this.#dialect = dialect
    this.#meter = meter
  }

  whole(): boolean {
    const words = this.#words
    const [first = '', second = '', third = ''] = words
    if (words.length <= 1) return first !== ''
    if (words.length === 3 && this.#isBinary(second)) return this.#binary()
    if (words.length === 3 && first === '(' && third === ')') return second !== ''
    if (words.length === 4 && first === '!' && this.#isBinary(third)) {
      this.#at = 1
      return !this.#binary()
    }
    const value = this.#either()
    if (this.problem === null && this.#at < words.length) this.#leftOver()
    return value
  }

  #leftOver(): void {
    const [before = '', after = ''] = [this.#words[this.#at - 1], this.#words[this.#at]]
    if (this.#dialect === 'ash') this.#fail(`${after}: unknown operand`)
    else if (this.#dialect === 'dash') this.#fail(`${before}: unexpected operator`)
    else if (this.#words.length === 3) this.#fail(`${after}: binary operator expected`)
    else if (this.#words.length === 2) this.#fail(`${before}: unary operator expected`)
    else this.#fail('too many arguments')
  }

  #either(): boolean {
    let value = this.#both()
    while (this.#words[this.#at] === '-o' && this.problem === null) {
      this.#at += 1
      value = this.#both() || value
    }
    return value
  }

  #both(): boolean {
    let value = this.#negation()
    while (this.#words[this.#at] === '-a' && this.problem === null) {
      this.#at += 1
      value = this.#negation() && value
    }
    return value
  }

  #negation(): boolean {
    let negated = false
    while (this.#words[this.#at] === '!' && !this.#isBinary(this.#words[this.#at + 1])) {
      this.#at += 1
      // `[ ! ]` and `[ a -a ! ]` hold.
      if (this.#at >= this.#words.length) return !negated
      negated = !negated
    }
    return this.#primary() !== negated
  }

  #primary(): boolean {
    this.#meter.work(1)
    const first = this.#words[this.#at]
    if (first === undefined) {
      this.#fail('argument expected')
      return false
    }
    const [operator, right] = this.#words.slice(this.#at + 1, this.#at + 3)
    if (right !== undefined && this.#isBinary(operator)) return this.#binary()
    if (first === '(' && operator !== undefined) return this.#group()
    if (isUnaryTest(first) && operator !== undefined) {
      this.#at += 2
      return unaryTest(this.#scope, first, operator) ?? false
    }
    if (this.#isBinary(operator)) return this.#binary()
    this.#at += 1
    return first !== ''
  }

  #group(): boolean {
    this.#at += 1
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) this.#fail('too deep')
    const value = this.problem === null && this.#either()
    this.#depth -= 1
    if (this.#words[this.#at] === ')') this.#at += 1
    else this.#fail('closing paren expected')
    return value
  }

  #binary(): boolean {
    const [left = '', operator = '', right] = this.#words.slice(this.#at, this.#at + 3)
    this.#at += 3
    if (right === undefined) {
      this.#fail(
        this.#dialect === 'bash'
          ? `${left}: unary operator expected`
          : `${operator}: argument expected`,
      )
      return false
    }
    const value = binaryTest(operator, left, right, this.#scope)
    if (value !== undefined) return value
    const bad = isNumber(left) ? right : left
    if (this.#dialect === 'ash') this.#fail(`${bad}: bad number`)
    else if (this.#dialect === 'dash') this.#fail(`Illegal number: ${bad}`)
    else this.#fail(`${bad}: integer expression expected`)
    return false
  }

  #isBinary(word: string | undefined): boolean {
    if (word === undefined || !isBinaryTest(word)) return false
    return word !== '==' || this.#dialect !== 'dash'
  }

  #fail(problem: string): void {
    this.problem ??= problem
  }
}

function isNumber(text: string): boolean {
  return /^\s*[-+]?\d+\s*$/.test(text)
}
