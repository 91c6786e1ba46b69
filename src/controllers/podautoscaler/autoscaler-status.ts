// The status of an autoscaler while it is made up, and what is reported of it.
// Follows pkg/controller/podautoscaler/horizontal.go (v1.36), setConditionInList and setStatus.
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  LabelSelector,
  MetricStatus,
} from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'
import type { Run } from '../define-controller.ts'
import type { Memory } from './normalize-replicas.ts'

export interface Remembered extends Memory {
  /** When it looks: every 15 s from then on. */
  readonly firstMs: number
  /** Since when nothing has changed. */
  steadySinceMs: number
  lastMs: number
  /** Which Pods its target selected when it last looked. */
  selector?: LabelSelector
}

export type HorizontalRun = Run<Map<string, Remembered>>

/** A status and what is reported while it is made up. */
export interface Draft {
  readonly autoscaler: HorizontalPodAutoscaler
  conditions: readonly HorizontalPodAutoscalerCondition[]
}

/** Sets a condition; the time of its last change stays when its status does. */
export function setCondition(
  draft: Draft,
  {
    type,
    status,
    reason,
    message,
  }: Required<Omit<HorizontalPodAutoscalerCondition, 'lastTransitionTime'>>,
  nowMs: number,
): void {
  const before = draft.conditions.find((one) => one.type === type)
  const lastTransitionTime =
    before?.status === status ? (before.lastTransitionTime ?? timeOf(nowMs)) : timeOf(nowMs)
  const next = { type, status, lastTransitionTime, reason, message }
  draft.conditions =
    before === undefined
      ? [...draft.conditions, next]
      : draft.conditions.map((one) => (one === before ? next : one))
}

/** Reports a warning about the autoscaler. */
export function warn(
  run: HorizontalRun,
  { autoscaler }: Draft,
  reason: string,
  message: string,
): void {
  run.report(autoscaler, { type: 'Warning', reason, message })
}

interface Found {
  readonly current?: number
  readonly desired?: number
  readonly metrics?: readonly MetricStatus[]
  readonly hasScaled?: boolean
}

/** Writes the status if it is another one; true when it is. */
export function updateStatusIfNeeded(
  run: HorizontalRun,
  { autoscaler, conditions }: Draft,
  { current, desired, metrics, hasScaled = false }: Found,
): boolean {
  const before = autoscaler.status
  const lastScaleTime = hasScaled ? timeOf(run.clock.nowMs) : before?.lastScaleTime
  const currentReplicas = current ?? before?.currentReplicas ?? 0
  const currentMetrics = metrics ?? before?.currentMetrics ?? []
  const status = {
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    desiredReplicas: desired ?? before?.desiredReplicas ?? 0,
    ...(currentMetrics.length === 0 ? {} : { currentMetrics }),
    ...(conditions.length === 0 ? {} : { conditions }),
  }
  if (equal(status, before)) return false
  const said = run.narration({
    message: `updated the status of ${nameInSentence(autoscaler)}: ${currentReplicas} ${currentReplicas === 1 ? 'replica' : 'replicas'}, ${status.desiredReplicas} wanted`,
    level: 'detail',
    kind: 'HorizontalPodAutoscalerStatus',
  })
  const result = run.client.updateStatus({ ...autoscaler, status }, said)
  if (!result.ok) {
    run.report(autoscaler, {
      type: 'Warning',
      reason: 'FailedUpdateStatus',
      message: result.status.message,
    })
  }
  return true
}
