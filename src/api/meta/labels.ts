// Labels and what selects them.
// Follows k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go (v1.36), LabelSelectorAsSelector.
import type { LabelSelector, LabelSelectorRequirement } from '#api/generated/types.ts'

export type Labels = Readonly<Record<string, string>>

/** The value of a label; undefined when there is none. Never reads what every JavaScript object inherits. */
export function labelOf(labels: Labels | undefined, key: string): string | undefined {
  const value = labels?.[key]
  // What is inherited is never a text, and asking whose it is takes longer than reading it.
  if (typeof value === 'string' || value === undefined) return value
  return labels !== undefined && Object.hasOwn(labels, key) ? value : undefined
}

/** Whether all entries of a plain selector are among the labels. An empty one matches everything. */
export function matchesLabels(selector: Labels | undefined, labels: Labels | undefined): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labelOf(labels, key) === value)
}

function matchesRequirement(
  requirement: LabelSelectorRequirement,
  labels: Labels | undefined,
): boolean {
  const label = labelOf(labels, requirement.key)
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return label !== undefined && values.includes(label)
    case 'NotIn':
      return label === undefined || !values.includes(label)
    case 'Exists':
      return label !== undefined
    case 'DoesNotExist':
      return label === undefined
    // Only a selector that was typed has these two.
    case 'Gt':
      return /^[+-]?\d+$/.test(label ?? '') && Number(label) > Number(values[0])
    case 'Lt':
      return /^[+-]?\d+$/.test(label ?? '') && Number(label) < Number(values[0])
    default:
      return false
  }
}

/** Whether a label selector matches. A missing selector matches nothing, an empty one everything. */
export function matchesLabelSelector(
  selector: LabelSelector | null | undefined,
  labels: Labels | undefined,
): boolean {
  if (selector === undefined || selector === null) return false
  if (!matchesLabels(selector.matchLabels, labels)) return false
  return (selector.matchExpressions ?? []).every((requirement) =>
    matchesRequirement(requirement, labels),
  )
}

/** Whether a selector has neither labels nor expressions. */
export function isEmptyLabelSelector(selector: LabelSelector): boolean {
  return (
    Object.keys(selector.matchLabels ?? {}).length === 0 &&
    (selector.matchExpressions ?? []).length === 0
  )
}
