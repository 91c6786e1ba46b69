// The outline: what the canvas shows at a moment, as a nested list of sentences. Nodes hold their
// Pods, Pods their containers, ports and volumes; what is not on a node stands beside.
import { allContainersOfSpec } from '#api/core/containers.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Node, Pod, ReplicaSet, Service } from '#api/generated/types.ts'
import type { ContainerRecord, SandboxRecord, VolumeRecord } from '#api/runtime/records.ts'
import type { WorldState } from '#client/world.ts'
import { containerState, nodeState, podState, type StateWord } from '#picture/words/pod-state.ts'

export interface OutlineItem {
  /** What is selected when it is chosen; null for headings and facts. */
  readonly key: string | null
  readonly label: string
  readonly state: StateWord | null
  readonly detail: string
  readonly children: readonly OutlineItem[]
}

interface Cluster {
  readonly pods: readonly (readonly [string, Pod])[]
  readonly nodes: readonly (readonly [string, Node])[]
  readonly sandboxes: readonly SandboxRecord[]
  readonly instances: readonly (readonly [string, ContainerRecord])[]
  readonly volumes: readonly (readonly [string, VolumeRecord])[]
  readonly others: readonly (readonly [string, ReplicaSet | Service])[]
}

/** The outline of a moment: Pending Pods, Nodes, owners and Services. */
export function outlineOf(world: WorldState): readonly OutlineItem[] {
  const cluster = readCluster(world)
  const waiting = cluster.pods.filter(([, pod]) => !pod.spec?.nodeName)
  return [
    heading(
      'Pods without a node',
      waiting.map((entry) => podItem(cluster, entry)),
    ),
    heading(
      'Nodes',
      cluster.nodes.map((entry) => nodeItem(cluster, entry)),
    ),
    heading('Other objects', cluster.others.map(otherItem)),
  ].filter(({ children }) => children.length > 0)
}

function readCluster(world: WorldState): Cluster {
  const pods: [string, Pod][] = []
  const nodes: [string, Node][] = []
  const sandboxes: SandboxRecord[] = []
  const instances: [string, ContainerRecord][] = []
  const volumes: [string, VolumeRecord][] = []
  const others: [string, ReplicaSet | Service][] = []
  for (const [key, object] of world) {
    if (object.kind === 'Pod') pods.push([key, object])
    else if (object.kind === 'Node') nodes.push([key, object])
    else if (object.kind === 'Sandbox') sandboxes.push(object)
    else if (object.kind === 'ContainerInstance') instances.push([key, object])
    else if (object.kind === 'Volume') volumes.push([key, object])
    else if (object.kind === 'ReplicaSet' || object.kind === 'Service') others.push([key, object])
  }
  return { pods, nodes, sandboxes, instances, volumes, others }
}

const heading = (label: string, children: readonly OutlineItem[]): OutlineItem => ({
  key: null,
  label,
  state: null,
  detail: '',
  children,
})

const fact = (label: string, detail: string): OutlineItem => ({
  key: null,
  label,
  state: null,
  detail,
  children: [],
})

function nodeItem(cluster: Cluster, [key, node]: readonly [string, Node]): OutlineItem {
  const name = node.metadata.name ?? ''
  const pods = cluster.pods.filter(([, pod]) => pod.spec?.nodeName === name)
  const taints = (node.spec?.taints ?? []).map((t) => `${t.key}:${t.effect}`).join(', ')
  const { cpu = '?', memory = '?' } = node.status?.allocatable ?? {}
  return {
    key,
    label: `Node ${name}`,
    state: nodeState(node),
    detail: `allocatable cpu ${cpu}, memory ${memory}${taints === '' ? '' : `, taints ${taints}`}`,
    children: pods.map((entry) => podItem(cluster, entry)),
  }
}

function podItem(cluster: Cluster, [key, pod]: readonly [string, Pod]): OutlineItem {
  const { ready, total, restarts } = statusOf(pod)
  const scheduled = pod.status?.conditions?.find((c) => c.type === 'PodScheduled')
  const reason = scheduled?.status === 'False' ? (scheduled.message ?? '') : ''
  const parts = [`${ready}/${total} ready`, ...(restarts > 0 ? [`${restarts} restarts`] : [])]
  const own = (ref: { readonly uid: string; readonly name: string; readonly namespace: string }) =>
    ref.uid === pod.metadata.uid ||
    (ref.name === pod.metadata.name && ref.namespace === pod.metadata.namespace)
  const sandbox = cluster.sandboxes.find((s) => s.state === 'ready' && own(s.pod))
  const volumes = cluster.volumes.filter(([, volume]) => own(volume.pod))
  return {
    key,
    label: `Pod ${pod.metadata.name ?? ''}`,
    state: podState(pod),
    detail: [...parts, reason].filter(Boolean).join(', '),
    children: [
      ...(sandbox === undefined ? [] : [networkItem(sandbox)]),
      ...containerItems(cluster, pod, sandbox),
      ...volumes.map(([volumeKey, volume]) => volumeItem(volumeKey, volume)),
    ],
  }
}

function networkItem(sandbox: SandboxRecord): OutlineItem {
  const ports = sandbox.ports.map((p) => `${p.port} by ${p.containerName}`).join(', ')
  return fact(`Network ${sandbox.ip}`, ports === '' ? 'nobody listens' : `listening: ${ports}`)
}

function containerItems(
  cluster: Cluster,
  pod: Pod,
  sandbox: SandboxRecord | undefined,
): readonly OutlineItem[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {}
  if (pod.spec === undefined) return []
  return allContainersOfSpec(pod.spec).map(({ container, role, index }) => {
    const statuses = role === 'app' ? containerStatuses : initContainerStatuses
    const status = statuses.find((s) => s.name === container.name)
    const instance = cluster.instances
      .filter(([, c]) => c.sandboxId === sandbox?.id && c.name === container.name)
      .toSorted(([, a], [, b]) => b.attempt - a.attempt)[0]
    const noun = role === 'app' ? 'Container' : role === 'init' ? 'Init container' : 'Sidecar'
    const place =
      role === 'app' ? '' : ` (${index + 1} of ${pod.spec?.initContainers?.length ?? 0})`
    const mounts = (container.volumeMounts ?? []).map(
      (m) => `${m.name} at ${m.mountPath}${m.readOnly === true ? ' read-only' : ''}`,
    )
    const activity =
      instance?.[1].state === 'running' ? instance[1].activity.replaceAll('`', '') : ''
    return {
      key: instance?.[0] ?? null,
      label: `${noun} ${container.name}${place}`,
      state: containerState(status),
      detail: [activity, ...(mounts.length > 0 ? [`mounts ${mounts.join(', ')}`] : [])]
        .filter(Boolean)
        .join(', '),
      children: [],
    }
  })
}

function volumeItem(key: string, volume: VolumeRecord): OutlineItem {
  const files = volume.files.map((file) => file.path).join(', ')
  return {
    key,
    label: `Volume ${volume.name}`,
    state: null,
    detail: `${volume.type}, ${volume.fileCount} ${volume.fileCount === 1 ? 'file' : 'files'}${files === '' ? '' : `: ${files}`}`,
    children: [],
  }
}

function otherItem([key, object]: readonly [string, ReplicaSet | Service]): OutlineItem {
  const label = `${object.kind} ${object.metadata.name ?? ''}`
  if (object.kind === 'Service') {
    return { key, label, state: null, detail: object.spec?.clusterIP ?? '', children: [] }
  }
  const detail = `${object.status?.readyReplicas ?? 0} of ${object.spec?.replicas ?? 1} ready`
  return { key, label, state: null, detail, children: [] }
}
