// Parameters and the operations of `${ }` on them.
import type { Task } from '#sim/task.ts'
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash'
import { compilePattern, isGlob, prefixes, suffixes, type Pattern } from '../text/pattern.ts'
import type { Meter } from '../process/meter.ts'
import { abort, MAX_TEXT, setVariable, spend, variable, type Shell } from './state.ts'

const MAX_REPLACE = 4096
const PATTERN_PRICE = 16
const UNBOUND_CODE = 127

const ORNULL = {
  ash: 'parameter not set or null',
  dash: 'parameter not set or null',
  bash: 'parameter null or not set',
} as const
const BAD_SUBSTITUTION = {
  ash: 'syntax error: bad substitution',
  dash: 'Bad substitution',
  bash: 'bad substitution',
} as const

/** The value of a parameter by name ('x', '1', '?', '#' ...); undefined when it is not set. */
export function parameterValue(shell: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status)
    case '$':
      return String(shell.process.pid)
    case '!':
      return shell.lastJob === 0 ? '' : String(shell.lastJob)
    case '#':
      return String(shell.parameters.length)
    case '-':
      return shownOptions(shell)
    case '0':
      return shell.script
    case '@':
    case '*':
      return shell.parameters.length === 0 ? undefined : shell.parameters.join(' ')
    case 'RANDOM':
      return String(shell.system.random.next(32768))
    case 'SECONDS':
      return String(Math.floor(shell.system.nowMs() / 1000))
    default:
      return /^\d+$/.test(name) ? shell.parameters[Number(name) - 1] : variable(shell, name)
  }
}

/** `$-`; ash counts its own `-c` among them. */
function shownOptions({ options, dialect, fromFile }: Shell): string {
  const letters = [...options].filter((option) => option.length === 1).join('')
  return dialect === 'ash' && !fromFile ? `${letters}c` : letters
}

/** The value of `$x`, with the error of `set -u`. */
export function plainParameter(shell: Shell, name: string): string {
  const value = parameterValue(shell, name)
  if (value === undefined && shell.options.has('u') && name !== '@' && name !== '*') {
    if (shell.dialect === 'bash') abort(shell, `${name}: unbound variable`, UNBOUND_CODE)
    else abort(shell, `${name}: parameter not set`)
  }
  return value ?? ''
}

/** The text of `${...}`. */
export function* expandParameter(shell: Shell, part: ParameterExpansionPart): Task<string> {
  const { operation } = part
  const name = part.prefix === '!' ? (parameterValue(shell, part.parameter) ?? '') : part.parameter
  if (part.prefix === '#') {
    return String(
      name === '@' || name === '*' ? shell.parameters.length : plainParameter(shell, name).length,
    )
  }
  if (operation === undefined) return plainParameter(shell, name)
  if (operation.type === 'Default') return yield* expandDefault(shell, name, operation)
  const value = plainParameter(shell, name)
  spend(shell.budget, value.length * PATTERN_PRICE)
  return yield* operate(shell, value, operation)
}

function* expandDefault(
  shell: Shell,
  name: string,
  operation: Extract<ParameterOperation, { type: 'Default' }>,
): Task<string> {
  const value = parameterValue(shell, name)
  const missing = value === undefined || (operation.operator.startsWith(':') && value === '')
  const text = function* (word: Word): Task<string> {
    return yield* shell.interpreter.expandText(shell, word)
  }
  switch (operation.operator.at(-1)) {
    case '+':
      return missing ? '' : yield* text(operation.operand)
    case '=': {
      if (!missing) return value
      const given = yield* text(operation.operand)
      setVariable(shell, name, given)
      return given
    }
    case '?': {
      if (!missing) return value
      const message = yield* text(operation.operand)
      const orNull = operation.operator.startsWith(':')
        ? ORNULL[shell.dialect]
        : 'parameter not set'
      const code = shell.dialect === 'bash' ? UNBOUND_CODE : 2
      abort(shell, `${name}: ${message === '' ? orNull : message}`, code)
      return ''
    }
    default:
      return missing ? yield* text(operation.operand) : value
  }
}

