// StatefulSets.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateStatefulSetSpec and ValidateStatefulSetUpdate.
import type {
  PersistentVolumeClaim,
  StatefulSet,
  StatefulSetUpdateStrategy,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Label } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import {
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
} from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import {
  isReadable,
  validateWorkloadSelector,
  validateWorkloadTemplate,
} from '../../../validation/validate-workload.ts'
import { validateClaimSpec } from '../../../validation/volume/validate-persistent-volume-claim.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Label }
const POLICIES = ['Retain', 'Delete']
const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

type Spec = Sparse<NonNullable<StatefulSet['spec']>>

function validateUpdateStrategy(
  { type = '', rollingUpdate }: Sparse<StatefulSetUpdateStrategy>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('rollingUpdate')
  if (type === 'RollingUpdate')
    return validateNonNegative(rollingUpdate?.partition, at.child('partition'))
  if (type === 'OnDelete') {
    if (rollingUpdate === undefined) return []
    const printed = { Partition: rollingUpdate.partition ?? null, MaxUnavailable: null }
    return [invalid(at, printed, "only allowed for updateStrategy 'RollingUpdate'")]
  }
  const detail = "must be 'RollingUpdate' or 'OnDelete'"
  return [invalid(path, { Type: type, RollingUpdate: null }, detail)]
}

function validateRetention(spec: Spec, path: FieldPath): readonly FieldError[] {
  const policy = spec.persistentVolumeClaimRetentionPolicy ?? {}
  return (['whenDeleted', 'whenScaled'] as const).flatMap((field) => {
    const value = policy[field] ?? ''
    return POLICIES.includes(value) ? [] : [notSupported(path.child(field), value, POLICIES)]
  })
}

/** The template with the volumes that the claims will be: its containers may mount them by their names. */
function withClaims({ template, volumeClaimTemplates = [] }: Spec): Spec['template'] {
  const claims = volumeClaimTemplates.flatMap(({ metadata }) => {
    const { name = '' } = metadata ?? {}
    return name === '' ? [] : [{ name, persistentVolumeClaim: { claimName: name } }]
  })
  if (claims.length === 0 || template?.spec === undefined) return template
  const names = new Set(claims.map(({ name }) => name))
  const others = (template.spec.volumes ?? []).filter(({ name = '' }) => !names.has(name))
  const volumes = [...others, ...claims]
  return { ...template, spec: { ...template.spec, volumes } }
}

const validateClaim = (
  { spec }: Sparse<PersistentVolumeClaim>,
  path: FieldPath,
): readonly FieldError[] => validateClaimSpec(spec, path.child('spec'))

function validateSpec(spec: Spec): readonly FieldError[] {
  const path = rootPath('spec')
  const { podManagementPolicy = '', selector, updateStrategy = {} } = spec
  const isManaged = podManagementPolicy === 'OrderedReady' || podManagementPolicy === 'Parallel'
  return [
    ...(isManaged
      ? []
      : [
          invalid(
            path.child('podManagementPolicy'),
            podManagementPolicy,
            "must be 'OrderedReady' or 'Parallel'",
          ),
        ]),
    ...validateUpdateStrategy(updateStrategy, path.child('updateStrategy')),
    ...validateRetention(spec, path.child('persistentVolumeClaimRetentionPolicy')),
    ...eachItem(spec.volumeClaimTemplates, path.child('volumeClaimTemplates'), validateClaim),
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...validateNonNegative(spec.ordinals?.start, path.child('ordinals', 'start')),
    ...validateWorkloadSelector(selector, path.child('selector'), 'statefulset'),
    ...(selector !== undefined && !isReadable(selector)
      ? []
      : validateWorkloadTemplate(
          withClaims(spec),
          selector,
          path.child('template'),
          'StatefulSet',
        )),
  ]
}

/** The errors of a StatefulSet. */
export function validateStatefulSet({
  metadata,
  spec = {},
}: Sparse<StatefulSet>): readonly FieldError[] {
  const { serviceName = '' } = spec
  const path = rootPath('spec', 'serviceName')
  return [
    ...validateObjectMeta(metadata ?? {}, META_RULES),
    ...validateSpec(spec),
    ...(serviceName === '' ? [] : invalidEach(path, serviceName, isDns1123Label(serviceName))),
  ]
}

/** The errors of a change; the name of an old Service may be any. */
export function validateStatefulSetUpdate(
  next: StatefulSet,
  old: StatefulSet,
): readonly FieldError[] {
  const fixed = ({ spec }: StatefulSet): object =>
    Object.fromEntries(Object.entries(spec ?? {}).filter(([field]) => !MUTABLE.includes(field)))
  const list = MUTABLE.slice(0, -1)
    .map((field) => `'${field}'`)
    .join(', ')
  const detail = `updates to statefulset spec for fields other than ${list} and '${MUTABLE.at(-1) ?? ''}' are forbidden`
  return [
    ...validateSpec(asSparse(next.spec ?? ({} as NonNullable<StatefulSet['spec']>))),
    ...(equal(fixed(next), fixed(old)) ? [] : [forbidden(rootPath('spec'), detail)]),
  ]
}
