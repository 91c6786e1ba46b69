// CustomResourceDefinitions.
// Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.36), and of
// pkg/apiserver/schema/validation.go that a schema says the type of each of its fields.
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1035Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { eachItem, invalid, notSupported, required } from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { sortedEntries } from '../../validation/validate-labels.ts'

type Spec = Sparse<CustomResourceDefinitionSpec>
type Version = Sparse<CustomResourceDefinitionVersion>

const SCOPES = ['Cluster', 'Namespaced']
const STRATEGIES = ['None', 'Webhook']
const TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const APPROVAL = 'api-approved.kubernetes.io'
const APPROVAL_TEXT =
  'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111'

/** All messages of a label in one error, where there are any. */
function labelErrors(path: FieldPath, value: string): readonly FieldError[] {
  const messages = isDns1035Label(value)
  return messages.length === 0 ? [] : [invalid(path, value, messages.join(','))]
}

function mixedCaseErrors(path: FieldPath, value: string): readonly FieldError[] {
  const messages = isDns1035Label(value.toLowerCase())
  const text = `may have mixed case, but should otherwise match: ${messages.join(',')}`
  return value === '' || messages.length === 0 ? [] : [invalid(path, value, text)]
}

function validateNames(
  names: Sparse<CustomResourceDefinitionNames>,
  path: FieldPath,
): readonly FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '' } = names
  const all = { plural, singular, kind, listKind }
  return [
    ...Object.entries(all).flatMap(([field, value]) =>
      value === '' ? [required(path.child(field))] : [],
    ),
    ...(plural === '' ? [] : labelErrors(path.child('plural'), plural)),
    ...(singular === '' ? [] : labelErrors(path.child('singular'), singular)),
    ...mixedCaseErrors(path.child('kind'), kind),
    ...mixedCaseErrors(path.child('listKind'), listKind),
    ...eachItem(names.shortNames, path.child('shortNames'), (name, at) => labelErrors(at, name)),
    ...(kind !== '' && kind === listKind
      ? [invalid(path.child('listKind'), listKind, 'kind and listKind may not be the same')]
      : []),
    ...eachItem(names.categories, path.child('categories'), (name, at) => labelErrors(at, name)),
  ]
}

function validateColumn(
  { name = '', type = '', format = '', jsonPath = '' }: Sparse<CustomResourceColumnDefinition>,
  path: FieldPath,
): readonly FieldError[] {
  const types = `must be one of ${TYPES.join(',')}`
  return [
    ...(name === '' ? [required(path.child('name'))] : []),
    ...(type === '' ? [required(path.child('type'), types)] : []),
    ...(type === '' || TYPES.includes(type) ? [] : [invalid(path.child('type'), type, types)]),
    ...(format === '' || FORMATS.includes(format)
      ? []
      : [invalid(path.child('format'), format, `must be one of ${FORMATS.join(',')}`)]),
    ...(jsonPath === '' ? [required(path.child('JSONPath'))] : []),
  ]
}

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
}

/** What a value has to say of its type: nothing only where it may be anything. */
function validateType(schema: Schema, path: FieldPath, of: string): readonly FieldError[] {
  const isFree =
    schema['x-kubernetes-int-or-string'] === true ||
    schema['x-kubernetes-preserve-unknown-fields'] === true
  if ((schema.type ?? '') !== '' || isFree) return []
  return [required(path.child('type'), `must not be empty for specified ${of}`)]
}

/** The errors of a part of a schema, and of all below it. */
function validateBelow(schema: Schema, path: FieldPath): readonly FieldError[] {
  const { items, additionalProperties: more } = schema
  const below = (part: Schema, at: FieldPath, of: string): readonly FieldError[] => [
    ...validateType(part, at, of),
    ...validateBelow(part, at),
  ]
  return [
    ...(items === undefined ? [] : below(items, path.child('items'), 'array items')),
    ...(more === undefined || typeof more === 'boolean'
      ? []
      : below(more, path.child('additionalProperties'), 'object fields')),
    ...sortedEntries(schema.properties).flatMap(([name, part]) =>
      below(part, path.child('properties').key(name), 'object fields'),
    ),
  ]
}

function validateRoot(schema: Schema, path: FieldPath): readonly FieldError[] {
  const type = path.child('type')
  const isFree = schema['x-kubernetes-preserve-unknown-fields'] === true
  const root =
    (schema.type ?? '') === ''
      ? isFree
        ? []
        : [required(type, 'must not be empty at the root')]
      : schema.type === 'object'
        ? []
        : [invalid(type, schema.type, 'must be object at the root')]
  return [...root, ...validateBelow(schema, path)]
}

