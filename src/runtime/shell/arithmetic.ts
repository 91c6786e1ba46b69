// Shell arithmetic: `$(( ))` and `(( ))` over whole numbers.
import { simplified } from '#lib/simplified.ts'
import type { Task } from '#sim/task.ts'
import type { ArithmeticBinary, ArithmeticExpression, ArithmeticUnary } from 'unbash'
import { plainParameter } from './parameter.ts'
import { abort, setVariable, variable, type Shell } from './state.ts'

/** Of operators in operators; a sum is one for each of its terms. */
const MAX_DEPTH = 500

simplified('shell-arithmetic', 'shell arithmetic has 53 bits instead of 64.')

/** The value of an expression; an error ends the shell and gives 0. */
export function* evaluate(
  shell: Shell,
  expression: ArithmeticExpression | undefined,
  depth = 0,
): Task<number> {
  if (depth > MAX_DEPTH) {
    abort(shell, 'arithmetic expression: too deep')
    return 0
  }
  shell.budget.meter.work(4)
  switch (expression?.type) {
    case undefined:
      return 0
    case 'ArithmeticWord': {
      const { parts, value } = expression
      if (parts !== undefined)
        return numberOf(shell, yield* shell.interpreter.expandParts(shell, parts))
      // The parser leaves a plain `$name` as it is.
      const isParameter = /^\$\w+$|^\$[#?!$@*-]$/.test(value)
      return numberOf(shell, isParameter ? plainParameter(shell, value.slice(1)) : value)
    }
    case 'ArithmeticGroup':
      return yield* evaluate(shell, expression.expression, depth + 1)
    case 'ArithmeticTernary': {
      const test = yield* evaluate(shell, expression.test, depth + 1)
      const branch = test === 0 ? expression.alternate : expression.consequent
      return yield* evaluate(shell, branch, depth + 1)
    }
    case 'ArithmeticUnary':
      return yield* unary(shell, expression, depth + 1)
    case 'ArithmeticBinary':
      return yield* binary(shell, expression, depth + 1)
    case 'ArithmeticCommandExpansion':
      return numberOf(shell, yield* shell.interpreter.substituteCommand(shell, expression.script))
  }
}

/** A number, or the number that a variable holds. */
function numberOf(shell: Shell, text: string): number {
  const word = text.trim()
  if (word === '') return 0
  const number = parseNumber(word)
  if (number !== undefined) return number
  if (/^[A-Za-z_]\w*$/.test(word))
    return parseNumber((variable(shell, word) ?? '0').trim() || '0') ?? 0
  abort(shell, `arithmetic expression: expecting primary: "${word.slice(0, 80)}"`)
  return 0
}

function parseNumber(text: string): number | undefined {
  const [sign, digits] = text.startsWith('-') ? [-1, text.slice(1)] : [1, text]
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return sign * Number.parseInt(digits, 16)
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8)
  return /^\d+$/.test(digits) ? sign * Number.parseInt(digits, 10) : undefined
}

function* unary(shell: Shell, expression: ArithmeticUnary, depth: number): Task<number> {
  const value = yield* evaluate(shell, expression.operand, depth)
  switch (expression.operator) {
    case '-':
      return -value
    case '!':
      return value === 0 ? 1 : 0
    case '~':
      return ~value
    case '++':
    case '--': {
      const next = value + (expression.operator === '++' ? 1 : -1)
      assign(shell, expression.operand, next)
      return expression.prefix ? next : value
    }
    default:
      return value
  }
}

function* binary(shell: Shell, expression: ArithmeticBinary, depth: number): Task<number> {
  const { operator } = expression
  if (operator === '=') {
    const value = yield* evaluate(shell, expression.right, depth)
    assign(shell, expression.left, value)
    return value
  }
  const left = yield* evaluate(shell, expression.left, depth)
  if (operator === '&&' && left === 0) return 0
  if (operator === '||' && left !== 0) return 1
  const right = yield* evaluate(shell, expression.right, depth)
  if (/^(\+|-|\*|\/|%|<<|>>|&|\||\^)=$/.test(operator)) {
    const value = calculate(shell, operator.slice(0, -1), left, right)
    assign(shell, expression.left, value)
    return value
  }
  return calculate(shell, operator, left, right)
}

function calculate(shell: Shell, operator: string, left: number, right: number): number {
  if ((operator === '/' || operator === '%') && right === 0) {
    abort(shell, 'divide by zero')
    return 0
  }
  const value = OPERATORS[operator]?.(left, right)
  if (value === undefined) {
    abort(shell, `arithmetic expression: unknown operator ${operator}`)
    return 0
  }
  return Number.isSafeInteger(value) ? value : 0
}

const truth = (value: boolean): number => (value ? 1 : 0)

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
  ',': (_, b) => b,
}

function assign(shell: Shell, target: ArithmeticExpression, value: number): void {
  if (target.type === 'ArithmeticWord') setVariable(shell, target.value, String(value))
  else abort(shell, 'arithmetic expression: assignment to something that is no variable')
}
