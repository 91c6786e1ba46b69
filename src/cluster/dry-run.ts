// The API server's answer without a cluster behind it: what the editor shows while one types.
import { computeNames, established } from '#controllers/apiextensions/names.ts'
import { mapped } from '#kubectl/custom-kinds.ts'
import type {
  AdmissionContext,
  AdmissionWarning,
  Admitted,
  Assumed,
} from '#apiserver/admit-types.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { admit } from '#apiserver/admit.ts'
import { admitUpdate } from '#apiserver/admit-update.ts'
import { errorText } from '#api/meta/field-error.ts'
import { type ApiObject, objectKey, type ObjectKey } from '#api/meta/object.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createClusterWorld } from '#client/world.ts'
import { assumptionsOf } from './assumptions.ts'
import { firstObjects, namespaceObjects } from './first-objects.ts'

/** What admission of other objects asks for by its name. */
const LOOKED_UP: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'IngressClass',
  'LimitRange',
  'PriorityClass',
  'RuntimeClass',
  'ServiceAccount',
])

/**
 * A function that admits objects against a fresh cluster. Namespaces that `admitted` saw before an
 * object count as there, as they would be when the files are applied in order. `assumed`: what the
 * simulation takes for granted of its containers. `onUpdate`: what is refused when an object that was admitted before
 * is still there.
 */
export function admitInEmptyCluster(): ((object: ApiObject) => Admitted & {
  readonly assumed: readonly Assumed[]
  readonly onUpdate: readonly AdmissionWarning[]
}) & { readonly mapped: (object: ApiObject) => ApiObject | undefined } {
  const server = createApiServer(createClusterWorld(createClock()), createPrng('dry run'))
  const narration = { actor: 'dry run', message: '', level: 'detail', kind: 'Bootstrap' } as const
  server.bootstrap(firstObjects(), narration)
  const before = new Map<ObjectKey, ApiObject>()
  const admitOne = (object: ApiObject) => {
    const admitted = admit(object, server.context)
    const onUpdate = onUpdateOf(admitted, before, server.context)
    const { name } = object.metadata
    const isNew =
      object.kind === 'Namespace' &&
      name !== undefined &&
      server.get('Namespace', '', name) === undefined
    if (isNew && admitted.refusal === null) server.bootstrap(namespaceObjects(name), narration)
    if (LOOKED_UP.has(object.kind) && admitted.refusal === null)
      server.bootstrap([served(admitted.object)], narration)
    return { ...admitted, onUpdate, assumed: assumptionsOf(object) }
  }
  return Object.assign(admitOne, { mapped: (object: ApiObject) => mapped(server, object) })
}

/** A definition as the controllers inside of the server leave it. */
function served(object: ApiObject): ApiObject {
  if (object.kind !== 'CustomResourceDefinition') return object
  const named = { ...object, status: computeNames(object, [], 0) }
  return { ...named, status: established(named, 0) }
}

/**
 * What the API server would say to an object that is applied once more and changes what may not change. Whether the
 * earlier one is still there by then is not known here, so these are warnings.
 */
function onUpdateOf(
  { object, refusal }: Admitted,
  before: Map<ObjectKey, ApiObject>,
  context: AdmissionContext,
): readonly AdmissionWarning[] {
  const { kind, metadata } = object
  if (refusal !== null || metadata.name === undefined) return []
  const key = objectKey(kind, metadata.namespace, metadata.name)
  const old = before.get(key)
  before.set(key, object)
  if (old === undefined) return []
  const { uid, resourceVersion, creationTimestamp, generation } = old.metadata
  const next = {
    ...object,
    metadata: { ...metadata, uid, resourceVersion, creationTimestamp, generation },
  } as ApiObject
  return admitUpdate(next, old, context).errors.map((error) => ({
    message: `${errorText(error)}: while the ${kind} from before is there, this change of it is refused`,
    path: error.path,
  }))
}
