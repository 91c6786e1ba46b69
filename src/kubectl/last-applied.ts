// What `kubectl apply` remembers of a manifest in the object itself, and what it makes of the two and of the next.
// Follows k8s.io/kubectl/pkg/util/apply.go and pkg/cmd/apply/patcher.go (v1.36).
import { type ApiObject, KINDS } from '#api/meta/object.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { mergeLookup } from '#api/strategicpatch/merge-schema.ts'
import { createThreeWayMergePatch } from '#api/strategicpatch/three-way-merge-patch.ts'
import { compareText } from '#lib/compare.ts'

/** corev1.LastAppliedConfigAnnotation. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object as `apply` sends it: with its namespace, and with itself as JSON in an annotation. */
export function modifiedConfiguration<T extends ApiObject>(object: T, namespace: string): T {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {}
  const place = KINDS[object.kind].namespaced ? { namespace } : {}
  const metadata = { ...object.metadata, ...place, annotations }
  const text = `${sortedJson({ ...object, metadata })}\n`
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

/** An object as the fields that a patch is made of. */
function asFields(object: ApiObject): JsonFields {
  return object as unknown as JsonFields
}

const HTML = /[<>&\u2028\u2029]/g

/** JSON as Go writes a map: sorted keys, and what HTML would read escaped. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (isFields(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([a], [b]) => compareText(a, b))
    return `{${entries.map(([key, item]) => `${sortedJson(key)}:${sortedJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value).replace(
    HTML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
