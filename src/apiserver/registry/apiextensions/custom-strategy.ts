// What the API server does with the objects of a definition.
// Follows k8s.io/apiextensions-apiserver/pkg/registry/customresource/strategy.go, status_strategy.go, validator.go and
// etcd.go, and pkg/apiserver/schema/objectmeta/validation.go (v1.36).
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresourceScale,
} from '#api/generated/types.ts'
import { customInfo, type CustomObject, definedKind, shownKind } from '#api/meta/custom-kind.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain, isQualifiedName } from '#api/meta/formats.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../admit-types.ts'
import { invalid, required } from '../../validation/errors.ts'
import { goQuote } from '#lib/go-quote.ts'
import {
  validateObjectMetaAccessor,
  validateObjectMetaAccessorUpdate,
} from '../../validation/validate-object-meta.ts'
import { goPrint } from '#api/strategicpatch/go-print.ts'
import { atOnce, type ScaleStrategy, type Strategy, nothingToAllocate } from '../strategy.ts'
import { validateListSetsAndMaps } from './schema/list-types.ts'
import { pruneNulls, setSchemaDefaults } from './schema/prune.ts'
import {
  itemsOf,
  nestedField,
  pathNames,
  propertyOf,
  type Schema,
  schemaHas,
  schemaOf,
  withNestedField,
} from './schema/schema.ts'
import { validateValue } from './schema/validate-value.ts'

const MAX_INT32 = 2_147_483_647
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion']
const NO_PATH = rootPath('<nil>')

/** An object as the fields that its schema speaks of. */
const fieldsOf = (object: object): JsonFields => object as JsonFields

/** The fields as an object of the kind that they were taken of. */
const likeObject = (fields: JsonFields): CustomObject => fields as unknown as CustomObject

function withoutStatus(object: CustomObject): CustomObject {
  const { status: _, ...rest } = fieldsOf(object)
  return 'status' in object ? likeObject(rest) : object
}

const withStatusOf = (next: CustomObject, old: CustomObject): CustomObject =>
  'status' in old ? likeObject({ ...fieldsOf(next), status: old.status }) : withoutStatus(next)

const withoutMetadata = (object: CustomObject): JsonFields => ({
  ...fieldsOf(object),
  metadata: null,
})

/** The errors of the type that an object names. */
function validateTypeMeta(
  { apiVersion, kind }: CustomObject,
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
): readonly FieldError[] {
  const { group, names } = definition.spec
  const wanted = `${group}/${version.name}`
  return [
    ...(shownKind(kind) === names.kind
      ? []
      : [invalid(rootPath('kind'), shownKind(kind), `must be ${names.kind}`)]),
    ...(apiVersion === wanted
      ? []
      : [invalid(rootPath('apiVersion'), apiVersion, `must be ${wanted}`)]),
  ]
}

/** What Go calls the type of a value that it could not take for another one. */
function goTypeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  if (Array.isArray(value)) return '[]interface {}'
  return value === null ? '<nil>' : isFields(value) ? 'map[string]interface {}' : 'string'
}

/** The value at a path of names, or why there is none. Follows unstructured.NestedFieldNoCopy. */
function accessed(
  object: object,
  path: string,
  wanted: 'int64' | 'string',
): { readonly value: unknown } | { readonly problem: string } {
  const names = pathNames(path)
  let at: unknown = object
  for (const name of names) {
    if (at === null || at === undefined) return { value: undefined }
    if (!isFields(at)) {
      return {
        problem: `.${names.join('.')} accessor error: ${goPrint(at)} is of the type ${goTypeOf(at)}, expected map[string]interface{}`,
      }
    }
    at = at[name]
  }
  const isRight = wanted === 'string' ? typeof at === 'string' : Number.isInteger(at)
  if (at === undefined || isRight) return { value: at }
  return {
    problem: `.${names.join('.')} accessor error: ${goPrint(at)} is of the type ${goTypeOf(at)}, expected ${wanted}`,
  }
}

function validateReplicas(object: CustomObject, path: string): readonly FieldError[] {
  const found = accessed(object, path, 'int64')
  const at = rootPath(path)
  if ('problem' in found) return [invalid(at, 0, found.problem)]
  const replicas = Number(found.value ?? 0)
  if (replicas < 0) return [invalid(at, replicas, 'should be a non-negative integer')]
  return replicas > MAX_INT32
    ? [invalid(at, replicas, `should be less than or equal to ${MAX_INT32}`)]
    : []
}

