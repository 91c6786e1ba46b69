// How a Pod of a script looks when its containers start, are ready, end. Follows reference/internal/courses/player.go.
import type { ContainerState, Pod, PodStatus } from '#api/generated/types.ts'
import { setPodCondition } from '#api/core/pod-condition.ts'
import { timeOf } from '#api/meta/time.ts'

interface Life {
  readonly restarts: number
  readonly nowMs: number
}

/** Containers that run, or wait for a reason. `ip` is that of a Pod that has none yet. */
export function startedStatus(
  pod: Pod,
  { waiting, ip, ...life }: Life & { readonly waiting: string; readonly ip: string },
): PodStatus {
  const { status = {} } = pod
  const now = timeOf(life.nowMs)
  const isFirst = status.startTime === undefined
  const state: ContainerState =
    waiting === '' ? { running: { startedAt: now } } : { waiting: { reason: waiting } }
  const started: PodStatus = {
    ...status,
    ...(isFirst ? { startTime: now, podIP: ip, podIPs: [{ ip }] } : {}),
    phase: waiting === '' ? 'Running' : 'Pending',
    containerStatuses: containersIn(pod, state, life),
  }
  const initialized = withCondition(started, 'Initialized', { value: true, nowMs: life.nowMs })
  return withReady(initialized, {
    value: false,
    reason: 'ContainersNotReady',
    nowMs: life.nowMs,
  })
}

/** The same containers, ready or not. */
export function readyStatus({ status = {} }: Pod, value: boolean, nowMs: number): PodStatus {
  const containerStatuses = (status.containerStatuses ?? []).map((one) => ({
    ...one,
    ready: value,
  }))
  const next = { ...status, containerStatuses }
  return withReady(next, value ? { value, nowMs } : { value, reason: 'ContainersNotReady', nowMs })
}

/** Containers that have ended; unless they run again, the Pod has ended too. */
export function endedStatus(
  pod: Pod,
  { code, again, ...life }: Life & { readonly code: number; readonly again: boolean },
): PodStatus {
  const { status = {} } = pod
  const now = timeOf(life.nowMs)
  const startedAt = status.containerStatuses?.[0]?.state?.running?.startedAt ?? now
  const reason = code === 0 ? 'Completed' : 'Error'
  const state = { terminated: { exitCode: code, reason, startedAt, finishedAt: now } }
  const containerStatuses = containersIn(pod, state, life)
  const next = { ...status, containerStatuses }
  if (again) {
    return withReady(next, { value: false, reason: 'ContainersNotReady', nowMs: life.nowMs })
  }
  const [phase, cause] = code === 0 ? ['Succeeded', 'PodCompleted'] : ['Failed', 'PodFailed']
  return withReady({ ...next, phase }, { value: false, reason: cause, nowMs: life.nowMs })
}

function containersIn(
  { spec, status }: Pod,
  state: ContainerState,
  { restarts }: Life,
): NonNullable<PodStatus['containerStatuses']> {
  const before = status?.containerStatuses ?? []
  return (spec?.containers ?? []).map(({ name = '', image = '' }, index) => {
    const last = before[index]?.state
    const isAfter = last?.terminated !== undefined && state.terminated === undefined
    return {
      name,
      image,
      imageID: '',
      lastState: isAfter ? last : {},
      ready: false,
      restartCount: restarts,
      started: state.running !== undefined,
      state,
    }
  })
}

interface Value {
  readonly value: boolean
  readonly reason?: string
  readonly nowMs: number
}

function withReady(status: PodStatus, value: Value): PodStatus {
  return withCondition(withCondition(status, 'ContainersReady', value), 'Ready', value)
}

/** The status with a condition. */
export function withCondition(
  status: PodStatus,
  type: string,
  { value, reason, nowMs }: Value,
): PodStatus {
  const condition = { type, status: value ? 'True' : 'False' }
  return setPodCondition(status, reason === undefined ? condition : { ...condition, reason }, nowMs)
}
