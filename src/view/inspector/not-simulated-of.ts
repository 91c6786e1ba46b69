// What the files say about an object that the simulation leaves out.
import { keyOfOwner } from '#api/meta/object.ts'
import type { WorldState } from '#client/world.ts'
import type { PlaygroundState } from '#playground/types.ts'

/** The notes at the lines of an object, or of the owner whose template it was made from. */
export function notSimulatedOf(
  { diagnostics, places }: Pick<PlaygroundState, 'diagnostics' | 'places'>,
  world: WorldState,
  key: string,
): readonly string[] {
  const keys = [key, ...ownersOf(world, key)]
  const place = keys.flatMap((k) => places.filter((p) => p.key === k))[0]
  if (place === undefined) return []
  const notes = diagnostics.filter(
    ({ source, path, range: { start } }) =>
      source === 'scope' &&
      path === place.path &&
      start.line >= place.startLine &&
      start.line <= place.endLine,
  )
  return [...new Set(notes.map(({ message }) => message))]
}

function ownersOf(world: WorldState, key: string): readonly string[] {
  const object = world.get(key)
  if (object === undefined || !('metadata' in object)) return []
  const { ownerReferences = [], namespace } = object.metadata
  return ownerReferences.map((owner) => keyOfOwner(owner, namespace))
}
