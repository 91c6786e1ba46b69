// Who manages which fields of an object: what an update and an apply make of it.
// Follows sigs.k8s.io/structured-merge-diff/v6/merge/update.go and
// k8s.io/apimachinery/pkg/util/managedfields/internal (v0.36).
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import type { JsonFields } from '#api/strategicpatch/json-value.ts'
import {
  decodeFieldSet,
  difference,
  EMPTY_SET,
  encodeFieldSet,
  type FieldSet,
  intersection,
  isEmptySet,
  setOfPaths,
  union,
  without,
} from './field-set.ts'
import {
  compareValues,
  type Comparison,
  fieldSetOf,
  mergeValues,
  removeFields,
  withNamedFields,
} from './typed.ts'
import type { Slot } from './type-slot.ts'

export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource: string
  readonly apiVersion: string
}

export interface Managed {
  readonly manager: Manager
  readonly set: FieldSet
  /** When it last changed something; undefined when it never did. */
  readonly time: string | undefined
}

/** The managers of an object by `keyOfManager`. */
export type Managers = ReadonlyMap<string, Managed>

/** Names a manager among those of an object. Who applies is one manager whatever the version. */
export function keyOfManager({ name, operation, subresource, apiVersion }: Manager): string {
  const version = operation === 'Apply' ? '' : apiVersion
  return JSON.stringify([name, operation, version, subresource])
}

const ALL_META = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
]
/** What nobody manages. */
const STRIPPED = setOfPaths([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...ALL_META.map((field) => ['f:metadata', `f:${field}`]),
])

/** Fields that a request leaves as they are, whatever its body says. */
function withoutReset(set: FieldSet, subresource: string): FieldSet {
  if (subresource !== 'status') return without(set, ['f:status'])
  return without(without(set, ['f:spec']), ['f:metadata', 'f:ownerReferences'])
}

function filtered({ removed, modified, added }: Comparison, subresource: string): Comparison {
  return {
    removed: withoutReset(removed, subresource),
    modified: withoutReset(modified, subresource),
    added: withoutReset(added, subresource),
  }
}

/** The fields that others manage and the change sets to something else, by manager. */
function conflictsOf(managers: Managers, own: string, { modified, added }: Comparison): Managers {
  const conflicts = [...managers].flatMap(([key, managed]) => {
    const set = key === own ? EMPTY_SET : intersection(managed.set, union(modified, added))
    return isEmptySet(set) ? [] : [[key, { ...managed, set }] as const]
  })
  return new Map(conflicts)
}

/** The other managers without what the change took from them or removed; who has nothing left is gone. */
function takenFrom(managers: Managers, own: string, comparison: Comparison): Map<string, Managed> {
  const conflicts = conflictsOf(managers, own, comparison)
  const left = new Map<string, Managed>()
  for (const [key, managed] of managers) {
    const taken = conflicts.get(key)?.set ?? EMPTY_SET
    const set =
      key === own ? managed.set : difference(difference(managed.set, taken), comparison.removed)
    if (!isEmptySet(set)) left.set(key, { ...managed, set })
  }
  return left
}

export interface Change {
  readonly slot: Slot
  readonly live: JsonFields
  readonly manager: Manager
  readonly now: string
}

/** The managers after an update that made `next` of the live object: the manager owns what it changed. */
export function updateManagers(
  managers: Managers,
  { slot, live, manager, now }: Change,
  next: JsonFields,
): Managers {
  const comparison = filtered(compareValues(slot, live, next), manager.subresource)
  const key = keyOfManager(manager)
  // What it manages by earlier updates is taken too, and given back below.
  const others = takenFrom(managers, '', comparison)
  const changed = difference(union(comparison.modified, comparison.added), STRIPPED)
  if (isEmptySet(changed)) return capped(others)
  const before = others.get(key)?.set ?? EMPTY_SET
  // Upstream takes the time of the entry that the parent has, and so none of a new one.
  const time = manager.subresource === 'scale' ? others.get(key)?.time : now
  others.set(key, { manager, set: union(before, changed), time })
  return capped(others)
}

export type Applied =
  | { readonly ok: true; readonly object: JsonFields; readonly managers: Managers }
  | { readonly ok: false; readonly conflicts: Managers }

