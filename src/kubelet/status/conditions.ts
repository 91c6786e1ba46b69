// The conditions of a Pod that the kubelet owns.
// Follows pkg/kubelet/status/generate.go (v1.36).
import type { ContainerStatus, Pod, PodCondition } from '#api/generated/types.ts'
import { initContainersOf, isSidecar, appContainersOf } from '#api/core/containers.ts'
import type { ContainerStatuses } from './container-status.ts'
import type { PodPhase } from './phase.ts'

type Draft = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>

/** The one condition of the kubelet that does not say which generation it is about. */
const RESTARTING = 'AllContainersRestarting'

const OWNED: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  RESTARTING,
])

/** Whether the kubelet writes conditions of this type. */
export function isOwnedByKubelet(type: string): boolean {
  return OWNED.has(type)
}

/** Whether all init containers are through and the sidecars have started. */
export function generatePodInitializedCondition(
  pod: Pod,
  statuses: ContainerStatuses,
  phase: PodPhase,
): Draft {
  const type = 'Initialized'
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of initContainersOf(pod)) {
    const status = statuses.inits.find((one) => one.name === container.name)
    if (status === undefined) unknown.push(container.name)
    else if (isSidecar(container) ? status.started !== true : !status.ready) {
      incomplete.push(container.name)
    }
  }
  if (phase === 'Succeeded' && unknown.length === 0) {
    return { type, status: 'True', reason: 'PodCompleted' }
  }
  // A sidecar that restarts, or a lost record, does not undo what an app container's start proves.
  if (statuses.mains.some(hasStarted)) return { type, status: 'True' }
  if (unknown.length === 0 && incomplete.length === 0) return { type, status: 'True' }
  return {
    type,
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: listed(unknown, 'incomplete', incomplete),
  }
}

function hasStarted({ state }: ContainerStatus): boolean {
  return state?.running !== undefined || state?.terminated !== undefined
}

function listed(unknown: readonly string[], word: string, names: readonly string[]): string {
  const parts: string[] = []
  if (unknown.length > 0) parts.push(`containers with unknown status: [${unknown.join(' ')}]`)
  if (names.length > 0) parts.push(`containers with ${word} status: [${names.join(' ')}]`)
  return parts.join(', ')
}

/** Whether all app containers and sidecars are ready. */
export function generateContainersReadyCondition(
  pod: Pod,
  statuses: ContainerStatuses,
  phase: PodPhase,
): Draft {
  const type = 'ContainersReady'
  const unknown: string[] = []
  const unready: string[] = []
  const note = (name: string, status: ContainerStatus | undefined): void => {
    if (status === undefined) unknown.push(name)
    else if (!status.ready) unready.push(name)
  }
  for (const container of initContainersOf(pod)) {
    if (!isSidecar(container)) continue
    note(
      container.name,
      statuses.inits.find((one) => one.name === container.name),
    )
  }
  for (const { name } of appContainersOf(pod)) {
    note(
      name,
      statuses.mains.find((one) => one.name === name),
    )
  }
  if (phase === 'Succeeded' && unknown.length === 0) {
    return { type, status: 'False', reason: 'PodCompleted' }
  }
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' }
  if (unknown.length === 0 && unready.length === 0) return { type, status: 'True' }
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: listed(unknown, 'unready', unready),
  }
}

/** Whether the Pod can serve: its containers are ready, and all its readiness gates are True. */
export function generatePodReadyCondition(
  pod: Pod,
  conditions: readonly PodCondition[],
  containersReady: Draft,
): Draft {
  if (containersReady.status !== 'True') return { ...containersReady, type: 'Ready' }
  const messages: string[] = []
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const condition = conditions.find((one) => one.type === conditionType)
    if (condition === undefined) {
      messages.push(
        `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
      )
    } else if (condition.status !== 'True') {
      messages.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`,
      )
    }
  }
  if (messages.length === 0) return { type: 'Ready', status: 'True' }
  return {
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: messages.join(', '),
  }
}

/**
 * Whether a readiness gate that somebody else set makes the Pod ready or not ready. As upstream does, it knows
 * nothing of the statuses of sidecars. Follows status_manager.go, NeedToReconcilePodReadiness.
 */
export function needToReconcilePodReadiness(pod: Pod): boolean {
  if ((pod.spec?.readinessGates ?? []).length === 0) return false
  const { conditions = [], containerStatuses: mains = [], phase = 'Pending' } = pod.status ?? {}
  const containersReady = generateContainersReadyCondition(
    pod,
    { mains, inits: [] },
    phase as PodPhase,
  )
  const due = generatePodReadyCondition(pod, conditions, containersReady)
  const now = conditions.find(({ type }) => type === 'Ready')
  return now !== undefined && (now.status !== due.status || now.message !== due.message)
}

/** Joins drafts with the conditions before: `lastTransitionTime` moves only when the status does. */
export function mergeConditions(
  before: readonly PodCondition[],
  drafts: readonly Draft[],
  now: string,
  generation: number | undefined,
): readonly PodCondition[] {
  const owned = drafts.map((draft): PodCondition => {
    const old = before.find((one) => one.type === draft.type)
    const same = old !== undefined && old.status === draft.status
    return {
      ...draft,
      lastTransitionTime: same ? (old.lastTransitionTime ?? now) : now,
      ...(generation === undefined || draft.type === RESTARTING
        ? {}
        : { observedGeneration: generation }),
    }
  })
  return [...before.filter((one) => !isOwnedByKubelet(one.type)), ...owned]
}
