// What `kubectl apply` makes of an object that exists and a manifest.
// Follows the patchStrategy and patchMergeKey tags of k8s.io/api (v1.36), as the OpenAPI documents print them.
import { simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { itemType, listSchema, type ListSchema, typeBelow } from '#api/meta/schema.ts'

type Fields = Readonly<Record<string, unknown>>

simplified(
  'apply-removes-nothing',
  'apply changes and adds what the manifest names, but does not remove what an earlier manifest named.',
)

/**
 * The object with what the manifest names; what only the cluster has stays. Items of a list are
 * merged by their key, in the order of the manifest.
 */
export function mergeOnto(existing: ApiObject, wanted: ApiObject): ApiObject {
  return mergeStructs(existing.kind, existing, wanted) as unknown as ApiObject
}

/** Two values of one type, as the schema writes it; '' is a type of which nothing is known. */
function mergeValues(type: string, base: unknown, over: unknown): unknown {
  return isFields(base) && isFields(over) ? mergeStructs(type, base, over) : over
}

function mergeStructs(struct: string, base: object, over: object): Fields {
  const merged: Record<string, unknown> = { ...base }
  for (const [field, value] of Object.entries(over)) {
    const before = merged[field]
    const type = typeBelow(struct, field) ?? ''
    const list = listSchema(struct, field)
    merged[field] =
      Array.isArray(before) && Array.isArray(value)
        ? mergeLists(list, itemType(type) ?? '', before, value)
        : mergeValues(type, before, value)
  }
  return merged
}

function mergeLists(
  list: ListSchema | undefined,
  type: string,
  base: readonly unknown[],
  over: readonly unknown[],
): readonly unknown[] {
  const key = list?.mergeKey
  const isKeyed = (item: unknown): boolean =>
    key !== undefined && isFields(item) && Object.hasOwn(item, key)
  if (key === undefined || ![...base, ...over].every(isKeyed)) return over
  const idOf = (item: unknown): unknown => (isFields(item) ? item[key] : undefined)
  const merged = over.map((item) => {
    const before = base.find((one) => idOf(one) === idOf(item))
    if (!isFields(before) || !isFields(item)) return item
    const both = mergeStructs(type, before, item)
    // A volume has one source: that of the manifest takes the place of the one before.
    return list?.strategy?.includes('retainKeys') === true ? onlyKeysOf(item, both) : both
  })
  return [...merged, ...base.filter((item) => !over.some((one) => idOf(one) === idOf(item)))]
}

function onlyKeysOf(wanted: Fields, merged: Fields): Fields {
  return Object.fromEntries(Object.entries(merged).filter(([key]) => Object.hasOwn(wanted, key)))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