function* operate(shell: Shell, value: string, operation: ParameterOperation): Task<string> {
  switch (operation.type) {
    case 'Remove': {
      const pattern = compilePattern(
        yield* shell.interpreter.expandPattern(shell, operation.operand),
      )
      return removeMatch(value, pattern, operation.operator, shell.budget.meter)
    }
    case 'Replace': {
      const pattern = compilePattern(
        yield* shell.interpreter.expandPattern(shell, operation.pattern),
      )
      const replacement = yield* shell.interpreter.expandText(shell, operation.replacement)
      const { meter } = shell.budget
      const replaced = replaceMatch({ value, pattern, replacement, meter }, operation.operator)
      if (replaced === null) abort(shell, 'out of memory')
      return replaced ?? ''
    }
    case 'Slice': {
      const offset =
        Number.parseInt(yield* shell.interpreter.expandText(shell, operation.offset), 10) || 0
      const start = offset < 0 ? Math.max(0, value.length + offset) : offset
      if (operation.length === undefined) return value.slice(start)
      const length =
        Number.parseInt(yield* shell.interpreter.expandText(shell, operation.length), 10) || 0
      return length < 0 ? value.slice(start, length) : value.slice(start, start + length)
    }
    case 'CaseModification': {
      const change = (text: string): string =>
        operation.operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase()
      return operation.operator.length === 2
        ? change(value)
        : change(value.charAt(0)) + value.slice(1)
    }
    default:
      abort(shell, BAD_SUBSTITUTION[shell.dialect])
      return ''
  }
}

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function removeMatch(
  value: string,
  pattern: Pattern,
  operator: '#' | '##' | '%' | '%%',
  meter: Meter,
): string {
  const lengths = operator.startsWith('#')
    ? prefixes(pattern, value, meter)
    : suffixes(pattern, value, meter)
  const length = operator.length === 2 ? lengths.at(-1) : lengths[0]
  if (length === undefined) return value
  return operator.startsWith('#') ? value.slice(length) : value.slice(0, value.length - length)
}

interface Replacing {
  readonly value: string
  readonly pattern: Pattern
  readonly replacement: string
  readonly meter: Meter
}

/**
 * `${x/p/r}` and its kin; null when the result would be too long. Patterns with wildcards work on the first
 * 4,096 characters only.
 */
function replaceMatch(
  { value, pattern, replacement, meter }: Replacing,
  operator: '/' | '//' | '/#' | '/%',
): string | null {
  if (pattern.length === 0) return value
  if (operator === '/#' || operator === '/%') {
    const lengths =
      operator === '/#' ? prefixes(pattern, value, meter) : suffixes(pattern, value, meter)
    const length = lengths.at(-1)
    if (length === undefined) return value
    return operator === '/#'
      ? replacement + value.slice(length)
      : value.slice(0, value.length - length) + replacement
  }
  if (isGlob(pattern) && value.length > MAX_REPLACE) return value
  return replaceAnywhere({ value, pattern, replacement, meter }, operator === '//')
}

function replaceAnywhere(
  { value, pattern, replacement, meter }: Replacing,
  all: boolean,
): string | null {
  if (!isGlob(pattern)) {
    const plain = pattern
      .map((token) => (token.kind === 'character' ? token.character : ''))
      .join('')
    if (!all) return value.replace(plain, () => replacement)
    const pieces = value.split(plain)
    const length = value.length + (pieces.length - 1) * (replacement.length - plain.length)
    return length > MAX_TEXT ? null : pieces.join(replacement)
  }
  let result = ''
  for (let i = 0; i <= value.length && result.length <= MAX_TEXT;) {
    const length = prefixes(pattern, value.slice(i), meter).at(-1)
    if (length === undefined || length === 0) {
      result += value.charAt(i)
      i += 1
      continue
    }
    result += replacement
    i += length
    if (!all) return result + value.slice(i)
  }
  return result.length > MAX_TEXT ? null : result
}
