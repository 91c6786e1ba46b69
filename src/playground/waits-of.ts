// What the containers of a Pod wait for, since when, and what comes next: from the moment, from what the kubelet had
// planned then, and from how the run goes on.
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { Cluster } from '#cluster/types.ts'
import type { JournalEntry, WorldState } from '#client/world.ts'
import { keyOf } from '#api/meta/object.ts'
import type { LaneFold } from '#picture/timeline/lanes-of.ts'
import { type ContainerWait, containerWaits } from '#picture/words/container-wait.ts'
import { type ProbeRow, probeRows } from '#picture/words/probe-rows.ts'
import type { RunMoment } from './run-moment.ts'

export interface KnownWait extends ContainerWait {
  /** Since when, in virtual milliseconds; null where nobody knows. */
  readonly sinceMs: number | null
  /** The next entry of the run about this container; null when the run has none. */
  readonly next: { readonly id: number; readonly timeMs: number } | null
}

export interface PlannedProbe extends ProbeRow {
  /** When it runs next, in virtual milliseconds; null when that is not planned, or it is running. */
  readonly nextMs: number | null
}

export interface Waits {
  readonly containers: readonly KnownWait[]
  readonly probes: readonly PlannedProbe[]
}

interface Known {
  readonly cluster: Pick<Cluster, 'probePlans' | 'journal'>
  readonly lanes: Pick<LaneFold, 'sinceOf'>
  /** The name of the container that an entry is about. */
  readonly containerOf: (entry: JournalEntry) => string | null
}

/** The waits and the probes of a Pod at a moment of a run. */
export function waitsOf(
  { cluster, lanes, containerOf }: Known,
  world: WorldState,
  { at, pod }: { readonly at: RunMoment; readonly pod: Pod },
): Waits {
  const { timeMs, entryId } = at
  const { annotations, uid: ownUid = '' } = pod.metadata
  const uid = annotations?.[MIRROR_POD_ANNOTATION] ?? ownUid
  const waits = containerWaits(world, pod, (name) =>
    backOffOf(cluster.journal, { entryId, podKey: keyOf(pod), name, containerOf }),
  )
  const next = nextSteps(cluster.journal, entryId, keyOf(pod), containerOf)
  return {
    containers: waits.map((wait) => ({
      ...wait,
      sinceMs: lanes.sinceOf(uid, wait.name, timeMs),
      next: next(wait.name),
    })),
    probes: probeRows(pod).map((row) => ({
      ...row,
      nextMs: cluster.probePlans.nextMs({ podUid: uid, timeMs, ...row }),
    })),
  }
}

/** So many entries before the moment are looked at. */
const MOST_BACK = 5000

/** How long the kubelet said last that it waits with a container; null when something else came after that. */
function backOffOf(
  journal: readonly JournalEntry[],
  about: Pick<Known, 'containerOf'> & {
    readonly entryId: number
    readonly podKey: string
    readonly name: string
  },
): number | null {
  const { entryId, podKey, name, containerOf } = about
  for (let id = entryId; id >= Math.max(0, entryId - MOST_BACK); id -= 1) {
    const entry = journal[id]
    if (entry?.level !== 'step' || !entry.objects.includes(podKey)) continue
    if (containerOf(entry) !== name) continue
    const { data } = entry
    const isIt = typeof data === 'object' && data !== null && 'delayMs' in data
    return isIt && typeof data.delayMs === 'number' ? data.delayMs : null
  }
  return null
}

/** So many entries after the moment are looked at. */
const MOST_AHEAD = 50_000

function nextSteps(
  journal: readonly JournalEntry[],
  entryId: number,
  ...[podKey, containerOf]: readonly [string, Known['containerOf']]
): (name: string) => KnownWait['next'] {
  const end = Math.min(journal.length, entryId + 1 + MOST_AHEAD)
  return (name) => {
    for (let id = entryId + 1; id < end; id += 1) {
      const entry = journal[id]
      if (entry?.level !== 'step' || !entry.objects.includes(podKey)) continue
      if (containerOf(entry) === name) return { id, timeMs: entry.timeMs }
    }
    return null
  }
}
