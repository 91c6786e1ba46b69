// What a journal says about the places of Pods and of other objects in the picture, read entry by
// entry as the journal grows.
import { isMirrorPod } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { isApiObject, type JournalEntry } from '#client/world.ts'
import { isGhost, isGuard, placeOfKind } from '#picture/kinds/kinds.ts'
import { isOwnObject } from '#picture/words/own-object.ts'
import { wantedBy } from './missing.ts'
import { isStaticUid, podIdOf, podIdOfRef } from './pod/identity.ts'
import { createFamilyReader, type FamilyReader } from './families.ts'

export interface SeatHappening {
  readonly entryId: number
  readonly id: string
  /** Null while it has no node. */
  readonly nodeName: string | null
  readonly what: 'seen' | 'bound' | 'refused' | 'gone'
}

export interface SeatReader {
  /** Everything that was read so far; it grows with `take`. */
  readonly happenings: readonly SeatHappening[]
  readonly rooms: Pick<Rooms, 'specs' | 'grown'>
  readonly families: FamilyReader
  /** Objects without a place of their own, a line of the API server's box for each. */
  readonly apiLines: ReadonlySet<string>
  /** The most Pods at one time, those of the cluster itself not counted. */
  readonly peak: number
  /** The most Nodes at one time. */
  readonly nodePeak: number
  /** Takes in the entries that follow those it has. */
  take(entries: Iterable<JournalEntry>): void
}

/**
 * Makes a reader that has read nothing. It reads only what objects are after an entry. A static Pod
 * never goes, since its file can bring it back.
 */
export function createSeatReader(): SeatReader {
  const happenings: SeatHappening[] = []
  const rooms = createRooms()
  const families = createFamilyReader()
  const apiLines = new Set<string>()
  const ids = new Map<string, string>()
  const placed = new Map<string, string | null>()
  const pods = countPresent()
  const nodes = countPresent()
  const add = (happening: SeatHappening): void => {
    happenings.push(happening)
    if (!isSystemId(happening.id)) pods.see(happening.id, happening.what !== 'gone')
  }
  const see = (entryId: number, id: string, nodeName: string | null): void => {
    const earlier = placed.get(id)
    if (earlier !== undefined && earlier === nodeName) return
    placed.set(id, nodeName)
    add({ entryId, id, nodeName, what: earlier === null && nodeName !== null ? 'bound' : 'seen' })
  }
  const seePodKey = (entryId: number, key: string, id: string | undefined): void => {
    const old = ids.get(key)
    if (old !== undefined && old !== id && !isStaticId(old)) {
      add({ entryId, id: old, nodeName: null, what: 'gone' })
    }
    if (id === undefined) ids.delete(key)
    else ids.set(key, id)
  }
  const seePod = (entryId: number, pod: Pod): void => {
    const id = podIdOf(pod)
    if (pod.spec !== undefined) rooms.see(id, pod.spec)
    see(entryId, id, pod.spec?.nodeName || null)
    if (isRefused(pod)) add({ entryId, id, nodeName: null, what: 'refused' })
  }
  const seeObject = objectReader(apiLines, families)
  return {
    happenings,
    rooms,
    families,
    apiLines,
    get peak() {
      return pods.peak()
    },
    get nodePeak() {
      return nodes.peak()
    },
    take(entries) {
      for (const { id: entryId, changes } of entries) {
        for (const { key, after } of changes) {
          if (key.startsWith('Pod/'))
            seePodKey(entryId, key, after?.kind === 'Pod' ? podIdOf(after) : undefined)
          if (after?.kind === 'Pod') seePod(entryId, after)
          if (key.startsWith('Node/')) nodes.see(key, after !== undefined)
          if (after?.kind === 'Sandbox' && isStaticUid(after.pod.uid)) {
            see(entryId, podIdOfRef(after.pod), after.nodeName)
          }
          seeObject(key, after)
        }
      }
    },
  }
}

/** Counts how many of some things are there, and how many were there at most. */
function countPresent() {
  const present = new Set<string>()
  let peak = 0
  return {
    peak: () => peak,
    see(id: string, isThere: boolean): void {
      if (isThere) present.add(id)
      else present.delete(id)
      peak = Math.max(peak, present.size)
    },
  }
}

/** Reads what is no Pod on a node: owners, and the lines of the API server. */
function objectReader(
  apiLines: Set<string>,
  families: FamilyReader,
): (key: string, after: WorldObject | undefined) => void {
  const seeNames = ghostReader(apiLines)
  return (key, after) => {
    if (after === undefined) return families.see(key, undefined)
    if (!isApiObject(after)) return
    seeNames(key, after)
    if (placeOfKind(after.kind) === 'owner') families.see(key, after)
    else if (after.kind === 'Pod' && isMirrorPod(after)) apiLines.add(mirrorLine(key))
    else if (placeOfKind(after.kind) === 'line' && isOwnObject(after)) {
      apiLines.add(key)
      if (isGuard(after.kind)) families.seeGuard()
    }
  }
}

/** Adds the lines of ghosts: what is drawn where it is there has one anyway. */
function ghostReader(apiLines: Set<string>): (key: string, object: ApiObject) => void {
  const there = new Set<string>()
  return (key, object) => {
    if (isGhost(object.kind)) there.add(key)
    for (const wanted of wantedBy(object))
      if (!there.has(wanted.key) && placeOfKind(wanted.kind) !== 'owner') apiLines.add(wanted.key)
  }
}

type WorldObject = NonNullable<JournalEntry['changes'][number]['after']>

interface Rooms {
  /** The spec of each Pod that needs the most room: with all the containers that are ever put into it. */
  readonly specs: ReadonlyMap<string, PodSpec>
  /** How often a Pod came to need more room than it had been seen to. */
  grown(): number
  see(id: string, spec: PodSpec): void
}

function createRooms(): Rooms {
  const specs = new Map<string, PodSpec>()
  let grown = 0
  return {
    specs,
    grown: () => grown,
    see(id, spec) {
      const known = specs.get(id)
      if (known !== undefined && addedTo(spec) <= addedTo(known)) return
      if (known !== undefined) grown += 1
      specs.set(id, spec)
    },
  }
}

const addedTo = ({ ephemeralContainers = [] }: PodSpec): number => ephemeralContainers.length

export const isSystemId = (id: string): boolean => /^(pod|static):kube-system\//.test(id)

const isStaticId = (id: string): boolean => id.startsWith('static:')
const isRefused = (pod: Pod): boolean =>
  !pod.spec?.nodeName && getPodCondition(pod.status, 'PodScheduled')?.status === 'False'

/** The mirror Pods of the cluster itself share one line. */
function mirrorLine(key: string): string {
  return key.startsWith('Pod/kube-system/') ? 'Pod/kube-system' : key
}