/** The object and its managers after `config` was applied; without force, the conflicts with other managers. */
export function applyManagers(
  managers: Managers,
  { slot, live, manager, now }: Change,
  request: { readonly config: JsonFields; readonly force: boolean },
): Applied {
  const key = keyOfManager(manager)
  const last = managers.get(key)
  const set = difference(
    withoutReset(fieldSetOf(slot, request.config), manager.subresource),
    STRIPPED,
  )
  const claimed = new Map(managers).set(key, { manager, set, time: last?.time })
  const merged = mergeValues(slot, live, request.config) as JsonFields
  const object = pruned(slot, merged, claimed, last?.set ?? EMPTY_SET)
  const comparison = filtered(compareValues(slot, live, object), manager.subresource)
  const conflicts = conflictsOf(claimed, key, comparison)
  if (!request.force && conflicts.size > 0) return { ok: false, conflicts }
  const after = takenFrom(claimed, key, comparison)
  const own = after.get(key)
  if (own !== undefined && !equal(live, object)) after.set(key, { ...own, time: now })
  return { ok: true, object, managers: after }
}

/** Without the fields that the manager named last time, that it names no more, and that nobody else manages. */
function pruned(slot: Slot, merged: JsonFields, managers: Managers, last: FieldSet): JsonFields {
  if (isEmptySet(last)) return merged
  const lastNamed = withNamedFields(slot, last)
  const named = (value: unknown): FieldSet => withNamedFields(slot, fieldSetOf(slot, value))
  const mergedSet = named(merged)
  const withoutLast = removeFields(slot, merged, lastNamed)
  // What others, or the manager itself, still own comes back.
  const managed = [...managers.values()].reduce((all, { set }) => union(all, set), EMPTY_SET)
  const kept = union(named(withoutLast), withNamedFields(slot, managed))
  const withOwned = removeFields(slot, merged, difference(mergedSet, kept))
  // What was never the manager's comes back.
  const lost = difference(mergedSet, named(withOwned))
  return removeFields(slot, merged, intersection(lost, lastNamed)) as JsonFields
}

/** The most managers that updated an object; the oldest of more are put together. */
const MAX_UPDATE_MANAGERS = 10
const ANCIENT = 'ancient-changes'

function capped(managers: Managers): Managers {
  const updaters = [...managers.values()]
    .filter(({ manager }) => manager.operation === 'Update')
    .toSorted((a, b) => compareText(a.time ?? '', b.time ?? ''))
  const excess = updaters.length - MAX_UPDATE_MANAGERS
  if (excess <= 0) return managers
  const oldest = updaters.slice(0, excess + 1)
  const [first] = oldest
  if (first === undefined) return managers
  const left = new Map(managers)
  for (const { manager } of oldest) left.delete(keyOfManager(manager))
  const manager = { ...first.manager, name: ANCIENT, subresource: '' }
  const set = oldest.reduce((all, one) => union(all, one.set), EMPTY_SET)
  return left.set(keyOfManager(manager), { manager, set, time: oldest.at(-1)?.time })
}

/** Reads metadata.managedFields. */
export function decodeManagers(entries: readonly ManagedFieldsEntry[]): Managers {
  return new Map(
    entries.map((entry): [string, Managed] => {
      const { manager: name = '', apiVersion = '', subresource = '', time, fieldsV1 } = entry
      const operation = entry.operation === 'Apply' ? 'Apply' : 'Update'
      const manager = { name, operation, subresource, apiVersion } as const
      return [keyOfManager(manager), { manager, set: decodeFieldSet(fieldsV1), time }]
    }),
  )
}

/** Writes metadata.managedFields: who applies before who updates, the oldest first. */
export function encodeManagers(managers: Managers): readonly ManagedFieldsEntry[] {
  const order = ({ manager, time }: Managed): string =>
    JSON.stringify([manager.operation, time ?? '', manager.name, manager.apiVersion])
  return [...managers.values()]
    .toSorted((a, b) => compareText(order(a), order(b)))
    .map(({ manager, set, time }): ManagedFieldsEntry => ({
      manager: manager.name,
      operation: manager.operation,
      apiVersion: manager.apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: encodeFieldSet(set),
      ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
    }))
}
