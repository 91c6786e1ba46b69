// JSON merge patches (RFC 7386). Follows gopkg.in/evanphx/json-patch.v4/merge.go.
import { fieldsOfMap, isFields } from '#api/strategicpatch/json-value.ts'

/** `target` with the patch applied: fields are merged, null removes one, everything else is replaced. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const result = new Map(isFields(target) ? Object.entries(target) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key)
    else result.set(key, applyMergePatch(result.get(key), value))
  }
  return fieldsOfMap(result)
}
