// Reports the status of Pods to the API server.
// Follows pkg/kubelet/status/status_manager.go (v1.36), SetPodStatus and TerminatePod.
import { isTerminalPod } from '#api/core/containers.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Container, ContainerStatus, Pod, PodStatus } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { equal } from '#lib/equal.ts'
import type { KubeletContext } from '../context.ts'
import { narrationOf, podInSentence } from '../narrator.ts'
import type { PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { ProberManager } from '../prober/prober-manager.ts'
import type { ReasonCache } from '../reason-cache.ts'
import type { StatusSources } from './container-status.ts'
import { explainStatusChange } from './explain-status-change.ts'
import { generateAPIPodStatus } from './generate-api-pod-status.ts'

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
  /** True when the Pod was being stopped and all its containers have stopped. */
  readonly isTerminal: boolean
}

export interface StatusManager {
  /** Computes the status and writes it when it changed; returns it with the phase that it will come to. */
  publish(request: StatusRequest): PodStatus
  /** Writes that the Pod was refused. */
  reject(pod: Pod, verdict: Verdict): void
  forgetPod(podUid: string): void
}

interface StatusParts {
  readonly context: KubeletContext
  readonly reasons: ReasonCache
  readonly prober: () => ProberManager
  /** The object in the API server that shows the Pod: itself, or its mirror. */
  readonly apiPodOf: (pod: Pod, isStatic: boolean) => Pod | undefined
}

/** Containers that nothing is known of when the Pod has ended. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
}

const TAIL_LINES = 80
const TAIL_CHARACTERS = 2048
const MAX_MESSAGE_CHARACTERS = 4096

/** Makes the status manager of one node. */
export function createStatusManager(parts: StatusParts): StatusManager {
  const { context } = parts
  const last = new Map<string, PodStatus>()

  const write = (pod: Pod, target: Pod | undefined, status: PodStatus): void => {
    if (target === undefined || equal(target.status, status)) return
    const updated: Pod = { ...target, status }
    const was = statusOf(target)
    const is = statusOf(updated)
    const wordChanged = was.status !== is.status || target.status?.phase !== status.phase
    const readyChanged = was.ready !== is.ready
    const from = `${was.status}${readyChanged ? ` ${was.ready}/${was.total}` : ''}`
    const to = `${is.status}${readyChanged ? ` ${is.ready}/${is.total}` : ''}`
    const what = from === to ? to : `${from} → ${to}`
    const ended = isTerminalPod(updated) && !isTerminalPod(target) ? ` (phase ${status.phase})` : ''
    const narration = narrationOf(context, pod, {
      message: `reported ${podInSentence(pod)}: ${what}${ended}`,
      because: explainStatusChange(pod, target.status ?? {}, status),
      level: wordChanged || readyChanged ? 'step' : 'detail',
      kind: 'Status',
    })
    context.client.updateStatus(updated, narration)
  }

  return {
    publish(request) {
      const { pod, isStatic, runtime } = request
      const uid = pod.metadata.uid ?? ''
      const target = parts.apiPodOf(pod, isStatic)
      const before = (isStatic ? last.get(uid) : target?.status) ?? last.get(uid) ?? {}
      const computed = generateAPIPodStatus({
        pod,
        runtime,
        sources: sourcesOf(parts, uid),
        before,
        nowMs: context.clock.nowMs,
        hostIp: request.hostIp,
        verdict: request.verdict,
        phase: { isTerminal: request.isTerminal, isStatic },
      })
      const status = request.isTerminal ? terminated(pod, computed, isStatic) : computed
      last.set(uid, status)
      const running = runtime.containers.some(({ state }) => state === 'running')
      write(pod, target, running ? withoutTerminalPhase(status, before) : status)
      return status
    },
    reject(pod, { reason, message }) {
      const target = parts.apiPodOf(pod, false)
      const { generation = 0 } = pod.metadata
      const { startTime = timeOf(context.clock.nowMs), ...status } = target?.status ?? {}
      write(pod, target, {
        ...status,
        message: `Pod was rejected: ${message}`,
        ...(generation > 0 ? { observedGeneration: generation } : {}),
        phase: 'Failed',
        reason,
        startTime,
      })
    },
    forgetPod: (podUid) => void last.delete(podUid),
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

/** A phase that ends the Pod is not reported before all containers have stopped. */
function withoutTerminalPhase(status: PodStatus, before: PodStatus): PodStatus {
  if (status.phase !== 'Succeeded' && status.phase !== 'Failed') return status
  if (before.phase === status.phase) return status
  const { reason: _reason, message: _message, ...rest } = status
  return { ...rest, phase: before.phase ?? 'Pending' }
}

/** The last status of a Pod: what has run has ended, and its phase is final. */
function terminated(pod: Pod, status: PodStatus, isStatic: boolean): PodStatus {
  const { initContainerStatuses: inits, containerStatuses: mains = [] } = status
  // The init containers after the one that the Pod got to were never due.
  const last = inits?.findLastIndex((one) => one.state?.waiting === undefined || hasRun(one)) ?? 0
  const ended: PodStatus = {
    ...status,
    ...(hasPodInitialized(status) ? { containerStatuses: mains.map(endedStatus) } : {}),
    ...(inits === undefined
      ? {}
      : {
          initContainerStatuses: inits.map((one, index) =>
            index <= Math.max(0, last) ? endedStatus(one) : one,
          ),
        }),
  }
  return isStatic || isTerminalPod({ ...pod, status }) ? ended : { ...ended, phase: 'Failed' }
}

function endedStatus(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status
  return { ...status, ready: false, started: false, state: { terminated: LOST } }
}

function hasRun({ lastState }: ContainerStatus): boolean {
  return lastState?.terminated !== undefined
}

/** True when the app containers were due: a missing status of one then counts as a failure. */
function hasPodInitialized({
  initContainerStatuses: inits = [],
  containerStatuses: mains = [],
}: PodStatus): boolean {
  if (inits.length === 0) return true
  if (mains.some((one) => one.state?.waiting === undefined || hasRun(one))) return true
  const last = inits.at(-1)
  return last?.started === true || last?.state?.terminated?.exitCode === 0
}
