// JSON patches (RFC 6902) as far as the recorded requests use them.

export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
}

type Json = Record<string, unknown> | unknown[]

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')

function applyToList(list: unknown[], step: string, { op, value }: PatchOperation): void {
  const index = step === '-' ? list.length : Number(step)
  if (op === 'add') list.splice(index, 0, value)
  else if (op === 'remove') list.splice(index, 1)
  else list[index] = value
}

/** A copy of the object with all operations applied; undefined when a path leads nowhere. */
export function applyPatch<T>(object: T, patch: readonly PatchOperation[]): T | undefined {
  const copy = structuredClone(object)
  for (const operation of patch) {
    const steps = operation.path.split('/').slice(1).map(unescapeStep)
    const last = steps.pop() ?? ''
    let at: unknown = copy
    for (const step of steps)
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined
    if (typeof at !== 'object' || at === null) return undefined
    const target = at as Json
    if (Array.isArray(target)) applyToList(target, last, operation)
    else if (operation.op === 'remove') delete target[last]
    else target[last] = operation.value
  }
  return copy
}
