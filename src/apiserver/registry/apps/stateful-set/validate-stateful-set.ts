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
import { validateAnnotations, validateLabels } from '../../../validation/validate-labels.ts'
import {
  validatePodSpecificAnnotations,
  validatePodTemplate,
} from '../../../validation/pod/validate-pod.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import {
  isReadable,
  validateRunsForever,
  validateSelectedLabels,
  validateWorkloadSelector,
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

/**
 * The template with the volumes that the claims will be: its containers may mount them by their names. What its Pods
 * are called is up to the set.
 */
function withClaims({ template: given, volumeClaimTemplates = [] }: Spec): Spec['template'] {
  const template = withoutNames(given)
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

function withoutNames(template: Spec['template']): Spec['template'] {
  const { hostname, subdomain, ...spec } = template?.spec ?? {}
  return hostname === undefined && subdomain === undefined ? template : { ...template, spec }
}

/** The errors of the template, some of which are looked for twice. */
function validateTemplate(spec: Spec, path: FieldPath): readonly FieldError[] {
  const template = withClaims(spec)
  const { labels, annotations } = template?.metadata ?? {}
  return [
    ...validateSelectedLabels(template, spec.selector, path),
    ...validatePodTemplate(template, path),
    ...validateLabels(labels, path.child('labels')),
    ...validateAnnotations(annotations, path.child('annotations')),
    ...validatePodSpecificAnnotations(annotations, template?.spec ?? {}, path.child('annotations')),
  ]
}

const validateClaim = (
  { spec }: Sparse<PersistentVolumeClaim>,
  path: FieldPath,
): readonly FieldError[] => validateClaimSpec(spec, path.child('spec'))

/** What of an old set may be as it is: the name of its Service, and its claims. */
function validateSpec(spec: Spec, isNew: boolean): readonly FieldError[] {
  const path = rootPath('spec')
  const { podManagementPolicy = '', selector, serviceName = '', updateStrategy = {} } = spec
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
    ...(isNew
      ? eachItem(spec.volumeClaimTemplates, path.child('volumeClaimTemplates'), validateClaim)
      : []),
    ...validateNonNegative(spec.replicas, path.child('replicas')),
    ...validateNonNegative(spec.minReadySeconds, path.child('minReadySeconds')),
    ...validateNonNegative(spec.ordinals?.start, path.child('ordinals', 'start')),
    ...(isNew && serviceName !== ''
      ? invalidEach(path.child('serviceName'), serviceName, isDns1123Label(serviceName))
      : []),
    ...validateWorkloadSelector(selector, path.child('selector'), 'statefulset', ''),
    ...(selector !== undefined && !isReadable(selector)
      ? []
      : validateTemplate(spec, path.child('template'))),
    ...validateRunsForever(spec.template, path.child('template'), 'StatefulSet'),
  ]
}

/** The errors of a StatefulSet. */
export function validateStatefulSet({
  metadata,
  spec = {},
}: Sparse<StatefulSet>): readonly FieldError[] {
  return [...validateObjectMeta(metadata ?? {}, META_RULES), ...validateSpec(spec, true)]
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
    ...validateSpec(asSparse(next.spec ?? ({} as NonNullable<StatefulSet['spec']>)), false),
    ...(equal(fixed(next), fixed(old)) ? [] : [forbidden(rootPath('spec'), detail)]),
  ]
}
