// What `kubectl delete` does after it has deleted. Follows k8s.io/kubectl/pkg/cmd/delete/delete.go (v1.36), and wait/wait.go.
import type { ApiObject } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { type Task, wait } from '#sim/task.ts'
import type { Session } from './session.ts'

const POLL_MS = 500
const LONGEST_MS = 7 * 24 * 3_600_000

/** Waits until what was deleted is gone, as `kubectl delete` does; the exit code. */
export function* untilGone(
  session: Session,
  objects: readonly ApiObject[],
  timeoutMs: number,
): Task<number> {
  const { client, world, sleeper, err } = session
  const endMs = world.clock.nowMs + (timeoutMs > 0 ? timeoutMs : LONGEST_MS)
  const isThere = ({ kind, metadata: { namespace = '', name = '', uid } }: ApiObject): boolean =>
    client.get(kind, namespace, name)?.metadata.uid === uid
  while (objects.some(isThere)) {
    if (world.clock.nowMs >= endMs) {
      err('error: timed out waiting for the condition')
      return 1
    }
    yield* wait(sleeper.sleep(POLL_MS, 'kubectl delete'))
  }
  return 0
}

/** A client that notes what it deletes. */
export function notingDeletions(client: Client, deleted: ApiObject[]): Client {
  return {
    ...client,
    delete(...request) {
      const result = client.delete(...request)
      if (result.ok) deleted.push(result.object)
      return result
    },
  }
}
