// Which indexes make an Indexed Job a success.
// Follows pkg/apis/batch/validation/validation.go (v1.36), validateSuccessPolicy.
import type { JobSpec, SuccessPolicy, SuccessPolicyRule } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { byteLength } from '#lib/byte-length.ts'
import { eachItem, invalid, required, tooLong, tooMany } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import { parseIndexesStrictly } from './validate-indexes.ts'

const MAX_RULES = 20
const MAX_INDEXES_BYTES = 64 * 1024

/** A policy as it is printed: upstream's internal struct has no names for JSON. */
const printedPolicy = ({ rules = [] }: Sparse<SuccessPolicy>): unknown => ({
  Rules: rules.map(({ succeededIndexes = null, succeededCount = null }) => ({
    SucceededIndexes: succeededIndexes,
    SucceededCount: succeededCount,
  })),
})

function validateCount(
  count: number,
  path: FieldPath,
  { completions, total }: { readonly completions: number; readonly total: number | undefined },
): readonly FieldError[] {
  const atMost = (most: number, what: string): readonly FieldError[] =>
    count > most
      ? [invalid(path, count, `must be less than or equal to ${most} (the number of ${what})`)]
      : []
  return [
    ...validateNonNegative(count, path),
    ...atMost(completions, 'specified completions'),
    ...(total === undefined
      ? []
      : atMost(total, 'indexes in the specified succeededIndexes field')),
  ]
}

function validateRule(
  { succeededCount, succeededIndexes }: Sparse<SuccessPolicyRule>,
  path: FieldPath,
  completions: number,
): readonly FieldError[] {
  const errors: FieldError[] = []
  if (succeededCount === undefined && succeededIndexes === undefined) {
    const detail = 'at least one of succeededCount or succeededIndexes must be specified'
    errors.push(required(path, detail))
  }
  let total: number | undefined
  if (succeededIndexes !== undefined) {
    const indexesPath = path.child('succeededIndexes')
    if (byteLength(succeededIndexes) > MAX_INDEXES_BYTES) {
      errors.push(tooLong(indexesPath, MAX_INDEXES_BYTES))
    }
    const parsed = parseIndexesStrictly(succeededIndexes, completions)
    total = 'total' in parsed ? parsed.total : 0
    if ('problem' in parsed) {
      const detail = `error parsing succeededIndexes: ${parsed.problem}`
      errors.push(invalid(indexesPath, succeededIndexes, detail))
    }
  }
  return succeededCount === undefined
    ? errors
    : [
        ...errors,
        ...validateCount(succeededCount, path.child('succeededCount'), { completions, total }),
      ]
}

/** The errors of a success policy; none when there is none. */
export function validateSuccessPolicy(
  { successPolicy, completionMode, completions = 0 }: Sparse<JobSpec>,
  path: FieldPath,
): readonly FieldError[] {
  if (successPolicy === undefined) return []
  if (completionMode !== 'Indexed') {
    return [invalid(path, printedPolicy(successPolicy), 'requires indexed completion mode')]
  }
  const { rules = [] } = successPolicy
  const rulesPath = path.child('rules')
  const detail = 'at least one rules must be specified when the successPolicy is specified'
  return [
    ...(rules.length === 0 ? [required(rulesPath, detail)] : []),
    ...(rules.length > MAX_RULES ? [tooMany(rulesPath, rules.length, MAX_RULES)] : []),
    ...eachItem(rules, rulesPath, (rule, rulePath) => validateRule(rule, rulePath, completions)),
  ]
}
