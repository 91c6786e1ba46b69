// `--overrides`: what a person puts over an object that kubectl makes.
// Follows k8s.io/kubectl/pkg/cmd/util/override_options.go and helpers.go, Merge and StrategicMerge (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { mergeLookup } from '#api/strategicpatch/merge-schema.ts'
import { applyStrategicMergePatch } from '#api/strategicpatch/strategic-merge-patch.ts'

/** The object with the overrides; or what is wrong with them. */
export function overridden(object: ApiObject, text: string, type: string): ApiObject | string {
  if (text === '') return object
  if (type === 'json') return '--override-type=json is not simulated'
  if (type !== 'merge' && type !== 'strategic') return `invalid override type: ${type}`
  let patch: unknown
  try {
    patch = JSON.parse(text)
  } catch {
    return 'Invalid JSON Patch'
  }
  if (!isFields(patch)) return 'Invalid JSON Patch'
  const fields = object as unknown as JsonFields
  if (type === 'merge') return merged(fields, patch) as unknown as ApiObject
  const outcome = applyStrategicMergePatch(object.kind, fields, patch, mergeLookup)
  return outcome.ok ? (outcome.object as unknown as ApiObject) : outcome.message
}

/** Follows RFC 7386. */
function merged(target: unknown, patch: JsonFields): JsonFields {
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = isFields(value) ? merged(result[key], value) : value
  }
  return result as JsonFields
}
