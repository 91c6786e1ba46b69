// Writes the statuses that the kubelet keeps to the API server: one write of a Pod after the other, the newest each time.
// Follows pkg/kubelet/status/status_manager.go (v1.36), syncBatch and syncPod.
import { isTerminalPhase, MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Alarms } from '../alarms.ts'
import type { KubeletContext } from '../context.ts'
import { isOwnedByKubelet } from './conditions.ts'
import { reportStatus } from './report-status.ts'

/** 'stopped': all containers of a Pod that ends have stopped; 'ended': nothing will change any more. */
export type StatusStage = 'running' | 'stopped' | 'ended'

/** What is known of one Pod. */
export interface Kept {
  readonly pod: Pod
  readonly isStatic: boolean
  readonly superseded: boolean
  readonly stage: StatusStage
  readonly status: PodStatus
  /** Counts from 1, and anew when the status was forgotten. */
  readonly version: number
}

export interface WriterParts {
  readonly context: KubeletContext
  readonly alarms: Alarms
  /** The object in the API server that shows the Pod: itself, or its mirror. */
  readonly apiPodOf: (pod: Pod, isStatic: boolean) => Pod | undefined
  /** Called when the last status of a Pod has been written. */
  readonly onEnded: (podUid: string) => void
  /** When the rounds begin in which the statuses are compared with those of the API server, each ten seconds. */
  readonly roundOffsetMs: number
}

/** How long it takes to write a status: meanwhile newer ones wait, and only the newest is written. */
const WRITE_MS = 10
/** What follows from a status at once, such as the probes that it sets off, is written with it. */
const SETTLE_MS = 0.02
/** All statuses are compared with those of the API server once in so long. */
const ROUND_MS = 10_000

export interface Writer {
  /**
   * Has the newest status of a Pod written: when the write before it is through, and a final one at once. When it
   * settles, what follows from it in the same moment is written with it.
   */
  write(podUid: string, settles: boolean): void
  /** Nothing more follows from a status. */
  settle(podUid: string): void
  /** Has it written in the next of the rounds in which all statuses are compared. */
  writeInRound(podUid: string): void
  sendAgain(podUid: string): void
  forget(podUid: string): void
}

/** Until the next of the rounds, in ms. */
function untilRound({ context, roundOffsetMs }: WriterParts): number {
  return ROUND_MS - ((context.clock.nowMs + ROUND_MS - (roundOffsetMs % ROUND_MS)) % ROUND_MS)
}

interface Writing {
  readonly cancel: () => void
  /** What is being written; null before that is settled. */
  readonly kept: Kept | null
  /** A newer status waits for its turn. */
  again: boolean
  /** It waits for the next of the rounds in which all statuses are compared. */
  readonly isRound: boolean
}

/** The object that shows the Pod; undefined when there is none, or when it shows another one by now. */
function targetOf(parts: WriterParts, { pod, isStatic, superseded }: Kept): Pod | undefined {
  return superseded ? undefined : parts.apiPodOf(pod, isStatic)
}

/** False when the API server did not answer. */
function report(parts: WriterParts, kept: Kept, stage: StatusStage): boolean {
  const target = targetOf(parts, kept)
  const reported = target?.status ?? {}
  const merged = {
    ...kept.status,
    conditions: mergedConditions(reported, kept.status, parts.context.clock.nowMs),
  }
  const isFinal = stage !== 'running' || kept.isStatic
  return reportStatus(parts.context, {
    pod: kept.pod,
    target,
    status: isFinal
      ? notReadyAtTheEnd(merged, parts.context.clock.nowMs)
      : withoutTerminalPhase(merged, reported),
  })
}

export interface Reporter {
  /** True while it writes: what comes of it in the same instant is its own. */
  readonly isReporting: boolean
  /** False when the API server did not answer. */
  report(kept: Kept, stage: StatusStage): boolean
}

export function createReporter(parts: WriterParts): Reporter {
  let isReporting = false
  return {
    get isReporting() {
      return isReporting
    },
    report(kept, stage) {
      isReporting = true
      const isAnswered = report(parts, kept, stage)
      isReporting = false
      return isAnswered
    },
  }
}

/** The UID that the kubelet knows a Pod by; of a mirror that of its static Pod. */
export function shownUid({ metadata: { uid = '', annotations } }: Pod): string {
  return annotations?.[MIRROR_POD_ANNOTATION] ?? uid
}

/** What has ended is not ready, also where the conditions are older than that. Follows mergePodStatus. */
function notReadyAtTheEnd(status: PodStatus, nowMs: number): PodStatus {
  const { phase, conditions = [] } = status
  const isOne = ({ type }: PodCondition): boolean => type === 'Ready' || type === 'ContainersReady'
  const isTrue = conditions.some((one) => isOne(one) && one.status === 'True')
  if (!isTerminalPhase(phase) || !isTrue) return status
  const reason = phase === 'Failed' ? 'PodFailed' : 'PodCompleted'
  const changed = { status: 'False', reason, lastTransitionTime: timeOf(nowMs) }
  return {
    ...status,
    conditions: conditions.map((one) => (isOne(one) ? { ...one, ...changed } : one)),
  }
}

