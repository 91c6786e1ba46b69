// Static Pods of one name: only one of them runs, and the mirror shows the one whose file is there.
// Follows pkg/kubelet/pod_workers.go (v1.36), allowStaticPodStart.
import { keyOf } from '#api/meta/object.ts'
import type { Worker } from './pod-worker.ts'

type Workers = ReadonlyMap<string, Worker>

/** The workers of the other static Pods of the same name. */
function othersOfName(workers: Workers, { entry }: Worker): readonly Worker[] {
  const key = keyOf(entry.pod)
  return [...workers.values()].filter(
    (other) =>
      other.entry !== entry && other.entry.source === 'file' && keyOf(other.entry.pod) === key,
  )
}

/** Whether another static Pod of that name is still there, or waits to begin. */
export function isNameTaken(workers: Workers, worker: Worker): boolean {
  return othersOfName(workers, worker).some(({ state }) => state !== 'finished')
}

/** A static Pod whose name is claimed by a newer one is not shown by the mirror any more. */
export function noteSuperseded(workers: Workers, worker: Worker): void {
  if (worker.entry.source !== 'file') return
  const all = [worker, ...othersOfName(workers, worker)]
  const current = all.find(({ entry }) => !entry.gone)
  for (const { entry } of all) entry.superseded = current !== undefined && entry !== current.entry
}
