// The status of a Pod as the kubelet reports it: a pure function of what the runtime knows.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), generateAPIPodStatus.
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import { appContainersOf } from '#api/core/containers.ts'
import { podQos } from '#api/core/pod-qos.ts'
import { timeOf } from '#api/meta/time.ts'
import { sharedWith } from '#lib/equal.ts'
import { activeStatus, latestSandbox, type PodRuntimeStatus } from '../pod-runtime-status.ts'
import {
  generateContainersReadyCondition,
  generatePodInitializedCondition,
  generatePodReadyCondition,
  isOwnedByKubelet,
  mergeConditions,
} from './conditions.ts'
import { containerStatusesOf, type StatusSources, withVerdicts } from './container-status.ts'
import { generateAllContainersRestartingCondition } from './restarting-condition.ts'
import { shouldAllContainersRestart } from '../restart-all-containers.ts'
import { podResourceStatus } from './resource-status.ts'
import { getPhase, type PhaseOptions, type PodPhase } from './phase.ts'

/** Why the kubelet itself ended a Pod. */
export interface Verdict {
  readonly reason: string
  readonly message: string
  /** What the condition DisruptionTarget says of it, where it has one. */
  readonly disruption?: string
}

/** The condition of a Pod that somebody ends who needs its place. */
const DISRUPTION = 'DisruptionTarget'

interface StatusInput {
  readonly pod: Pod
  readonly runtime: PodRuntimeStatus
  readonly sources: StatusSources
  /** The status that was reported before. */
  readonly before: PodStatus
  /** Since when its conditions hold, and since when it has been known; of a mirror that had its name before it also. */
  readonly since: Pick<PodStatus, 'conditions' | 'startTime'>
  /** The conditions that others wrote. */
  readonly foreign: readonly PodCondition[]
  readonly nowMs: number
  readonly hostIp: string
  /** Set when the kubelet ended the Pod: 'DeadlineExceeded' ... */
  readonly verdict: Verdict | null
  readonly phase: Omit<PhaseOptions, 'hasInitialized'>
}

/** The new status. A phase that is Succeeded or Failed stays. */
export function generateAPIPodStatus(input: StatusInput): PodStatus {
  const { pod, runtime, before, verdict } = input
  const now = timeOf(input.nowMs)
  const unprobed = containerStatusesOf({
    pod,
    runtime,
    sources: input.sources,
    before: statusesIn(before),
    isRestartingAll: shouldAllContainersRestart(pod, runtime, before),
  })
  const computed = getPhase(pod, unprobed, {
    ...input.phase,
    hasInitialized: hasInitialized(pod, runtime),
  })
  const phase = phaseOf(input, computed)
  // Who drives a Pod out says so of its first status, whose conditions have been worked out before.
  const judged = verdict?.disruption === undefined ? phase : computed
  const statuses = withVerdicts(pod, unprobed, input.sources)
  const sandbox = latestSandbox(runtime)
  const hasNetwork = sandbox?.state === 'ready' && (sandbox.ip !== '' || sandbox.hostNetwork)
  const ownIp = pod.spec?.hostNetwork === true ? input.hostIp : ''
  const podIp = runtime.podIp === '' ? ownIp : runtime.podIp
  const containersReady = generateContainersReadyCondition(pod, statuses, judged)
  const old = before.conditions ?? []
  const restarting = generateAllContainersRestartingCondition(pod, runtime, before, phase)
  const isSaid = wasDisrupted(before)
  const disruption = disruptionOf(input)
  const own = mergeConditions(
    [
      ...input.foreign,
      ...(isSaid ? disruption : []),
      ...(input.since.conditions ?? []).filter(({ type }) => isOwnedByKubelet(type)),
    ],
    [
      { type: 'PodReadyToStartContainers', status: hasNetwork ? 'True' : 'False' },
      stillInitialized(old, generatePodInitializedCondition(pod, statuses, judged)),
      generatePodReadyCondition(pod, input.foreign, containersReady),
      containersReady,
      { type: 'PodScheduled', status: 'True' },
      ...(restarting === null ? [] : [restarting]),
    ],
    now,
    pod.metadata.generation,
  )
  const conditions = isSaid ? own : [...own, ...disruption]
  // Written field by field, in the order of the API: this is the most frequent object of a run.
  const status: Writable<PodStatus> = { ...podResourceStatus(pod) }
  status.qosClass = before.qosClass ?? podQos(pod)
  if (before.nominatedNodeName !== undefined) status.nominatedNodeName = before.nominatedNodeName
  status.conditions = sharedWith(before.conditions, conditions)
  status.containerStatuses = sharedWith(before.containerStatuses, statuses.mains)
  write(status, 'ephemeralContainerStatuses', before, statuses.ephemerals)
  if (input.hostIp !== '') {
    status.hostIP = input.hostIp
    status.hostIPs = sharedWith(before.hostIPs, [{ ip: input.hostIp }])
  }
  write(status, 'initContainerStatuses', before, statuses.inits)
  Object.assign(status, keptWords(before, phase, verdict))
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation
  status.phase = phase
  if (podIp !== '') {
    status.podIP = podIp
    status.podIPs = sharedWith(before.podIPs, [{ ip: podIp }])
  }
  status.startTime = input.since.startTime ?? now
  return status
}

