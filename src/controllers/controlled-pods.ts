// The Pods of a controller's objects: how they are found, and which of their changes the controller hears of.
// Follows pkg/controller/controller_utils.go (v1.36), AddPodControllerIndexer and FilterPodsByOwner, and the Pod handlers of
// pkg/controller/replicaset/replica_set.go.
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { type ApiObject, keyOf, type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { Lister } from '#client/indexer.ts'
import type { Informers } from '#client/informer.ts'
import { controllerOf } from './controller-ref.ts'
import { type Run, watching, type Watched } from './define-controller.ts'

/** By the UID of the controller, or the namespace of an object that nobody controls. */
const CONTROLLER_INDEX = 'controller'

const ownedBy = (uid: string): string => `uid/${uid}`
const orphansOf = (namespace: string | undefined): string => `orphans/${namespace ?? 'default'}`

/** Adds the index of a kind by its controllers. */
export function addControllerIndexer<K extends Kind>(informers: Informers, kind: K): void {
  informers.informer(kind).indexer.addIndexers({ [CONTROLLER_INDEX]: controllersOf })
}

function controllersOf({ metadata }: ApiObject): readonly string[] {
  const owner = controllerOf(metadata)
  return [owner === undefined ? orphansOf(metadata.namespace) : ownedBy(owner.uid)]
}

/** Their controllers look after Pods that have ended. */
const NEEDS_ENDED: ReadonlySet<string> = new Set(['DaemonSet', 'StatefulSet', 'Job'])

/**
 * Adds the index of Pods by their controller. Pods of other controllers that have ended are left out: they stay until
 * somebody deletes them, and can be many. Those that nobody controls stay in: such a controller may take them over.
 */
export function addPodControllerIndexer(informers: Informers): void {
  informers.informer('Pod').indexer.addIndexers({
    [CONTROLLER_INDEX](pod) {
      const owner = controllerOf(pod.metadata)
      const isWanted = owner === undefined || NEEDS_ENDED.has(owner.kind)
      return isWanted || !isTerminalPod(pod) ? controllersOf(pod) : []
    },
  })
}

/** The objects that the one with this UID controls, in the order in which they came to it. */
export function objectsControlledBy<T extends ApiObject>(
  lister: Lister<T>,
  ownerUid: string,
): readonly T[] {
  return lister.byIndex(CONTROLLER_INDEX, ownedBy(ownerUid))
}

/** The objects of a namespace that nobody controls. */
export function orphans<T extends ApiObject>(
  lister: Lister<T>,
  namespace: string | undefined,
): readonly T[] {
  return lister.byIndex(CONTROLLER_INDEX, orphansOf(namespace))
}

/** The Pods that the object with this UID controls, in the order in which they came to it. */
export function podsControlledBy(pods: Lister<Pod>, ownerUid: string): readonly Pod[] {
  return objectsControlledBy(pods, ownerUid)
}

/** The Pods of a namespace that nobody controls. */
export function orphanPods(pods: Lister<Pod>, namespace: string | undefined): readonly Pod[] {
  return orphans(pods, namespace)
}

/** Names a Pod among those that a controller expects to be deleted. */
export function podKey(pod: Pod): string {
  return keyOf(pod)
}

/**
 * Watches Pods for a controller of `ownerKind`: a change asks for the Pod's owner, before and after it, to be synced,
 * and a Pod without owner for all that select it. What the controller expects of its Pods is noted as seen.
 */
export function watchingControlledPods<K extends Kind, State>(
  ownerKind: K,
  selects: (owner: ObjectOf<K>, pod: Pod) => boolean,
): Watched<State> {
  return watching('Pod', (event: WatchEvent<Pod>, run: Run<State>) => {
    const { type, object, old } = event
    const keys = new Set<string>()
    const before = type === 'ADDED' ? undefined : ownerKeyOf(old ?? object, ownerKind)
    if (before !== undefined) keys.add(before)
    const owner = ownerKeyOf(object, ownerKind)
    const isGoing = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined
    if (owner !== undefined) {
      if (isGoing) run.expectations.deletionObserved(owner, podKey(object))
      else if (type === 'ADDED') run.expectations.creationObserved(owner)
      if (type !== 'DELETED') keys.add(owner)
    }
    if (type === 'DELETED' || controllerOf(object.metadata) !== undefined) return keys
    for (const one of run.lister(ownerKind).list(object.metadata.namespace ?? 'default')) {
      if (selects(one, object)) keys.add(keyOf(one))
    }
    return keys
  })
}

function ownerKeyOf({ metadata }: Pod, ownerKind: Kind): string | undefined {
  const owner = controllerOf(metadata)
  if (owner?.kind !== ownerKind) return undefined
  return objectKey(ownerKind, metadata.namespace, owner.name)
}
