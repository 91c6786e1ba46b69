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

/**
 * 'app=web,env in (a,b),!old'; '' for a selector without requirements.
 * Follows k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go FormatLabelSelector (v1.36).
 */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
    key,
    text: `${key}=${value}`,
  }))
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
    key,
    text: expressionText(key, operator, values.toSorted().join(',')),
  }))
  const all = [...pairs, ...expressions].toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return all.map(({ text }) => text).join(',')
}

function expressionText(key: string, operator: string, values: string): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values})`
}
