// The operators of awk on two values.
import { isNumeric, numberOf, type Value } from './values.ts'

/** Whether a comparison holds: of numbers when both look like one, else of texts. */
export function compares(
  operator: string,
  a: Value,
  b: Value,
  textOf: (value: Value) => string,
): boolean {
  const [x, y] = isNumeric(a) && isNumeric(b) ? [numberOf(a), numberOf(b)] : [textOf(a), textOf(b)]
  switch (operator) {
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
    case '==':
      return x === y
    default:
      return x !== y
  }
}

/** The result of + - * / % ^. */
export function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    default:
      return a ** b
  }
}
