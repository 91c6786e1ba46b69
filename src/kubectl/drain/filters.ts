// Which Pods of a Node drain takes away, and why not. Filters are asked in their order until one says
// no; of warnings the last one counts.
// Follows k8s.io/kubectl/pkg/drain/filters.go (v1.36).
import { isMirrorPod } from '#api/core/containers.ts'
import type { OwnerReference, Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'

export interface DrainFlags {
  readonly force: boolean
  readonly ignoreDaemonsets: boolean
  readonly deleteEmptydirData: boolean
  /** Passes over Pods that have been going for longer; 0 passes over none. */
  readonly skipWaitForDeleteTimeoutSeconds: number
}

export interface FilterContext {
  readonly flags: DrainFlags
  readonly nowMs: number
  /** Whether the DaemonSet of a Pod is there. */
  hasDaemonSet(namespace: string, name: string): boolean
}

interface PodDeleteStatus {
  readonly remove: boolean
  readonly reason: 'Okay' | 'Skip' | 'Warning' | 'Error'
  readonly message: string
}

export interface PodDeleteList {
  readonly pods: readonly Pod[]
  /** The text of one warning; '' when there is nothing to warn of. */
  readonly warnings: string
  /** One for each reason that forbids it; nothing is taken away then. */
  readonly errors: readonly string[]
}

const OKAY: PodDeleteStatus = { remove: true, reason: 'Okay', message: '' }
const SKIP: PodDeleteStatus = { remove: false, reason: 'Skip', message: '' }
const warning = (remove: boolean, message: string): PodDeleteStatus => ({
  remove,
  reason: 'Warning',
  message,
})
const error = (message: string): PodDeleteStatus => ({ remove: false, reason: 'Error', message })

type PodFilter = (pod: Pod, context: FilterContext) => PodDeleteStatus

const FILTERS: readonly PodFilter[] = [
  skipDeletedFilter,
  daemonSetFilter,
  mirrorPodFilter,
  localStorageFilter,
  unreplicatedFilter,
]

/** Sorts the Pods of a Node into those to take away, warnings and errors. */
export function filterPods(pods: readonly Pod[], context: FilterContext): PodDeleteList {
  const items = pods.map((pod) => ({ pod, status: statusOf(pod, context) }))
  const namesOf = (reason: PodDeleteStatus['reason']): readonly string[] => {
    const byMessage = new Map<string, string[]>()
    for (const { pod, status } of items) {
      if (status.reason !== reason) continue
      byMessage.set(status.message, [...(byMessage.get(status.message) ?? []), nameOf(pod)])
    }
    return [...byMessage].map(([message, names]) => `${message}: ${names.join(', ')}`)
  }
  return {
    pods: items.filter(({ status }) => status.remove).map(({ pod }) => pod),
    warnings: namesOf('Warning').join('; '),
    errors: namesOf('Error').map((text) => `cannot delete ${text}`),
  }
}

/** 'default/web' */
function nameOf({ metadata: { namespace = 'default', name = '' } }: Pod): string {
  return `${namespace}/${name}`
}

function statusOf(pod: Pod, context: FilterContext): PodDeleteStatus {
  let status = OKAY
  for (const filter of FILTERS) {
    status = filter(pod, context)
    if (!status.remove) return status
  }
  return status
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

function controllerOf(pod: Pod): OwnerReference | undefined {
  return pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** Whether a Pod has been going for longer than drain waits for it. */
export function shouldSkipPod(pod: Pod, seconds: number, nowMs: number): boolean {
  const { deletionTimestamp } = pod.metadata
  if (seconds <= 0 || deletionTimestamp === undefined) return false
  return Math.trunc((nowMs - msOfTime(deletionTimestamp)) / 1000) > seconds
}

function skipDeletedFilter(pod: Pod, { flags, nowMs }: FilterContext): PodDeleteStatus {
  return shouldSkipPod(pod, flags.skipWaitForDeleteTimeoutSeconds, nowMs) ? SKIP : OKAY
}

function daemonSetFilter(pod: Pod, { flags, hasDaemonSet }: FilterContext): PodDeleteStatus {
  const owner = controllerOf(pod)
  if (owner?.kind !== 'DaemonSet' || owner.apiVersion !== 'apps/v1' || isFinished(pod)) return OKAY
  if (!hasDaemonSet(pod.metadata.namespace ?? 'default', owner.name)) {
    const message = `daemonsets.apps "${owner.name}" not found`
    return flags.force ? warning(true, message) : error(message)
  }
  return flags.ignoreDaemonsets
    ? warning(false, 'ignoring DaemonSet-managed Pods')
    : error('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)')
}

function mirrorPodFilter(pod: Pod): PodDeleteStatus {
  return isMirrorPod(pod) ? SKIP : OKAY
}

function localStorageFilter(pod: Pod, { flags }: FilterContext): PodDeleteStatus {
  const isLocal = pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined) ?? false
  if (!isLocal || isFinished(pod)) return OKAY
  return flags.deleteEmptydirData
    ? warning(true, 'deleting Pods with local storage')
    : error('Pods with local storage (use --delete-emptydir-data to override)')
}

function unreplicatedFilter(pod: Pod, { flags }: FilterContext): PodDeleteStatus {
  if (isFinished(pod) || controllerOf(pod) !== undefined) return OKAY
  return flags.force
    ? warning(true, 'deleting Pods that declare no controller')
    : error('Pods that declare no controller (use --force to override)')
}
