// The lines of the manifest that the present step is about.
import { keyOfOwner } from '#api/meta/object.ts'
import type { WorldState, JournalEntry } from '#client/world.ts'
import type { Place } from '#scenario/places.ts'
import type { PlaygroundState } from './types.ts'

export interface ResponsibleLines {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
}

/** The container's lines when the step is about one, else the object's, else its owner's; null when none is known. */
export function responsibleLines(
  state: Pick<PlaygroundState, 'entries' | 'steps' | 'step' | 'places' | 'world'>,
): ResponsibleLines | null {
  const entry = state.entries[state.steps[state.step] ?? -1]
  if (entry === undefined) return null
  const place = entry.objects
    .map((key) => placeOfObject(key, state.places, state.world))
    .find((found) => found !== undefined)
  if (place === undefined) return null
  const container = place.containers.find(({ name }) => name === containerOf(entry, state.world))
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

/** The container that an entry is about, by its data or by the record that it touches. */
function containerOf(entry: JournalEntry, world: WorldState): string | undefined {
  const { data } = entry
  if (
    typeof data === 'object' &&
    data !== null &&
    'containerName' in data &&
    typeof data.containerName === 'string'
  ) {
    return data.containerName
  }
  for (const key of entry.objects) {
    const object = world.get(key)
    if (object?.kind === 'ContainerInstance') return object.name
  }
  return undefined
}
