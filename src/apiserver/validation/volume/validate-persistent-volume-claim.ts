// PersistentVolumeClaims, and the templates of claims in Pods.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePersistentVolumeClaimSpec.
import type {
  ObjectMeta,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
  TypedObjectReference,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { canonicalQuantity, quantityOf } from '#api/meta/quantity.ts'
import { isDns1123Label, isDns1123Subdomain, POSITIVE } from '#api/meta/formats.ts'
import { forbidden, invalid, invalidEach, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateAnnotations, validateLabels, validateLabelSelector } from '../validate-labels.ts'
import { validateObjectMeta } from '../validate-object-meta.ts'
import type { ResourceList } from '../pod/validate-resources.ts'

/** The ways in which nodes may mount a volume. */
export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
/** The modes of a volume. */
export const VOLUME_MODES = ['Block', 'Filesystem']

function validateAccessModes(modes: readonly string[], path: FieldPath): readonly FieldError[] {
  const known = modes.filter((mode) => ACCESS_MODES.includes(mode))
  const errors = modes
    .filter((mode) => !known.includes(mode))
    .map((mode) => notSupported(path, mode, ACCESS_MODES))
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  }
  return errors
}

/** The errors of an amount of storage that must be there and positive. */
export function validateStorage(
  list: ResourceList | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const storage = list !== undefined && Object.hasOwn(list, 'storage') ? list.storage : undefined
  if (storage === undefined) return [required(path)]
  return quantityOf(storage).nano > 0n ? [] : [invalid(path, canonicalQuantity(storage), POSITIVE)]
}

function validateDataSource(
  source: Sparse<TypedObjectReference> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (source === undefined) return []
  const { name = '', kind = '', apiGroup = '', namespace = '' } = source
  const errors: FieldError[] = []
  if (name === '') errors.push(required(path.child('name')))
  if (kind === '') errors.push(required(path.child('kind')))
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    errors.push(
      invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"),
    )
  }
  if (apiGroup !== '')
    errors.push(...invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain(apiGroup)))
  if (namespace !== '')
    errors.push(...invalidEach(path.child('namespace'), namespace, isDns1123Label(namespace)))
  return errors
}

/** The error of two ways to say where the data comes from that say different things. Its value is a path, which prints as nothing. */
function validateSameSource(
  { dataSource: direct, dataSourceRef: general }: Sparse<PersistentVolumeClaimSpec>,
  path: FieldPath,
): readonly FieldError[] {
  if (direct === undefined || general === undefined) return []
  if ((general.namespace ?? '') !== '')
    return [invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified')]
  const isSame =
    direct.apiGroup === general.apiGroup &&
    (direct.kind ?? '') === (general.kind ?? '') &&
    (direct.name ?? '') === (general.name ?? '')
  return isSame ? [] : [invalid(path, {}, 'must match dataSourceRef')]
}

/** The errors of the spec of a claim. */
export function validateClaimSpec(
  spec: Sparse<PersistentVolumeClaimSpec> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const { accessModes = [], storageClassName = '', volumeMode, resources } = spec ?? {}
  const modesPath = path.child('accessModes')
  const classPath = path.child('storageClassName')
  return [
    ...(accessModes.length === 0
      ? [required(modesPath, 'at least 1 access mode is required')]
      : []),
    ...validateLabelSelector(spec?.selector, path.child('selector')),
    ...validateAccessModes(accessModes, modesPath),
    ...validateStorage(resources?.requests, path.child('resources').key('storage')),
    ...(storageClassName === ''
      ? []
      : invalidEach(classPath, storageClassName, isDns1123Subdomain(storageClassName))),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [notSupported(path.child('volumeMode'), volumeMode, VOLUME_MODES)]),
    ...validateDataSource(spec?.dataSource, path.child('dataSource')),
    ...validateDataSource(spec?.dataSourceRef, path.child('dataSourceRef')),
    ...validateSameSource(spec ?? {}, path),
    ...validateAttributesClass(
      spec?.volumeAttributesClassName,
      path.child('volumeAttributesClassName'),
    ),
  ]
}

/** The errors of the name of a class of attributes; none is as good as an empty one. */
export function validateAttributesClass(
  name: string | undefined,
  path: FieldPath,
): readonly FieldError[] {
  return name === undefined || name === '' ? [] : invalidEach(path, name, isDns1123Subdomain(name))
}

/** The errors of a PersistentVolumeClaim. */
export function validatePersistentVolumeClaim(
  claim: Sparse<PersistentVolumeClaim>,
): readonly FieldError[] {
  return [
    ...validateObjectMeta(claim.metadata ?? {}, {
      namespaced: true,
      nameFormat: isDns1123Subdomain,
    }),
    ...validateClaimSpec(claim.spec, rootPath('spec')),
  ]
}

function validateTemplateMeta(
  metadata: Sparse<ObjectMeta>,
  path: FieldPath,
): readonly FieldError[] {
  const { annotations, labels, ...others } = metadata
  return [
    ...validateAnnotations(annotations, path.child('annotations')),
    ...validateLabels(labels, path.child('labels')),
    ...Object.entries(others)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([field]) => forbidden(path.child(field), 'cannot be set')),
  ]
}

/** The errors of the claim that an ephemeral volume makes. */
export function validateClaimTemplate(
  template: Sparse<PersistentVolumeClaimTemplate>,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...validateTemplateMeta(template.metadata ?? {}, path.child('metadata')),
    ...validateClaimSpec(template.spec, path.child('spec')),
  ]
}
