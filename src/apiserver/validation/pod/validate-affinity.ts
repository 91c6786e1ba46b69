// Affinity to nodes and to Pods, and how Pods spread.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateAffinity and validateTopologySpreadConstraints.
import type {
  Affinity,
  LabelSelector,
  PodAffinity,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Label, POSITIVE } from '#api/meta/formats.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateLabelName, validateLabelSelector } from '../validate-labels.ts'
import { validateNodeSelector, validateNodeSelectorTerm } from '../validate-node-selector.ts'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'
const POLICIES = ['Honor', 'Ignore']

function validateWeight(weight: number | undefined, path: FieldPath): readonly FieldError[] {
  const value = weight ?? 0
  return value >= 1 && value <= 100 ? [] : [invalid(path, value, 'must be in the range 1-100')]
}

function validateLabelKeys(
  keys: readonly string[],
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (keys.length === 0) return []
  if (selector === undefined)
    return [forbidden(path, 'must not be specified when labelSelector is not set')]
  return eachItem(keys, path, validateLabelName)
}

/** What the rules about label keys look at; a spread constraint has no mismatchLabelKeys. */
type KeyedTerm = Pick<
  Sparse<PodAffinityTerm>,
  'labelSelector' | 'matchLabelKeys' | 'mismatchLabelKeys'
>

/**
 * The errors of matchLabelKeys and mismatchLabelKeys. The selector already holds what was made of the keys, so a
 * key that is found in it for the second time was also written there. Upstream reports that without the field's name.
 */
function validateMatchLabelKeys(term: KeyedTerm, path: FieldPath): readonly FieldError[] {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term
  const inSelector = new Set(Object.keys(labelSelector?.matchLabels ?? {}))
  const errors: FieldError[] = []
  for (const { key = '' } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.lastIndexOf(key)
    if (index >= 0 && inSelector.has(key)) {
      errors.push(
        invalid(path.index(index), key, 'exists in both matchLabelKeys and labelSelector'),
      )
    }
    inSelector.add(key)
  }
  return [
    ...validateLabelKeys(matchLabelKeys, labelSelector, path.child('matchLabelKeys')),
    ...validateLabelKeys(mismatchLabelKeys, labelSelector, path.child('mismatchLabelKeys')),
    ...errors,
    ...eachItem(matchLabelKeys, path.child('matchLabelKeys'), (key, at) =>
      mismatchLabelKeys.includes(key)
        ? [invalid(at, key, 'exists in both matchLabelKeys and mismatchLabelKeys')]
        : [],
    ),
  ]
}

function validatePodAffinityTerm(
  term: Sparse<PodAffinityTerm> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const { topologyKey = '', namespaces = [], labelSelector, namespaceSelector } = term ?? {}
  const keyPath = path.child('topologyKey')
  return [
    ...validateLabelSelector(labelSelector, path.child('labelSelector')),
    ...validateLabelSelector(namespaceSelector, path.child('namespaceSelector')),
    ...namespaces.flatMap((name) =>
      invalidEach(path.child('namespace'), name, isDns1123Label(name)),
    ),
    ...validateMatchLabelKeys(term ?? {}, path),
    ...(topologyKey === '' ? [required(keyPath, 'can not be empty')] : []),
    ...validateLabelName(topologyKey, keyPath),
  ]
}

function validatePodAffinity(
  affinity: Sparse<PodAffinity> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...eachItem(affinity?.[REQUIRED], path.child(REQUIRED), validatePodAffinityTerm),
    ...eachItem(affinity?.[PREFERRED], path.child(PREFERRED), ({ weight, podAffinityTerm }, at) => [
      ...validateWeight(weight, at.child('weight')),
      ...validatePodAffinityTerm(podAffinityTerm, at.child('podAffinityTerm')),
    ]),
  ]
}

/** The errors of spec.affinity; a missing one has none. */
export function validateAffinity(
  affinity: Sparse<Affinity> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const node = affinity?.nodeAffinity
  const nodePath = path.child('nodeAffinity')
  const needed = node?.[REQUIRED]
  return [
    ...(needed === undefined ? [] : validateNodeSelector(needed, nodePath.child(REQUIRED))),
    ...eachItem(node?.[PREFERRED], nodePath.child(PREFERRED), ({ weight, preference }, at) => [
      ...validateWeight(weight, at.child('weight')),
      ...validateNodeSelectorTerm(preference, false, at.child('preference')),
    ]),
    ...validatePodAffinity(affinity?.podAffinity, path.child('podAffinity')),
    ...validatePodAffinity(affinity?.podAntiAffinity, path.child('podAntiAffinity')),
  ]
}

function validatePolicy(policy: string | undefined, path: FieldPath): readonly FieldError[] {
  return policy === undefined || POLICIES.includes(policy)
    ? []
    : [notSupported(path, policy, POLICIES)]
}

function validateMinDomains(
  minDomains: number | undefined,
  whenUnsatisfiable: string,
  path: FieldPath,
): readonly FieldError[] {
  if (minDomains === undefined) return []
  const errors = minDomains > 0 ? [] : [invalid(path, minDomains, POSITIVE)]
  if (whenUnsatisfiable === 'DoNotSchedule') return errors
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`
  return [...errors, invalid(path, minDomains, detail)]
}

type Constraint = Sparse<TopologySpreadConstraint>

const pairOf = ({ topologyKey = '', whenUnsatisfiable = '' }: Constraint): string =>
  `{${topologyKey}, ${whenUnsatisfiable}}`

/** The errors of spec.topologySpreadConstraints. */
export function validateTopologySpread(
  constraints: readonly Constraint[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  // Of equal constraints all but the last one are reported.
  const lastUses = new Map(
    (constraints ?? []).map((constraint, index) => [pairOf(constraint), index]),
  )
  return eachItem(constraints, path, (constraint, at, index) => {
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = constraint
    const errors: FieldError[] = []
    if (maxSkew <= 0) errors.push(invalid(at.child('maxSkew'), maxSkew, POSITIVE))
    if (topologyKey === '') errors.push(required(at.child('topologyKey'), 'can not be empty'))
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') {
      const supported = ['DoNotSchedule', 'ScheduleAnyway']
      errors.push(notSupported(at.child('whenUnsatisfiable'), whenUnsatisfiable, supported))
    }
    const pair = pairOf(constraint)
    if (lastUses.get(pair) !== index) {
      errors.push(duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair))
    }
    return [
      ...errors,
      ...validateMinDomains(constraint.minDomains, whenUnsatisfiable, at.child('minDomains')),
      ...validatePolicy(constraint.nodeAffinityPolicy, at.child('nodeAffinityPolicy')),
      ...validatePolicy(constraint.nodeTaintsPolicy, at.child('nodeTaintsPolicy')),
      ...validateMatchLabelKeys(constraint, at),
      ...validateLabelSelector(constraint.labelSelector, at.child('labelSelector')),
    ]
  })
}
