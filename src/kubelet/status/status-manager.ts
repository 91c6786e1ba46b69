// Reports the status of Pods to the API server.
// Follows pkg/kubelet/status/status_manager.go (v1.36), SetPodStatus and TerminatePod.
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { ProberManager } from '../prober/prober-manager.ts'
import type { ReasonCache } from '../reason-cache.ts'
import { type Probed, withProbed, withSandboxReady } from './amend-status.ts'
import { isOwnedByKubelet } from './conditions.ts'
import type { StatusSources } from './container-status.ts'
import { generateAPIPodStatus, type Verdict } from './generate-api-pod-status.ts'
import { reportStatus } from './report-status.ts'
import { isEqualByKubelet, isIllegalTransition } from './status-change.ts'
import {
  createReporter,
  createWriter,
  foreignOf,
  type Kept,
  shownUid,
  type StatusStage,
  type WriterParts,
} from './status-writer.ts'
import { terminatedStatus } from './terminated-status.ts'

export type { StatusStage } from './status-writer.ts'
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
  /**
   * The API server shows an object in another state: where somebody else wrote what is the kubelet's to say, it says it
   * again in the next round. Follows needsReconcile.
   */
  reconcile(shown: Pod): void
  /** The API server did not answer what follows from the last status: it is sent again when it does. */
  sendAgain(podUid: string): void
  forgetPod(podUid: string): void
}

interface StatusParts extends WriterParts {
  readonly reasons: ReasonCache
  readonly prober: () => ProberManager
  /** The mirror of that name, be it of an earlier static Pod. */
  readonly mirrorOfName: (pod: Pod) => Pod | undefined
}

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
  const reporter = createReporter(parts)
  const writer = createWriter(parts, reporter, (uid) => kept.get(uid))
  /** Keeps a status and has it written; one that says nothing new, or what must not be, is passed over. */
  const keep = (next: Omit<Kept, 'version'>, isForced: boolean, settles = false): void => {
    const uid = next.pod.metadata.uid ?? ''
    const before = kept.get(uid)
    const old = before?.status ?? shownOf(parts, next)?.status ?? {}
    if (isIllegalTransition(next.pod, old, next.status)) return
    if (before !== undefined && !isForced && isEqualByKubelet(before.status, next.status)) {
      // What is being written is told apart by how far the Pod is, also where that says nothing new.
      kept.set(uid, { ...before, stage: next.stage })
      return
    }
    kept.set(uid, { ...next, version: (before?.version ?? 0) + 1 })
    writer.write(uid, settles)
  }
  return {
    publish(request) {
      const { pod, isStatic, superseded, stage } = request
      const uid = pod.metadata.uid ?? ''
      const target = superseded ? undefined : parts.apiPodOf(pod, isStatic)
      const computed = computedStatus(parts, request, { target, known: kept.get(uid)?.status })
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
    reconcile(shown) {
      if (reporter.isReporting) return
      const uid = shownUid(shown)
      const known = kept.get(uid)
      if (known !== undefined && !isEqualByKubelet(known.status, shown.status ?? {}))
        writer.writeInRound(uid)
    },
    sendAgain: writer.sendAgain,
    forgetPod(podUid) {
      kept.delete(podUid)
      writer.forget(podUid)
    },
  }
}

/** What the status is now, beside what the kubelet said of it last (`known`) and what the API server shows. */
function computedStatus(
  parts: StatusParts,
  request: StatusRequest,
  { target, known }: { readonly target: Pod | undefined; readonly known: PodStatus | undefined },
): PodStatus {
  const { pod, isStatic, stage, runtime, hostIp, verdict } = request
  return generateAPIPodStatus({
    pod,
    runtime,
    sources: sourcesOf(parts, pod.metadata.uid ?? ''),
    before: known ?? (isStatic ? {} : target?.status) ?? {},
    since: known ?? target?.status ?? inherited(parts, request),
    foreign: foreignOf((isStatic ? target : pod)?.status),
    nowMs: parts.context.clock.nowMs,
    hostIp,
    verdict,
    phase: { isTerminal: stage !== 'running', isStatic },
  })
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
