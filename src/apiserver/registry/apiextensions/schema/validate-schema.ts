// A schema of a definition: which of OpenAPI's words it may have.
// Follows k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.36),
// ValidateCustomResourceDefinitionOpenAPISchema and specStandardValidatorV3.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { simplified } from '#lib/simplified.ts'
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../../validation/errors.ts'
import { sortedEntries } from '../../../validation/validate-labels.ts'
import { entriesOf, itemsOf, type Rule, type Schema, schemaHas } from './schema.ts'
import { validateDefaults } from './validate-defaults.ts'
import { validateStructural } from './validate-structural.ts'

simplified(
  'schema-rules',
  'rules of a schema in CEL (x-kubernetes-validations) are stored, and no object is checked by them.',
  { fields: ['JSONSchemaProps.x-kubernetes-validations'] },
)

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const LIST_TYPES = ['atomic', 'set', 'map']
const MAP_TYPES = ['atomic', 'granular']
const REASONS = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
]
const META_FIELDS: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion'])

/** What is allowed at the root of a schema beside a status of its own, as Go calls it. */
const AT_ROOT =
  'Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations'

/** The words that are no part of a structural schema. */
const UNSUPPORTED = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
] as const

/** The errors of the schema of a version. `hasStatus`: its objects have a status of their own. */
export function validateSchema(
  schema: Schema,
  path: FieldPath,
  hasStatus: boolean,
): readonly FieldError[] {
  const structural = canBeStructural(schema) ? validateStructural(schema, path) : []
  const defaults =
    canBeStructural(schema) && structural.length === 0 ? validateDefaults(schema, path) : []
  return [
    ...(hasStatus ? besideStatus(schema, path) : []),
    ...(schema.nullable === true
      ? [forbidden(path.child('nullable'), 'nullable cannot be true at the root')]
      : []),
    ...structural,
    ...defaults,
    ...openApi(schema, path, { isRoot: true, noDefaults: null, isInMeta: false }),
  ]
}

/** Whether there is nothing in a schema that structural ones have no words for. */
function canBeStructural(schema: Schema): boolean {
  return !schemaHas(
    schema,
    (part) =>
      UNSUPPORTED.some((field) => part[field] !== undefined) ||
      Array.isArray(part.items) ||
      part['x-kubernetes-preserve-unknown-fields'] === false,
  )
}

function besideStatus(schema: Schema, path: FieldPath): readonly FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object') {
    const message =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
    return [invalid(path.child('type'), schema.type, message)]
  }
  const allowed = AT_ROOT.split(' ')
  const goName = (field: string): string =>
    field
      .replace(/^x-kubernetes-/, 'x-')
      .replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const other = Object.entries(schema).find(
    ([field, value]) => value !== undefined && value !== false && !allowed.includes(goName(field)),
  )
  if (other === undefined) return []
  const message = `only [${AT_ROOT}] fields are allowed at the root of the schema if the status subresource is enabled`
  return [invalid(path, schema, message)]
}

interface Where {
  readonly isRoot: boolean
  /** Why there may be no defaults; null where there may. */
  readonly noDefaults: string | null
  readonly isInMeta: boolean
}

function openApi(schema: Schema, path: FieldPath, where: Where): readonly FieldError[] {
  return [
    ...standard(schema, path, where),
    ...(schema.uniqueItems === true
      ? [
          forbidden(
            path.child('uniqueItems'),
            'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
          ),
        ]
      : []),
    ...additional(schema, path, where),
    ...parts(schema, path, { ...where, isRoot: false }, where.isRoot),
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false
      ? [
          invalid(
            path.child('x-kubernetes-preserve-unknown-fields'),
            false,
            'must be true or undefined',
          ),
        ]
      : []),
    ...mapType(schema, path),
    ...listType(schema, path),
    ...listMapKeys(schema, path),
    ...(schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
      validateRule(rule, path.child('x-kubernetes-validations').index(index)),
    ),
  ]
}

