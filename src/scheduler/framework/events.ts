// What happens in the cluster, as far as it may make a rejected Pod schedulable, and which plugin
// waits for what. Follows k8s.io/kube-scheduler/framework/types.go (v1.36), ClusterEvent.
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '#api/generated/types.ts'

export type NodeAction =
  | 'Add'
  | 'Delete'
  | 'UpdateNodeAllocatable'
  | 'UpdateNodeLabel'
  | 'UpdateNodeTaint'

export type PodAction =
  /** A Pod got a node. */
  | 'Add'
  /** A Pod with a node ended or went away. */
  | 'Delete'
  | 'UpdatePodLabel'
  | 'UpdatePodTolerations'
  | 'UpdatePodSchedulingGatesEliminated'
  | 'UpdatePodScaleDown'

export type VolumeObject = PersistentVolume | PersistentVolumeClaim | StorageClass
export type VolumeResource = VolumeObject['kind']

interface Changed<R extends string, A extends string, T> {
  readonly resource: R
  /** All that changed at once; for an addition or a removal that alone. */
  readonly actions: readonly A[]
  readonly before: T | undefined
  readonly after: T | undefined
}

export type NodeEvent = Changed<'Node', NodeAction, Node>
export type PodEvent = Changed<'Pod', PodAction, Pod>
export type VolumeEvent = Changed<VolumeResource, 'Add' | 'Update' | 'Delete', VolumeObject>
export type ClusterEvent = NodeEvent | PodEvent | VolumeEvent

/** 'Queue': the event may make the Pod schedulable, so it is tried again. */
export type QueueingHint = 'Queue' | 'Skip'

interface Registered<R extends string, A extends string, E> {
  readonly resource: R
  readonly actions: readonly A[]
  /** Looks closer at one waiting Pod; without it every such event is a reason to try again. */
  readonly hint?: (pod: Pod, event: E) => QueueingHint
}

export type ClusterEventWithHint =
  | Registered<'Node', NodeAction, NodeEvent>
  | Registered<'Pod', PodAction, PodEvent>
  | Registered<VolumeResource, 'Add' | 'Update' | 'Delete', VolumeEvent>

/** What the plugin that registered `registered` says about `event` and a Pod that it rejected. */
export function hintOf(
  registered: ClusterEventWithHint,
  event: ClusterEvent,
  pod: Pod,
): QueueingHint {
  if (registered.resource === 'Node') {
    if (event.resource !== 'Node' || !meets(registered.actions, event.actions)) return 'Skip'
    return registered.hint?.(pod, event) ?? 'Queue'
  }
  if (registered.resource === 'Pod') {
    if (event.resource !== 'Pod' || !meets(registered.actions, event.actions)) return 'Skip'
    return registered.hint?.(pod, event) ?? 'Queue'
  }
  if (event.resource === 'Node' || event.resource === 'Pod') return 'Skip'
  if (registered.resource !== event.resource) return 'Skip'
  if (!meets(registered.actions, event.actions)) return 'Skip'
  return registered.hint?.(pod, event) ?? 'Queue'
}

/** True when any plugin waits for this sort of event, whatever the Pod. */
export function isRegistered(registered: ClusterEventWithHint, event: ClusterEvent): boolean {
  const actions: readonly string[] = registered.actions
  return registered.resource === event.resource && meets(actions, event.actions)
}

function meets(wanted: readonly string[], happened: readonly string[]): boolean {
  return happened.some((action) => wanted.includes(action))
}

/** True when a Pod counts on a node: it runs there, or room was made for it. */
export function countsOnANode({ spec, status }: Pod): boolean {
  return (spec?.nodeName ?? '') !== '' || (status?.nominatedNodeName ?? '') !== ''
}

/** A Pod that counted on a node and does so no more, as if it had been deleted there. */
export function roomFreedBy(pod: Pod, nodeName: string): PodEvent {
  const before = { ...pod, spec: { containers: [], ...pod.spec, nodeName } }
  return { resource: 'Pod', actions: ['Delete'], before, after: undefined }
}

/** True when `pod` is the very Pod that the event is about. */
export function isOwnEvent(pod: Pod, event: PodEvent): boolean {
  return event.after !== undefined && event.after.metadata.uid === pod.metadata.uid
}
