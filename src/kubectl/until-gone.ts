// What `kubectl delete` does after it has deleted. Follows k8s.io/kubectl/pkg/cmd/delete/delete.go (v1.36), and wait/wait.go.
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { createFuture, type Task, wait } from '#sim/task.ts'
import type { Session } from './session.ts'

const LONGEST_MS = 7 * 24 * 3_600_000

/** Waits until what was deleted is gone, as `kubectl delete` does; the exit code. */
export function* untilGone(
  { client, sleeper, err }: Session,
  objects: readonly ApiObject[],
  timeoutMs: number,
): Task<number> {
  const isThere = ({ kind, metadata: { namespace = '', name = '', uid } }: ApiObject): boolean =>
    client.get(kind, namespace, name)?.metadata.uid === uid
  let woken = createFuture<void>()
  let isOver = false
  const over = (): void => {
    isOver = true
    woken.settle()
  }
  const kinds = new Set(objects.map(({ kind }) => kind))
  const stops = [
    ...[...kinds].map((kind) => client.watch(kind, () => woken.settle())),
    sleeper.sleep(timeoutMs > 0 ? timeoutMs : LONGEST_MS, 'kubectl delete').whenSettled(over),
  ]
  try {
    for (;;) {
      const left = objects.find(isThere)
      if (left === undefined) return 0
      if (isOver) {
        const place = `${infoOf(left.kind).resource}/${left.metadata.name}`
        err(`error: timed out waiting for the condition on ${place}`)
        return 1
      }
      yield* wait(woken)
      woken = createFuture()
    }
  } finally {
    for (const stop of stops) stop()
  }
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
