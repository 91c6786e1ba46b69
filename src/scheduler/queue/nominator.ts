// Which waiting Pods had room made for them, and on which node.
// Follows pkg/scheduler/backend/queue/nominator.go (v1.36).
import type { Pod } from '#api/generated/types.ts'

export interface Nominator {
  /** Takes in the Pod's status.nominatedNodeName. */
  set(pod: Pod): void
  delete(uid: string): void
  podsFor(nodeName: string): readonly Pod[]
}

const NOBODY: readonly Pod[] = []

/** Makes a nominator that knows of nobody. */
export function createNominator(): Nominator {
  const byNode = new Map<string, Map<string, Pod>>()
  const nodeOf = new Map<string, string>()
  const remove = (uid: string): void => {
    const nodeName = nodeOf.get(uid)
    if (nodeName === undefined) return
    nodeOf.delete(uid)
    const pods = byNode.get(nodeName)
    pods?.delete(uid)
    if (pods?.size === 0) byNode.delete(nodeName)
  }
  return {
    set(pod) {
      const uid = pod.metadata.uid ?? ''
      remove(uid)
      const nodeName = pod.status?.nominatedNodeName ?? ''
      if (nodeName === '') return
      nodeOf.set(uid, nodeName)
      const pods = byNode.get(nodeName) ?? new Map<string, Pod>()
      pods.set(uid, pod)
      byNode.set(nodeName, pods)
    },
    delete: remove,
    podsFor(nodeName) {
      const pods = byNode.get(nodeName)
      return pods === undefined ? NOBODY : [...pods.values()]
    },
  }
}
