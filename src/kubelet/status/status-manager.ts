// Reports the status of Pods to the API server.
// Follows pkg/kubelet/status/status_manager.go (v1.36), SetPodStatus and TerminatePod.
import { isTerminalPhase } from '#api/core/containers.ts'
import type { Container, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { KubeletContext } from '../context.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { ProberManager } from '../prober/prober-manager.ts'
import type { ReasonCache } from '../reason-cache.ts'
import { type Probed, withProbed, withSandboxReady } from './amend-status.ts'
import { isOwnedByKubelet } from './conditions.ts'
import type { StatusSources } from './container-status.ts'
import { generateAPIPodStatus } from './generate-api-pod-status.ts'
import { reportStatus } from './report-status.ts'
import { terminatedStatus } from './terminated-status.ts'

export interface Verdict {
  readonly reason: string
  readonly message: string
}

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
  /** Computes the status and writes it when it changed; returns it with the phase that it will come to. */
  publish(request: StatusRequest): PodStatus
  /** Writes, beside what was reported last, that the sandbox has its network. */
  sandboxReady(pod: Pod, isStatic: boolean): void
  /**
   * Writes, beside what was reported last, what a startup or readiness probe has come to about a container's
   * instance; returns the status, or undefined when it says so already.
   */
  probed(pod: Pod, isStatic: boolean, probed: Probed): PodStatus | undefined
  /** Writes that the Pod was refused. */
  reject(pod: Pod, verdict: Verdict): void
  /** The status that was computed last; undefined before the first. */
  reported(podUid: string): PodStatus | undefined
  forgetPod(podUid: string): void
}

interface StatusParts {
  readonly context: KubeletContext
  readonly reasons: ReasonCache
  readonly prober: () => ProberManager
  /** The object in the API server that shows the Pod: itself, or its mirror. */
  readonly apiPodOf: (pod: Pod, isStatic: boolean) => Pod | undefined
  /** The mirror of that name, be it of an earlier static Pod. */
  readonly mirrorOfName: (pod: Pod) => Pod | undefined
}

const TAIL_LINES = 80
const TAIL_CHARACTERS = 2048
const MAX_MESSAGE_CHARACTERS = 4096

/** Makes the status manager of one node. */
export function createStatusManager(parts: StatusParts): StatusManager {
  const { context } = parts
  const last = new Map<string, PodStatus>()

  const write = (pod: Pod, target: Pod | undefined, status: PodStatus): void =>
    reportStatus(context, { pod, target, status })

  return {
    publish(request) {
      const { pod, isStatic, runtime } = request
      const uid = pod.metadata.uid ?? ''
      const target = request.superseded ? undefined : parts.apiPodOf(pod, isStatic)
      const before = withForeignConditions(
        last.get(uid),
        target?.status ?? inherited(parts, request),
      )
      const computed = generateAPIPodStatus({
        pod,
        runtime,
        sources: sourcesOf(parts, uid),
        before,
        nowMs: context.clock.nowMs,
        hostIp: request.hostIp,
        verdict: request.verdict,
        phase: { isTerminal: request.stage !== 'running', isStatic },
      })
      const status =
        request.stage === 'ended' ? terminatedStatus(pod, computed, isStatic) : computed
      last.set(uid, status)
      const reported = target?.status ?? {}
      const isEnding = request.stage !== 'running'
      write(pod, target, isEnding || isStatic ? status : withoutTerminalPhase(status, reported))
      return status
    },
    sandboxReady(pod, isStatic) {
      const target = parts.apiPodOf(pod, isStatic)
      const uid = pod.metadata.uid ?? ''
      if (target === undefined && !last.has(uid)) return
      const before = withForeignConditions(last.get(uid), target?.status)
      const status = withSandboxReady(before, timeOf(context.clock.nowMs))
      last.set(uid, status)
      write(pod, target, status)
    },
    probed(pod, isStatic, probed) {
      const uid = pod.metadata.uid ?? ''
      if (!last.has(uid)) return undefined
      const target = parts.apiPodOf(pod, isStatic)
      const before = withForeignConditions(last.get(uid), target?.status)
      const status = withProbed(pod, before, probed, timeOf(context.clock.nowMs))
      if (status === before) return undefined
      last.set(uid, status)
      write(pod, target, withoutTerminalPhase(status, target?.status ?? {}))
      return status
    },
    reject(pod, verdict) {
      const target = parts.apiPodOf(pod, false)
      write(pod, target, rejectedStatus(pod, target?.status ?? {}, verdict, context.clock.nowMs))
    },
    reported: (podUid) => last.get(podUid),
    forgetPod: (podUid) => void last.delete(podUid),
  }
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

function sourcesOf({ context, reasons, prober }: StatusParts, uid: string): StatusSources {
  return {
    startFailure: (name) => reasons.get(uid, name),
    terminationMessage: (container, record) => terminationMessage(context, container, record),
    isStarted: (container, id) => prober().isStarted(container, id),
    isReady: (container, id) => prober().isReady(container, id),
  }
}

function terminationMessage(
  { runtime }: KubeletContext,
  container: Container,
  record: ContainerRecord,
): string {
  const message = runtime.service.terminationMessage(record.id)
  if (message !== '') return message.slice(0, MAX_MESSAGE_CHARACTERS)
  const fallsBack = container.terminationMessagePolicy === 'FallbackToLogsOnError'
  if (!fallsBack || record.exitCode === 0) return ''
  const lines = runtime.service.logs(record.id, TAIL_LINES)
  return lines
    .map((line) => `${line}\n`)
    .join('')
    .slice(-TAIL_CHARACTERS)
}

/** A static Pod goes on with the times of the one that had its name before. */
function inherited({ mirrorOfName }: StatusParts, { pod, isStatic }: StatusRequest): PodStatus {
  const { conditions, startTime } = (isStatic ? mirrorOfName(pod)?.status : undefined) ?? {}
  return {
    ...(conditions === undefined ? {} : { conditions }),
    ...(startTime === undefined ? {} : { startTime }),
  }
}

/** What was computed last, with the conditions that others wrote since; before the first time what the API shows. */
function withForeignConditions(
  last: PodStatus | undefined,
  reported: PodStatus | undefined,
): PodStatus {
  if (last === undefined) return reported ?? {}
  if (reported === undefined) return last
  const own = (last.conditions ?? []).filter(({ type }) => isOwnedByKubelet(type))
  const foreign = (reported.conditions ?? []).filter(({ type }) => !isOwnedByKubelet(type))
  return { ...last, conditions: [...foreign, ...own] }
}

/** A phase that ends the Pod is not reported before its worker has stopped all containers. */
function withoutTerminalPhase(status: PodStatus, before: PodStatus): PodStatus {
  if (!isTerminalPhase(status.phase)) return status
  if (before.phase === status.phase) return status
  const { reason: _reason, message: _message, ...rest } = status
  const { reason, message, phase = 'Pending' } = before
  return {
    ...rest,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    phase,
  }
}
