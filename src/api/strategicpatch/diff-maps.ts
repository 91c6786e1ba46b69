// The strategic merge patch that leads from one object to another.
// Follows k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (v0.36), diffMaps.
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import { goPrint } from './go-print.ts'
import { fieldOf, fieldsOfMap, isFields, type JsonFields } from './json-value.ts'
import {
  DELETE_PRIMITIVES,
  DIRECTIVE,
  ELEMENT_ORDER,
  type FieldMerge,
  type MergeLookup,
  RETAIN_KEYS,
  UNKNOWN_FIELD,
} from './strategic-merge-patch.ts'

export interface DiffOptions {
  readonly lookup: MergeLookup
  /** Leaves out what the second object has and the first has not, or has otherwise. */
  readonly ignoreChangesAndAdditions?: boolean
  /** Leaves out what only the first object has. */
  readonly ignoreDeletions?: boolean
}

/** The patch from `original` to `modified`, two values of a struct; empty when they are the same to it. */
export function diffMaps(
  struct: string | undefined,
  original: JsonFields,
  modified: JsonFields,
  options: DiffOptions,
  retainsKeys = false,
): JsonFields {
  const patch = new Map<string, unknown>()
  for (const [key, value] of Object.entries(modified)) {
    const before = fieldOf(original, key)
    const { struct: below, ...merge } =
      (struct === undefined ? undefined : options.lookup(struct, key)) ?? UNKNOWN_FIELD
    if (isFields(before) && isFields(value)) {
      if (merge.isReplaced) setUnlessIgnored(patch, key, value, options)
      else {
        const inner = diffMaps(below, before, value, options, merge.retainsKeys)
        if (Object.keys(inner).length > 0) patch.set(key, inner)
      }
    } else if (Array.isArray(before) && Array.isArray(value) && merge.isMerged) {
      diffLists(patch, { key, before, value, merge: { struct: below, ...merge } }, options)
    } else if (!equal(before, value)) setUnlessIgnored(patch, key, value, options)
  }
  if (options.ignoreDeletions !== true) {
    for (const key of Object.keys(original)) {
      if (!Object.hasOwn(modified, key)) patch.set(key, null)
    }
  }
  const hasMore = Object.keys(original).some((key) => !Object.hasOwn(modified, key))
  const kept = Object.keys(modified).filter((key) => modified[key] !== null)
  if (retainsKeys && kept.length > 0 && (patch.size > 0 || hasMore))
    patch.set(RETAIN_KEYS, kept.toSorted(compareText))
  return fieldsOfMap(patch)
}

function setUnlessIgnored(
  patch: Map<string, unknown>,
  key: string,
  value: unknown,
  { ignoreChangesAndAdditions = false }: DiffOptions,
): void {
  if (!ignoreChangesAndAdditions) patch.set(key, value)
}

interface Lists {
  readonly key: string
  readonly before: readonly unknown[]
  readonly value: readonly unknown[]
  readonly merge: FieldMerge
}

/** Adds what leads from one merged list to the other: items, items to delete, and the order of all. */
function diffLists(patch: Map<string, unknown>, lists: Lists, options: DiffOptions): void {
  const { key, before, value } = lists
  const { ignoreChangesAndAdditions = false } = options
  if (before.length === 0) {
    if (value.length > 0 && !ignoreChangesAndAdditions) patch.set(key, value)
    return
  }
  if ([...before, ...value].every(isFields)) diffItems(patch, lists, options)
  else diffScalars(patch, lists, options)
}

function diffItems(patch: Map<string, unknown>, lists: Lists, options: DiffOptions): void {
  const { key, before, value, merge } = lists
  const { mergeKey } = merge
  const { ignoreChangesAndAdditions = false, ignoreDeletions = false } = options
  const { changed, deleted } = changedItems(lists, options)
  const order = value.map((item) => idOf(item, mergeKey))
  const items = [
    ...changed.toSorted(
      (a, b) => order.indexOf(idOf(a, mergeKey)) - order.indexOf(idOf(b, mergeKey)),
    ),
    ...deleted,
  ]
  const isOrderSame =
    before.length === value.length &&
    before.every((item, index) => equal(idOf(item, mergeKey), order[index]))
  const isOrdered =
    (!ignoreChangesAndAdditions && (items.length > 0 || !isOrderSame)) ||
    (!ignoreDeletions && items.length > 0)
  if (items.length > 0) patch.set(key, items)
  if (isOrdered && order.length > 0)
    patch.set(
      `${ELEMENT_ORDER}/${key}`,
      order.map((id) => ({ [mergeKey]: id })),
    )
}

/**
 * Walks two lists, each sorted by its key. Upstream's sort turns items of one key around, so that of two ports with
 * one number the last of the one list meets the last of the other.
 */
function changedItems(
  { before, value, merge: { mergeKey, struct, retainsKeys } }: Lists,
  options: DiffOptions,
): { readonly changed: readonly unknown[]; readonly deleted: readonly unknown[] } {
  const { ignoreChangesAndAdditions = false, ignoreDeletions = false } = options
  const changed: unknown[] = []
  const deleted: unknown[] = []
  const textOf = (item: unknown): string => goPrint(idOf(item, mergeKey))
  const sorted = (list: readonly unknown[]): unknown[] =>
    list.toReversed().toSorted((a, b) => compareText(textOf(a), textOf(b)))
  const [olds, news] = [sorted(before), sorted(value)]
  for (let i = 0, j = 0; i < olds.length || j < news.length;) {
    const [old, next] = [olds[i], news[j]]
    const turn =
      i >= olds.length ? 1 : j >= news.length ? -1 : compareText(textOf(old), textOf(next))
    if (turn === 0 && isFields(old) && isFields(next)) {
      const inner = diffMaps(struct, old, next, options, retainsKeys)
      if (Object.keys(inner).length > 0)
        changed.push({ ...inner, [mergeKey]: idOf(next, mergeKey) })
    } else if (turn > 0 && !ignoreChangesAndAdditions) changed.push(next)
    else if (turn < 0 && !ignoreDeletions)
      deleted.push({ [DIRECTIVE]: 'delete', [mergeKey]: idOf(old, mergeKey) })
    if (turn <= 0) i += 1
    if (turn >= 0) j += 1
  }
  return { changed, deleted }
}

/** Upstream sorts the first list in place, and compares the order only then. */
function diffScalars(patch: Map<string, unknown>, lists: Lists, options: DiffOptions): void {
  const { key, before, value } = lists
  const { ignoreChangesAndAdditions = false, ignoreDeletions = false } = options
  const olds = before.toSorted((a, b) => compareText(goPrint(a), goPrint(b)))
  const added = ignoreChangesAndAdditions ? [] : value.filter((item) => !before.includes(item))
  const deleted = ignoreDeletions ? [] : [...new Set(olds.filter((item) => !value.includes(item)))]
  if (added.length > 0) patch.set(key, added)
  if (deleted.length > 0) patch.set(`${DELETE_PRIMITIVES}/${key}`, deleted)
  const isOrdered = deleted.length > 0 || (!ignoreChangesAndAdditions && !equal(olds, value))
  if (isOrdered && value.length > 0) patch.set(`${ELEMENT_ORDER}/${key}`, value)
}

function idOf(item: unknown, mergeKey: string): unknown {
  return isFields(item) ? fieldOf(item, mergeKey) : undefined
}
