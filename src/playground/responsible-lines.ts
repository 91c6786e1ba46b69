// The lines of the manifest that the present step is about.
import { keyOfOwner } from '#api/meta/object.ts'
import type { WorldState } from '#client/world.ts'
import type { Place } from '#scenario/places.ts'
import type { PlaygroundState } from './types.ts'

export interface ResponsibleLines {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
}

/** The container's lines when the step is about one, else the object's, else its owner's; null when none is known. */
export function responsibleLines(
  state: Pick<PlaygroundState, 'stepEntry' | 'places' | 'world'>,
): ResponsibleLines | null {
  const entry = state.stepEntry
  if (entry === null) return null
  const place = entry.objects
    .map((key) => placeOfObject(key, state.places, state.world))
    .find((found) => found !== undefined)
  if (place === undefined) return null
  const container = place.containers.find(({ name }) => name === entry.containerName)
  const { startLine, endLine } = container ?? place
  return { path: place.path, startLine, endLine }
}

function placeOfObject(
  key: string,
  places: readonly Place[],
  world: WorldState,
): Place | undefined {
  const own = places.find((place) => place.key === key)
  if (own !== undefined) return own
  const object = world.get(key)
  const owner =
    object !== undefined && 'metadata' in object ? object.metadata.ownerReferences?.[0] : undefined
  if (owner === undefined || object === undefined || !('metadata' in object)) return undefined
  const ownerKey = keyOfOwner(owner, object.metadata.namespace)
  return places.find((place) => place.key === ownerKey)
}
