// The Pods of each controller, and those that nobody controls, so that a controller need not search
// all Pods. Pods that have ended are left out: they stay until somebody deletes them, and can be many. Follows pkg/controller/controller_utils.go (v1.36), AddPodControllerIndexer.
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import { controllerOf } from './controller-ref.ts'

export interface PodIndex {
  /** In the order in which they came. */
  controlledBy(ownerUid: string): readonly Pod[]
  orphansIn(namespace: string): readonly Pod[]
}

/** Starts an index; `changed` is called after each change with the Pod before and after it. */
export function createPodIndex(
  client: Client,
  changed: (before: Pod | undefined, after: Pod | undefined) => void,
): PodIndex {
  const groups = new Map<string, Map<string, Pod>>()
  const groupOf = new Map<string, string>()
  const remove = (uid: string): void => {
    const key = groupOf.get(uid)
    if (key === undefined) return
    groupOf.delete(uid)
    const group = groups.get(key)
    group?.delete(uid)
    if (group?.size === 0) groups.delete(key)
  }
  const set = (pod: Pod): void => {
    const uid = pod.metadata.uid ?? ''
    if (isTerminalPod(pod)) {
      remove(uid)
      return
    }
    const key = groupKeyOf(pod)
    if (groupOf.get(uid) !== key) remove(uid)
    groupOf.set(uid, key)
    const group = groups.get(key) ?? new Map<string, Pod>()
    group.set(uid, pod)
    groups.set(key, group)
  }
  for (const pod of client.list('Pod')) set(pod)
  client.watch('Pod', ({ type, object, old }) => {
    if (type === 'DELETED') remove(object.metadata.uid ?? '')
    else set(object)
    changed(type === 'ADDED' ? undefined : (old ?? object), type === 'DELETED' ? undefined : object)
  })
  return {
    controlledBy: (ownerUid) => [...(groups.get(`uid/${ownerUid}`)?.values() ?? [])],
    orphansIn: (namespace) => [...(groups.get(`orphans/${namespace}`)?.values() ?? [])],
  }
}

function groupKeyOf(pod: Pod): string {
  const owner = controllerOf(pod.metadata)
  return owner === undefined ? `orphans/${pod.metadata.namespace ?? 'default'}` : `uid/${owner.uid}`
}
