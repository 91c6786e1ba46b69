// What the controller wrote and has not seen yet: until then its caches are older than what it has done itself.
// Follows pkg/controller/util/consistency/consistency.go (v1.36), ConsistencyStore.
import type { Job, Pod } from '#api/generated/types.ts'

export interface ConsistencyStore {
  /** Something was written for the Job with this key. */
  wroteAt(jobKey: string, object: Job | Pod): void
  /** A watch told of an object. Watches tell in the order of the writes. */
  observed(object: Job | Pod): void
  /** True when all that was written for the Job has been seen. */
  isReady(jobKey: string): boolean
  clear(jobKey: string): void
}

type Versions = { [K in 'Job' | 'Pod']: number }

const versionOf = ({ metadata }: Job | Pod): number => Number(metadata.resourceVersion ?? 0)

/** Makes it without anything written. */
export function createConsistencyStore(): ConsistencyStore {
  const seen: Versions = { Job: 0, Pod: 0 }
  const written = new Map<string, Versions>()
  return {
    wroteAt(jobKey, object) {
      const versions = written.get(jobKey) ?? { Job: 0, Pod: 0 }
      versions[object.kind] = Math.max(versions[object.kind], versionOf(object))
      written.set(jobKey, versions)
    },
    observed(object) {
      seen[object.kind] = Math.max(seen[object.kind], versionOf(object))
    },
    isReady(jobKey) {
      const { Job: job = 0, Pod: pod = 0 } = written.get(jobKey) ?? {}
      return job <= seen.Job && pod <= seen.Pod
    },
    clear: (jobKey) => void written.delete(jobKey),
  }
}