function validateVersion(version: Version, path: FieldPath): readonly FieldError[] {
  const { name = '', schema, additionalPrinterColumns: columns } = version
  const { openAPIV3Schema } = schema ?? {}
  return [
    ...labelErrors(path.child('name'), name),
    ...(version.deprecated !== true && version.deprecationWarning !== undefined
      ? [
          invalid(
            path.child('deprecationWarning'),
            version.deprecationWarning,
            'can only be set for deprecated versions',
          ),
        ]
      : []),
    ...(openAPIV3Schema === undefined
      ? []
      : validateRoot(openAPIV3Schema as Schema, path.child('schema', 'openAPIV3Schema'))),
    ...eachItem(columns, path.child('additionalPrinterColumns'), validateColumn),
  ]
}

function validateGroup(group: string, path: FieldPath): readonly FieldError[] {
  if (group === '') return [required(path)]
  const messages = isDns1123Subdomain(group)
  if (messages.length > 0) return [invalid(path, group, messages.join(','))]
  return group.includes('.')
    ? []
    : [invalid(path, group, 'should be a domain with at least one dot')]
}

function choice(
  path: FieldPath,
  value: string,
  supported: readonly string[],
): readonly FieldError[] {
  if (value === '') return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

function validateSpec(spec: Spec): readonly FieldError[] {
  const path = rootPath('spec')
  const { group = '', scope = '', versions = [], names = {}, conversion } = spec
  const at = path.child('versions')
  const versionNames = versions.map(({ name = '' }) => name)
  const stored = versions.filter(({ storage }) => storage === true).length
  return [
    ...validateGroup(group, path.child('group')),
    ...choice(path.child('scope'), scope, SCOPES),
    ...eachItem(versions, at, ({ schema }, item) =>
      schema?.openAPIV3Schema === undefined
        ? [required(item.child('schema', 'openAPIV3Schema'))]
        : [],
    ),
    ...eachItem(versions, at, validateVersion),
    ...(new Set(versionNames).size < versions.length
      ? [invalid(at, versions, 'must contain unique version names')]
      : []),
    ...(stored === 1
      ? []
      : [invalid(at, versions, 'must have exactly one version marked as storage version')]),
    ...validateNames(names, path.child('names')),
    ...(conversion === undefined
      ? []
      : choice(path.child('conversion', 'strategy'), conversion.strategy ?? '', STRATEGIES)),
  ]
}

const isProtected = (group: string): boolean =>
  ['k8s.io', 'kubernetes.io'].some((end) => group === end || group.endsWith(`.${end}`))

function validateApproval({
  metadata,
  spec,
}: Sparse<CustomResourceDefinition>): readonly FieldError[] {
  if (!isProtected(spec?.group ?? '')) return []
  const path = rootPath('metadata', 'annotations').key(APPROVAL)
  const value = metadata?.annotations?.[APPROVAL] ?? ''
  if (value === '') return [required(path, APPROVAL_TEXT)]
  const isUrl = /^https?:\/\/[^/]+/.test(value) || value.startsWith('unapproved')
  return isUrl ? [] : [invalid(path, value, APPROVAL_TEXT)]
}

/** The errors of a definition, but those of its metadata. */
export function validateDefinition(
  definition: Sparse<CustomResourceDefinition>,
): readonly FieldError[] {
  const { metadata = {}, spec = {} } = definition
  const { name = '' } = metadata
  const isNamed = name === '' || name === `${spec.names?.plural ?? ''}.${spec.group ?? ''}`
  return [
    ...(isNamed
      ? []
      : [invalid(rootPath('metadata', 'name'), name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateSpec(spec),
    ...validateApproval(definition),
  ]
}

/** The errors of a changed definition: what its objects are called by stays. */
export function validateDefinitionChange(
  { spec = {} }: Sparse<CustomResourceDefinition>,
  old: CustomResourceDefinition,
): readonly FieldError[] {
  const path = rootPath('spec')
  // What objects are called may change as long as there can be none.
  const isEstablished = (old.status?.conditions ?? []).some(
    ({ type, status }) => type === 'Established' && status === 'True',
  )
  const pairs = [
    ...(isEstablished
      ? ([
          ['scope', spec.scope, old.spec.scope],
          ['names.kind', spec.names?.kind, old.spec.names.kind],
        ] as const)
      : []),
    ['group', spec.group, old.spec.group],
    ['names.plural', spec.names?.plural, old.spec.names.plural],
  ] as const
  return pairs.flatMap(([field, next, before]) =>
    next === before ? [] : [invalid(path.child(...field.split('.')), next ?? '', IMMUTABLE)],
  )
}
