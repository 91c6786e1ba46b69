// Strategic merge patches: like merge patches, but lists whose items have a key are merged item by item, and
// directives in the patch say what to do otherwise.
// Follows k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v0.36), StrategicMergeMapPatch.
import { equal } from '#lib/equal.ts'
import { goPrint } from './go-print.ts'
import { fieldOf, fieldsOfMap, isFields, type JsonFields } from './json-value.ts'
import { deduplicated, orderedItems } from './merge-order.ts'

export const DIRECTIVE = '$patch'
export const RETAIN_KEYS = '$retainKeys'
export const DELETE_PRIMITIVES = '$deleteFromPrimitiveList'
export const ELEMENT_ORDER = '$setElementOrder'

/** How a field is merged. */
export interface FieldMerge {
  /** The struct of the field, or of its items; undefined for scalars and free-form values. */
  readonly struct: string | undefined
  /** The field that tells items apart. */
  readonly mergeKey: string
  readonly isMerged: boolean
  readonly isReplaced: boolean
  /** A patch says which fields of the value, or of an item, stay. */
  readonly retainsKeys: boolean
}

/** What the schema says of the fields of a struct; undefined when the struct has no such field. */
export type MergeLookup = (struct: string, field: string) => FieldMerge | undefined

/** The patched object, or why it cannot be patched, in the server's words. */
export type StrategicOutcome =
  | { readonly ok: true; readonly object: JsonFields }
  | { readonly ok: false; readonly code: 400 | 422 | 500; readonly message: string }

interface Context {
  readonly lookup: MergeLookup
  /** The first is the answer. */
  readonly problems: { readonly code: 400 | 422 | 500; readonly message: string }[]
}

/** Applies a patch to an object of a struct. */
export function applyStrategicMergePatch(
  struct: string,
  original: JsonFields,
  patch: JsonFields,
  lookup: MergeLookup,
): StrategicOutcome {
  const context: Context = { lookup, problems: [] }
  const object = mergeMap(context, struct, original, patch)
  const [problem] = context.problems
  return problem === undefined ? { ok: true, object } : { ok: false, ...problem }
}

const fail = ({ problems }: Context, message: string, code: 400 | 422 | 500 = 500): void =>
  void problems.push({ code, message })

/** A field of which the schema says nothing. */
export const UNKNOWN_FIELD: FieldMerge = {
  struct: undefined,
  mergeKey: '',
  isMerged: false,
  isReplaced: false,
  retainsKeys: false,
}

function mergeOf({ lookup }: Context, struct: string | undefined, field: string): FieldMerge {
  return (struct === undefined ? undefined : lookup(struct, field)) ?? UNKNOWN_FIELD
}

function mergeMap(
  context: Context,
  struct: string | undefined,
  original: JsonFields,
  patch: JsonFields,
): JsonFields {
  const directive = fieldOf(patch, DIRECTIVE)
  if (directive !== undefined) return directedMap(context, directive, patch)
  const result = new Map(Object.entries(original))
  const fields = new Map(Object.entries(patch))
  retainKeys(context, result, fields)
  mergeOrdered(context, struct, result, fields)
  for (const [key, value] of fields) mergeField(context, struct, result, [key, value])
  return fieldsOfMap(result)
}

function directedMap(context: Context, directive: unknown, patch: JsonFields): JsonFields {
  if (directive === 'replace') {
    return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== DIRECTIVE))
  }
  if (directive !== 'delete') {
    fail(context, `unknown patch type: ${goPrint(directive)} in map: ${goPrint(patch)}`)
  }
  return {}
}

function mergeField(
  context: Context,
  struct: string | undefined,
  result: Map<string, unknown>,
  [name, value]: readonly [string, unknown],
): void {
  const isDeletion = name.startsWith(`${DELETE_PRIMITIVES}/`)
  const key = isDeletion ? name.slice(DELETE_PRIMITIVES.length + 1) : name
  if (name === DELETE_PRIMITIVES) {
    fail(context, 'invalid patch format of primitive list', 400)
    return
  }
  if (value === null) {
    result.delete(key)
    return
  }
  const before = result.get(key)
  const { struct: below, ...merge } = mergeOf(context, struct, key)
  if (isFields(before) && isFields(value) && !isDeletion) {
    result.set(key, merge.isReplaced ? value : mergeMap(context, below, before, value))
  } else if (Array.isArray(before) && Array.isArray(value)) {
    const list = { struct: below, key, mergeKey: merge.mergeKey, isDeletion }
    const isMerged = merge.isMerged || isDeletion
    result.set(key, isMerged ? mergeList(context, list, before, value) : value)
  } else if (!isDeletion) {
    const kept = withoutDirectives(value)
    if (kept === undefined) result.delete(key)
    else result.set(key, kept)
  }
}

/** Keeps only the fields of the original that `$retainKeys` names; the patch may name no others. */
function retainKeys(
  context: Context,
  result: Map<string, unknown>,
  patch: Map<string, unknown>,
): void {
  const retained = patch.get(RETAIN_KEYS)
  if (retained === undefined) return
  patch.delete(RETAIN_KEYS)
  const isAllowed = ([key, value]: readonly [string, unknown]): boolean =>
    value === null ||
    key.startsWith(DELETE_PRIMITIVES) ||
    key.startsWith(ELEMENT_ORDER) ||
    (Array.isArray(retained) && retained.includes(key))
  if (!Array.isArray(retained) || ![...patch].every(isAllowed)) {
    fail(context, 'invalid patch format of retainKeys', 400)
    return
  }
  for (const key of result.keys()) if (!retained.includes(key)) result.delete(key)
}

