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
import type { PathElement } from './field-set.ts'

export interface Slot {
  /** 'Container', '[]Container', '{}string', 'int32' ... */
  readonly type: string
  readonly shape: 'map' | 'list' | 'scalar'
  readonly isAtomic: boolean
  /** The fields that tell the items of a list apart; none of a set. */
  readonly keys: readonly string[]
}

const NO_KEYS: readonly string[] = []

function shapeOf(type: string): Slot['shape'] {
  if (itemType(type) !== undefined) return 'list'
  return entryType(type) !== undefined || fieldsOf(type) !== undefined ? 'map' : 'scalar'
}

/** The slot of a whole object. */
export function rootSlot(struct: string): Slot {
  return { type: struct, shape: shapeOf(struct), isAtomic: false, keys: NO_KEYS }
}

/** The slot of a field of a struct or of an entry of a map; undefined for a field that there is not. */
export function fieldSlot({ type }: Slot, field: string): Slot | undefined {
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
export function itemSlot({ type }: Slot): Slot {
  return itemSlotOf(itemType(type) ?? '')
}

function itemSlotOf(type: string): Slot {
  const shape = shapeOf(type)
  const isAtomic = shape === 'list' || isAtomicStruct(type)
  return { type, shape, isAtomic, keys: NO_KEYS }
}

/** Whether a map has this field by its declaration, rather than as an entry. */
export function isDeclared({ type }: Slot, field: string): boolean {
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
    const value = fieldOf(item, key) ?? documentedDefault(itemSlot(list).type, key)
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
