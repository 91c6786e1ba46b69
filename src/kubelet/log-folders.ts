// How often a container ran when the runtime knows none of its instances: the newest log that is left says it.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), calcRestartCountByLogDir and removeContainer.

export interface LogFolders {
  /** The number of the next instance. */
  next(podUid: string, containerName: string): number
  /** An instance was made: it has a log. */
  set(podUid: string, containerName: string, attempt: number): void
  /** An instance was removed with its log. */
  delete(podUid: string, containerName: string, attempt: number): void
  forgetPod(podUid: string): void
}

/** Makes the folders of one node, all empty. */
export function createLogFolders(): LogFolders {
  const pods = new Map<string, Map<string, Set<number>>>()
  return {
    next: (podUid, containerName) =>
      Math.max(-1, ...(pods.get(podUid)?.get(containerName) ?? [])) + 1,
    set(podUid, containerName, attempt) {
      const containers = pods.get(podUid) ?? new Map<string, Set<number>>()
      pods.set(podUid, containers)
      containers.set(containerName, (containers.get(containerName) ?? new Set()).add(attempt))
    },
    delete: (podUid, containerName, attempt) =>
      void pods.get(podUid)?.get(containerName)?.delete(attempt),
    forgetPod: (podUid) => void pods.delete(podUid),
  }
}