function standard(
  schema: Schema,
  path: FieldPath,
  { noDefaults, isInMeta }: Where,
): readonly FieldError[] {
  const { type = '' } = schema
  const isThere = (field: (typeof UNSUPPORTED)[number]): boolean => {
    const value = schema[field]
    if (field === 'patternProperties' || field === 'definitions')
      return Object.keys(value ?? {}).length > 0
    return value !== undefined && value !== ''
  }
  return [
    ...(type !== '' && !TYPES.includes(type)
      ? [notSupported(path.child('type'), type, TYPES)]
      : []),
    ...(schema.default !== undefined && noDefaults !== null
      ? [forbidden(path.child('default'), `must not be set ${noDefaults}`)]
      : []),
    ...UNSUPPORTED.flatMap((field) =>
      isThere(field) ? [forbidden(path.child(field), `${field} is not supported`)] : [],
    ),
    ...(type === 'null'
      ? [
          forbidden(
            path.child('type'),
            'type cannot be set to null, use nullable as an alternative',
          ),
        ]
      : []),
    ...(Array.isArray(schema.items) && schema.items.length > 0
      ? [forbidden(path.child('items'), 'items must be a schema object and not an array')]
      : []),
    ...(isInMeta && schema['x-kubernetes-embedded-resource'] === true
      ? [
          forbidden(
            path.child('x-kubernetes-embedded-resource'),
            'must not be used inside of resource meta',
          ),
        ]
      : []),
  ]
}

function additional(schema: Schema, path: FieldPath, where: Where): readonly FieldError[] {
  const { additionalProperties: more, properties = {} } = schema
  if (more === undefined) return []
  const at = path.child('additionalProperties')
  const entries = entriesOf(schema)
  const below = where.isInMeta
    ? { ...where, noDefaults: 'inside additionalProperties applying to object metadata' }
    : where
  return [
    ...(Object.keys(properties).length > 0 && more !== true
      ? [forbidden(at, 'additionalProperties and properties are mutual exclusive')]
      : []),
    ...(entries === undefined ? [] : openApi(entries, at, { ...below, isRoot: false })),
  ]
}

function parts(
  schema: Schema,
  path: FieldPath,
  where: Where,
  isRoot: boolean,
): readonly FieldError[] {
  const { not, allOf = [], oneOf = [], anyOf = [] } = schema
  const isObject = isRoot || schema['x-kubernetes-embedded-resource'] === true
  const items = itemsOf(schema)
  const junctors = { allOf, oneOf, anyOf }
  return [
    ...sortedEntries(schema.properties).flatMap(([name, part]) => {
      const isMeta = isObject && META_FIELDS.has(name)
      const inMeta = isMeta ? { ...where, isInMeta: true } : where
      return openApi(
        part,
        path.child('properties').key(name),
        isMeta && isRoot ? { ...inMeta, noDefaults: `in top-level ${name}` } : inMeta,
      )
    }),
    ...(not === undefined ? [] : openApi(not, path.child('not'), where)),
    ...Object.entries(junctors).flatMap(([junctor, all]) =>
      all.flatMap((part, index) => openApi(part, path.child(junctor).index(index), where)),
    ),
    ...sortedEntries(schema.definitions).flatMap(([name, part]) =>
      openApi(part, path.child('definitions').key(name), where),
    ),
    ...(items === undefined ? [] : openApi(items, path.child('items'), where)),
  ]
}

function mapType(schema: Schema, path: FieldPath): readonly FieldError[] {
  const type = schema['x-kubernetes-map-type']
  if (type === undefined) return []
  return [
    ...typedAs(schema, path, 'object', 'x-kubernetes-map-type'),
    ...(MAP_TYPES.includes(type)
      ? []
      : [notSupported(path.child('x-kubernetes-map-type'), type, MAP_TYPES)]),
  ]
}

function typedAs(
  { type = '' }: Schema,
  path: FieldPath,
  wanted: string,
  by: string,
): readonly FieldError[] {
  if (type === wanted) return []
  const message = `must be ${wanted} if ${by} is specified`
  const at = path.child('type')
  return [type === '' ? required(at, message) : invalid(at, type, message)]
}

function listType(schema: Schema, path: FieldPath): readonly FieldError[] {
  const type = schema['x-kubernetes-list-type']
  if (type === undefined) return []
  const untyped = typedAs(schema, path, 'array', 'x-kubernetes-list-type')
  return [
    ...(untyped.length > 0 ? untyped : type === 'set' ? setItems(schema, path) : []),
    ...(LIST_TYPES.includes(type)
      ? []
      : [notSupported(path.child('x-kubernetes-list-type'), type, LIST_TYPES)]),
  ]
}