/** All that was reported of containers. */
function statusesIn(before: PodStatus): readonly ContainerStatus[] {
  return [
    ...(before.initContainerStatuses ?? []),
    ...(before.containerStatuses ?? []),
    ...(before.ephemeralContainerStatuses ?? []),
  ]
}

/** Writes the statuses of containers that a Pod need not have. */
function write(
  status: Writable<PodStatus>,
  field: 'initContainerStatuses' | 'ephemeralContainerStatuses',
  before: PodStatus,
  statuses: readonly ContainerStatus[],
): void {
  if (statuses.length > 0) status[field] = sharedWith(before[field], statuses)
}

/** What the kubelet says of a Pod that it ends for the sake of another, where nobody has said that before. */
function disruptionOf({ foreign, verdict, pod, before }: StatusInput): readonly PodCondition[] {
  if (verdict?.disruption === undefined) return []
  const isOne = ({ type }: PodCondition): boolean => type === DISRUPTION
  if (foreign.some(isOne)) return []
  const said = (before.conditions ?? []).filter(isOne)
  if (said.length > 0) return said
  const { generation } = pod.metadata
  return [
    {
      type: DISRUPTION,
      status: 'True',
      reason: 'TerminationByKubelet',
      message: verdict.disruption,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    },
  ]
}

function hasInitialized(pod: Pod, runtime: PodRuntimeStatus): boolean {
  if (latestSandbox(runtime)?.state !== 'ready') return false
  const { containers } = activeStatus(runtime)
  return appContainersOf(pod).some(({ name }) => containers.some((record) => record.name === name))
}

/** Init containers that start anew do not undo that the Pod was initialized. */
function stillInitialized<T extends Pick<PodCondition, 'type' | 'status'>>(
  before: readonly PodCondition[],
  draft: T,
): T | { readonly type: string; readonly status: 'True' } {
  const was = before.some(({ type, status }) => type === draft.type && status === 'True')
  return was && draft.status === 'False' ? { type: draft.type, status: 'True' } : draft
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Whether a status has already said that the Pod is ended for the sake of another. */
function wasDisrupted({ conditions = [] }: PodStatus): boolean {
  return conditions.some(({ type }) => type === DISRUPTION)
}

function phaseOf({ verdict, before }: StatusInput, computed: PodPhase): PodPhase {
  const isOver = verdict?.disruption !== undefined && wasDisrupted(before)
  if (verdict !== null && !isOver) return 'Failed'
  const { phase } = before
  if (isOver && (computed === 'Succeeded' || computed === 'Failed')) return computed
  return phase === 'Succeeded' || phase === 'Failed' ? phase : computed
}

/** `reason` and `message` stay while the phase stays. */
function keptWords(
  before: PodStatus,
  phase: PodPhase,
  verdict: StatusInput['verdict'],
): Pick<PodStatus, 'reason' | 'message'> {
  const isOver = verdict?.disruption !== undefined && wasDisrupted(before)
  if (verdict !== null && !isOver) return { reason: verdict.reason, message: verdict.message }
  if (before.phase !== phase) return {}
  const { reason, message } = before
  return {
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
  }
}
