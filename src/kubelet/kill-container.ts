// Stops one container: the preStop hook, then SIGTERM, then SIGKILL when the grace period is over.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), killContainer.
import { durationMs } from '#api/meta/time.ts'
import { findContainer } from '#api/core/containers.ts'
import type { Container, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { following } from '#sim/clock.ts'
import { wait, type Task } from '#sim/task.ts'
import { type Alarms, waitAtMost } from './alarms.ts'
import type { KillReason } from './pod-actions.ts'
import type { KubeletContext } from './context.ts'
import { runHandler } from './lifecycle/handlers.ts'
import { containerInSentence } from './pod-runtime-status.ts'
import { narrate, narrateAndFollow, reportEvent } from './narrator.ts'

/** The runtime always gets at least this long between SIGTERM and SIGKILL. */
const MINIMUM_GRACE_SECONDS = 2
export const DEFAULT_GRACE_SECONDS = 30

export interface Killing {
  readonly pod: Pod
  readonly record: ContainerRecord
  /** The text of the event. */
  readonly message: string
  readonly because: string
  readonly reason: KillReason
  /** The grace period when it is not the Pod's own, in seconds. */
  readonly graceSeconds?: number
  /** Waits for the container's turn after preStop, for at most so long. */
  readonly turn?: (limitMs: number) => Task<void>
}

/** The grace period for a kill in seconds: of the deletion, else of the probe that failed, else of the Pod. */
function gracePeriodSeconds(
  pod: Pod,
  container: Container | undefined,
  reason: KillReason,
): number {
  const { deletionGracePeriodSeconds } = pod.metadata
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds
  const own = pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS
  if (reason === 'LivenessProbe') {
    return container?.livenessProbe?.terminationGracePeriodSeconds ?? own
  }
  if (reason === 'StartupProbe') {
    return container?.startupProbe?.terminationGracePeriodSeconds ?? own
  }
  return own
}

/** Stops a running container; returns when its process is gone. What is left of the grace period is whole seconds. */
export function* killContainer(
  context: KubeletContext,
  alarms: Alarms,
  killing: Killing,
): Task<void> {
  const { pod, record, because } = killing
  const containerName = record.name
  const container = findContainer(pod, containerName)?.container
  const name = containerInSentence(pod, containerName)
  let leftSeconds = killing.graceSeconds ?? gracePeriodSeconds(pod, container, killing.reason)
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
  const { clock } = context
  if (container !== undefined && leftSeconds > 0) {
    const startMs = clock.nowMs
    yield* runPreStop(context, alarms, { pod, container, record, limitMs: leftSeconds * 1000 })
    leftSeconds -= Math.floor((clock.nowMs - startMs) / 1000)
  }
  if (killing.turn !== undefined) {
    const startMs = clock.nowMs
    if (leftSeconds > 0) yield* killing.turn(leftSeconds * 1000)
    sayTurn(context, killing, clock.nowMs - startMs < leftSeconds * 1000)
    leftSeconds -= Math.floor((clock.nowMs - startMs) / 1000)
  }
  // Beyond 292 years the runtime's duration begins anew from below, and the container is killed at once.
  const graceMs = Math.max(0, durationMs(Math.max(MINIMUM_GRACE_SECONDS, leftSeconds)))
  yield* wait(context.runtime.service.stopContainer(record.id, graceMs))
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
      limitMs + MINIMUM_GRACE_SECONDS * 1000,
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
  const running = following(context.clock, context.clock.cause, () =>
    context.scope.spawn(handler()),
  )
  yield* waitAtMost(alarms, [running.done], limitMs)
}
