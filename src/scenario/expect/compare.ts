// Comparisons as people write them: `>= 2`, `!= 0`, `nginx:1.29`, `< 256Mi`.
import { compareQuantities, parseQuantity } from '#api/meta/quantity.ts'
import type { Comparison, NumberName } from './types.ts'

/** Reads `>= 2`, `3` or `true`; without an operator it has to be the same. Null for what is no scalar. */
export function readComparison(value: unknown): Comparison | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return null
  const [, operator, rest = ''] = /^\s*(>=|<=|!=|>|<|=)?\s*(.*?)\s*$/s.exec(String(value)) ?? []
  return { operator: isOperator(operator) ? operator : '=', value: rest }
}

function isOperator(text: string | undefined): text is Comparison['operator'] {
  return ['=', '!=', '>=', '<=', '>', '<'].includes(text ?? '')
}

/** Whether what was found fits; numbers and quantities (`500m`, `1Gi`) by their amount, all else as text. */
export function fits(found: string, { operator, value }: Comparison): boolean {
  const [a, b] = [parseQuantity(found), parseQuantity(value)]
  const order = a === undefined || b === undefined ? null : compareQuantities(a, b)
  switch (operator) {
    case '=':
      return found === value || order === 0
    case '!=':
      return found !== value && order !== 0
    case '>=':
      return order !== null && order >= 0
    case '<=':
      return order !== null && order <= 0
    case '>':
      return order !== null && order > 0
    case '<':
      return order !== null && order < 0
  }
}

/** What is counted, in words: '1 restart', 'at least 2 restarts', '1 ready'. */
export function countedText(count: string, name: NumberName): string {
  const isThing = name === 'restarts' || name === 'replicas'
  return `${count} ${isThing && /^(?:.* )?1$/.test(count) ? name.slice(0, -1) : name}`
}

/** `at least 2`, `3`: how a sentence says it. */
export function comparisonText({ operator, value }: Comparison): string {
  const words = {
    '=': '',
    '!=': 'not ',
    '>=': 'at least ',
    '<=': 'at most ',
    '>': 'more than ',
    '<': 'less than ',
  }
  return `${words[operator]}${value}`
}
