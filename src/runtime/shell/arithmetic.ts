// Shell arithmetic, `$(( ))`: whole numbers of 64 bits over a text whose `$x` have been replaced already, as in the
// real shells: an unset `$x` leaves nothing. Follows dash's arith_yacc.c and busybox's shell/math.c.
import type { Task } from '#sim/task.ts'
import { parse, type ArithmeticExpression, type WordPart } from 'unbash'
import { abort, setVariable, variable, type Shell } from './state.ts'

/** Of parentheses, signs and variables of variables. */
const MAX_DEPTH = 100

/** The value of the text between `$((` and `))`; an error ends the shell and gives 0. */
export function* evaluate(shell: Shell, source: string): Task<bigint> {
  const parts = partsOf(source)
  const text = parts === undefined ? source : yield* shell.interpreter.expandParts(shell, parts)
  if (shell.leaving !== null) return 0n
  shell.budget.meter.work(text.length * 4)
  return calculate(shell, text, 0)
}

const known = new Map<string, readonly WordPart[] | undefined>()
const MAX_KNOWN = 500

/** The parts of a text as between double quotes; undefined when there is nothing to expand. */
function partsOf(source: string): readonly WordPart[] | undefined {
  if (!/[$`\\"]/.test(source)) return undefined
  if (known.size > MAX_KNOWN) known.clear()
  if (!known.has(source)) known.set(source, parsedParts(source))
  return known.get(source)
}

function parsedParts(source: string): readonly WordPart[] | undefined {
  const [statement] = parse(`: "${source.replaceAll('"', '')}"`).commands
  const word = statement?.command.type === 'Command' ? statement.command.args[0] : undefined
  const quoted = word?.type === 'Word' ? word.parts?.[0] : undefined
  return quoted?.type === 'DoubleQuoted' ? quoted.parts : undefined
}

/** A parsed expression as text again, where the parser kept no source. */
export function textOfExpression(expression: ArithmeticExpression | undefined): string {
  switch (expression?.type) {
    case undefined:
      return ''
    case 'ArithmeticWord':
      return expression.value
    case 'ArithmeticGroup':
      return `(${textOfExpression(expression.expression)})`
    case 'ArithmeticTernary': {
      const [test, yes, no] = [expression.test, expression.consequent, expression.alternate].map(
        textOfExpression,
      )
      return `${test} ? ${yes} : ${no}`
    }
    case 'ArithmeticUnary': {
      const operand = textOfExpression(expression.operand)
      return expression.prefix ? `${expression.operator}${operand}` : operand + expression.operator
    }
    case 'ArithmeticBinary':
      return `${textOfExpression(expression.left)} ${expression.operator} ${textOfExpression(expression.right)}`
    case 'ArithmeticCommandExpansion':
      return expression.text
  }
}

function calculate(shell: Shell, text: string, depth: number): bigint {
  const sum = new Sum(shell, text, depth)
  const value = sum.whole()
  if (sum.problem === null) return BigInt.asIntN(64, value)
  abort(shell, sum.problem)
  return 0n
}

type Operate = (left: bigint, right: bigint) => bigint

const truth = (value: boolean): bigint => (value ? 1n : 0n)
const shift = (count: bigint): bigint => BigInt.asUintN(6, count)

/** The operators between two operands, those that bind least first. */
const LEVELS: readonly Readonly<Record<string, Operate>>[] = [
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b) },
  {
    '<=': (a, b) => truth(a <= b),
    '>=': (a, b) => truth(a >= b),
    '<': (a, b) => truth(a < b),
    '>': (a, b) => truth(a > b),
  },
  { '<<': (a, b) => a << shift(b), '>>': (a, b) => a >> shift(b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b },
]
const BETWEEN: Readonly<Record<string, Operate>> = Object.assign({}, ...LEVELS)

/** The operators, the longest first, so that none is read as two. */
const TOKEN = /^(?:<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%&|^]=|[-+*/%&|^<>=!~?:,()])/

class Sum {
  problem: string | null = null
  #at = 0
  #depth: number
  /** Above zero in what is read and not done: the other branch of `?:`, the right side of `0 &&`. */
  #idle = 0
  readonly #shell: Shell
  readonly #text: string

