// How often a container ran when the runtime knows none of its instances: the newest of its logs says it.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), calcRestartCountByLogDir.

export interface LogFolders {
  /** The number of the next instance. */
  next(podUid: string, containerName: string): number
  /** An instance was made: it has a log. */
  set(podUid: string, containerName: string, attempt: number): void
  /** All logs of a container were removed. */
  delete(podUid: string, containerName: string): void
  forgetPod(podUid: string): void
}

/** Makes the folders of one node, all empty. */
export function createLogFolders(): LogFolders {
  const pods = new Map<string, Map<string, number>>()
  return {
    next: (podUid, containerName) => (pods.get(podUid)?.get(containerName) ?? -1) + 1,
    set(podUid, containerName, attempt) {
      const newest = pods.get(podUid) ?? new Map<string, number>()
      newest.set(containerName, attempt)
      pods.set(podUid, newest)
    },
    delete: (podUid, containerName) => void pods.get(podUid)?.delete(containerName),
    forgetPod: (podUid) => void pods.delete(podUid),
  }
}
