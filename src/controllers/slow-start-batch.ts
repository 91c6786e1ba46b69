// Many requests of one kind that are likely to fail for one reason.
// Follows slowStartBatch of pkg/controller/replicaset/replica_set.go (v1.36).

const INITIAL_BATCH_SIZE = 1

/**
 * Sends requests in batches of 1, 2, 4 ...; after a batch in which one failed no other begins. `request` returns
 * what went wrong, or null. Returns how many succeeded and the first failure.
 */
export function slowStartBatch<Failure>(
  count: number,
  request: (index: number) => Failure | null,
): { readonly successes: number; readonly failure: Failure | null } {
  let successes = 0
  let failure: Failure | null = null
  let sent = 0
  for (
    let size = Math.min(count, INITIAL_BATCH_SIZE);
    size > 0 && failure === null;
    size = Math.min(2 * size, count - sent)
  ) {
    for (const end = sent + size; sent < end; sent += 1) {
      const problem = request(sent)
      if (problem === null) successes += 1
      else failure ??= problem
    }
  }
  return { successes, failure }
}