  constructor(shell: Shell, text: string, depth: number) {
    this.#shell = shell
    this.#text = text
    this.#depth = depth
  }

  whole(): bigint {
    if (this.#shell.dialect !== 'dash' && this.#text.trim() === '') return 0n
    const value = this.#list()
    this.#skip()
    if (this.#at < this.#text.length) this.#fail('expecting EOF')
    return value
  }

  #list(): bigint {
    let value = this.#assignment()
    while (this.#shell.dialect !== 'dash' && this.#take(',')) value = this.#assignment()
    return value
  }

  #assignment(): bigint {
    const start = this.#at
    const name = this.#name()
    const operator = name === undefined ? '' : this.#peek()
    const assigns = /^(?:<<|>>|[-+*/%&|^])?=$/.test(operator) && operator !== '=='
    if (name === undefined || !assigns) {
      this.#at = start
      return this.#ternary()
    }
    this.#take(operator)
    const right = this.#nested(() => this.#assignment())
    const value =
      operator === '=' ? right : this.#operate(operator.slice(0, -1), this.#valueOf(name), right)
    this.#set(name, value)
    return value
  }

  #ternary(): bigint {
    const test = this.#or()
    if (!this.#take('?')) return test
    const yes = this.#idly(test === 0n, () => this.#list())
    if (!this.#take(':')) {
      this.#fail(this.#shell.dialect === 'ash' ? 'malformed ?: operator' : "expecting ':'")
      return 0n
    }
    const no = this.#idly(test !== 0n, () => this.#ternary())
    return test === 0n ? no : yes
  }

  #or(): bigint {
    let value = this.#and()
    while (this.#take('||')) {
      const left = value
      const right = this.#idly(left !== 0n, () => this.#and())
      value = truth(left !== 0n || right !== 0n)
    }
    return value
  }

