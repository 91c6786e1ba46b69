// JSON merge patches (RFC 7386): how the recordings say what changed.
import type { Json } from './controllers-recording.ts'

/** `target` with the patch applied; null removes a field, lists are replaced. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = applyMergePatch(result[key], value)
  }
  return result
}

/** Whether a value is an object with fields, and no list. */
export function isFields(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
