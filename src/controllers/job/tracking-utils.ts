// Pods whose tracking finalizer was taken away, until the watch shows it: they are not counted again.
// Follows pkg/controller/job/tracking_utils.go (v1.36), uidTrackingExpectations.

export interface FinalizerExpectations {
  /** The UIDs of the Pods of a Job that are still seen with their finalizer. */
  expected(key: string): ReadonlySet<string>
  expectFinalizersRemoved(key: string, uids: readonly string[]): void
  /** The removal was seen, or did not come about. */
  finalizerRemovalObserved(key: string, uid: string): void
  forget(key: string): void
}

const NONE: ReadonlySet<string> = new Set()

/** Makes it without expectations. */
export function createFinalizerExpectations(): FinalizerExpectations {
  const byKey = new Map<string, Set<string>>()
  return {
    expected: (key) => new Set(byKey.get(key) ?? NONE),
    expectFinalizersRemoved(key, uids) {
      const set = byKey.get(key) ?? new Set<string>()
      byKey.set(key, set)
      for (const uid of uids) set.add(uid)
    },
    finalizerRemovalObserved: (key, uid) => void byKey.get(key)?.delete(uid),
    forget: (key) => void byKey.delete(key),
  }
}
