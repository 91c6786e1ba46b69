// Whether enough indexes of a Job have succeeded.
// Follows pkg/controller/job/success_policy.go (v1.36).
import { countIndexes, type OrderedIntervals, parseIndexes } from '#api/batch/ordered-intervals.ts'
import type { SuccessPolicy } from '#api/generated/types.ts'

/** What is said of the first rule that is met; null when none is. */
export function matchSuccessPolicy(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: OrderedIntervals,
): string | null {
  if (succeeded.length === 0) return null
  const index = (policy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) {
      return succeededCount !== undefined && countIndexes(succeeded) >= succeededCount
    }
    const required = parseIndexes(succeededIndexes, completions)
    if (required.length === 0) return false
    const common = countCommon(required, succeeded)
    return (
      common === countIndexes(required) ||
      (succeededCount !== undefined && common >= succeededCount)
    )
  })
  return index < 0 ? null : `Matched rules at index ${index}`
}

/** How many indexes are in both. */
function countCommon(a: OrderedIntervals, b: OrderedIntervals): number {
  let count = 0
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i], b[j]]
    if (one === undefined || other === undefined) break
    count += Math.max(0, Math.min(one.last, other.last) - Math.max(one.first, other.first) + 1)
    if (other.last <= one.last) j += 1
    if (one.last <= other.last) i += 1
  }
  return count
}
