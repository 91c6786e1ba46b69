// What `kubectl apply` remembers of a manifest in the object itself, and what it makes of the two and of the next.
// Follows k8s.io/kubectl/pkg/util/apply.go and pkg/cmd/apply/patcher.go (v1.36).
import { isCustomObject, shownKind } from '#api/meta/custom-kind.ts'
import { LAST_APPLIED, sortedJson } from '#api/meta/last-applied.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { mergeLookup } from '#api/strategicpatch/merge-schema.ts'
import { createThreeWayMergePatch } from '#api/strategicpatch/three-way-merge-patch.ts'
import { equal } from '#lib/equal.ts'

/** The object as `apply` sends it: with its namespace, and with itself as JSON in an annotation. */
export function modifiedConfiguration<T extends ApiObject>(object: T, namespace: string): T {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {}
  const place = infoOf(object.kind).namespaced ? { namespace } : {}
  const metadata = { ...object.metadata, ...place, annotations }
  const text = `${sortedJson({ ...object, kind: shownKind(object.kind), metadata })}\n`
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } },
  }
}

/** The manifest of the last time; undefined when it was not applied, or when the annotation is damaged. */
export function originalConfiguration({ metadata }: ApiObject): JsonFields | undefined {
  const text = metadata.annotations?.[LAST_APPLIED]
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The strategic merge patch from the stored object to the manifest; empty when there is nothing to do. */
export function applyPatchOf(current: ApiObject, modified: ApiObject): JsonFields {
  if (isCustomObject(current)) return jsonMergePatchOf(current, modified)
  return createThreeWayMergePatch(
    current.kind,
    {
      original: originalConfiguration(current) ?? {},
      modified: asFields(modified),
      current: asFields(current),
    },
    mergeLookup,
  )
}

/** The same for an object of a definition, whose lists have no keys that kubectl knows. Follows pkg/util/jsonmergepatch. */
function jsonMergePatchOf(current: ApiObject, modified: ApiObject): JsonFields {
  const sent: JsonFields = { ...asFields(modified), kind: current.kind }
  const gone = removedBetween(originalConfiguration(current) ?? {}, sent)
  return mergedFields(changedBetween(asFields(current), sent), gone)
}

/** What the next fields set to another value than the ones before. */
function changedBetween(before: JsonFields, next: JsonFields): JsonFields {
  const changed = Object.entries(next).flatMap(([key, value]): readonly [string, unknown][] => {
    const old = before[key]
    if (!isFields(value) || !isFields(old))
      return value === undefined || equal(value, old) ? [] : [[key, value]]
    const below = changedBetween(old, value)
    return Object.keys(below).length === 0 ? [] : [[key, below]]
  })
  return Object.fromEntries(changed)
}

/** Null for what the next fields have no more. */
function removedBetween(before: JsonFields, next: JsonFields): JsonFields {
  const removed = Object.entries(before).flatMap(([key, value]): readonly [string, unknown][] => {
    const left = next[key]
    if (left === undefined) return [[key, null]]
    if (!isFields(value) || !isFields(left)) return []
    const below = removedBetween(value, left)
    return Object.keys(below).length === 0 ? [] : [[key, below]]
  })
  return Object.fromEntries(removed)
}

function mergedFields(one: JsonFields, other: JsonFields): JsonFields {
  const merged = Object.entries(other).map(([key, value]) => {
    const first = one[key]
    return [key, isFields(first) && isFields(value) ? mergedFields(first, value) : value] as const
  })
  return { ...one, ...Object.fromEntries(merged) }
}

/** An object as the fields that a patch is made of. */
function asFields(object: ApiObject): JsonFields {
  return object as unknown as JsonFields
}
