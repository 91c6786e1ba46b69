// Reports the status of Pods to the API server.
// Follows pkg/kubelet/status/status_manager.go (v1.36), SetPodStatus and TerminatePod.
import { isTerminalPhase } from '#api/core/containers.ts'
import type { Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Alarms } from '../alarms.ts'
import type { KubeletContext } from '../context.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { ProberManager } from '../prober/prober-manager.ts'
import type { ReasonCache } from '../reason-cache.ts'
import { type Probed, withProbed, withSandboxReady } from './amend-status.ts'
import { isOwnedByKubelet } from './conditions.ts'
import type { StatusSources } from './container-status.ts'
import { generateAPIPodStatus, type Verdict } from './generate-api-pod-status.ts'
import { reportStatus } from './report-status.ts'
import { isEqualByKubelet, isIllegalTransition } from './status-change.ts'
import { terminatedStatus } from './terminated-status.ts'

export type { Verdict } from './generate-api-pod-status.ts'

interface StatusRequest {
  readonly pod: Pod
  readonly isStatic: boolean
  readonly runtime: PodRuntimeStatus
  readonly hostIp: string
  readonly verdict: Verdict | null
  /** The mirror shows another static Pod of the same name by now. */
  readonly superseded: boolean
  readonly stage: StatusStage
}

/** 'stopped': all containers of a Pod that ends have stopped; 'ended': nothing will change any more. */
export type StatusStage = 'running' | 'stopped' | 'ended'

export interface StatusManager {
  /** Computes the status, keeps it and writes it when it changed; returns it with the phase that it will come to. */
  publish(request: StatusRequest): PodStatus
  /** Nothing more follows from the status that was published last: it need not wait to be written. */
  settle(podUid: string): void
  /** Writes, beside what was reported last, that the sandbox has its network. */
  sandboxReady(pod: Pod, isStatic: boolean): void
  /**
   * Writes, beside what was reported last, what a startup or readiness probe has come to about a container's
   * instance; returns the status, or undefined when it says so already.
   */
  probed(pod: Pod, isStatic: boolean, probed: Probed): PodStatus | undefined
  /** Writes that the Pod was refused. */
  reject(pod: Pod, verdict: Verdict): void
  /** The status that was kept last; undefined before the first. */
  reported(podUid: string): PodStatus | undefined
  /** The status goes with the next of the rounds in which all are compared with those of the API server. */
  sendInRound(podUid: string): void
  /** The API server did not answer what follows from the last status: it is sent again when it does. */
  sendAgain(podUid: string): void
  forgetPod(podUid: string): void
}

interface StatusParts {
  readonly context: KubeletContext
  readonly alarms: Alarms
  readonly reasons: ReasonCache
  readonly prober: () => ProberManager
  /** The object in the API server that shows the Pod: itself, or its mirror. */
  readonly apiPodOf: (pod: Pod, isStatic: boolean) => Pod | undefined
  /** The mirror of that name, be it of an earlier static Pod. */
  readonly mirrorOfName: (pod: Pod) => Pod | undefined
  /** Called when the last status of a Pod has been written. */
  readonly onEnded: (podUid: string) => void
  /** When the rounds begin in which the statuses are compared with those of the API server, each ten seconds. */
  readonly roundOffsetMs: number
}

/** What is known of one Pod. */
interface Kept {
  readonly pod: Pod
  readonly isStatic: boolean
  readonly superseded: boolean
  readonly stage: StatusStage
  readonly status: PodStatus
  /** Counts from 1, and anew when the status was forgotten. */
  readonly version: number
}

/** How long it takes to write a status: meanwhile newer ones wait, and only the newest is written. */
const WRITE_MS = 10
/** What follows from a status at once, such as the probes that it sets off, is written with it. */
const SETTLE_MS = 0.02
/** All statuses are compared with those of the API server once in so long. */
const ROUND_MS = 10_000

/** The Pod in the API server; of a static Pod the mirror of that name, be it of an earlier one. */
function shownOf(
  parts: StatusParts,
  { pod, isStatic }: Pick<Kept, 'pod' | 'isStatic'>,
): Pod | undefined {
  return isStatic ? parts.mirrorOfName(pod) : parts.apiPodOf(pod, isStatic)
}