function validateScaleStatus(
  object: CustomObject,
  scale: CustomResourceSubresourceScale | undefined,
): readonly FieldError[] {
  if (scale === undefined) return []
  const { statusReplicasPath, labelSelectorPath } = scale
  const selector =
    labelSelectorPath === undefined ? { value: '' } : accessed(object, labelSelectorPath, 'string')
  return [
    ...validateReplicas(object, statusReplicasPath),
    ...('problem' in selector
      ? [invalid(rootPath(labelSelectorPath ?? ''), '', selector.problem)]
      : []),
  ]
}

const validateScale = (
  object: CustomObject,
  scale: CustomResourceSubresourceScale | undefined,
): readonly FieldError[] =>
  scale === undefined
    ? []
    : [...validateReplicas(object, scale.specReplicasPath), ...validateScaleStatus(object, scale)]

/** The errors of what the objects inside of an object say of themselves. */
function validateEmbedded(
  value: unknown,
  schema: Schema | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (schema === undefined) return []
  if (Array.isArray(value)) {
    const items = itemsOf(schema)
    return value.flatMap((item, index) => validateEmbedded(item, items, path.index(index)))
  }
  if (!isFields(value)) return []
  return [
    ...(schema['x-kubernetes-embedded-resource'] === true ? embeddedMeta(value, path) : []),
    ...Object.entries(value).flatMap(([field, item]) =>
      validateEmbedded(item, propertyOf(schema, field), path.child(field)),
    ),
  ]
}

function embeddedMeta(value: JsonFields, path: FieldPath): readonly FieldError[] {
  const { metadata } = value
  const missing = ['apiVersion', 'kind'].flatMap((field) =>
    typeof value[field] === 'string' && value[field] !== '' ? [] : [required(path.child(field))],
  )
  if (!isFields(metadata)) return missing
  const names = { name: 'valid', namespace: 'valid', ...metadata }
  const errors = validateObjectMetaAccessor(names, {
    namespaced: true,
    nameFormat: isDns1123Subdomain,
  })
  return [
    ...missing,
    ...errors.map((error) => ({
      ...error,
      path: rootPath(`${path.toString()}.${error.path.toString()}`),
    })),
  ]
}

/** What is said where rules in CEL were not looked at because of other errors. */
function rulesNotChecked(errors: readonly FieldError[], schema: Schema): readonly FieldError[] {
  const blocking = ['Unsupported value', 'Required value', 'Too long', 'Too many']
  const isBlocked = errors.some(
    ({ type, cause }) => blocking.includes(type) || cause === 'FieldValueTypeInvalid',
  )
  if (!isBlocked || !schemaHas(schema, (part) => part['x-kubernetes-validations'] !== undefined))
    return []
  const message =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return [invalid(NO_PATH, null, message)]
}

/** Follows validateKubeFinalizerName. */
function finalizerWarnings(
  { metadata }: CustomObject,
  old: readonly string[],
): readonly AdmissionWarning[] {
  const at = 'metadata.finalizers'
  const added = (metadata.finalizers ?? []).filter((name) => !old.includes(name)).toSorted()
  return added
    .flatMap((name) => {
      const isShort = !name.includes('/') && !STANDARD_FINALIZERS.includes(name)
      const what = name.includes('.') ? ' including a path (/)' : ''
      const better = `prefer a domain-qualified finalizer name${what} to avoid accidental conflicts with other finalizer writers`
      return [...isQualifiedName(name), ...(isShort ? [better] : [])].map(
        (message) => `${at}: ${goQuote(name)}: ${message}`,
      )
    })
    .map((message) => ({ message, path: rootPath('metadata', 'finalizers') }))
}

