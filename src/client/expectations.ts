// What a controller has asked for and not yet seen: until its caches show the Pods that it made and deleted, it does
// not make or delete more, however old the caches are.
// Follows pkg/controller/controller_utils.go (v1.36), UIDTrackingControllerExpectations.
import type { Clock } from '#sim/clock.ts'

/** After so long an expectation counts as met: what was expected never came. */
const EXPECTATIONS_TIMEOUT_MS = 5 * 60 * 1000

export interface Expectations {
  /** True when everything that was expected for a controller's key has been seen, or it is too long ago. */
  satisfied(key: string): boolean
  /** Expects so many creations; forgets what was expected before. */
  expectCreations(key: string, count: number): void
  /** Expects the deletion of each of these; forgets what was expected before. */
  expectDeletions(key: string, deleted: readonly string[]): void
  /** Expects creations and deletions together; forgets what was expected before. */
  expect(key: string, creations: number, deleted: readonly string[]): void
  /** One creation was seen, or will never come because it was refused. */
  creationObserved(key: string, count?: number): void
  /** A deletion was seen, or will never come. One of an object that nobody waits for counts for nothing. */
  deletionObserved(key: string, deleted: string): void
  /** Forgets a key, whose object is gone. */
  forget(key: string): void
}

interface Expected {
  creations: number
  readonly deletions: Set<string>
  readonly sinceMs: number
}

/** Makes it without expectations; one for each controller. */
export function createExpectations(clock: Clock): Expectations {
  const byKey = new Map<string, Expected>()
  const expect = (key: string, creations: number, deleted: readonly string[]): void =>
    void byKey.set(key, { creations, deletions: new Set(deleted), sinceMs: clock.nowMs })
  return {
    satisfied(key) {
      const expected = byKey.get(key)
      if (expected === undefined) return true
      const isFulfilled = expected.creations <= 0 && expected.deletions.size === 0
      return isFulfilled || clock.nowMs - expected.sinceMs > EXPECTATIONS_TIMEOUT_MS
    },
    expect,
    expectCreations: (key, count) => expect(key, count, []),
    expectDeletions: (key, deleted) => expect(key, 0, deleted),
    creationObserved(key, count = 1) {
      const expected = byKey.get(key)
      if (expected !== undefined) expected.creations -= count
    },
    deletionObserved: (key, deleted) => void byKey.get(key)?.deletions.delete(deleted),
    forget: (key) => void byKey.delete(key),
  }
}