/** Makes the status manager of one node. */
export function createStatusManager(parts: StatusParts): StatusManager {
  const { context } = parts
  const kept = new Map<string, Kept>()
  const writer = createWriter(parts, (uid) => kept.get(uid))
  /** Keeps a status and has it written; one that says nothing new, or what must not be, is passed over. */
  const keep = (next: Omit<Kept, 'version'>, isForced: boolean, settles = false): void => {
    const uid = next.pod.metadata.uid ?? ''
    const before = kept.get(uid)
    const old = before?.status ?? shownOf(parts, next)?.status ?? {}
    if (isIllegalTransition(next.pod, old, next.status)) return
    if (before !== undefined && !isForced && isEqualByKubelet(before.status, next.status)) return
    kept.set(uid, { ...next, version: (before?.version ?? 0) + 1 })
    writer.write(uid, settles)
  }
  return {
    publish(request) {
      const { pod, isStatic, superseded, stage, runtime } = request
      const uid = pod.metadata.uid ?? ''
      const target = superseded ? undefined : parts.apiPodOf(pod, isStatic)
      const computed = generateAPIPodStatus({
        pod,
        runtime,
        sources: sourcesOf(parts, uid),
        before: kept.get(uid)?.status ?? (isStatic ? {} : target?.status) ?? {},
        since: kept.get(uid)?.status ?? target?.status ?? inherited(parts, request),
        foreign: foreignOf((isStatic ? target : pod)?.status),
        nowMs: context.clock.nowMs,
        hostIp: request.hostIp,
        verdict: request.verdict,
        phase: { isTerminal: stage !== 'running', isStatic },
      })
      const status = stage === 'ended' ? terminatedStatus(pod, computed, isStatic) : computed
      keep(
        { pod, isStatic, superseded, stage, status },
        stage === 'ended' || pod.metadata.deletionTimestamp !== undefined,
        stage !== 'ended',
      )
      if (isStatic && target !== undefined && target.status?.startTime === undefined) {
        writer.writeInRound(uid)
      }
      return status
    },
    settle: (podUid) => writer.settle(podUid),
    sandboxReady(pod, isStatic) {
      const uid = pod.metadata.uid ?? ''
      // A status that must not be reported has not been kept: then this is the first.
      const first = { pod, isStatic, superseded: false, stage: 'running', status: {} } as const
      const before = kept.get(uid) ?? first
      const status = withSandboxReady(before.status, timeOf(context.clock.nowMs))
      keep({ ...before, pod, isStatic, status }, pod.metadata.deletionTimestamp !== undefined)
    },
    probed(pod, isStatic, probed) {
      const before = kept.get(pod.metadata.uid ?? '')
      if (before === undefined) return undefined
      const status = withProbed(pod, before.status, probed, timeOf(context.clock.nowMs))
      if (status === before.status) return undefined
      keep({ ...before, pod, isStatic, status }, false)
      return kept.get(pod.metadata.uid ?? '')?.status
    },
    reject: (pod, verdict) => reject(parts, pod, verdict),
    reported: (podUid) => kept.get(podUid)?.status,
    sendInRound: writer.writeInRound,
    sendAgain: writer.sendAgain,
    forgetPod(podUid) {
      kept.delete(podUid)
      writer.forget(podUid)
    },
  }
}

interface Writer {
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
function targetOf(parts: StatusParts, { pod, isStatic, superseded }: Kept): Pod | undefined {
  return superseded ? undefined : parts.apiPodOf(pod, isStatic)
}

/** False when the API server did not answer. */
function report(parts: StatusParts, kept: Kept, stage: StatusStage): boolean {
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
function createWriter(parts: StatusParts, newest: (podUid: string) => Kept | undefined): Writer {
  const { context, alarms } = parts
  const writing = new Map<string, Writing>()
  /** The newest version that was written, by the UID of the object in the API server. */
  const written = new Map<string, number>()
  const untilRound = (): number =>
    ROUND_MS - ((context.clock.nowMs + ROUND_MS - (parts.roundOffsetMs % ROUND_MS)) % ROUND_MS)
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
      begin(podUid, untilRound(), true)
      return
    }
    written.set(uid, kept.version)
    const alarm = alarms.after(WRITE_MS, `status/${podUid}`)
    const one: Writing = { cancel: () => alarm.cancel(), kept, again: false, isRound: false }
    writing.set(podUid, one)
    alarm.done.whenSettled(() => {
      writing.delete(podUid)
      if (!report(parts, kept, newest(podUid)?.stage ?? kept.stage)) {
        written.delete(uid)
        unsent.add(podUid)
      } else if (kept.stage === 'ended') parts.onEnded(podUid)
      else if (one.again) take(podUid)
    })
  }
  const unsent = createUnsent(context, (podUid) => {
    if (!writing.has(podUid)) begin(podUid, untilRound(), true)
  })
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
    writeInRound(podUid) {
      if (!writing.has(podUid)) begin(podUid, untilRound(), true)
    },
    sendAgain: (podUid) => void unsent.add(podUid),
    forget(podUid) {
      stop(podUid)
      unsent.delete(podUid)
      written.delete(podUid)
    },
  }
}

function reject(parts: StatusParts, pod: Pod, verdict: Verdict): void {
  const { context } = parts
  const target = parts.apiPodOf(pod, false)
  const status = rejectedStatus(pod, target?.status ?? {}, verdict, context.clock.nowMs)
  reportStatus(context, { pod, target, status })
}

/** Of the conditions of a Pod that is refused only those that others wrote are left. */
function rejectedStatus(
  { metadata: { generation = 0 } }: Pod,
  reported: PodStatus,
  { reason, message }: Verdict,
  nowMs: number,
): PodStatus {
  const { startTime = timeOf(nowMs), conditions = [], ...rest } = reported
  const foreign = conditions.filter(({ type }) => !isOwnedByKubelet(type))
  return {
    ...rest,
    ...(foreign.length > 0 ? { conditions: foreign } : {}),
    message: `Pod was rejected: ${message}`,
    ...(generation > 0 ? { observedGeneration: generation } : {}),
    phase: 'Failed',
    reason,
    startTime,
  }
}

function sourcesOf({ reasons, prober }: StatusParts, uid: string): StatusSources {
  return {
    startFailure: (name) => reasons.get(uid, name),
    startup: (id) => prober().startupResult(id),
    hasStartupProbe: (name) => prober().hasWorker(uid, name, 'Startup'),
    isReady: (name, id) => prober().isReady(uid, name, id),
  }
}

/** A static Pod goes on with the times of the one that had its name before. */
function inherited({ mirrorOfName }: StatusParts, { pod, isStatic }: StatusRequest): PodStatus {
  const { conditions, startTime } = (isStatic ? mirrorOfName(pod)?.status : undefined) ?? {}
  return {
    ...(conditions === undefined ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
  }
}

function foreignOf(status: PodStatus | undefined): readonly PodCondition[] {
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
