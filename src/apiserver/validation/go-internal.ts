// Values as the API server has them inside, for messages that print one whole. Its own structs have no names in JSON,
// so that each field is printed under its name in Go, and what is not set as well.
// Follows pkg/apis/<group>/types.go (v1.36), and the conversions of pkg/apis/core/v1/conversion.go.
import { GO_INTERNAL } from '#api/generated/go-internal.ts'
import type { LabelSelector } from '#api/generated/types.ts'
import type { Empties, FieldError, FieldPath } from '#api/meta/field-error.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import { unifiedDiff } from '#lib/unified-diff.ts'
import { forbidden, invalid } from './errors.ts'
import { goMap, goPrettyJson } from './go-text.ts'
import type { Sparse } from './sparse.ts'

type Fields = Readonly<Record<string, unknown>>

interface GoField {
  readonly name: string
  readonly json: string
  readonly type: string
}

const structs = new Map<string, readonly GoField[]>()

function fieldsOf(type: string): readonly GoField[] {
  const known = structs.get(type)
  if (known !== undefined) return known
  const text = Object.hasOwn(GO_INTERNAL, type) ? (GO_INTERNAL[type] ?? '') : ''
  const fields = text.split(' ').map((field): GoField => {
    const [names = '', of = ''] = field.split('=')
    const [name = '', json] = names.split(':')
    return { name, json: json ?? `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`, type: of }
  })
  structs.set(type, fields)
  return fields
}

/** The fields of metadata that are left out while they hold nothing, which are all; in the order of the Go struct. */
const METADATA = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
]
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers']
/** What a field without a value is, where it is no struct. */
const ZEROS: Readonly<Record<string, unknown>> = {
  string: '',
  int: 0,
  bool: false,
  Quantity: '0',
  IntOrString: 0,
  Time: null,
  MicroTime: null,
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)

/** A label selector as JSON prints it; undefined stays undefined. */
export function printedSelector(selector: Sparse<LabelSelector> | undefined): unknown {
  if (selector === undefined) return undefined
  const { matchLabels, matchExpressions = [] } = selector
  return {
    matchLabels: isEmpty(matchLabels) ? undefined : goMap(matchLabels),
    matchExpressions:
      matchExpressions.length === 0
        ? undefined
        : matchExpressions.map(({ key = '', operator = '', values = [] }) => ({
            key,
            operator,
            values: values.length === 0 ? undefined : values,
          })),
  }
}

function metadataFields(metadata: Fields): readonly (readonly [string, unknown])[] {
  return METADATA.flatMap((field) => {
    const value = metadata[field]
    if (isEmpty(value)) return []
    return [[field, isFields(value) ? goMap(value) : value] as const]
  })
}

/** Where a Pod shares its host's namespaces is said in its security context inside. */
function withHostFields(spec: Fields): Fields {
  const shared = HOST_FIELDS.map((field) => [field, spec[field]] as const)
  return {
    ...spec,
    securityContext: { ...(spec['securityContext'] as Fields), ...Object.fromEntries(shared) },
  }
}

/** Where a value stands in the object of a request, and what is empty there. */
interface Place {
  readonly path: string
  readonly empties: Empties
}
const NOWHERE: Place = { path: '', empties: new Map() }
const below = ({ path, empties }: Place, step: string): Place => ({
  path: `${path}${step}`,
  empties,
})

function structOf(type: string, given: Fields, place: Place): Fields {
  const value = type === 'PodSpec' ? withHostFields(given) : given
  return Object.fromEntries(
    fieldsOf(type).flatMap(({ name, json, type: of }): readonly (readonly [string, unknown])[] => {
      if (of !== 'ObjectMeta') return [[name, valueOf(of, value[json], below(place, `.${json}`))]]
      return metadataFields(isFields(value['metadata']) ? value['metadata'] : {})
    }),
  )
}

function listOf(type: string, value: unknown, place: Place): unknown {
  // What was stored empty comes back as nothing.
  if (!Array.isArray(value) || value.length === 0)
    return place.empties.get(place.path) === '[]' ? [] : null
  return value.map((item, index) => valueOf(type, item, below(place, `[${index}]`)))
}

function mapOf(type: string, map: unknown, place: Place): unknown {
  if (!isFields(map) || isEmpty(map))
    return place.empties.get(place.path) === '{}' ? new Map() : null
  return goMap(
    Object.fromEntries(
      Object.entries(map).map(([key, item]) => [key, valueOf(type, item, below(place, `.${key}`))]),
    ),
  )
}

function valueOf(type: string, value: unknown, place: Place): unknown {
  const isNothing = value === undefined || value === null
  if (type.startsWith('*')) return isNothing ? null : valueOf(type.slice(1), value, place)
  if (type.startsWith('[]')) return listOf(type.slice(2), value, place)
  if (type.startsWith('map:')) return mapOf(type.slice('map:'.length), value, place)
  if (type === 'LabelSelector') return printedSelector(isNothing ? {} : value)
  if (Object.hasOwn(ZEROS, type)) {
    if (isNothing) return ZEROS[type]
    const isQuantity =
      type === 'Quantity' && (typeof value === 'string' || typeof value === 'number')
    return isQuantity ? canonicalQuantity(value) : value
  }
  return structOf(type, isFields(value) ? value : {}, place)
}

/**
 * A value for an error's text, as the type prints it: a struct of the server's own by its name, a pointer to one with
 * a star, a list with brackets before it. undefined is what is not set.
 */
export function internalValue(type: string, value: unknown, place: Place = NOWHERE): unknown {
  return valueOf(type, value, place)
}

/** What differs between two values of a type, in a unified diff of their JSON. Follows apimachinery's util/diff. */
export function internalDiff(
  type: string,
  before: unknown,
  after: unknown,
  place: Place = NOWHERE,
): string {
  return unifiedDiff(
    goPrettyJson(internalValue(type, before)),
    goPrettyJson(internalValue(type, after, place)),
  )
}

/** 'Invalid value' with a value of one of the server's own types. */
export function internalInvalid(
  path: FieldPath,
  [type, value]: readonly [type: string, value: unknown],
  detail: string,
): FieldError {
  const at = path.toString()
  const printed = (empties: Empties): FieldError =>
    invalid(path, internalValue(type, value, { path: at, empties }), detail)
  return { ...printed(new Map()), reprinted: printed }
}

/** 'Forbidden' with what differs between two values below the text; `after` is that of the request, at `at`. */
export function forbiddenChange(
  path: FieldPath,
  detail: string,
  change: {
    readonly type: string
    readonly before: unknown
    readonly after: unknown
    /** Where the value stands, when that is another place. */
    readonly at?: FieldPath
  },
): FieldError {
  const { type, before, after, at = path } = change
  const place = at.toString()
  const printed = (empties: Empties): FieldError =>
    forbidden(path, `${detail}\n${internalDiff(type, before, after, { path: place, empties })}`)
  return { ...printed(new Map()), reprinted: printed }
}
