// Taints of nodes and tolerations of Pods.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateTolerations and validateNodeTaints.
import type { Taint, Toleration } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isLabelValue } from '#api/meta/formats.ts'
import { duplicate, eachItem, invalid, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateLabelName } from '../validate-labels.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

function validateOperator(
  { operator = '', value = '' }: Sparse<Toleration>,
  path: FieldPath,
): readonly FieldError[] {
  switch (operator) {
    case '':
    case 'Equal': {
      const messages = isLabelValue(value)
      return messages.length === 0 ? [] : [invalid(path, value, messages.join(';'))]
    }
    case 'Exists':
      return value === ''
        ? []
        : [invalid(path, value, "value must be empty when `operator` is 'Exists'")]
    case 'Lt':
    case 'Gt':
      return [notSupported(path, operator, ['Equal', 'Exists', 'Lt', 'Gt'])]
    default:
      return [notSupported(path, operator, ['Equal', 'Exists'])]
  }
}

/** The errors of spec.tolerations. */
export function validateTolerations(
  tolerations: readonly Sparse<Toleration>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return eachItem(tolerations, path, (toleration, at) => {
    const { key = '', operator = '', effect = '', tolerationSeconds } = toleration
    const errors: FieldError[] = []
    if (key !== '') errors.push(...validateLabelName(key, at.child('key')))
    else if (operator !== 'Exists') {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"'
      errors.push(invalid(at.child('operator'), operator, detail))
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(
        invalid(
          at.child('effect'),
          effect,
          "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ),
      )
    }
    errors.push(...validateOperator(toleration, at.child('operator')))
    if (effect !== '' && !EFFECTS.includes(effect))
      errors.push(notSupported(at.child('effect'), effect, EFFECTS))
    return errors
  })
}

/** The errors of the taints of a node. */
export function validateTaints(
  taints: readonly Sparse<Taint>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(taints, path, ({ key = '', value = '', effect = '', timeAdded }, at) => {
    const errors: FieldError[] = [...validateLabelName(key, at.child('key'))]
    const messages = isLabelValue(value)
    if (messages.length > 0) errors.push(invalid(at.child('value'), value, messages.join(';')))
    if (effect === '') errors.push(required(at.child('effect')))
    else if (!EFFECTS.includes(effect))
      errors.push(notSupported(at.child('effect'), effect, EFFECTS))
    const pair = `${effect} ${key}`
    if (seen.has(pair)) {
      const taint = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null }
      errors.push(duplicate(at, taint, 'taints must be unique by key and effect pair'))
    }
    seen.add(pair)
    return errors
  })
}
