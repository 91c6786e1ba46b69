// The API server's answer without a cluster behind it: what the editor shows while one types.
import type { Admitted, Assumed } from '#apiserver/admit-types.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { admit } from '#apiserver/admit.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createClusterWorld } from '#client/world.ts'
import { assumptionsOf } from './assumptions.ts'
import { firstObjects, namespaceObjects } from './first-objects.ts'

/** What admission of other objects asks for by its name. */
const LOOKED_UP: ReadonlySet<string> = new Set([
  'IngressClass',
  'LimitRange',
  'PriorityClass',
  'RuntimeClass',
  'ServiceAccount',
])

/**
 * A function that admits objects against a fresh cluster. Namespaces that `admitted` saw before an
 * object count as there, as they would be when the files are applied in order. `assumed`: what the
 * simulation takes for granted of its containers.
 */
export function admitInEmptyCluster(): (
  object: ApiObject,
) => Admitted & { readonly assumed: readonly Assumed[] } {
  const server = createApiServer(createClusterWorld(createClock()), createPrng('dry run'))
  const narration = { actor: 'dry run', message: '', level: 'detail', kind: 'Bootstrap' } as const
  server.bootstrap(firstObjects(), narration)
  return (object) => {
    const admitted = admit(object, server.context)
    const { name } = object.metadata
    const isNew =
      object.kind === 'Namespace' &&
      name !== undefined &&
      server.get('Namespace', '', name) === undefined
    if (isNew && admitted.refusal === null) server.bootstrap(namespaceObjects(name), narration)
    if (LOOKED_UP.has(object.kind) && admitted.refusal === null)
      server.bootstrap([admitted.object], narration)
    return { ...admitted, assumed: assumptionsOf(object) }
  }
}
