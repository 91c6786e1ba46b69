// A Pod knows the zone and region of the node that it is bound to.
// Follows plugin/pkg/admission/podtopologylabels/admission.go (v1.36).
import { pluginFor } from './admission-types.ts'

const TOPOLOGY_LABELS: ReadonlySet<string> = new Set([
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
])

export const podTopologyLabels = pluginFor({
  name: 'PodTopologyLabels',
  kinds: ['Pod'],
  operations: ['CREATE'],
  subresources: ['binding'],
  admit({ object: pod, context }) {
    const node = context.node?.(pod.spec?.nodeName ?? '')
    const topology = Object.entries(node?.metadata.labels ?? {}).filter(([key]) =>
      TOPOLOGY_LABELS.has(key),
    )
    if (topology.length === 0) return { object: pod }
    const labels = { ...pod.metadata.labels, ...Object.fromEntries(topology) }
    return { object: { ...pod, metadata: { ...pod.metadata, labels } } }
  },
})
