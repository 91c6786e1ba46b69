// Taints and what tolerates them.
// Follows k8s.io/component-helpers/scheduling/corev1/helpers.go and api/core/v1/toleration.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Taint, Toleration } from '#api/generated/types.ts'

simplified(
  'toleration-operators',
  'the operators Lt and Gt match nothing, as without their feature gate.',
  { fields: ['Toleration.operator=Lt', 'Toleration.operator=Gt'] },
)

/**
 * Whether a toleration matches a taint; tolerationSeconds plays no part.
 */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { effect = '', key = '', operator = '', value = '' } = toleration
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  if (operator === 'Exists') return true
  return (operator === '' || operator === 'Equal') && value === (taint.value ?? '')
}

/** Whether any of the tolerations matches the taint. */
export function tolerationsTolerateTaint(
  tolerations: readonly Toleration[] | undefined,
  taint: Taint,
): boolean {
  return (tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint))
}

/** The first taint, among those with one of `effects`, that nothing tolerates; undefined when there is none. */
export function findUntoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return (taints ?? []).find(
    (taint) => effects.includes(taint.effect) && !tolerationsTolerateTaint(tolerations, taint),
  )
}

/** 'key=value:NoSchedule', 'key:NoSchedule': a taint as kubectl prints it. */
export function taintText({ key, value = '', effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`
}
