// Stops one container: the preStop hook, then SIGTERM, then SIGKILL when the grace period is over.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), killContainer.
import { findContainer } from '#api/core/containers.ts'
import type { Container, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { following } from '#sim/clock.ts'
import { spawn, wait, type Task } from '#sim/task.ts'
import { type Alarms, waitAtMost } from './alarms.ts'
import type { KillReason } from './compute-pod-actions.ts'
import type { KubeletContext } from './context.ts'
import { runHandler } from './lifecycle/handlers.ts'
import { containerInSentence } from './pod-runtime-status.ts'
import { narrate, narrateAndFollow, reportEvent } from './narrator.ts'

/** The runtime always gets at least this long between SIGTERM and SIGKILL. */
const MINIMUM_GRACE_MS = 2000
const DEFAULT_GRACE_SECONDS = 30

export interface Killing {
  readonly pod: Pod
  readonly record: ContainerRecord
  /** The text of the event. */
  readonly message: string
  readonly because: string
  readonly reason: KillReason
  /** What is left of the grace period when it is not the Pod's own. */
  readonly graceMs?: number
  /** Waits for the container's turn after preStop, for at most so long. */
  readonly turn?: (limitMs: number) => Task<void>
}

/** The grace period for a kill: of the deletion, else of the probe that failed, else of the Pod. */
export function gracePeriodMs(
  pod: Pod,
  container: Container | undefined,
  reason: KillReason,
): number {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata
  const own = pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  let seconds = own
  if (deletionTimestamp !== undefined) seconds = deletionGracePeriodSeconds ?? own
  else if (reason === 'LivenessProbe') {
    seconds = container?.livenessProbe?.terminationGracePeriodSeconds ?? own
  } else if (reason === 'StartupProbe') {
    seconds = container?.startupProbe?.terminationGracePeriodSeconds ?? own
  }
  return Math.max(seconds, 1) * 1000
}

/** Stops a running container; returns when its process is gone. */
export function* killContainer(
  context: KubeletContext,
  alarms: Alarms,
  killing: Killing,
): Task<void> {
  const { pod, record, because } = killing
  const containerName = record.name
  const container = findContainer(pod, containerName)?.container
  const name = containerInSentence(pod, containerName)
  const totalMs = killing.graceMs ?? gracePeriodMs(pod, container, killing.reason)
  const endMs = context.clock.nowMs + totalMs
  reportEvent(context, pod, {
    type: 'Normal',
    reason: 'Killing',
    message: killing.message,
    containerName,
  })
  narrateAndFollow(context, pod, {
    message: killing.turn === undefined ? `is stopping ${name}` : `will stop ${name} in its turn`,
    because,
    level: 'step',
    kind: 'Killing',
    containerName,
    containerId: record.id,
  })
  if (container !== undefined && totalMs > 0)
    yield* runPreStop(context, alarms, { pod, container, record, limitMs: totalMs })
  if (killing.turn !== undefined) {
    yield* killing.turn(Math.max(0, endMs - context.clock.nowMs))
    sayTurn(context, killing, context.clock.nowMs < endMs)
  }
  const leftMs = Math.max(MINIMUM_GRACE_MS, endMs - context.clock.nowMs)
  yield* wait(context.runtime.service.stopContainer(record.id, leftMs))
}

/** A sidecar's turn: `isDue` when all those that go before it have ended, else its time is over. */
function sayTurn(context: KubeletContext, { pod, record }: Killing, isDue: boolean): void {
  narrateAndFollow(context, pod, {
    message: `sends SIGTERM to ${containerInSentence(pod, record.name)}`,
    because: isDue
      ? 'the app containers and all sidecars after it have stopped'
      : 'the grace period of the Pod is over',
    level: 'step',
    kind: 'SidecarTurn',
    containerName: record.name,
    containerId: record.id,
  })
}

interface PreStop {
  readonly pod: Pod
  readonly container: Container
  readonly record: ContainerRecord
  readonly limitMs: number
}

function* runPreStop(context: KubeletContext, alarms: Alarms, input: PreStop): Task<void> {
  const { pod, container, record, limitMs } = input
  const hook = container.lifecycle?.preStop
  if (hook === undefined) return
  const containerName = container.name
  const name = containerInSentence(pod, containerName)
  const say = (message: string, because: string, kind: string): void =>
    narrate(context, pod, {
      message,
      because,
      level: 'step',
      kind,
      containerName,
      containerId: record.id,
    })
  say(
    `runs the preStop hook of ${name}`,
    'it comes before SIGTERM, inside the grace period',
    'PreStop',
  )
  const tools = { service: context.runtime.service, alarms }
  const handler = function* (): Task<void> {
    const result = yield* runHandler(
      tools,
      { pod, container, record },
      hook,
      limitMs + MINIMUM_GRACE_MS,
    )
    if (result.ok) return
    reportEvent(context, pod, {
      type: 'Warning',
      reason: 'FailedPreStopHook',
      message: 'PreStopHook failed',
      containerName,
    })
    say(`saw the preStop hook of ${name} fail`, result.because, 'FailedPreStopHook')
  }
  // A hook that takes longer goes on beside SIGTERM, and fails when its container is gone.
  const running = following(context.clock, context.clock.cause, () => spawn(handler()))
  yield* waitAtMost(alarms, [running.done], limitMs)
}
