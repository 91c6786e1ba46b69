// What a Pod and its containers hold, as their statuses say it. Nothing is resized here, so it is what the
// spec asks for.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), getEffectiveAllocatedResources and
// convertContainerStatusResources.
import { podResourceList } from '#api/core/pod-requests.ts'
import type { Container, ContainerStatus, Pod, PodSpec, PodStatus } from '#api/generated/types.ts'

type PodResources = Pick<PodStatus, 'allocatedResources' | 'resources'>
type ContainerResources = Pick<ContainerStatus, 'allocatedResources' | 'resources'>

// A spec never changes, and a status is written many times.
const remembered = new WeakMap<PodSpec, PodResources>()

/** `resources` and `allocatedResources` of a Pod's status. */
export function podResourceStatus(pod: Pod): PodResources {
  const { spec } = pod
  if (spec === undefined) return {}
  const known = remembered.get(spec)
  if (known !== undefined) return known
  const requests = podResourceList(pod, 'requests')
  const limits = podResourceList(pod, 'limits')
  const result: PodResources = {
    ...(isEmpty(requests) ? {} : { allocatedResources: requests }),
    resources: {
      ...(isEmpty(limits) ? {} : { limits }),
      ...(isEmpty(requests) ? {} : { requests }),
    },
  }
  remembered.set(spec, result)
  return result
}

/** The same of a container that the runtime has made. */
export function containerResourceStatus({ resources = {} }: Container): ContainerResources {
  const { requests } = resources
  return { ...(requests === undefined ? {} : { allocatedResources: requests }), resources }
}

function isEmpty(list: object): boolean {
  return Object.keys(list).length === 0
}
