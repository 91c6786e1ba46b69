// `expr`: arithmetic, comparison and matching on words. Follows POSIX.1-2024, expr; the texts are those of
// busybox 1.36 and GNU coreutils 9.1.
import { print, type Command, type Flavour } from '../process/command.ts'
import type { Meter } from '../process/meter.ts'
import { compileRegex, findMatch } from '../text/regex.ts'

const FALSE_CODE = 1
const WRONG_CODE = 2
const MAX_DEPTH = 100
const MAX_DIGITS = 1000

/** The lowest first; those of one row have the same rank. */
const RANKS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['=', '==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
]

/** Words before an operand, and how many operands they take. */
const FUNCTIONS: Readonly<Record<string, number>> = { match: 2, substr: 3, index: 2, length: 1 }

interface Reader {
  readonly words: readonly string[]
  readonly flavour: Flavour
  readonly meter: Meter
  at: number
  depth: number
  problem: string | null
}

/** `expr`: prints a value; 0, or 1 when it is empty or zero, or 2 when the expression is wrong. */
export const expr: Command = (invocation) => {
  const { args, stderr, system, budget } = invocation
  const say = (problem: string): number => {
    stderr.write(`expr: ${problem}\n`)
    return WRONG_CODE
  }
  if (args.length === 0)
    return say(
      system.flavour === 'gnu'
        ? "missing operand\nTry 'expr --help' for more information."
        : 'too few arguments',
    )
  const reader: Reader = {
    words: args,
    flavour: system.flavour,
    meter: budget.meter,
    at: 0,
    depth: 0,
    problem: null,
  }
  const value = readRank(reader, 0)
  if (reader.at < args.length) syntaxError(reader, `unexpected argument ‘${args[reader.at]}’`)
  if (reader.problem !== null) return say(reader.problem)
  print(invocation, `${value}\n`)
  return isFalse(system.flavour, value) ? FALSE_CODE : 0
}

function syntaxError(reader: Reader, detail: string): string {
  reader.problem ??= reader.flavour === 'gnu' ? `syntax error: ${detail}` : 'syntax error'
  return ''
}

/** Operators of this rank, from left to right, over what binds tighter. */
function readRank(reader: Reader, rank: number): string {
  const operators = RANKS[rank]
  if (operators === undefined) return readOperand(reader)
  let left = readRank(reader, rank + 1)
  while (reader.problem === null) {
    const operator = reader.words[reader.at]
    if (operator === undefined || !operators.includes(operator)) return left
    reader.at += 1
    if (reader.at >= reader.words.length)
      return syntaxError(reader, `missing argument after ‘${operator}’`)
    left = applied(reader, left, operator, readRank(reader, rank + 1))
  }
  return left
}

function readOperand(reader: Reader): string {
  reader.meter.work(1)
  const word = reader.words[reader.at]
  if (word === undefined)
    return syntaxError(reader, `missing argument after ‘${reader.words.at(-1)}’`)
  reader.at += 1
  if (word === '(') return readGroup(reader)
  if (word === '+' && reader.at < reader.words.length) {
    reader.at += 1
    return reader.words[reader.at - 1] ?? ''
  }
  const count = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined
  if (count === undefined) return word
  if (reader.depth >= MAX_DEPTH) return syntaxError(reader, 'too deep')
  reader.depth += 1
  const operands = Array.from({ length: count }, () => readOperand(reader))
  reader.depth -= 1
  return called(reader, word, operands)
}

function readGroup(reader: Reader): string {
  if (reader.depth >= MAX_DEPTH) return syntaxError(reader, 'too deep')
  reader.depth += 1
  const value = readRank(reader, 0)
  reader.depth -= 1
  if (reader.words[reader.at] !== ')')
    return syntaxError(reader, `expecting ‘)’ after ‘${reader.words[reader.at - 1] ?? ''}’`)
  reader.at += 1
  return value
}

function applied(reader: Reader, left: string, operator: string, right: string): string {
  const isNo = (value: string): boolean => isFalse(reader.flavour, value)
  switch (operator) {
    case '|':
      return isNo(left) ? (isNo(right) ? '0' : right) : left
    case '&':
      return isNo(left) || isNo(right) ? '0' : left
    case ':':
      return matched(reader, left, right)
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculated(reader, left, operator, right)
    default:
      return compared(left, operator, right) ? '1' : '0'
  }
}

const asInteger = (text: string): bigint | undefined =>
  text.length <= MAX_DIGITS && /^-?\d+$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : undefined

/** Empty, or zero: GNU's takes all its digits for one number, busybox only the digit itself. */
function isFalse(flavour: Flavour, value: string): boolean {
  return value === '' || (flavour === 'gnu' ? /^-?0+$/.test(value) : value === '0')
}

function calculated(reader: Reader, left: string, operator: string, right: string): string {
  const [a, b] = [asInteger(left), asInteger(right)]
  if (a === undefined || b === undefined) {
    reader.problem ??= reader.flavour === 'gnu' ? 'non-integer argument' : 'non-numeric argument'
    return ''
  }
  if (operator === '+') return String(BigInt.asIntN(64, a + b))
  if (operator === '-') return String(BigInt.asIntN(64, a - b))
  if (operator === '*') return String(BigInt.asIntN(64, a * b))
  if (b === 0n) {
    reader.problem ??= 'division by zero'
    return ''
  }
  return String(operator === '/' ? a / b : a % b)
}

function compared(left: string, operator: string, right: string): boolean {
  const [a, b] = [asInteger(left), asInteger(right)]
  const sign =
    a === undefined || b === undefined
      ? Number(left > right) - Number(left < right)
      : Number(a > b) - Number(a < b)
  switch (operator) {
    case '<':
      return sign < 0
    case '<=':
      return sign <= 0
    case '>':
      return sign > 0
    case '>=':
      return sign >= 0
    case '!=':
      return sign !== 0
    default:
      return sign === 0
  }
}

/** The first group of a match at the beginning, or how long the match is. */
function matched(reader: Reader, text: string, pattern: string): string {
  const regex = compileRegex(`^${pattern}`, {
    extended: false,
    ignoreCase: false,
    meter: reader.meter,
  })
  if (regex === undefined) {
    reader.problem ??= 'invalid regular expression'
    return ''
  }
  const match = findMatch(regex, text, 0)
  if (regex.groups === 0) return String(match === undefined ? 0 : match.to)
  const group = match?.groups[0]
  return group === undefined || group === null ? '' : text.slice(group[0], group[1])
}

function called(reader: Reader, name: string, operands: readonly string[]): string {
  const [text = '', second = '', third = ''] = operands
  if (name === 'length') return String(text.length)
  if (name === 'match') return matched(reader, text, second)
  if (name === 'index') {
    reader.meter.work(text.length * Math.max(1, second.length / 8))
    const at = [...text].findIndex((character) => second.includes(character))
    return String(at + 1)
  }
  const [from, length] = [Number(asInteger(second) ?? 0), Number(asInteger(third) ?? 0)]
  return from < 1 || length < 1 ? '' : text.slice(from - 1, from - 1 + length)
}
