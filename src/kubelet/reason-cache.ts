// Why the last start of a container failed; the next status shows it as the waiting reason.
// Follows pkg/kubelet/reason_cache.go (v1.36).

export interface StartFailure {
  readonly reason: string
  readonly message: string
}

export interface ReasonCache {
  get(podUid: string, containerName: string): StartFailure | undefined
  set(podUid: string, containerName: string, failure: StartFailure): void
  delete(podUid: string, containerName: string): void
  forgetPod(podUid: string): void
}

/** Makes an empty cache. */
export function createReasonCache(): ReasonCache {
  const pods = new Map<string, Map<string, StartFailure>>()
  return {
    get: (podUid, containerName) => pods.get(podUid)?.get(containerName),
    set(podUid, containerName, failure) {
      const failures = pods.get(podUid) ?? new Map<string, StartFailure>()
      failures.set(containerName, failure)
      pods.set(podUid, failures)
    },
    delete: (podUid, containerName) => void pods.get(podUid)?.delete(containerName),
    forgetPod: (podUid) => void pods.delete(podUid),
  }
}
