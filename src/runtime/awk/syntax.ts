// The tree of an awk program.
import type { Regex } from '../text/regex.ts'

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string; readonly regex: Regex }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly kind: 'in'; readonly name: string; readonly keys: readonly Expression[] }
  | {
      readonly kind: 'assign'
      readonly operator: string
      readonly target: Expression
      readonly value: Expression
    }
  | {
      readonly kind: 'step'
      readonly by: 1 | -1
      readonly before: boolean
      readonly target: Expression
    }
  | { readonly kind: 'unary'; readonly operator: '!' | '-' | '+'; readonly value: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'choice'
      readonly test: Expression
      readonly yes: Expression
      readonly no: Expression
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline'
      readonly target: Expression | null
      readonly file: Expression | null
    }
  | { readonly kind: 'group'; readonly items: readonly Expression[] }

export type Statement =
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'print'
      readonly formatted: boolean
      readonly args: readonly Expression[]
      readonly to: { readonly operator: '>' | '>>' | '|'; readonly target: Expression } | null
    }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly yes: Statement
      readonly no: Statement | null
    }
  | {
      readonly kind: 'loop'
      /** Done before the first time; null for `while`. */
      readonly first: Statement | null
      readonly test: Expression | null
      readonly next: Statement | null
      readonly body: Statement
      /** `do`: the body comes before the test. */
      readonly bodyFirst: boolean
    }
  | {
      readonly kind: 'each'
      readonly variable: string
      readonly array: string
      readonly body: Statement
    }
  | { readonly kind: 'delete'; readonly name: string; readonly keys: readonly Expression[] | null }
  | {
      readonly kind: 'leave'
      readonly how: 'next' | 'exit' | 'break' | 'continue' | 'return'
      readonly value: Expression | null
    }

export interface Rule {
  readonly pattern: 'BEGIN' | 'END' | Expression | null
  /** The end of a range `a, b`. */
  readonly until: Expression | null
  /** Null prints the record. */
  readonly action: Statement | null
}

export interface AwkFunction {
  readonly parameters: readonly string[]
  readonly body: Statement
}

export interface AwkProgram {
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, AwkFunction>
}
