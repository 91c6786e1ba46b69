// What moves at a moment. It is read from the journal entry that is shown and from nothing else, so
// the same moment always moves in the same way, whichever way one came to it.
import type { CallData, ContainerRecord, VolumeAccessData } from '#api/runtime/records.ts'
import type { JournalEntry, WorldState } from '#client/world.ts'
import type { Focus, Happening, Movement } from './canvas-graph.ts'
import { podIdOf, podIdOfRef } from './pod/identity.ts'
import type { BoundAt } from './seats.ts'

/**
 * The entry of the shown moment whose movement is drawn. A moment is the last of several entries of one
 * millisecond; among those the newest step that moves something counts, then the newest detail.
 */
export function movingEntry(
  entries: readonly JournalEntry[],
  entryId: number,
  boundAt: BoundAt,
): JournalEntry | null {
  const last = entries[entryId]
  if (last === undefined) return null
  let detail: JournalEntry | null = null
  for (let id = entryId; id >= 0 && id > entryId - MOST_LOOKED_AT; id -= 1) {
    const entry = entries[id]
    if (entry === undefined || entry.timeMs !== last.timeMs) break
    if (!moves(entry, boundAt)) continue
    if (entry.level === 'step') return entry
    detail ??= entry
  }
  return detail ?? last
}

const MOST_LOOKED_AT = 50
const MOST_DETAILS = 5000
const MOVING_KINDS: ReadonlySet<string> = new Set(['VolumeWrite', 'VolumeRead', 'Call'])

function moves(entry: JournalEntry, boundAt: BoundAt): boolean {
  return MOVING_KINDS.has(entry.kind) || boundAt.has(entry.id)
}

/** The movement of an entry; null when it has none or is none of this moment. */
export function movementOf(
  world: WorldState,
  entry: JournalEntry | null,
  boundAt: BoundAt,
): Movement | null {
  if (entry === null) return null
  if (entry.kind === 'Call') return callMovement(world, entry)
  if (MOVING_KINDS.has(entry.kind)) return volumeMovement(world, entry)
  const podId = boundAt.get(entry.id)
  return podId === undefined ? null : { kind: 'bound', entryId: entry.id, podId }
}

/** What a picture shows besides the state: what moves at a moment, and what its step is about. */
export function happeningOf(
  world: WorldState,
  entries: readonly JournalEntry[],
  entryId: number,
  boundAt: BoundAt,
): Happening {
  const entry = movingEntry(entries, entryId, boundAt)
  return {
    movement: movementOf(world, entry, boundAt),
    focus: focusOf(world, entries, entryId),
  }
}

/**
 * What the last step up to a moment is about: a container, or else a Pod. Null when it is about neither
 * or what it is about is gone.
 */
export function focusOf(
  world: WorldState,
  entries: readonly JournalEntry[],
  entryId: number,
): Focus | null {
  let id = entryId
  while (id > entryId - MOST_DETAILS && entries[id]?.level === 'detail') id -= 1
  const entry = entries[id]
  if (entry?.level !== 'step') return null
  const objects = entry.objects.map((key) => world.get(key))
  const container = objects.find((object) => object?.kind === 'ContainerInstance')
  if (container?.kind === 'ContainerInstance') {
    return { podId: podIdOfRef(container.pod), container: container.name }
  }
  const pod = objects.find((object) => object?.kind === 'Pod')
  return pod?.kind === 'Pod' ? { podId: podIdOf(pod), container: null } : null
}

function volumeMovement(world: WorldState, entry: JournalEntry): Movement | null {
  const data = entry.data
  if (!isVolumeAccess(data)) return null
  const volume = world.get(data.volumeKey)
  if (volume?.kind !== 'Volume') return null
  return {
    kind: 'volume',
    entryId: entry.id,
    podId: podIdOfRef(volume.pod),
    container: data.containerName,
    volume: volume.name,
    direction: entry.kind === 'VolumeWrite' ? 'write' : 'read',
    path: data.path,
  }
}

function callMovement(world: WorldState, entry: JournalEntry): Movement | null {
  const data = entry.data
  if (!isCall(data)) return null
  const from = containerOf(world, data.fromContainerId)
  if (from === undefined) return null
  const to = data.toContainerId === null ? undefined : containerOf(world, data.toContainerId)
  return {
    kind: 'call',
    entryId: entry.id,
    fromPodId: podIdOfRef(from.pod),
    fromContainer: from.name,
    toPodId: to === undefined ? null : podIdOfRef(to.pod),
    toContainer: to?.name ?? null,
    address: data.address,
    outcome: data.outcome,
  }
}

/** The record of an instance; its key names the node, which the data of an entry does not. */
function containerOf(world: WorldState, id: string): ContainerRecord | undefined {
  const [record] = world.list('container', id)
  return record?.kind === 'ContainerInstance' ? record : undefined
}

function isVolumeAccess(data: unknown): data is VolumeAccessData {
  return typeof data === 'object' && data !== null && 'volumeKey' in data && 'containerName' in data
}

function isCall(data: unknown): data is CallData {
  return typeof data === 'object' && data !== null && 'fromContainerId' in data && 'address' in data
}
