// `[[ ]]`.
import type { Task } from '#sim/task.ts'
import type { TestExpression } from 'unbash'
import { compileRegex, findMatch } from '../text/regex.ts'
import { compilePattern, matches } from '../text/pattern.ts'
import { binaryTest, unaryTest } from '../text/tests.ts'
import { expandPattern, expandText } from './expand.ts'
import { shellError, spend, variable, type Shell } from './state.ts'

/** The value of a `[[ ]]` expression. */
export function* evaluateTest(shell: Shell, expression: TestExpression): Task<boolean> {
  switch (expression.type) {
    case 'TestGroup':
      return yield* evaluateTest(shell, expression.expression)
    case 'TestNot':
      return (
        (yield* evaluateTest(shell, expression.operand)) === (expression.negations.length % 2 === 0)
      )
    case 'TestLogical': {
      for (const operand of expression.operands) {
        const holds = yield* evaluateTest(shell, operand)
        if (holds === (expression.operator === '||')) return holds
      }
      return expression.operator === '&&'
    }
    case 'TestUnary': {
      const operand = yield* expandText(shell, expression.operand)
      if (expression.operator === '-v') return variable(shell, operand) !== undefined
      return (
        unaryTest({ files: shell.system.files, cwd: shell.cwd }, expression.operator, operand) ??
        false
      )
    }
    case 'TestBinary': {
      const left = yield* expandText(shell, expression.left)
      const { operator } = expression
      if (operator === '==' || operator === '=' || operator === '!=') {
        const pattern = compilePattern(yield* expandPattern(shell, expression.right))
        return matches(pattern, left, shell.budget.meter) === (operator !== '!=')
      }
      const right = yield* expandText(shell, expression.right)
      if (operator !== '=~')
        return (
          binaryTest(operator, left, right, { files: shell.system.files, cwd: shell.cwd }) ?? false
        )
      spend(shell.budget, left.length)
      const { meter } = shell.budget
      const regex = compileRegex(right, { extended: true, ignoreCase: false, meter })
      if (regex === undefined) shellError(shell, 'invalid regular expression')
      return regex !== undefined && findMatch(regex, left, 0) !== undefined
    }
  }
}
