// The values of an awk program's expressions. Follows POSIX.1-2024, awk; where it is silent, busybox.
import { compileRegex, findMatch, type Regex } from '../text/regex.ts'
import { Fields, splitBy, splitText } from './fields.ts'
import { calculate, compares } from './operators.ts'
import type { Surroundings } from './surroundings.ts'
import { replaceIn, SIMPLE_FUNCTIONS } from './functions.ts'
import type { AwkFunction, AwkProgram, Expression, Statement } from './syntax.ts'
import { newFrame, Variables } from './variables.ts'
import { formatValues, isTrue, numberOf, textOf, UNSET, type Value } from './values.ts'

const MAX_CALLS = 100

/** What the expressions of one run see and change: the record with its fields, and the variables. */
export class Evaluator {
  readonly fields: Fields
  readonly variables: Variables
  /** What the function that runs has said `return` with. */
  returned: Value = UNSET
  readonly #functions: AwkProgram['functions']
  readonly #around: Surroundings
  readonly #runBody: (body: Statement) => void
  readonly #regexes = new Map<string, Regex>()
  #calls = 0
  #seed = 0

  /** `runBody` runs the statements of a function. */
  constructor(
    functions: AwkProgram['functions'],
    around: Surroundings,
    runBody: (body: Statement) => void,
  ) {
    this.#functions = functions
    this.#around = around
    this.#runBody = runBody
    this.fields = new Fields(around.meter, {
      input: () => this.text(this.variable('FS')),
      output: () => this.text(this.variable('OFS')),
    })
    this.variables = new Variables(around.env)
  }

  variable(name: string): Value {
    return this.variables.global(name)
  }

  setVariable(name: string, value: Value): void {
    this.variables.setGlobal(name, value)
  }

  /** Takes up another record. */
  count(text: string, isFirstOfFile: boolean): void {
    this.setVariable('NR', numberOf(this.variable('NR')) + 1)
    this.setVariable('FNR', isFirstOfFile ? 1 : numberOf(this.variable('FNR')) + 1)
    this.fields.record = text
  }

  format([format = '', ...args]: readonly Value[]): string {
    const text = formatValues(this.text(format), args, (value) => this.text(value))
    this.#around.meter.hold(text.length)
    return text
  }

  text(value: Value): string {
    return typeof value === 'number'
      ? textOf(value, textOf(this.variable('CONVFMT')))
      : textOf(value)
  }

  output(value: Value): string {
    return typeof value === 'number' ? textOf(value, textOf(this.variable('OFMT'))) : textOf(value)
  }

  key(keys: readonly Expression[]): string {
    return keys.map((key) => this.text(this.value(key))).join(this.text(this.variable('SUBSEP')))
  }

  assign(target: Expression, value: Value): Value {
    switch (target.kind) {
      case 'name':
        if (target.name === 'NF') this.fields.count = numberOf(value)
        else this.variables.set(target.name, value)
        return value
      case 'field':
        this.fields.set(Math.trunc(numberOf(this.value(target.index))), this.text(value))
        return value
      case 'element':
        this.variables.array(target.name).set(this.key(target.keys), value)
        this.#around.meter.hold(0, 64)
        return value
      default:
        return value
    }
  }

  value(expression: Expression): Value {
    this.#around.meter.work(2)
    switch (expression.kind) {
      case 'number':
      case 'text':
        return expression.value
      case 'regex':
        return findMatch(expression.regex, this.fields.record, 0) === undefined ? 0 : 1
      case 'name':
        return expression.name === 'NF' ? this.fields.count : this.variables.get(expression.name)
      case 'field':
        return { text: this.fields.get(Math.trunc(numberOf(this.value(expression.index)))) }
      case 'element': {
        const cells = this.variables.array(expression.name)
        const key = this.key(expression.keys)
        const found = cells.get(key)
        // Looking makes it.
        if (found === undefined) cells.set(key, UNSET)
        return found ?? UNSET
      }
      case 'in':
        return this.variables.array(expression.name).has(this.key(expression.keys)) ? 1 : 0
      case 'assign':
        return this.#assignment(expression)
      case 'step': {
        const before = numberOf(this.value(expression.target))
        this.assign(expression.target, before + expression.by)
        return expression.before ? before + expression.by : before
      }
      case 'unary': {
        const value = this.value(expression.value)
        if (expression.operator === '!') return isTrue(value) ? 0 : 1
        return expression.operator === '-' ? -numberOf(value) : numberOf(value)
      }
      case 'binary':
        return this.#binary(expression)
      case 'choice':
        return this.value(isTrue(this.value(expression.test)) ? expression.yes : expression.no)
      case 'call':
        return this.#call(expression.name, expression.args)
      case 'getline':
        return this.#getline(expression)
      case 'group':
        return this.value(expression.items.at(-1) ?? { kind: 'text', value: '' })
    }
  }