/** The lists whose order `$setElementOrder/<field>` gives. They are done with afterwards. */
function mergeOrdered(
  context: Context,
  struct: string | undefined,
  result: Map<string, unknown>,
  patch: Map<string, unknown>,
): void {
  for (const [name, order] of patch) {
    if (!name.startsWith(ELEMENT_ORDER)) continue
    patch.delete(name)
    const key = name.slice(ELEMENT_ORDER.length + 1)
    const before = result.get(key)
    const items = patch.get(key) ?? []
    if (key === '' || !Array.isArray(order) || !Array.isArray(items)) {
      fail(context, 'invalid patch format of setElementOrder list', 400)
      continue
    }
    const { struct: below, mergeKey, isMerged } = mergeOf(context, struct, key)
    if (!isInOrder(items, order, mergeKey)) {
      fail(
        context,
        `The order in patch list:\n${goPrint(items)}\n doesn't match ${ELEMENT_ORDER} list:\n${goPrint(order)}\n`,
      )
      continue
    }
    if (before === undefined && !patch.has(key)) continue
    const list = { struct: below, key, mergeKey, isDeletion: false }
    const original = Array.isArray(before) ? before : []
    const merged = patch.has(key) && isMerged ? mergeList(context, list, original, items) : original
    patch.delete(key)
    const places = placesAfter(original, items, mergeKey)
    result.set(key, orderedItems(merged, { order, original: places, mergeKey }))
  }
}

/**
 * The order in which a list counts as having stood: where items were deleted, those that were added have taken their
 * places, because upstream deletes and appends in one and the same array.
 */
function placesAfter(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
): readonly unknown[] {
  if (mergeKey === '') return original
  const isDeletion = (item: unknown): boolean =>
    isFields(item) && fieldOf(item, DIRECTIVE) === 'delete'
  const has = (list: readonly unknown[], item: unknown): boolean =>
    list.some((one) => isSameItem(one, item, mergeKey))
  const deleted = patch.filter(isDeletion)
  const kept = original.filter((item) => !has(deleted, item))
  const added = patch.filter((item) => !isDeletion(item) && !has(kept, item))
  return [...kept, ...added].slice(0, original.length)
}

/** Whether the items of a patch, but for those that it deletes, stand in the given order. */
function isInOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
): boolean {
  let at = 0
  const kept = items.filter((item) => !isFields(item) || fieldOf(item, DIRECTIVE) === undefined)
  if (order.length === 0) return true
  return kept.every((item) => {
    while (at < order.length && !isSameItem(item, order[at], mergeKey)) at += 1
    at += 1
    return at <= order.length
  })
}

function isSameItem(a: unknown, b: unknown, mergeKey: string): boolean {
  if (!isFields(a) || !isFields(b)) return equal(a, b)
  return equal(fieldOf(a, mergeKey), fieldOf(b, mergeKey))
}

interface List {
  readonly struct: string | undefined
  readonly key: string
  readonly mergeKey: string
  /** The patch names values that are to go. */
  readonly isDeletion: boolean
}

function mergeList(
  context: Context,
  list: List,
  original: readonly unknown[],
  patch: readonly unknown[],
): readonly unknown[] {
  const all = [...original, ...patch]
  if (all.some(Array.isArray)) {
    fail(context, 'lists of lists are not supported', 422)
    return original
  }
  if (all.some(isFields) && !all.every(isFields)) {
    const lists = `[${goPrint(original)} ${goPrint(patch)}]`
    fail(context, `list element types are not identical: ${lists}`)
    return original
  }
  if (all.every(isFields) && all.length > 0) return mergeItems(context, list, all, original.length)
  if (list.isDeletion) return original.filter((value) => !patch.includes(value))
  const merged = deduplicated(all)
  return orderedItems(merged, { order: patch, original, mergeKey: '' })
}

function mergeItems(
  context: Context,
  { struct, key, mergeKey }: List,
  all: readonly JsonFields[],
  count: number,
): readonly unknown[] {
  const patch = all.slice(count)
  if (mergeKey === '') {
    fail(context, `cannot merge lists without merge key for ${key}`)
    return all
  }
  let original: readonly JsonFields[] = all.slice(0, count)
  const added: JsonFields[] = []
  let isReplaced = false
  for (const item of patch) {
    const directive = fieldOf(item, DIRECTIVE)
    const value = fieldOf(item, mergeKey)
    if (directive === 'replace') isReplaced = true
    else if (value === undefined) {
      fail(context, `map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`)
    } else if (directive === 'delete') {
      original = original.filter((one) => !equal(fieldOf(one, mergeKey), value))
    } else if (directive !== undefined) {
      fail(context, `unknown patch type: ${goPrint(directive)} in map: ${goPrint(item)}`)
    } else added.push(item)
  }
  if (isReplaced) return added
  const merged: unknown[] = [...original]
  for (const item of added) {
    const at = merged.findIndex((one) => isSameItem(one, item, mergeKey))
    const before = merged[at]
    if (isFields(before)) merged[at] = mergeMap(context, struct, before, item)
    else merged.push(item)
  }
  return orderedItems(merged, { order: added, original, mergeKey })
}

/** A new value without what only directs a merge, and without nulls; undefined when it directs its own removal. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined)
  if (!isFields(value)) return value
  if (fieldOf(value, DIRECTIVE) !== undefined) return undefined
  const entries = Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => [key, withoutDirectives(item)] as const)
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}
