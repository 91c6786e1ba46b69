// Label selectors as tables print them.
// Follows k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go FormatLabelSelector (v1.36).
import type { LabelSelector } from '#api/generated/types.ts'
import { NONE } from './printer.ts'

/** 'app=web,env in (a,b),!old'; '<none>' for one that asks for nothing. */
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
  return all.length === 0 ? NONE : all.map(({ text }) => text).join(',')
}

function expressionText(key: string, operator: string, values: string): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values})`
}
