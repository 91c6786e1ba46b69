// What was applied on the client's side becomes the server-side applier's, so that it removes what it names no more.
// Follows migrateToSSAIfNecessary of k8s.io/kubectl/pkg/cmd/apply/apply.go and
// k8s.io/client-go/util/csaupgrade/upgrade.go (v1.36).
import type { ManagedFieldsEntry } from '#api/generated/types.ts'
import { LAST_APPLIED } from '#api/meta/last-applied.ts'
import { fieldOf, isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'

const ANNOTATION = ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`]

/** The entries by which a manager owns the annotation of the client's side. */
export function ownersOfLastApplied(
  entries: readonly ManagedFieldsEntry[],
  operation: 'Apply' | 'Update',
): readonly ManagedFieldsEntry[] {
  return entries.filter((entry) => {
    const owned = ANNOTATION.reduce<unknown>(
      (at, step) => (isFields(at) ? fieldOf(at, step) : undefined),
      entry.fieldsV1,
    )
    return entry.operation === operation && owned !== undefined
  })
}

/** The entries when what `manager` applied on the client's side is what it applied on the server's; null when they are so. */
export function migratedManagers(
  entries: readonly ManagedFieldsEntry[],
  manager: string,
): readonly ManagedFieldsEntry[] | null {
  const owners = ownersOfLastApplied(entries, 'Update').map((entry) => entry.manager ?? '')
  const next = [...new Set(owners)].reduce(
    (all, owner) => withoutOwner(all, owner, manager),
    entries,
  )
  return equal(next, entries) ? null : next
}

function withoutOwner(
  entries: readonly ManagedFieldsEntry[],
  owner: string,
  manager: string,
): readonly ManagedFieldsEntry[] {
  const isOwner = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === owner && entry.operation === 'Update' && isWhole(entry)
  const applier = entries.find(
    (entry) => entry.manager === manager && entry.operation === 'Apply' && isWhole(entry),
  )
  const target = applier ?? entries.find(isOwner)
  if (target === undefined) return entries
  // What was written in another version cannot be put together.
  const source = entries.find((entry) => isOwner(entry) && entry.apiVersion === target.apiVersion)
  const fieldsV1 = { ...unionOf(fieldsOf(target), fieldsOf(source)) }
  const next: ManagedFieldsEntry = { ...target, manager, operation: 'Apply', fieldsV1 }
  return entries
    .map((entry) => (entry === target ? next : entry))
    .filter((entry) => !isOwner(entry))
}

const isWhole = ({ subresource = '' }: ManagedFieldsEntry): boolean => subresource === ''

function fieldsOf(entry: ManagedFieldsEntry | undefined): JsonFields {
  return isFields(entry?.fieldsV1) ? entry.fieldsV1 : {}
}

/** The fields that one of two sets has, as FieldsV1 writes them; below a field that is in a set itself stands `.`. */
function unionOf(one: JsonFields, other: JsonFields): JsonFields {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted(compareText)
  return Object.fromEntries(
    keys.map((key) => [key, bothOf(fieldOf(one, key), fieldOf(other, key))]),
  )
}

function bothOf(one: unknown, other: unknown): unknown {
  if (!isFields(one) || !isFields(other)) return one ?? other
  const [isLeaf, isOtherLeaf] = [one, other].map((set) => Object.keys(set).length === 0)
  return isLeaf === isOtherLeaf ? unionOf(one, other) : unionOf({ '.': {} }, { ...one, ...other })
}
