// The patch of a client-side apply: what the manifest has and the object has not, or has otherwise, and what the
// manifest of the last time had and this one has no more.
// Follows k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v0.36), CreateThreeWayMergePatch.
import { equal } from '#lib/equal.ts'
import { diffMaps } from './diff-maps.ts'
import { fieldOf, fieldsOfMap, isFields, type JsonFields } from './json-value.ts'
import { deduplicated, orderedItems } from './merge-order.ts'
import {
  DELETE_PRIMITIVES,
  ELEMENT_ORDER,
  type FieldMerge,
  type MergeLookup,
  RETAIN_KEYS,
  UNKNOWN_FIELD,
} from './strategic-merge-patch.ts'

export interface ThreeVersions {
  /** As it was applied the last time. */
  readonly original: JsonFields
  /** As it is to be. */
  readonly modified: JsonFields
  /** As the server has it. */
  readonly current: JsonFields
}

/** The strategic merge patch that apply sends for an object of a struct; empty when nothing is to be changed. */
export function createThreeWayMergePatch(
  struct: string,
  { original, modified, current }: ThreeVersions,
  lookup: MergeLookup,
): JsonFields {
  const delta = diffMaps(struct, current, modified, { lookup, ignoreDeletions: true })
  const deletions = diffMaps(struct, original, modified, {
    lookup,
    ignoreChangesAndAdditions: true,
  })
  return mergePatches(lookup, struct, deletions, delta)
}

/** Two patches as one: mergeMap with MergeParallelList false, where directives are kept and not carried out. */
function mergePatches(
  lookup: MergeLookup,
  struct: string | undefined,
  first: JsonFields,
  second: JsonFields,
): JsonFields {
  const merged = new Map(Object.entries(first))
  const rest = new Map(Object.entries(second))
  const mergeOf = (key: string): FieldMerge =>
    (struct === undefined ? undefined : lookup(struct, key)) ?? UNKNOWN_FIELD
  const retained = rest.get(RETAIN_KEYS)
  if (retained !== undefined) merged.set(RETAIN_KEYS, retained)
  rest.delete(RETAIN_KEYS)
  for (const [name, order] of rest) {
    if (!name.startsWith(`${ELEMENT_ORDER}/`) || !Array.isArray(order)) continue
    rest.delete(name)
    merged.set(name, order)
    const key = name.slice(ELEMENT_ORDER.length + 1)
    const [before, value] = [merged.get(key), rest.get(key)]
    rest.delete(key)
    const olds = Array.isArray(before) ? before : []
    const news = Array.isArray(value) ? value : []
    if (olds.length === 0 && news.length === 0) continue
    const { mergeKey } = mergeOf(key)
    const both = olds.length === 0 ? news : mergeLists(lookup, mergeOf(key), olds, news)
    merged.set(key, orderedItems(both, { order, original: olds, mergeKey }))
  }
  for (const [key, value] of rest) {
    const before = merged.get(key)
    const { struct: below, ...merge } = mergeOf(key)
    if (isFields(before) && isFields(value) && !merge.isReplaced)
      merged.set(key, mergePatches(lookup, below, before, value))
    else if (Array.isArray(before) && Array.isArray(value) && merge.isMerged)
      merged.set(key, mergeLists(lookup, { struct: below, ...merge }, before, value))
    else if (value !== null || !key.startsWith(DELETE_PRIMITIVES)) merged.set(key, value)
  }
  return fieldsOfMap(merged)
}

function mergeLists(
  lookup: MergeLookup,
  { struct, mergeKey }: FieldMerge,
  first: readonly unknown[],
  second: readonly unknown[],
): readonly unknown[] {
  if (mergeKey === '') return deduplicated([...first, ...second])
  const merged: unknown[] = [...first]
  const idOf = (item: unknown): unknown => (isFields(item) ? fieldOf(item, mergeKey) : undefined)
  for (const item of second) {
    const at = merged.findIndex((one) => equal(idOf(one), idOf(item)))
    const before = merged[at]
    if (isFields(before) && isFields(item)) merged[at] = mergePatches(lookup, struct, before, item)
    else merged.push(item)
  }
  return orderedItems(merged, { order: second, original: first, mergeKey })
}
