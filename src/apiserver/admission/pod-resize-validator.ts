// A Pod is not resized to more than its node has. Follows plugin/pkg/admission/podresize/admission.go (v1.36).
import { podRequests } from '#api/core/pod-requests.ts'
import type { Node, Pod, Quantity } from '#api/generated/types.ts'
import { millisOf, quantityOf, unitsOf } from '#api/meta/quantity.ts'
import type { Status } from '#api/meta/status.ts'
import { forbiddenStatus, pluginFor } from './admission-types.ts'

const OS_LABEL = 'kubernetes.io/os'
/** As they are listed, and printed: cpu in millicores, memory in bytes. */
const LOOKED_AT = ['cpu', 'memory'] as const

const amountOf = (name: string, quantity: Quantity = '0'): number =>
  (name === 'cpu' ? millisOf : unitsOf)(quantityOf(quantity))

/** The refusal with the kind of its cause, of which nothing else is said. */
const refusedFor = (pod: Pod, reason: string, text: string): Status => ({
  ...forbiddenStatus(pod, text),
  causes: [{ reason, message: '' }],
})

/** What the Pod would ask for beyond what its node has; empty when it has enough. */
function missingOn(node: Node, pod: Pod): readonly string[] {
  // What the kubelet has granted so far does not count.
  const requested = podRequests({ ...pod, status: {} })
  const allocatable = node.status?.allocatable ?? {}
  return LOOKED_AT.flatMap((name) => {
    const [asked, has] = [requested.get(name) ?? 0, amountOf(name, allocatable[name])]
    return asked > has ? [`${name}, requested: ${asked}, allocatable: ${has}`] : []
  })
}

export const podResizeValidator = pluginFor({
  name: 'PodResizeValidator',
  kinds: ['Pod'],
  operations: ['UPDATE'],
  subresources: ['resize'],
  validate({ object: pod, old, context }) {
    const { nodeName = '' } = pod.spec ?? {}
    if (nodeName === '' || pod.metadata.generation === old?.metadata.generation) return null
    const node = context.node?.(nodeName)
    if (node === undefined) return forbiddenStatus(pod, `node "${nodeName}" not found`)
    const os = node.metadata.labels?.[OS_LABEL] ?? 'linux'
    if (os !== 'linux') {
      const text = `pod resize is only supported on linux nodes, node "${nodeName}" is "${os}"`
      return refusedFor(pod, 'UnsupportedPlatform', text)
    }
    const missing = missingOn(node, pod)
    if (missing.length === 0) return null
    const text = `node didn't have enough allocatable resources: ${missing.join('; ')}`
    return refusedFor(pod, 'NodeCapacity', text)
  },
})
