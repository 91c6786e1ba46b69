// Numbers that may be written as a percentage of something.
// Follows k8s.io/apimachinery/pkg/util/intstr/intstr.go (v1.36), GetScaledValueFromIntOrPercent.
import type { IntOrString } from '../generated/types.ts'

/** The number, or the percentage of `total` rounded up or down; 0 for what is neither. */
export function scaledValue(value: IntOrString, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value
  const [, digits] = /^([0-9]+)%$/.exec(value) ?? []
  if (digits === undefined) return 0
  const hundredfold = Number(digits) * total
  return round === 'up' ? Math.ceil(hundredfold / 100) : Math.floor(hundredfold / 100)
}
