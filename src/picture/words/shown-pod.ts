// What the page says of a Pod in one word. The row of `kubectl get pods` says it; of a static Pod that row is the one
// of its mirror, and where that was deleted, or was not told anything yet, what runs on the node counts.
import { isMirrorPod, MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import { type PodStatusWord, statusOf } from '#api/core/pod-status-word.ts'
import type { Pod } from '#api/generated/types.ts'
import type { WorldState } from '#client/world.ts'
import { containerFactsOf, podKnownAt } from './container-facts.ts'
import { containerState, type ContainerFacts, type ContainerWord } from './container-state.ts'
import { stateOfCells } from './pod-state.ts'

export interface ShownPod extends Pick<PodStatusWord, 'ready' | 'total' | 'restarts'> {
  readonly state: ContainerWord
}

/**
 * A Pod at a moment. `pod` is undefined for a static Pod that has no mirror. `sandboxUid` is the UID in the sandbox of that
 * name that is ready, which is another one than the mirror's while its file was changed and the API server was not told;
 * `facts` are asked for of static Pods alone.
 */
export function shownPod(
  pod: Pod | undefined,
  sandboxUid: string | null,
  facts: () => readonly ContainerFacts[],
): ShownPod {
  if (pod === undefined) return ofRuntime(facts())
  const { status, metadata } = pod
  if (!isMirrorPod(pod)) return ofRow(pod)
  const uid = metadata.annotations?.[MIRROR_POD_ANNOTATION]
  const known = facts()
  if (sandboxUid !== null && sandboxUid !== uid) return ofRuntime(known, sandboxUid)
  const { containerStatuses = [], initContainerStatuses = [] } = status ?? {}
  const isTold = containerStatuses.length + initContainerStatuses.length > 0
  const isKnown = known.some(({ record }) => record?.pod.uid === uid)
  return isKnown && !isTold ? ofRuntime(known) : ofRow(withoutDeletion(pod))
}

/** The same of a Pod of the API server, with what the moment knows of its node. */
export function shownPodAt(world: WorldState, pod: Pod): ShownPod {
  if (!isMirrorPod(pod)) return ofRow(pod)
  const known = podKnownAt(world, pod)
  return shownPod(pod, known.sandboxUid, () => containerFactsOf(known))
}

function ofRow(pod: Pod): ShownPod {
  const cells = statusOf(pod)
  const { ready, total, restarts } = cells
  return { state: stateOfCells(cells), ready, total, restarts }
}

/** The deletion of a mirror ends nothing. */
function withoutDeletion(pod: Pod): Pod {
  const { deletionTimestamp: _, ...metadata } = pod.metadata
  return { ...pod, metadata }
}

/** What runs of it, or of the one with a UID. */
function ofRuntime(facts: readonly ContainerFacts[], uid: string | null = null): ShownPod {
  const own = facts.map((one) =>
    uid === null || one.record?.pod.uid === uid ? one : { ...one, record: undefined },
  )
  const lasting = own.filter(({ role }) => role === 'app' || role === 'sidecar')
  const ready = lasting.filter(({ record }) => record?.state === 'running').length
  const restarts = own.reduce((sum, { record }) => sum + (record?.attempt ?? 0), 0)
  const total = lasting.length
  return { state: stateOfRuntime(own, ready === total), ready, total, restarts }
}

function stateOfRuntime(facts: readonly ContainerFacts[], isReady: boolean): ContainerWord {
  const apps = facts.filter(({ role }) => role === 'app')
  if (apps.some(({ record }) => record?.state === 'running'))
    return { word: 'Running', tone: isReady ? 'run' : 'part' }
  const ended = apps.find(({ record }) => record?.state === 'exited')
  if (ended === undefined) return { word: 'ContainerCreating', tone: 'wait' }
  return containerState({ ...ended, status: undefined })
}
