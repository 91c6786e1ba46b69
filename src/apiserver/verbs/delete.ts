// DELETE: removes an object, or marks it as going.
// Follows k8s.io/apiserver/pkg/registry/generic/registry/store.go, Delete (v1.36).
import { type ApiObject, infoOf, type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { ApiResult, Status } from '#api/meta/status.ts'
import type { DeleteOptions } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import type { Narration } from '#sim/world.ts'
import { deletionOf, withPropagation } from '../deletion.ts'
import { strategyOf } from '../registry/registry.ts'
import { refuse, type ServerParts } from '../server-parts.ts'
import { conflictOn, notFound } from '../statuses.ts'
import { warningTexts } from '../warnings/warning-texts.ts'

/** Removes an object at once, or sets its deletionTimestamp, as its kind, finalizers and grace period demand. */
export function remove(
  parts: ServerParts,
  request: {
    readonly kind: Kind
    readonly namespace: string
    readonly name: string
    readonly options: DeleteOptions
  },
  narration: Narration,
): ApiResult<ApiObject> {
  const { kind, namespace, name, options } = request
  const found: ObjectOf<Kind> | undefined = parts.store.get(objectKey(kind, namespace, name), kind)
  if (found === undefined) return refuse(notFound(kind, name))
  const asked = { operation: 'DELETE', object: found, old: found, subresource: '' } as const
  const { refusal } = parts.judge.mutate({ ...asked, context: parts.context })
  if (refusal !== null) return refuse(refusal)
  const problem = preconditionProblem(found, options)
  if (problem !== null) return refuse(problem)
  const said = strategyOf(found).warningsOnDelete(options.propagationPolicy)
  const warnings = warningTexts(said)
  const asking = withPropagation(found, options.propagationPolicy)
  const next = deletionOf(asking, options.gracePeriodSeconds, parts.world.clock.nowMs)
  if (next === 'remove') {
    parts.fieldManagers.forget(found.metadata.uid ?? '')
    parts.store.remove(found, narration)
    return { ok: true, object: found, warnings }
  }
  if (equal(next, found)) return { ok: true, object: found, warnings }
  return { ok: true, object: parts.store.put(next, narration), warnings }
}

/** Why an object is not the one that is to be deleted; null when it is. */
export function preconditionProblem(found: ApiObject, options: DeleteOptions): Status | null {
  const { name = '', uid, resourceVersion = '' } = found.metadata
  const refused = (what: string, asked: string, has: string | undefined, hint: string): Status => {
    const detail = `the ${what} in the precondition (${asked}) does not match the ${what} in record (${has}). The object might have been ${hint}`
    // Here the server names the kind, and not the resource.
    return conflictOn(infoOf(found.kind).groupKind, name, detail)
  }
  if (options.uid !== undefined && options.uid !== uid)
    return refused('UID', options.uid, uid, 'deleted and then recreated')
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
    return refused('ResourceVersion', options.resourceVersion, resourceVersion, 'modified')
  return null
}