/** The Pods whose statuses the API server did not take; `resend` is called for each when it answers again. */
function createUnsent(
  { connection, scope }: KubeletContext,
  resend: (podUid: string) => void,
): Set<string> {
  const unsent = new Set<string>()
  scope.own(
    connection.watch(() => {
      if (connection.refusal !== null) return
      for (const podUid of unsent) resend(podUid)
      unsent.clear()
    }),
  )
  return unsent
}

/**
 * Follows syncBatch and syncPod of the status manager. Whether the phase may be final is asked at the end of
 * a write: the containers may have been stopped by then.
 */
export function createWriter(
  parts: WriterParts,
  reporter: Reporter,
  newest: (podUid: string) => Kept | undefined,
): Writer {
  const { context, alarms } = parts
  const writing = new Map<string, Writing>()
  /** The newest version that was written, by the UID of the object in the API server. */
  const written = new Map<string, number>()
  const begin = (podUid: string, delayMs: number, isRound: boolean): void => {
    const alarm = alarms.after(delayMs, `status/${podUid}`)
    const one: Writing = { cancel: () => alarm.cancel(), kept: null, again: false, isRound }
    writing.set(podUid, one)
    alarm.done.whenSettled(() => take(podUid, isRound))
  }
  /** Settles what is written; it is there a moment later. */
  const take = (podUid: string, isRound = false): void => {
    stop(podUid)
    const kept = newest(podUid)
    // The mirror of a static Pod that is not there yet gets its status with the next one, or in the next round.
    const target = kept === undefined ? undefined : targetOf(parts, kept)
    if (kept === undefined || (kept.isStatic && target === undefined)) return
    const { uid = podUid } = target?.metadata ?? {}
    // Whoever was forgotten begins to count anew, and is not listened to before it has come as far.
    if (!isRound && (written.get(uid) ?? 0) >= kept.version) {
      begin(podUid, untilRound(parts), true)
      return
    }
    written.set(uid, kept.version)
    const alarm = alarms.after(WRITE_MS, `status/${podUid}`)
    const one: Writing = { cancel: () => alarm.cancel(), kept, again: false, isRound: false }
    writing.set(podUid, one)
    alarm.done.whenSettled(() => {
      writing.delete(podUid)
      if (!reporter.report(kept, newest(podUid)?.stage ?? kept.stage)) {
        written.delete(uid)
        unsent.add(podUid)
      } else if (kept.stage === 'ended') parts.onEnded(podUid)
      else if (one.again) take(podUid)
    })
  }
  const writeInRound = (podUid: string): void => {
    if (!writing.has(podUid)) begin(podUid, untilRound(parts), true)
  }
  const unsent = createUnsent(context, writeInRound)
  const stop = (podUid: string): void => {
    writing.get(podUid)?.cancel()
    writing.delete(podUid)
  }
  return {
    write(podUid, settles) {
      const kept = newest(podUid)
      const underWay = writing.get(podUid)
      if (kept === undefined) return
      if (underWay?.kept != null) underWay.again = true
      else if (!settles || (kept.isStatic && targetOf(parts, kept) === undefined)) take(podUid)
      else if (underWay === undefined || underWay.isRound) {
        stop(podUid)
        begin(podUid, SETTLE_MS, false)
      }
    },
    settle(podUid) {
      const underWay = writing.get(podUid)
      if (underWay?.kept === null && !underWay.isRound) take(podUid)
    },
    writeInRound,
    sendAgain: (podUid) => void unsent.add(podUid),
    forget(podUid) {
      stop(podUid)
      unsent.delete(podUid)
      written.delete(podUid)
    },
  }
}

/** The conditions of a status that others than the kubelet write. */
export function foreignOf(status: PodStatus | undefined): readonly PodCondition[] {
  return (status?.conditions ?? []).filter(({ type }) => !isOwnedByKubelet(type))
}

/** The conditions that others wrote as they are in the API server, then the kubelet's own. */
function mergedConditions(
  reported: PodStatus,
  status: PodStatus,
  nowMs: number,
): readonly PodCondition[] {
  const foreign = foreignOf(reported)
  const own = (status.conditions ?? []).flatMap((one) => {
    if (isOwnedByKubelet(one.type)) return [one]
    // This one others write as well as the kubelet: whoever comes first.
    if (one.type !== 'DisruptionTarget' || foreign.some(({ type }) => type === one.type)) return []
    return [{ ...one, lastTransitionTime: timeOf(nowMs) }]
  })
  return [...foreign, ...own]
}

/** A phase that ends the Pod is not reported before its worker has stopped all containers. */
function withoutTerminalPhase(status: PodStatus, before: PodStatus): PodStatus {
  if (!isTerminalPhase(status.phase)) return status
  if (before.phase === status.phase) return status
  const { reason: _reason, message: _message, conditions, ...rest } = status
  const kept = (conditions ?? []).filter(
    ({ type }) =>
      type !== 'DisruptionTarget' || before.conditions?.some((one) => one.type === type) === true,
  )
  const { reason, message, phase = 'Pending' } = before
  return {
    ...rest,
    conditions: kept,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    phase,
  }
}
