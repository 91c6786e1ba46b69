// The metadata of every object.
// Follows k8s.io/apimachinery/pkg/api/validation/objectmeta.go (v1.36) and pkg/apis/core/validation for finalizers.
import type { ObjectMeta, OwnerReference } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { Format } from '#api/meta/formats.ts'
import { compareText } from '#lib/compare.ts'
import { eachItem, forbidden, invalid, invalidEach, required } from './errors.ts'
import { IMMUTABLE, isDns1123Label, isQualifiedName, NON_NEGATIVE } from '#api/meta/formats.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from './sparse.ts'
import { validateAnnotations, validateLabels } from './validate-labels.ts'

const METADATA = rootPath('metadata')
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion']

export interface MetaRules {
  readonly namespaced: boolean
  readonly nameFormat: Format
}

/** A generated name may end with '-', because more follows. */
export function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}

function validateNames(
  metadata: Sparse<ObjectMeta>,
  { nameFormat }: MetaRules,
): readonly FieldError[] {
  const { name = '', generateName = '' } = metadata
  const generated =
    generateName === ''
      ? []
      : invalidEach(
          METADATA.child('generateName'),
          generateName,
          nameFormat(maskTrailingDash(generateName)),
        )
  const path = METADATA.child('name')
  return [
    ...generated,
    ...(name === ''
      ? [required(path, 'name or generateName is required')]
      : invalidEach(path, name, nameFormat(name))),
  ]
}

function validateNamespaceField(
  { namespace = '' }: Sparse<ObjectMeta>,
  namespaced: boolean,
): readonly FieldError[] {
  const path = METADATA.child('namespace')
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')]
  return namespace === ''
    ? [required(path)]
    : invalidEach(path, namespace, isDns1123Label(namespace))
}

/** A reference as JSON prints it. */
function printedReference(reference: Sparse<OwnerReference>): unknown {
  const {
    apiVersion = '',
    kind = '',
    name = '',
    uid = '',
    controller,
    blockOwnerDeletion,
  } = reference
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion }
}

function validateOwnerReference(
  reference: Sparse<OwnerReference>,
  path: FieldPath,
): readonly FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference
  const errors: FieldError[] = []
  if (apiVersion === '' || apiVersion.endsWith('/')) {
    errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'))
  }
  for (const [field, value] of Object.entries({ kind, name, uid })) {
    if (value === '') errors.push(invalid(path.child(field), value, 'must not be empty'))
  }
  if (apiVersion === 'v1' && kind === 'Event') {
    errors.push(
      invalid(
        path,
        printedReference(reference),
        '/v1, Kind=Event is disallowed from being an owner',
      ),
    )
  }
  return errors
}

function validateOwnerReferences(
  references: readonly Sparse<OwnerReference>[],
): readonly FieldError[] {
  const path = METADATA.child('ownerReferences')
  const errors: FieldError[] = []
  let first = ''
  for (const reference of references) {
    errors.push(...validateOwnerReference(reference, path))
    if (reference.controller !== true) continue
    const owner = `${reference.kind ?? ''}/${reference.name ?? ''}`
    if (first === '') first = owner
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${owner}`
      errors.push(invalid(path, references.map(printedReference), detail))
    }
  }
  return errors
}

function validateFinalizers(finalizers: readonly string[]): readonly FieldError[] {
  const path = METADATA.child('finalizers')
  const errors = finalizers.flatMap((finalizer) =>
    invalidEach(path, finalizer, isQualifiedName(finalizer)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    )
  }
  return errors
}

const UNQUALIFIED = 'name is neither a standard finalizer name nor is it fully qualified'

function validateStandardFinalizer(finalizer: string, path: FieldPath): readonly FieldError[] {
  return finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
    ? []
    : [invalid(path, finalizer, UNQUALIFIED)]
}

const validateStandardFinalizers = ({ finalizers }: Sparse<ObjectMeta>): readonly FieldError[] =>
  eachItem(finalizers, METADATA.child('finalizers'), validateStandardFinalizer)

/** The errors of the name of a finalizer of a Namespace. Follows ValidateFinalizerName of pkg/apis/core/validation. */
export function validateFinalizerName(finalizer: string, path: FieldPath): readonly FieldError[] {
  return [
    ...invalidEach(path, finalizer, isQualifiedName(finalizer)),
    ...validateStandardFinalizer(finalizer, path),
  ]
}

/** What is checked of the metadata of every kind, whatever its own rules are. Its name was generated before. */
export function validateObjectMetaAccessor(
  metadata: Sparse<ObjectMeta>,
  rules: MetaRules,
): readonly FieldError[] {
  const { generation = 0, finalizers = [] } = metadata
  return [
    ...validateNames(metadata, rules),
    ...validateNamespaceField(metadata, rules.namespaced),
    ...(generation < 0 ? [invalid(METADATA.child('generation'), generation, NON_NEGATIVE)] : []),
    ...validateLabels(metadata.labels, METADATA.child('labels')),
    ...validateAnnotations(metadata.annotations, METADATA.child('annotations')),
    ...validateOwnerReferences(metadata.ownerReferences ?? []),
    ...validateFinalizers(finalizers),
  ]
}

/** The errors of the metadata of an object that is created, as kinds look at it. */
export function validateObjectMeta(
  metadata: Sparse<ObjectMeta>,
  rules: MetaRules,
): readonly FieldError[] {
  return [...validateObjectMetaAccessor(metadata, rules), ...validateStandardFinalizers(metadata)]
}

const IMMUTABLE_FIELDS = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

/** The errors of changed metadata, as kinds look at it. */
export function validateObjectMetaUpdate(
  next: Sparse<ObjectMeta>,
  old: Sparse<ObjectMeta>,
): readonly FieldError[] {
  return [...validateObjectMetaAccessorUpdate(next, old), ...validateStandardFinalizers(next)]
}

/** What is checked of changed metadata of every kind. */
export function validateObjectMetaAccessorUpdate(
  next: Sparse<ObjectMeta>,
  old: Sparse<ObjectMeta>,
): readonly FieldError[] {
  const errors: FieldError[] = []
  if (old.deletionTimestamp !== undefined) {
    const added = (next.finalizers ?? []).filter(
      (finalizer) => !(old.finalizers ?? []).includes(finalizer),
    )
    const list = added.toSorted(compareText).map(goQuote).join(', ')
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
    if (added.length > 0) errors.push(forbidden(METADATA.child('finalizers'), detail))
  }
  if ((next.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(
      invalid(METADATA.child('generation'), next.generation ?? 0, 'must not be decremented'),
    )
  }
  for (const field of IMMUTABLE_FIELDS) {
    if (next[field] !== old[field])
      errors.push(invalid(METADATA.child(field), next[field], IMMUTABLE))
  }
  return [
    ...errors,
    ...validateLabels(next.labels, METADATA.child('labels')),
    ...validateAnnotations(next.annotations, METADATA.child('annotations')),
    ...validateOwnerReferences(next.ownerReferences ?? []),
  ]
}
