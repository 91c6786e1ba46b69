// `--overrides`: what a person puts over an object that kubectl makes.
// Follows k8s.io/kubectl/pkg/cmd/util/override_options.go and helpers.go, Merge and StrategicMerge (v1.36).
import { type ApiObject, infoOf, isBuiltIn } from '#api/meta/object.ts'
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
  if (type === 'merge') return registered(object, merged(fields, patch))
  const outcome = applyStrategicMergePatch(object.kind, fields, patch, mergeLookup)
  return outcome.ok ? registered(object, outcome.object) : outcome.message
}

/** The result as an object of the same kind; what is said of a kind or a version that kubectl does not know. */
function registered(object: ApiObject, result: JsonFields): ApiObject | string {
  const { apiVersion, kind } = result
  if (kind === object.kind && apiVersion === object.apiVersion)
    return result as unknown as ApiObject
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || apiVersion === '')
    return 'an override that takes the kind or the version away is not simulated'
  return isBuiltIn(kind) && infoOf(kind).apiVersion === apiVersion
    ? `an override that makes it a ${kind} is not simulated`
    : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${SCHEME}"`
}

/** The name of kubectl's table of kinds: where it is made, as recorded. */
const SCHEME = 'pkg/runtime/scheme.go:111'

/** Follows RFC 7386. */
function merged(target: unknown, patch: JsonFields): JsonFields {
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = isFields(value) ? merged(result[key], value) : value
  }
  return result as JsonFields
}
