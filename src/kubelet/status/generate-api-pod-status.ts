// The status of a Pod as the kubelet reports it: a pure function of what the runtime knows.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), generateAPIPodStatus.
import type { Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
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
  readonly verdict: { readonly reason: string; readonly message: string } | null
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
    before: [...(before.initContainerStatuses ?? []), ...(before.containerStatuses ?? [])],
    isRestartingAll: shouldAllContainersRestart(pod, runtime, before),
  })
  const phase = phaseOf(
    input,
    getPhase(pod, unprobed, { ...input.phase, hasInitialized: hasInitialized(pod, runtime) }),
  )
  const statuses = withVerdicts(pod, unprobed, input.sources)
  const sandbox = latestSandbox(runtime)
  const hasNetwork = sandbox?.state === 'ready' && (sandbox.ip !== '' || sandbox.hostNetwork)
  const ownIp = pod.spec?.hostNetwork === true ? input.hostIp : ''
  const podIp = runtime.podIp === '' ? ownIp : runtime.podIp
  const containersReady = generateContainersReadyCondition(pod, statuses, phase)
  const old = before.conditions ?? []
  const restarting = generateAllContainersRestartingCondition(pod, runtime, before, phase)
  const conditions = mergeConditions(
    [
      ...input.foreign,
      ...(input.since.conditions ?? []).filter(({ type }) => isOwnedByKubelet(type)),
    ],
    [
      { type: 'PodReadyToStartContainers', status: hasNetwork ? 'True' : 'False' },
      stillInitialized(old, generatePodInitializedCondition(pod, statuses, phase)),
      generatePodReadyCondition(pod, input.foreign, containersReady),
      containersReady,
      { type: 'PodScheduled', status: 'True' },
      ...(restarting === null ? [] : [restarting]),
    ],
    now,
    pod.metadata.generation,
  )
  // Written field by field, in the order of the API: this is the most frequent object of a run.
  const status: Writable<PodStatus> = { ...podResourceStatus(pod) }
  status.qosClass = before.qosClass ?? podQos(pod)
  if (before.nominatedNodeName !== undefined) status.nominatedNodeName = before.nominatedNodeName
  status.conditions = sharedWith(before.conditions, conditions)
  status.containerStatuses = sharedWith(before.containerStatuses, statuses.mains)
  if (input.hostIp !== '') {
    status.hostIP = input.hostIp
    status.hostIPs = sharedWith(before.hostIPs, [{ ip: input.hostIp }])
  }
  if (statuses.inits.length > 0) {
    status.initContainerStatuses = sharedWith(before.initContainerStatuses, statuses.inits)
  }
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

function phaseOf(input: StatusInput, computed: PodPhase): PodPhase {
  if (input.verdict !== null) return 'Failed'
  const { phase } = input.before
  return phase === 'Succeeded' || phase === 'Failed' ? phase : computed
}

/** `reason` and `message` stay while the phase stays. */
function keptWords(
  before: PodStatus,
  phase: PodPhase,
  verdict: StatusInput['verdict'],
): Pick<PodStatus, 'reason' | 'message'> {
  if (verdict !== null) return verdict
  if (before.phase !== phase) return {}
  const { reason, message } = before
  return {
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
  }
}