  #assignment({ operator, target, value }: Extract<Expression, { kind: 'assign' }>): Value {
    const given = this.value(value)
    if (operator === '') return this.assign(target, given)
    return this.assign(
      target,
      calculate(operator === '**' ? '^' : operator, numberOf(this.value(target)), numberOf(given)),
    )
  }

  #binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Value {
    if (operator === '&&') return isTrue(this.value(left)) && isTrue(this.value(right)) ? 1 : 0
    if (operator === '||') return isTrue(this.value(left)) || isTrue(this.value(right)) ? 1 : 0
    const a = this.value(left)
    if (operator === '~' || operator === '!~') {
      const found = findMatch(this.#regexOf(right), this.text(a), 0) !== undefined
      return found === (operator === '~') ? 1 : 0
    }
    const b = this.value(right)
    if (operator === ' ') {
      const text = this.text(a) + this.text(b)
      this.#around.meter.hold(text.length)
      return text
    }
    if (/^[<>=!]/.test(operator))
      return compares(operator, a, b, (value) => this.text(value)) ? 1 : 0
    return calculate(operator, numberOf(a), numberOf(b))
  }

  /** An expression written between slashes, or a text that is one. */
  #regexOf(expression: Expression): Regex {
    if (expression.kind === 'regex') return expression.regex
    const source = this.text(this.value(expression))
    const known = this.#regexes.get(source)
    if (known !== undefined) return known
    const options = { extended: true, ignoreCase: false, meter: this.#around.meter }
    const regex =
      compileRegex(source, options) ??
      compileRegex(source.replace(/[\\.*[\]^$+?(){}|]/g, '\\$&'), options)
    if (regex === undefined) return this.#regexOf({ kind: 'text', value: '$^' })
    if (this.#regexes.size < 500) this.#regexes.set(source, regex)
    return regex
  }

  #getline({ target, file }: Extract<Expression, { kind: 'getline' }>): Value {
    const line =
      file === null ? this.#around.nextRecord() : this.#around.lineOf(this.text(this.value(file)))
    if (line === null) return 0
    if (target === null && file === null) this.count(line, false)
    else if (target === null) this.fields.record = line
    else this.assign(target, { text: line })
    return 1
  }

  #call(name: string, args: readonly Expression[]): Value {
    const own = this.#functions.get(name)
    if (own !== undefined) return this.#callOwn(own, args)
    switch (name) {
      case 'length':
        return this.#length(args[0])
      case 'split':
        return this.#split(args)
      case 'sub':
      case 'gsub':
        return this.#replace(args, name === 'gsub')
      case 'match':
        return this.#match(args)
      case 'sprintf':
        return this.format(args.map((one) => this.value(one)))
      case 'rand':
        return this.#around.random()
      case 'srand': {
        const before = this.#seed
        this.#seed =
          args[0] === undefined ? this.#around.nowSeconds() : numberOf(this.value(args[0]))
        return before
      }
      case 'systime':
        return this.#around.nowSeconds()
      case 'system':
        return this.#around.system(this.text(this.value(args[0] ?? { kind: 'text', value: '' })))
      case 'close':
      case 'fflush':
        return 0
      default:
        return SIMPLE_FUNCTIONS[name]?.(args.map((one) => this.value(one))) ?? UNSET
    }
  }

  #callOwn({ parameters, body }: AwkFunction, args: readonly Expression[]): Value {
    if (this.#calls >= MAX_CALLS) return UNSET
    const frame = newFrame()
    for (const [index, parameter] of parameters.entries()) {
      const arg = args[index]
      if (arg?.kind === 'name' && this.variables.isArray(arg.name))
        frame.arrays.set(parameter, this.variables.array(arg.name))
      frame.values.set(parameter, arg === undefined ? UNSET : this.value(arg))
    }
    const outer = this.variables.enter(frame)
    this.#calls += 1
    this.returned = UNSET
    this.#runBody(body)
    this.#calls -= 1
    this.variables.enter(outer)
    const result = this.returned
    this.returned = UNSET
    return result
  }

  #length(argument: Expression | undefined): number {
    if (argument === undefined) return this.fields.record.length
    if (argument.kind === 'name' && this.variables.isArray(argument.name))
      return this.variables.array(argument.name).size
    return this.text(this.value(argument)).length
  }

  #split([text, array, separator]: readonly Expression[]): number {
    if (text === undefined || array?.kind !== 'name') return 0
    const source = this.text(this.value(text))
    const parts =
      separator?.kind === 'regex'
        ? source === ''
          ? []
          : splitBy(source, separator.regex)
        : splitText(
            source,
            separator === undefined
              ? this.text(this.variable('FS'))
              : this.text(this.value(separator)),
            this.#around.meter,
          )
    const cells = this.variables.array(array.name)
    cells.clear()
    for (const [index, part] of parts.entries()) cells.set(String(index + 1), { text: part })
    return parts.length
  }

  #replace([pattern, replacement, target]: readonly Expression[], all: boolean): number {
    if (pattern === undefined || replacement === undefined) return 0
    const place: Expression = target ?? { kind: 'field', index: { kind: 'number', value: 0 } }
    const result = replaceIn(
      this.text(this.value(place)),
      this.#regexOf(pattern),
      this.text(this.value(replacement)),
      all,
      this.#around.meter,
    )
    if (result.count > 0) this.assign(place, result.text)
    return result.count
  }

  #match([text, pattern]: readonly Expression[]): number {
    if (text === undefined || pattern === undefined) return 0
    const found = findMatch(this.#regexOf(pattern), this.text(this.value(text)), 0)
    this.setVariable('RSTART', found === undefined ? 0 : found.from + 1)
    this.setVariable('RLENGTH', found === undefined ? -1 : found.to - found.from)
    return found === undefined ? 0 : found.from + 1
  }
}
