// Runs awk programs: their rules and statements. Follows POSIX.1-2024, awk.
import { Evaluator } from './evaluate.ts'
import type { Surroundings } from './surroundings.ts'
import type { AwkProgram, Expression, Statement } from './syntax.ts'
import { isTrue, numberOf, UNSET, type Value } from './values.ts'

type Leaving = 'next' | 'exit' | 'break' | 'continue' | 'return'

/** One run of a program: `begin`, `record` for each, `end`. */
export class Interpreter {
  exitCode = 0
  /** It said `exit`. */
  exited = false
  readonly #program: AwkProgram
  readonly #around: Surroundings
  readonly #values: Evaluator
  readonly #inRange = new Set<number>()

  constructor(program: AwkProgram, around: Surroundings) {
    this.#program = program
    this.#around = around
    this.#values = new Evaluator(program.functions, around, (body) => {
      if (this.#run(body) === 'exit') this.exited = true
    })
  }

  variable(name: string): Value {
    return this.#values.variable(name)
  }

  setVariable(name: string, value: Value): void {
    this.#values.setVariable(name, value)
  }

  setArray(name: string, texts: readonly string[]): void {
    this.#values.variables.setArray(name, texts)
  }

  begin(): void {
    this.#special('BEGIN')
  }

  end(): void {
    this.exited = false
    this.#special('END')
  }

  /** True when records are looked at at all. */
  get readsInput(): boolean {
    return this.#program.rules.some(({ pattern }) => pattern !== 'BEGIN')
  }

  record(text: string, isFirstOfFile: boolean): void {
    this.#values.count(text, isFirstOfFile)
    for (const [index, rule] of this.#program.rules.entries()) {
      if (rule.pattern === 'BEGIN' || rule.pattern === 'END') continue
      if (!this.#selects(index, rule.pattern, rule.until)) continue
      const leaving = rule.action === null ? this.#printRecord() : this.#run(rule.action)
      if (leaving === 'exit') this.exited = true
      if (leaving === 'next' || leaving === 'exit') return
    }
  }

  #special(pattern: 'BEGIN' | 'END'): void {
    for (const rule of this.#program.rules) {
      if (rule.pattern !== pattern || rule.action === null || this.exited) continue
      if (this.#run(rule.action) === 'exit') this.exited = true
    }
  }

  #selects(index: number, pattern: Expression | null, until: Expression | null): boolean {
    if (pattern === null) return true
    if (until === null) return isTrue(this.#values.value(pattern))
    if (!this.#inRange.has(index) && !isTrue(this.#values.value(pattern))) return false
    if (isTrue(this.#values.value(until))) this.#inRange.delete(index)
    else this.#inRange.add(index)
    return true
  }

  #printRecord(): null {
    this.#around.print(this.#values.fields.record + this.#values.text(this.#values.variable('ORS')))
    return null
  }

  #run(statement: Statement): Leaving | null {
    this.#around.meter.work(4)
    switch (statement.kind) {
      case 'block':
        for (const one of statement.body) {
          const leaving = this.#run(one)
          if (leaving !== null) return leaving
        }
        return null
      case 'expression':
        this.#values.value(statement.value)
        return null
      case 'print':
        this.#print(statement)
        return null
      case 'if':
        if (isTrue(this.#values.value(statement.test))) return this.#run(statement.yes)
        return statement.no === null ? null : this.#run(statement.no)
      case 'loop':
        return this.#loop(statement)
      case 'each':
        return this.#each(statement)
      case 'delete':
        if (statement.keys === null) this.#values.variables.array(statement.name).clear()
        else this.#values.variables.array(statement.name).delete(this.#values.key(statement.keys))
        return null
      case 'leave':
        return this.#leave(statement)
    }
  }

  #leave({ how, value }: Extract<Statement, { kind: 'leave' }>): Leaving {
    if (value !== null) {
      const result = this.#values.value(value)
      if (how === 'exit') this.exitCode = numberOf(result) & 255
      else this.#values.returned = result
    } else if (how === 'return') this.#values.returned = UNSET
    return how
  }

  #loop({
    first,
    test,
    next,
    body,
    bodyFirst,
  }: Extract<Statement, { kind: 'loop' }>): Leaving | null {
    if (first !== null) this.#run(first)
    for (
      let isFirst = bodyFirst;
      isFirst || test === null || isTrue(this.#values.value(test));
      isFirst = false
    ) {
      const leaving = this.#run(body)
      if (leaving === 'break') return null
      if (leaving !== null && leaving !== 'continue') return leaving
      if (next !== null) this.#run(next)
    }
    return null
  }

  #each({ variable, array, body }: Extract<Statement, { kind: 'each' }>): Leaving | null {
    for (const key of Array.from(this.#values.variables.array(array).keys())) {
      this.#values.variables.set(variable, { text: key })
      const leaving = this.#run(body)
      if (leaving === 'break') return null
      if (leaving !== null && leaving !== 'continue') return leaving
    }
    return null
  }

  #print({ formatted, args, to }: Extract<Statement, { kind: 'print' }>): void {
    const values = args.map((one) => this.#values.value(one))
    const text = formatted
      ? this.#values.format(values)
      : (values.length === 0
          ? this.#values.fields.record
          : values
              .map((value) => this.#values.output(value))
              .join(this.#values.text(this.#values.variable('OFS')))) +
        this.#values.text(this.#values.variable('ORS'))
    this.#around.meter.copy(text.length)
    if (to === null) this.#around.print(text)
    else this.#around.write(to.operator, this.#values.text(this.#values.value(to.target)), text)
  }
}