function setItems(schema: Schema, path: FieldPath): readonly FieldError[] {
  const items = itemsOf(schema)
  const message = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const at = path.child('items')
  const list = items?.['x-kubernetes-list-type']
  if (items?.type === 'array' && list !== undefined && list !== 'atomic')
    return [invalid(at.child('x-kubernetes-list-type'), list, message)]
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalid(at.child('x-kubernetes-map-type'), list ?? null, message)]
  return []
}

function listMapKeys(schema: Schema, path: FieldPath): readonly FieldError[] {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const items = itemsOf(schema)
  const at = path.child('x-kubernetes-list-type')
  const wanted = 'must be map if x-kubernetes-list-map-keys is non-empty'
  const errors: FieldError[] = []
  if (keys.length > 0 && type === undefined) errors.push(required(at, wanted))
  else if (keys.length > 0 && type !== 'map') errors.push(invalid(at, type, wanted))
  if (type === 'map') errors.push(...mapOfKeys(schema, keys, path))
  if ((type === 'map' || type === 'set') && items?.nullable === true)
    errors.push(
      forbidden(
        path.child('items', 'nullable'),
        `cannot be nullable when x-kubernetes-list-type is ${type}`,
      ),
    )
  if (type === 'map') errors.push(...keyFields(items, keys, path.child('items')))
  return errors
}

function mapOfKeys(
  schema: Schema,
  keys: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('x-kubernetes-list-map-keys')
  const items = itemsOf(schema)
  const errors: FieldError[] = []
  if (keys.length === 0)
    errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'))
  if (schema.items === undefined)
    errors.push(
      required(path.child('items'), 'must have a schema if x-kubernetes-list-type is map'),
    )
  if (items === undefined) return errors
  if (items.type !== 'object') {
    const message = "must be object if parent array's x-kubernetes-list-type is map"
    return [...errors, invalid(path.child('items', 'type'), items.type ?? '', message)]
  }
  for (const [index, key] of keys.entries()) {
    const part = items.properties?.[key]
    if (part === undefined)
      errors.push(invalid(at, keys, 'entries must all be names of item properties'))
    else if (part.type === 'array' || part.type === 'object') {
      const message = "must be a scalar type if parent array's x-kubernetes-list-type is map"
      const type = path.child('items', 'properties').key(key).child('type')
      errors.push(invalid(type, items.type, message))
    }
    if (keys.indexOf(key) < index)
      errors.push(invalid(at, keys, 'must not contain duplicate entries'))
  }
  return errors
}

function keyFields(
  items: Schema | undefined,
  keys: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  return keys.flatMap((key) => {
    const part = items?.properties?.[key]
    if (part === undefined) return []
    const at = path.child('properties').key(key)
    const isGiven = (items?.required ?? []).includes(key) || part.default !== undefined
    return [
      ...(isGiven
        ? []
        : [
            required(
              at.child('default'),
              'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
            ),
          ]),
      ...(part.nullable === true
        ? [
            forbidden(
              at.child('nullable'),
              'this property is in x-kubernetes-list-map-keys, so it cannot be nullable',
            ),
          ]
        : []),
    ]
  })
}

/** The errors of a rule, but of its expression. */
function validateRule(
  { rule = '', message = '', messageExpression = '', reason, fieldPath = '' }: Rule,
  path: FieldPath,
): readonly FieldError[] {
  const text = message.trim()
  const errors: FieldError[] = []
  if (rule.trim() === '') errors.push(required(path.child('rule'), 'rule is not specified'))
  else if (message !== '' && text === '')
    errors.push(invalid(path.child('message'), message, 'must be non-empty if specified'))
  else if (/[\n\r]/.test(text))
    errors.push(invalid(path.child('message'), message, 'must not contain line breaks'))
  else if (/[\n\r]/.test(rule.trim()) && text === '')
    errors.push(
      required(path.child('message'), 'message must be specified if rule contains line breaks'),
    )
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(
      required(path.child('messageExpression'), 'messageExpression must be non-empty if specified'),
    )
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(notSupported(path.child('reason'), reason, REASONS))
  const blank = ['must be a valid path', 'must be non-empty if specified']
  if (fieldPath !== '' && fieldPath.trim() === '')
    errors.push(...invalidEach(path.child('fieldPath'), fieldPath, blank))
  return errors
}
