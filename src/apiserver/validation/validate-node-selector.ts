// Node selectors: of the node affinity of Pods and of PersistentVolumes.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateNodeSelector.
import type {
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain, isLabelValue } from '#api/meta/formats.ts'
import { eachItem, forbidden, invalid, invalidEach, required } from './errors.ts'
import type { Sparse } from './sparse.ts'
import { validateLabelName } from './validate-labels.ts'

function validateOperator(
  { operator = '', values = [] }: Sparse<NodeSelectorRequirement>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('values')
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    case 'Gt':
    case 'Lt':
      return values.length === 1
        ? []
        : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [invalid(path.child('operator'), operator, 'not a valid selector operator')]
  }
}

function validateField(
  { key = '', operator = '', values = [] }: Sparse<NodeSelectorRequirement>,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = []
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'))
  } else if (values.length !== 1) {
    const detail =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    errors.push(required(path.child('values'), detail))
  }
  if (key !== 'metadata.name')
    return [...errors, invalid(path.child('key'), key, 'not a valid field selector key')]
  return [
    ...errors,
    ...eachItem(values, path.child('values'), (value, at) =>
      invalidEach(at, value, isDns1123Subdomain(value)),
    ),
  ]
}

/** The errors of one term; the values of preferred terms are not looked at. */
export function validateNodeSelectorTerm(
  term: Sparse<NodeSelectorTerm> | undefined,
  checkValues: boolean,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...eachItem(term?.matchExpressions, path.child('matchExpressions'), (requirement, at) => [
      ...validateOperator(requirement, at),
      ...validateLabelName(requirement.key ?? '', at.child('key')),
      ...eachItem(checkValues ? requirement.values : [], at.child('values'), (value, valuePath) =>
        invalidEach(valuePath, value, isLabelValue(value)),
      ),
    ]),
    ...eachItem(term?.matchFields, path.child('matchFields'), validateField),
  ]
}

/** The errors of a node selector. */
export function validateNodeSelector(
  selector: Sparse<NodeSelector>,
  path: FieldPath,
): readonly FieldError[] {
  const terms = selector.nodeSelectorTerms ?? []
  const at = path.child('nodeSelectorTerms')
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')]
  return eachItem(terms, at, (term, itemPath) => validateNodeSelectorTerm(term, true, itemPath))
}