  #and(): bigint {
    let value = this.#level(0)
    while (this.#take('&&')) {
      const left = value
      const right = this.#idly(left === 0n, () => this.#level(0))
      value = truth(left !== 0n && right !== 0n)
    }
    return value
  }

  #level(level: number): bigint {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#power()
    let left = this.#level(level + 1)
    while (this.problem === null) {
      const operator = this.#peek()
      if (!Object.hasOwn(operators, operator)) return left
      this.#take(operator)
      left = this.#operate(operator, left, this.#level(level + 1))
    }
    return left
  }

  #power(): bigint {
    const base = this.#unary()
    if (this.#shell.dialect === 'dash' || !this.#take('**')) return base
    const exponent = this.#nested(() => this.#power())
    let value = 1n
    let factor = base
    for (let left = BigInt.asUintN(64, exponent); left > 0n; left >>= 1n) {
      if ((left & 1n) === 1n) value = BigInt.asIntN(64, value * factor)
      factor = BigInt.asIntN(64, factor * factor)
    }
    return value
  }

  #unary(): bigint {
    const steps = this.#shell.dialect !== 'dash'
    const operator = this.#peek()
    if (steps && (operator === '++' || operator === '--')) {
      const start = this.#at
      this.#take(operator)
      const name = this.#name()
      if (name !== undefined) return this.#step(name, operator)
      this.#at = start
    }
    const sign = /^(?:\+\+|--)$/.test(operator) ? operator.charAt(0) : operator
    if (!/^[-+!~]$/.test(sign)) return this.#postfix()
    this.#take(sign, true)
    const value = this.#nested(() => this.#unary())
    if (sign === '-') return -value
    if (sign === '!') return truth(value === 0n)
    return sign === '~' ? ~value : value
  }

  #postfix(): bigint {
    const name = this.#name()
    if (name === undefined) return this.#primary()
    const before = this.#valueOf(name)
    const operator = this.#peek()
    if (this.#shell.dialect !== 'dash' && (operator === '++' || operator === '--')) {
      this.#take(operator)
      this.#step(name, operator)
    }
    return before
  }

  #primary(): bigint {
    if (this.#take('(')) {
      const value = this.#nested(() => this.#list())
      if (!this.#take(')')) this.#fail("expecting ')'")
      return value
    }
    this.#skip()
    const digits = /^(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(this.#text.slice(this.#at))?.[0]
    if (digits === undefined) {
      this.#fail('expecting primary')
      return 0n
    }
    this.#at += digits.length
    return BigInt.asIntN(64, BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits))
  }

  #operate(operator: string, left: bigint, right: bigint): bigint {
    if ((operator === '/' || operator === '%') && right === 0n) {
      if (this.#idle === 0) this.#fail('division by zero')
      return 0n
    }
    return BigInt.asIntN(64, BETWEEN[operator]?.(left, right) ?? 0n)
  }

  #step(name: string, operator: string): bigint {
    const value = this.#valueOf(name) + (operator === '++' ? 1n : -1n)
    this.#set(name, value)
    return value
  }

  #set(name: string, value: bigint): void {
    if (this.#idle === 0 && this.problem === null)
      setVariable(this.#shell, name, String(BigInt.asIntN(64, value)))
  }

  /** A variable's number: dash wants one, the others work out what the variable says. */
  #valueOf(name: string): bigint {
    if (this.#idle > 0) return 0n
    const text = (variable(this.#shell, name) ?? '').trim()
    if (text === '' || this.problem !== null) return 0n
    if (/^[-+]?(?:0|[1-9]\d*)$/.test(text)) return BigInt.asIntN(64, BigInt(text.replace('+', '')))
    if (this.#shell.dialect === 'dash' && !/^[-+]?0[xX]?[0-9a-fA-F]*$/.test(text)) {
      this.problem = `Illegal number: ${text}`
      return 0n
    }
    if (this.#depth >= MAX_DEPTH) {
      this.problem = 'expression recursion loop detected'
      return 0n
    }
    const inner = new Sum(this.#shell, text, this.#depth + 1)
    const value = inner.whole()
    this.problem ??= inner.problem
    return value
  }

  #nested(read: () => bigint): bigint {
    if (this.#depth >= MAX_DEPTH) {
      this.#fail('too deep')
      return 0n
    }
    this.#depth += 1
    const value = this.problem === null ? read() : 0n
    this.#depth -= 1
    return value
  }

  #idly(isIdle: boolean, read: () => bigint): bigint {
    if (isIdle) this.#idle += 1
    const value = this.#nested(read)
    if (isIdle) this.#idle -= 1
    return value
  }

  #skip(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1
  }

  #name(): string | undefined {
    this.#skip()
    const name = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#at, this.#at + 1000))?.[0]
    if (name !== undefined) this.#at += name.length
    return name
  }

  /** The operator that comes next, or ''. */
  #peek(): string {
    this.#skip()
    const token = TOKEN.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] ?? ''
    const isOurs = this.#shell.dialect !== 'dash' || !/^(?:\+\+|--|\*\*)$/.test(token)
    return isOurs ? token : token.charAt(0)
  }

  #take(operator: string, asPart = false): boolean {
    if (asPart ? !this.#peek().startsWith(operator) : this.#peek() !== operator) return false
    this.#at += operator.length
    return true
  }

  #fail(what: string): void {
    this.problem ??= WORDS[this.#shell.dialect](what, this.#text)
  }
}

/** How each shell says it; ash and bash know fewer kinds of errors than dash. */
const WORDS: Readonly<Record<Shell['dialect'], (what: string, text: string) => string>> = {
  dash: (what, text) => `arithmetic expression: ${what}: "${text}"`,
  ash: (what) => {
    if (what === 'division by zero') return 'divide by zero'
    return what.startsWith('malformed') ? what : 'arithmetic syntax error'
  },
  bash: (what, text) => {
    if (what === 'division by zero')
      return `${text}: division by 0 (error token is "${text.trim().split(/[/%]/).at(-1)?.trim()}")`
    const last = text.trim().split(/\s+/).at(-1) ?? ''
    const end = /[-+*/%&|^<>=!~?:,(]+$/.exec(last)?.[0]
    return end === undefined
      ? `${text}: syntax error in expression (error token is "${last}")`
      : `${text}: syntax error: operand expected (error token is "${end}")`
  },
}
