// One more node of a size that the cluster has, as it would register: with the Pods that every node gets.
import { isControlPlaneNode } from '#api/core/control-plane.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import { compareQuantities, quantityOf } from '#api/meta/quantity.ts'
import type { NodeInfo } from '../framework/node-info.ts'

const HOSTNAME = 'kubernetes.io/hostname'
/** So many sizes are tried. */
const MOST_SIZES = 4

export interface NewNode {
  /** The node that it is like. */
  readonly like: string
  readonly node: Node
  /** Those of the DaemonSets that `like` has. */
  readonly pods: readonly Pod[]
}

/** One for each size and kind of node there is, the smallest first; of control planes only where there is nothing else. */
export function moreNodes(nodes: readonly NodeInfo[]): readonly NewNode[] {
  const workers = nodes.filter(({ node }) => !isControlPlaneNode(node))
  const name = freeName(nodes)
  const found = new Map<string, NewNode>()
  for (const info of workers.length > 0 ? workers : nodes) {
    const node = nodeLike(info.node, name)
    const { labels: { [HOSTNAME]: _, ...labels } = {} } = node.metadata
    const shape = JSON.stringify([labels, node.spec, node.status?.allocatable])
    if (found.has(shape)) continue
    found.set(shape, { like: info.name, node, pods: daemonPodsOf(info, name) })
  }
  return [...found.values()].toSorted((a, b) => bySize(a.node, b.node)).slice(0, MOST_SIZES)
}

function nodeLike({ apiVersion, kind, metadata, spec, status }: Node, name: string): Node {
  // What the cluster says of a node in trouble is not true of a new one.
  const taints = (spec?.taints ?? []).filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
  const { capacity, allocatable } = status ?? {}
  return {
    apiVersion,
    kind,
    metadata: { name, labels: { ...metadata.labels, [HOSTNAME]: name } },
    spec: taints.length === 0 ? {} : { taints },
    status: {
      ...(capacity === undefined ? {} : { capacity }),
      ...(allocatable === undefined ? {} : { allocatable }),
    },
  }
}

/** 'worker-3' beside 'worker-1' and 'worker-2'. */
function freeName(nodes: readonly NodeInfo[]): string {
  const taken = new Set(nodes.map(({ name }) => name))
  for (let number = 1; ; number += 1) {
    const name = `worker-${number}`
    if (!taken.has(name)) return name
  }
}

function daemonPodsOf({ pods }: NodeInfo, nodeName: string): readonly Pod[] {
  return [...pods.values()].flatMap(({ pod }) => {
    if (!isMadeForItsNode(pod)) return []
    const uid = `${pod.metadata.uid ?? ''} on ${nodeName}`
    return [
      {
        ...pod,
        metadata: { ...pod.metadata, uid },
        spec: { containers: [], ...pod.spec, nodeName },
      },
    ]
  })
}

/** The DaemonSet controller names the node of each of its Pods by a field. */
function isMadeForItsNode({ spec }: Pod): boolean {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required?.nodeSelectorTerms.some(({ matchFields = [] }) => matchFields.length > 0) === true
}

function bySize(a: Node, b: Node): number {
  const of = ({ status }: Node, resource: string) => quantityOf(status?.allocatable?.[resource])
  const order = compareQuantities(of(a, 'cpu'), of(b, 'cpu'))
  return order === 0 ? compareQuantities(of(a, 'memory'), of(b, 'memory')) : order
}
