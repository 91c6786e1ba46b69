// Many requests of one kind that are likely to fail for one reason.
// Follows slowStartBatch of pkg/controller/replicaset/replica_set.go (v1.36).

import { fromAnywhere, type Prng } from '#lib/prng.ts'
import type { Task } from '#sim/task.ts'

const INITIAL_BATCH_SIZE = 1

/**
 * Sends requests in batches of 1, 2, 4 ...; after a batch in which one failed no other begins. `request` returns
 * what went wrong, or null. Returns how many succeeded and the first failure. Requests of a batch are sent side by side: with a
 * `prng` chance says which comes first.
 */
export function slowStartBatch<Failure>(
  count: number,
  request: (index: number) => Failure | null,
  prng?: Prng,
): { readonly successes: number; readonly failure: Failure | null } {
  let successes = 0
  let failure: Failure | null = null
  let sent = 0
  for (
    let size = Math.min(count, INITIAL_BATCH_SIZE);
    size > 0 && failure === null;
    size = Math.min(2 * size, count - sent)
  ) {
    const batch = Array.from({ length: size }, (_, place) => sent + place)
    for (const index of prng === undefined ? batch : fromAnywhere(batch, prng)) {
      const problem = request(index)
      if (problem === null) successes += 1
      else failure ??= problem
    }
    sent += size
  }
  return { successes, failure }
}

/** The same as `slowStartBatch` for who waits for the turns of his requests: those of a batch are sent side by side. */
export function* slowStartTask<Failure>(
  count: number,
  request: (index: number) => Failure | null,
  sideBySide: (count: number, send: (index: number) => void) => Task<void>,
  prng?: Prng,
): Task<{ readonly successes: number; readonly failure: Failure | null }> {
  let successes = 0
  let failure: Failure | null = null
  let sent = 0
  for (
    let size = Math.min(count, INITIAL_BATCH_SIZE);
    size > 0 && failure === null;
    size = Math.min(2 * size, count - sent)
  ) {
    const batch = Array.from({ length: size }, (_, place) => sent + place)
    const order = prng === undefined ? batch : fromAnywhere(batch, prng)
    yield* sideBySide(size, (place) => {
      const problem = request(order[place] ?? 0)
      if (problem === null) successes += 1
      else failure ??= problem
    })
    sent += size
  }
  return { successes, failure }
}
