// Label selectors as they are typed: `app=shop,tier!=web`, `env in (a, b)`, `!old`.
// Follows k8s.io/apimachinery/pkg/labels/selector.go (v1.36), Parse.
import type { LabelSelector, LabelSelectorRequirement } from '#api/generated/types.ts'

const KEY = String.raw`([A-Za-z0-9][\w./-]*)`
const VALUE = String.raw`([A-Za-z0-9][\w.-]*)?`
const EQUALS = new RegExp(String.raw`^${KEY}\s*(=|==|!=)\s*${VALUE}$`)
const IN = new RegExp(String.raw`^${KEY}\s+(in|notin)\s*\(([^()]*)\)$`)
const EXISTS = new RegExp(`^(!?)${KEY}$`)

/**
 * The selector that a text means, as `kubectl -l` reads it; undefined for a text that is none, also
 * for an empty one.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const requirements = splitOutsideBrackets(text).map((part) => requirementOf(part.trim()))
  const matchExpressions = requirements.filter((one) => one !== undefined)
  return matchExpressions.length === requirements.length ? { matchExpressions } : undefined
}

function splitOutsideBrackets(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/)
}

function requirementOf(text: string): LabelSelectorRequirement | undefined {
  const [, key, operator, value = ''] = EQUALS.exec(text) ?? []
  if (key !== undefined)
    return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] }
  const [, setKey, setOperator, list = ''] = IN.exec(text) ?? []
  if (setKey !== undefined) {
    const values = list.split(',').map((one) => one.trim())
    return { key: setKey, operator: setOperator === 'in' ? 'In' : 'NotIn', values }
  }
  const [, not, existing] = EXISTS.exec(text) ?? []
  if (existing === undefined) return undefined
  return { key: existing, operator: not === '!' ? 'DoesNotExist' : 'Exists' }
}
