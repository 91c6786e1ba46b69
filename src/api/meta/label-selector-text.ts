// Label selectors as they are typed: `app=shop,tier!=web`, `env in (a, b)`, `!old`.
// Follows k8s.io/apimachinery/pkg/labels/selector.go (v1.36), Parse.
import type { LabelSelector } from '#api/generated/types.ts'
import { parseLabels } from './parse-label-selector.ts'

/**
 * The selector that a text means, as `kubectl -l` reads it; undefined for a text that is none, also
 * for an empty one.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const parsed = parseLabels(text)
  if (!parsed.ok || parsed.requirements.length === 0) return undefined
  return { matchExpressions: parsed.requirements }
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