function scaleOf(
  scale: CustomResourceSubresourceScale | undefined,
): ScaleStrategy<CustomObject> | null {
  if (scale === undefined) return null
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const number = (object: CustomObject, path: string): number => {
    const value = nestedField(object, pathNames(path))
    return typeof value === 'number' ? value : 0
  }
  return {
    replicas: (object) => ({
      spec: number(object, specReplicasPath),
      status: number(object, statusReplicasPath),
    }),
    withReplicas: (object, replicas) =>
      likeObject(withNestedField(fieldsOf(object), pathNames(specReplicasPath), replicas)),
    selector: (object) => {
      const selector =
        labelSelectorPath === undefined ? '' : nestedField(object, pathNames(labelSelectorPath))
      return typeof selector === 'string' ? selector : ''
    },
  }
}

interface Rules {
  readonly definition: CustomResourceDefinition
  readonly version: CustomResourceDefinitionVersion
  readonly schema: Schema
  readonly scale: CustomResourceSubresourceScale | undefined
}

const asServed = (object: CustomObject): JsonFields => ({
  ...fieldsOf(object),
  kind: shownKind(object.kind),
})

const repeatedIn = (object: CustomObject, { schema }: Rules): readonly FieldError[] =>
  validateListSetsAndMaps(fieldsOf(object), schema, rootPath())

const withRules = (errors: readonly FieldError[], { schema }: Rules): readonly FieldError[] => [
  ...errors,
  ...rulesNotChecked(errors, schema),
]

function validateNew(object: CustomObject, rules: Rules): readonly FieldError[] {
  const { definition, version, schema, scale } = rules
  const types = validateTypeMeta(object, definition, version)
  if (types.length > 0) return types
  const errors = [
    ...validateObjectMetaAccessor(object.metadata, {
      namespaced: definition.spec.scope !== 'Cluster',
      nameFormat: isDns1123Subdomain,
    }),
    ...validateValue(asServed(object), schema),
    ...validateScale(object, scale),
    ...validateEmbedded(object, schema, rootPath()),
    ...repeatedIn(object, rules),
  ]
  return withRules(errors, rules)
}

function validateChange(
  next: CustomObject,
  old: CustomObject,
  rules: Rules,
): readonly FieldError[] {
  const { definition, version, schema, scale } = rules
  const types = validateTypeMeta(next, definition, version)
  if (types.length > 0) return types
  const errors = [
    ...validateObjectMetaAccessorUpdate(next.metadata, old.metadata),
    ...validateValue(asServed(next), schema, { old: asServed(old) }),
    ...validateScale(next, scale),
    ...validateEmbedded(next, schema, rootPath()),
    ...(repeatedIn(old, rules).length === 0 ? repeatedIn(next, rules) : []),
  ]
  return withRules(errors, rules)
}

/** The strategy of the objects of a version of a definition. */
export function customStrategy(
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
): Strategy<CustomObject> {
  const schema = schemaOf(version) ?? {}
  const { status, scale } = version.subresources ?? {}
  const info = customInfo(definedKind(definition))
  const hasStatus = status !== undefined
  const rules = { definition, version, schema, scale }
  return {
    info,
    isChecked: () => true,
    setDefaults: (object) =>
      likeObject(fieldsOf(setSchemaDefaults(pruneNulls(object, schema), schema) as object)),
    prepareForCreate: (object) => {
      const own = hasStatus ? withoutStatus(object) : object
      return { ...own, metadata: { ...own.metadata, generation: 1 } }
    },
    beginCreate: nothingToAllocate,
    validate: (sparse) => validateNew(likeObject(sparse as JsonFields), rules),
    warningsOnCreate: (object) => finalizerWarnings(object, []),
    prepareForUpdate: (next, old) => {
      const own = hasStatus ? withStatusOf(next, old) : next
      const { generation = 1 } = old.metadata
      return equal(withoutMetadata(own), withoutMetadata(old))
        ? own
        : { ...own, metadata: { ...own.metadata, generation: generation + 1 } }
    },
    validateUpdate: (next, old) => validateChange(next, old, rules),
    warningsOnUpdate: (next, old) => finalizerWarnings(next, old.metadata.finalizers ?? []),
    prepareForStatusUpdate: (next) => next,
    validateStatusUpdate: (next, old) => [
      ...validateValue(nestedField(next, ['status']), propertyOf(schema, 'status'), {
        at: rootPath('status'),
        old: nestedField(old, ['status']),
      }),
      ...validateScaleStatus(next, scale),
    ],
    ...atOnce,
    scale: scaleOf(scale),
  }
}
