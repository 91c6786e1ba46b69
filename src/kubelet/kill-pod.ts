// Stops a whole Pod: app containers in parallel, then sidecars from the last to the first, then the sandbox.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainersWithSyncResult, and
// kuberuntime_termination_order.go (v1.36).
import { initContainersOf, isSidecar } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { following } from '#sim/clock.ts'
import { type Future, spawn, wait, type Task } from '#sim/task.ts'
import { type Alarms, waitAtMost } from './alarms.ts'
import type { KubeletContext } from './context.ts'
import { killContainer } from './kill-container.ts'
import { type PodRuntimeStatus, readRuntimeStatus } from './pod-runtime-status.ts'

export interface PodKilling {
  readonly because: string
  /** The grace period when it is not the Pod's own, in seconds. */
  readonly graceSeconds?: number
}

/** Stops the containers of the Pod that run in this listing, and its sandboxes; returns when that is done. */
export function* killPod(
  { context, alarms }: { readonly context: KubeletContext; readonly alarms: Alarms },
  pod: Pod,
  status: PodRuntimeStatus,
  killing: PodKilling,
): Task<void> {
  const { service } = context.runtime
  const running = status.containers.filter((record) => record.state === 'running')
  const inits = initContainersOf(pod)
  const sidecars = inits.filter(isSidecar).map((container) => container.name)
  const place = (name: string): number => sidecars.indexOf(name)
  // Sidecars wait for app containers and for later sidecars, not for regular init containers.
  const isWaitedFor = (name: string): boolean =>
    place(name) >= 0 || inits.every((container) => container.name !== name)
  // Those whose turn comes first are started first, so that a sidecar can wait for all of them.
  const inOrder = [...running].sort((a, b) => order(place(a.name)) - order(place(b.name)))
  const gone: Future<void>[] = []
  const tasks = inOrder.map((record) => {
    const before = place(record.name) < 0 ? [] : [...gone]
    const turn = (limitMs: number): Task<void> => waitAtMost(alarms, before, limitMs)
    const one = killContainer(context, alarms, {
      pod,
      record,
      message: `Stopping container ${record.name}`,
      reason: 'Other',
      because: killing.because,
      ...(killing.graceSeconds === undefined ? {} : { graceSeconds: killing.graceSeconds }),
      ...(before.length === 0 ? {} : { turn }),
    })
    const task = following(context.clock, context.clock.cause, () => spawn(one))
    if (isWaitedFor(record.name)) gone.push(task.done)
    return task
  })
  try {
    for (const task of tasks) yield* wait(task.done)
  } finally {
    for (const task of tasks) task.cancel()
  }
  for (const sandbox of readRuntimeStatus(service, pod.metadata.uid ?? '').sandboxes) {
    if (sandbox.state === 'ready') service.stopPodSandbox(sandbox.id)
  }
}

/** App and regular init containers first, then sidecars from the last to the first. */
function order(place: number): number {
  return place < 0 ? Number.MIN_SAFE_INTEGER : -place
}
