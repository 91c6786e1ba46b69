// Stops a whole Pod: app containers in parallel, then sidecars from the last to the first, then the sandbox.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainersWithSyncResult, and
// kuberuntime_termination_order.go (v1.36).
import { appContainersOf, initContainersOf, isSidecar } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { following } from '#sim/clock.ts'
import { createFuture, wait, type Task } from '#sim/task.ts'
import { type Alarms, waitAtMost } from './alarms.ts'
import type { KubeletContext } from './context.ts'
import { killContainer } from './kill-container.ts'
import type { Pleg } from './pleg.ts'
import { type PodRuntimeStatus, readRuntimeStatus } from './pod-runtime-status.ts'

/** The first container is stopped at once; the probes that the end of the Pod set off come before the others. */
const LATER_MS = 0.02

interface KillTools {
  readonly context: KubeletContext
  readonly alarms: Alarms
  readonly pleg: Pleg
}

export interface PodKilling {
  readonly because: string
  /** The grace period when it is not the Pod's own, in seconds. */
  readonly graceSeconds?: number
}

/** Stops the containers of the Pod that run in this listing, and its sandboxes; returns when that is done. */
export function* killPod(
  { context, alarms, pleg }: KillTools,
  pod: Pod,
  status: PodRuntimeStatus,
  killing: PodKilling,
): Task<void> {
  const { service } = context.runtime
  const running = status.containers.filter((record) => record.state === 'running')
  const ends = new Map(running.map(({ name }) => [name, createFuture<void>()]))
  const tasks = inOrder(running).map((record, index) => {
    const before = goneBefore(pod, record.name).flatMap((name) => ends.get(name) ?? [])
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
    const later = function* (): Task<void> {
      if (index > 0) yield* alarms.sleep(LATER_MS, `stop/${record.name}`)
      yield* one
    }
    const task = following(context.clock, context.clock.cause, () => context.scope.spawn(later()))
    task.done.whenSettled(() => ends.get(record.name)?.settle())
    return task
  })
  try {
    for (const task of tasks) yield* wait(task.done)
  } finally {
    for (const task of tasks) task.cancel()
  }
  const { uid = '' } = pod.metadata
  for (const sandbox of readRuntimeStatus(service, uid).sandboxes) {
    if (sandbox.state === 'ready') service.stopPodSandbox(sandbox.id)
  }
  pleg.note(uid)
}

/** The order in which upstream's goroutines come to run: the oldest container, then the others from the newest on. */
function inOrder(running: readonly ContainerRecord[]): readonly ContainerRecord[] {
  return [...running.slice(0, 1), ...running.slice(1).reverse()]
}

/** Whom a container waits for: a sidecar for all app containers and for the next sidecar. Follows newTerminationOrdering. */
function goneBefore(pod: Pod, name: string): readonly string[] {
  const sidecars = initContainersOf(pod).filter(isSidecar)
  const place = sidecars.findIndex((one) => one.name === name)
  if (place < 0) return []
  return [...appContainersOf(pod), ...sidecars.slice(place + 1, place + 2)].map((one) => one.name)
}
