// Keeps cache and queue up to date with what the API server tells.
// Follows pkg/scheduler/eventhandlers.go (v1.36). Handlers only note things; they never write.
import type { Node, Pod } from '#api/generated/types.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import type { Client, WatchEvent } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import { type Cache, sameSums } from './cache/cache.ts'
import { roomFreedBy } from './framework/events.ts'
import type { NodeAction, PodAction, VolumeObject } from './framework/events.ts'
import { priorityOf } from './plugins/default-preemption/select-victims.ts'
import type { Nominator } from './queue/nominator.ts'
import type { SchedulingQueue } from './queue/scheduling-queue.ts'

export interface Believed {
  readonly cache: Cache
  readonly queue: SchedulingQueue
  readonly nominator: Nominator
}

/**
 * Takes in all that exists, and from then on every change. `volumesChanged` hears of claims and volumes. Returns
 * the functions that end the watches.
 */
export function addAllEventHandlers(
  client: Client,
  believed: Believed,
  schedulerName: string,
  volumesChanged: () => void,
): readonly (() => void)[] {
  const onPod = (before: Pod | undefined, after: Pod | undefined): void =>
    handlePod(believed, schedulerName, before, after)
  for (const node of client.list('Node')) believed.cache.setNode(node)
  for (const pod of client.list('Pod')) onPod(undefined, pod)
  const onVolume = (event: WatchEvent<VolumeObject>): void => {
    const { before, after } = changeOf(event)
    const resource = event.object.kind
    const action = volumeActionOf(event)
    believed.queue.moveOn({ resource, actions: [action], before, after })
    volumesChanged()
  }
  return [
    client.watch('Node', (event) => {
      const { before, after } = changeOf(event)
      handleNode(believed, before, after)
    }),
    client.watch('Pod', (event) => {
      const { before, after } = changeOf(event)
      onPod(before, after)
    }),
    client.watch('PersistentVolumeClaim', onVolume),
    client.watch('PersistentVolume', onVolume),
    client.watch('StorageClass', onVolume),
  ]
}

function changeOf<T extends Pod | Node | VolumeObject>(
  event: WatchEvent<T>,
): { readonly before: T | undefined; readonly after: T | undefined } {
  if (event.type === 'DELETED') return { before: event.old ?? event.object, after: undefined }
  return { before: event.type === 'ADDED' ? undefined : event.old, after: event.object }
}

function volumeActionOf({ type }: WatchEvent): 'Add' | 'Update' | 'Delete' {
  if (type === 'ADDED') return 'Add'
  return type === 'MODIFIED' ? 'Update' : 'Delete'
}

function handleNode(
  { cache, queue }: Believed,
  before: Node | undefined,
  after: Node | undefined,
): void {
  if (after === undefined) cache.removeNode(before?.metadata.name ?? '')
  else cache.setNode(after)
  const actions = nodeActions(before, after)
  if (actions.length > 0) queue.moveOn({ resource: 'Node', actions, before, after })
}

/** What of a change of a node may matter to waiting Pods. */
export function nodeActions(
  before: Node | undefined,
  after: Node | undefined,
): readonly NodeAction[] {
  if (before === undefined) return ['Add']
  if (after === undefined) return ['Delete']
  const actions: NodeAction[] = []
  if (!equal(before.status?.allocatable, after.status?.allocatable)) {
    actions.push('UpdateNodeAllocatable')
  }
  if (!equal(before.metadata.labels, after.metadata.labels)) actions.push('UpdateNodeLabel')
  const isUncordoned = before.spec?.unschedulable === true && after.spec?.unschedulable !== true
  if (isUncordoned || !equal(before.spec?.taints, after.spec?.taints)) {
    actions.push('UpdateNodeTaint')
  }
  return actions
}

function handlePod(
  { cache, queue, nominator }: Believed,
  schedulerName: string,
  before: Pod | undefined,
  after: Pod | undefined,
): void {
  const uid = (after ?? before)?.metadata.uid ?? ''
  const wasAssigned = before !== undefined && isAssigned(before)
  if (after !== undefined && isAssigned(after)) {
    cache.setPod(after)
    if (!wasAssigned) {
      queue.delete(uid)
      nominator.delete(uid)
    }
    if (!wasAssigned || before === undefined) {
      queue.moveOn({ resource: 'Pod', actions: ['Add'], before: undefined, after })
      return
    }
    const actions = podActions(before, after)
    if (actions.length > 0) queue.moveOn({ resource: 'Pod', actions, before, after })
    return
  }
  const known = queue.get(uid)
  if (after !== undefined && isWaiting(after, schedulerName)) {
    if (known === undefined || before === undefined) queue.add(after)
    else queue.update(before, after, podActions(before, after))
    nominator.set(after)
    const isMoved = before !== undefined && nominationOf(before) !== nominationOf(after)
    if (isMoved && !cache.isAssumed(uid)) nominationLost(queue, before)
    return
  }
  queue.delete(uid)
  nominator.delete(uid)
  if (before === undefined) return
  // The stored Pod does not say yet where one counts that is not bound.
  const nodeName = cache.removePod(uid)
  if (nodeName === undefined) nominationLost(queue, before)
  else queue.moveOn(roomFreedBy(before, nodeName))
}

const nominationOf = ({ status }: Pod): string => status?.nominatedNodeName ?? ''

/** Room that was made for a Pod is free for those that are not of higher priority: they had to count it as taken. */
function nominationLost(queue: SchedulingQueue, before: Pod): void {
  if (nominationOf(before) === '' || (before.spec?.nodeName ?? '') !== '') return
  const event = { resource: 'Pod', actions: ['Delete'], before, after: undefined } as const
  queue.moveOn(event, (pod) => priorityOf(pod) <= priorityOf(before))
}

/** A Pod that has ended takes no room any more, so that it counts as gone. */
function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

function isAssigned(pod: Pod): boolean {
  return (pod.spec?.nodeName ?? '') !== '' && !isTerminal(pod)
}

function isWaiting(pod: Pod, schedulerName: string): boolean {
  if ((pod.spec?.nodeName ?? '') !== '' || isTerminal(pod)) return false
  return (pod.spec?.schedulerName ?? schedulerName) === schedulerName
}

/** What of a change of a Pod may matter to waiting Pods, itself included. */
export function podActions(before: Pod, after: Pod): readonly PodAction[] {
  const actions: PodAction[] = []
  if (!equal(before.metadata.labels, after.metadata.labels)) actions.push('UpdatePodLabel')
  if (before.spec === after.spec && sameSums(before, after)) return actions
  // A toleration can be added, and of the others nothing but the seconds can be changed.
  const tolerations = before.spec?.tolerations?.length ?? 0
  if (tolerations !== (after.spec?.tolerations?.length ?? 0)) actions.push('UpdatePodTolerations')
  const gates = before.spec?.schedulingGates?.length ?? 0
  if (gates > 0 && (after.spec?.schedulingGates?.length ?? 0) === 0) {
    actions.push('UpdatePodSchedulingGatesEliminated')
  }
  const now = podRequests(after)
  const asksLess = [...podRequests(before)].some(([name, amount]) => (now.get(name) ?? 0) < amount)
  if (asksLess) actions.push('UpdatePodScaleDown')
  return actions
}
