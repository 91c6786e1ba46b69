// A label selector as Go prints it in messages.
// Follows String of k8s.io/apimachinery/pkg/apis/meta/v1/generated.pb.go (v0.36).
import type { LabelSelector } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'

/** '&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}'; 'nil' for none. */
export function goSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil'
  const { matchLabels = {}, matchExpressions = [] } = selector
  const labels = Object.entries(matchLabels)
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}: ${value},`)
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  const [map, list] = [labels.join(''), expressions.join('')]
  return `&LabelSelector{MatchLabels:map[string]string{${map}},MatchExpressions:[]LabelSelectorRequirement{${list}},}`
}
