// Keeps cache and queue up to date with what the API server tells.
// Follows pkg/scheduler/eventhandlers.go (v1.36). Handlers only note things; they never write.
import type { Node, Pod } from '#api/generated/types.ts'
import { podRequests } from '#api/core/pod-requests.ts'
import type { Client, WatchEvent } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import type { Cache } from './cache/cache.ts'
import type { NodeAction, PodAction, VolumeObject } from './framework/events.ts'
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
  const cordonChanged = before.spec?.unschedulable !== after.spec?.unschedulable
  if (cordonChanged || !equal(before.spec?.taints, after.spec?.taints)) {
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
    const actions: readonly PodAction[] =
      wasAssigned && before !== undefined ? podActions(before, after) : ['Add']
    cache.setPod(after)
    if (!wasAssigned) {
      queue.delete(uid)
      nominator.delete(uid)
    }
    if (actions.length > 0) queue.moveOn({ resource: 'Pod', actions, before, after })
    return
  }
  const known = queue.get(uid)
  if (after !== undefined && isWaiting(after, schedulerName)) {
    if (known === undefined || before === undefined) queue.add(after)
    else queue.update(before, after, podActions(before, after))
    nominator.set(after)
    return
  }
  queue.delete(uid)
  nominator.delete(uid)
  if (!wasAssigned && !cache.isAssumed(uid)) return
  cache.removePod(uid)
  queue.moveOn({ resource: 'Pod', actions: ['Delete'], before, after: undefined })
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
  if (before.spec === after.spec) return actions
  if (!equal(before.spec?.tolerations, after.spec?.tolerations)) {
    actions.push('UpdatePodTolerations')
  }
  const gates = before.spec?.schedulingGates?.length ?? 0
  if (gates > 0 && (after.spec?.schedulingGates?.length ?? 0) === 0) {
    actions.push('UpdatePodSchedulingGatesEliminated')
  }
  const now = podRequests(after)
  const asksLess = [...podRequests(before)].some(([name, amount]) => (now.get(name) ?? 0) < amount)
  if (asksLess) actions.push('UpdatePodScaleDown')
  return actions
}
