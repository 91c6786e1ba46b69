// Where a value stands in the schema: what it is made of, and whether it is merged or replaced as a whole.
// Follows sigs.k8s.io/structured-merge-diff/v6/schema/elements.go and typed/helpers.go.
import {
  documentedDefault,
  entryType,
  fieldsOf,
  fieldType,
  isAtomicMap,
  isAtomicStruct,
  itemType,
  listSchema,
} from '#api/meta/schema.ts'
import { compareText } from '#lib/compare.ts'
import { fieldOf, isFields } from '#api/strategicpatch/json-value.ts'
import { isCustomKind } from '#api/meta/custom-kind.ts'
import {
  entriesOf,
  itemsOf,
  propertyOf,
  type Schema,
} from '../registry/apiextensions/schema/schema.ts'
import type { PathElement } from './field-set.ts'

export interface Slot {
  /** 'Container', '[]Container', '{}string', 'int32' ... */
  readonly type: string
  readonly shape: 'map' | 'list' | 'scalar'
  readonly isAtomic: boolean
  /** The fields that tell the items of a list apart; none of a set. */
  readonly keys: readonly string[]
  /** Of values of a definition: what stands there; null where nobody says it. */
  readonly schema?: Schema | null
  /** True of a whole object of a definition. */
  readonly isRoot?: boolean
}

const NO_KEYS: readonly string[] = []

function shapeOf(type: string): Slot['shape'] {
  if (itemType(type) !== undefined) return 'list'
  return entryType(type) !== undefined || fieldsOf(type) !== undefined ? 'map' : 'scalar'
}

/** The slot of a whole object. `schema` is that of an object of a definition. */
export function rootSlot(struct: string, schema?: Schema): Slot {
  if (isCustomKind(struct)) return { ...schemaSlot(schema), shape: 'map', isRoot: true }
  return { type: struct, shape: shapeOf(struct), isAtomic: false, keys: NO_KEYS }
}

const SCALAR_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'int64',
  number: 'int64',
}

/** The slot of a value of a definition. Follows k8s.io/kube-openapi/pkg/schemaconv (v1.36). */
function schemaSlot(schema: Schema | undefined): Slot {
  if (schema === undefined) return { ...ANYTHING, schema: null }
  const { type = '' } = schema
  if (type === 'array') {
    const listType = schema['x-kubernetes-list-type']
    const keys = listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? NO_KEYS) : NO_KEYS
    const isAtomic = listType !== 'map' && listType !== 'set'
    return { type: '', shape: 'list', isAtomic, keys, schema }
  }
  if (schema['x-kubernetes-int-or-string'] === true || Object.hasOwn(SCALAR_TYPES, type))
    return {
      type: SCALAR_TYPES[type] ?? '',
      shape: 'scalar',
      isAtomic: false,
      keys: NO_KEYS,
      schema,
    }
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic'
  return { ...ANYTHING, isAtomic, schema }
}

/** Maps of anything are merged, all else is replaced as a whole. */
const ANYTHING: Slot = { type: '', shape: 'map', isAtomic: false, keys: NO_KEYS }

function schemaFieldSlot(schema: Schema | null, isRoot: boolean, field: string): Slot | undefined {
  if (isRoot && field === 'metadata') return rootSlot('ObjectMeta')
  if (isRoot && (field === 'apiVersion' || field === 'kind')) return schemaSlot({ type: 'string' })
  if (schema === null) return schemaSlot(undefined)
  const own = propertyOf(schema, field) ?? entriesOf(schema)
  if (own !== undefined) return schemaSlot(own)
  const isFree =
    schema.additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  return isFree ? schemaSlot(undefined) : undefined
}

/** The slot of a field of a struct or of an entry of a map; undefined for a field that there is not. */
export function fieldSlot({ type, schema, isRoot = false }: Slot, field: string): Slot | undefined {
  if (schema !== undefined) return schemaFieldSlot(schema, isRoot, field)
  const entry = entryType(type)
  if (entry !== undefined) return itemSlotOf(entry)
  const below = fieldType(type, field)
  if (below === undefined) return undefined
  const shape = shapeOf(below)
  const list = shape === 'list' ? listSchema(type, field) : undefined
  const isMerged = list?.type === 'map' || list?.type === 'set'
  return {
    type: below,
    shape,
    isAtomic: shape === 'list' ? !isMerged : isAtomicMap(type, field),
    keys: list?.type === 'map' ? (list.keys ?? NO_KEYS) : NO_KEYS,
  }
}

/** The slot of the items of a list. */
export function itemSlot({ type, schema }: Slot): Slot {
  if (schema !== undefined) return schemaSlot(itemsOf(schema ?? undefined))
  return itemSlotOf(itemType(type) ?? '')
}

function itemSlotOf(type: string): Slot {
  const shape = shapeOf(type)
  const isAtomic = shape === 'list' || isAtomicStruct(type)
  return { type, shape, isAtomic, keys: NO_KEYS }
}

/** Whether a map has this field by its declaration, rather than as an entry. */
export function isDeclared({ type, schema, isRoot }: Slot, field: string): boolean {
  if (schema !== undefined)
    return isRoot === true || propertyOf(schema ?? undefined, field) !== undefined
  return fieldType(type, field) !== undefined
}

export const fieldElement = (name: string): PathElement => `f:${name}`

/** How an item of a list is named in a path: by its keys, or by its value; or what is wrong with it. */
export function elementOf(
  list: Slot,
  item: unknown,
): { readonly element: PathElement } | { readonly problem: string } {
  if (list.keys.length === 0) return setElement(item)
  if (item === null || item === undefined) {
    return { problem: 'associative list with keys may not have a null element' }
  }
  if (!isFields(item)) {
    return { problem: 'associative list with keys may not have non-map elements' }
  }
  const pairs = list.keys.toSorted(compareText).flatMap((key) => {
    const below = itemSlot(list)
    const byDefault =
      below.schema === undefined
        ? documentedDefault(below.type, key)
        : propertyOf(below.schema ?? undefined, key)?.default
    const value = fieldOf(item, key) ?? byDefault
    return value === undefined ? [] : [[key, value] as const]
  })
  if (pairs.length === 0) {
    const keys = list.keys.map((key) => JSON.stringify(key)).join(' ')
    return {
      problem: `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
    }
  }
  return { element: `k:${JSON.stringify(Object.fromEntries(pairs))}` }
}

function setElement(item: unknown): { element: PathElement } | { problem: string } {
  if (isFields(item)) {
    return { problem: "associative list without keys has an element that's a map type" }
  }
  if (Array.isArray(item)) {
    return { problem: 'not supported: associative list with lists as elements' }
  }
  if (item === null || item === undefined) {
    return { problem: "associative list without keys has an element that's an explicit null" }
  }
  return { element: `v:${JSON.stringify(item)}` }
}

/** The items of a list by their elements; of items that share one, the first. Items without one are left out. */
export function itemsByElement(
  list: Slot,
  items: readonly unknown[],
): ReadonlyMap<PathElement, unknown> {
  const found = new Map<PathElement, unknown>()
  for (const item of items) {
    const named = elementOf(list, item)
    if ('element' in named && !found.has(named.element)) found.set(named.element, item)
  }
  return found
}
