// Changes of a reported status between two syncs.
// Follows pkg/kubelet/status/status_manager.go (v1.36), SetContainerReadiness and SetContainerStartup, and
// pkg/kubelet/kubelet.go, OnPodSandboxReady.
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '#api/generated/types.ts'
import type { ContainerStatuses } from './container-status.ts'
import {
  generateContainersReadyCondition,
  generatePodReadyCondition,
  mergeConditions,
} from './conditions.ts'
import type { PodPhase } from './phase.ts'

/** What a probe has come to about one instance of a container. */
export interface Probed {
  readonly containerId: string
  readonly field: 'started' | 'ready'
  readonly value: boolean
}

/** The same status when nothing changes. Being ready changes the conditions too, having started does not. */
export function withProbed(pod: Pod, status: PodStatus, probed: Probed, now: string): PodStatus {
  const { containerId, field, value } = probed
  const isAbout = ({ containerID }: ContainerStatus): boolean => containerID === containerId
  const { containerStatuses: mains = [], initContainerStatuses: inits } = status
  const found = [...mains, ...(inits ?? [])].find(isAbout)
  if (found === undefined || found[field] === value) return status
  const change = (one: ContainerStatus): ContainerStatus =>
    isAbout(one) ? { ...one, [field]: value } : one
  const statuses = { mains: mains.map(change), inits: (inits ?? []).map(change) }
  const changed: PodStatus = {
    ...status,
    containerStatuses: statuses.mains,
    ...(inits === undefined ? {} : { initContainerStatuses: statuses.inits }),
  }
  if (field === 'started') return changed
  const phase = (status.phase ?? 'Pending') as PodPhase
  return { ...changed, conditions: withReadiness(pod, changed, { statuses, phase, now }) }
}

function withReadiness(
  pod: Pod,
  { conditions = [] }: PodStatus,
  known: { readonly statuses: ContainerStatuses; readonly phase: PodPhase; readonly now: string },
): readonly PodCondition[] {
  const containersReady = generateContainersReadyCondition(pod, known.statuses, known.phase)
  const ready = generatePodReadyCondition(pod, conditions, containersReady)
  const { generation } = pod.metadata
  const drafts = mergeConditions(conditions, [ready, containersReady], known.now, generation)
  return conditions.map(
    (condition) =>
      drafts.find(({ type }) => type === condition.type && isReadiness(type)) ?? condition,
  )
}

function isReadiness(type: string): boolean {
  return type === 'Ready' || type === 'ContainersReady'
}

/** The status with the sandbox's network in place; of a Pod without a status it is all that there is. */
export function withSandboxReady(status: PodStatus, now: string): PodStatus {
  const { conditions = [], startTime = now, phase = 'Pending' } = status
  const isReady = ({ type }: PodCondition): boolean => type === 'PodReadyToStartContainers'
  const ready = { status: 'True', lastTransitionTime: now } as const
  const known = conditions.map((condition) =>
    isReady(condition) && condition.status !== 'True' ? { ...condition, ...ready } : condition,
  )
  const added = known.some(isReady) ? [] : [{ type: 'PodReadyToStartContainers', ...ready }]
  return { ...status, phase, startTime, conditions: [...known, ...added] }
}
