// The outline: what the canvas shows at a moment, as a nested list of sentences. Nodes hold their
// Pods, Pods their containers, ports and volumes; what is not on a node stands beside.
import { definedKind, shownKind } from '#api/meta/custom-kind.ts'
import type { CustomKind } from '#api/meta/kind-info.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import { keyOf, keyPrefix } from '#api/meta/object.ts'
import type { SandboxRecord, VolumeRecord } from '#api/runtime/records.ts'
import { isApiObject, type WorldObject, type WorldState } from '#client/world.ts'
import { OUTLINED, pictureOf } from '#picture/kinds/kinds.ts'
import { isOwnObject } from '#picture/words/own-object.ts'
import { containerFactsOf, podKnownAt } from '#picture/words/container-facts.ts'
import {
  containerDetail,
  containerState,
  type ContainerWord,
} from '#picture/words/container-state.ts'
import { countText } from '#picture/words/format.ts'
import { nodeState } from '#picture/words/pod-state.ts'
import { shownPodAt } from '#picture/words/shown-pod.ts'
import { numberOf, roleTitle } from '#picture/words/container-role.ts'

export interface OutlineItem {
  /** What is selected when it is chosen; null for headings and facts. */
  readonly key: string | null
  readonly label: string
  readonly state: ContainerWord | null
  readonly detail: string
  readonly children: readonly OutlineItem[]
}

/** The outline of a moment: Pending Pods, Nodes, owners and Services. */
export function outlineOf(world: WorldState): readonly OutlineItem[] {
  const waiting = world
    .under('Pod/')
    .filter((pod): pod is Pod => pod.kind === 'Pod' && !pod.spec?.nodeName)
  const nodes = world.under('Node/').filter((node): node is Node => node.kind === 'Node')
  return [
    heading(
      'Pods without a node',
      waiting.map((pod) => podItem(world, pod)),
    ),
    heading(
      'Nodes',
      nodes.map((node) => nodeItem(world, node)),
    ),
    heading(
      'Other objects',
      [...OUTLINED, ...definedKinds(world)]
        .flatMap((kind) => world.under(keyPrefix(kind)))
        .flatMap(otherItem),
    ),
  ].filter(({ children }) => children.length > 0)
}

/** The kinds that definitions brought until this moment. */
function definedKinds(world: WorldState): readonly CustomKind[] {
  return world
    .under(keyPrefix('CustomResourceDefinition'))
    .flatMap((object) => (object.kind === 'CustomResourceDefinition' ? [definedKind(object)] : []))
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

function nodeItem(world: WorldState, node: Node): OutlineItem {
  const name = node.metadata.name ?? ''
  const pods = world.list('node', name).filter((pod): pod is Pod => pod.kind === 'Pod')
  const taints = (node.spec?.taints ?? []).map((t) => `${t.key}:${t.effect}`).join(', ')
  const { cpu = '?', memory = '?' } = node.status?.allocatable ?? {}
  return {
    key: keyOf(node),
    label: `Node ${name}`,
    state: nodeState(node),
    detail: `allocatable cpu ${cpu}, memory ${memory}${taints === '' ? '' : `, taints ${taints}`}`,
    children: pods.map((pod) => podItem(world, pod)),
  }
}

function podItem(world: WorldState, pod: Pod): OutlineItem {
  const { state, ready, total, restarts } = shownPodAt(world, pod)
  const { name = '', namespace = 'default' } = pod.metadata
  const scheduled = pod.status?.conditions?.find((c) => c.type === 'PodScheduled')
  const reason = scheduled?.status === 'False' ? (scheduled.message ?? '') : ''
  const parts = [
    `${ready}/${total} ready`,
    ...(restarts > 0 ? [countText(restarts, 'restart')] : []),
  ]
  const records = world.list('pod', `${namespace}/${name}`)
  const sandbox = records.find(
    (record): record is SandboxRecord => record.kind === 'Sandbox' && record.state === 'ready',
  )
  const volumes = records.filter((record) => record.kind === 'Volume')
  return {
    key: keyOf(pod),
    label: `Pod ${name}`,
    state,
    detail: [...parts, reason].filter(Boolean).join(', '),
    children: [
      ...(sandbox === undefined ? [] : [networkItem(sandbox)]),
      ...containerItems(world, pod),
      ...volumes.map(volumeItem),
    ],
  }
}

function networkItem(sandbox: SandboxRecord): OutlineItem {
  const ports = sandbox.ports.map((p) => `${p.port} by ${p.containerName}`).join(', ')
  return fact(`Network ${sandbox.ip}`, ports === '' ? 'nobody listens' : `listening: ${ports}`)
}

function containerItems(world: WorldState, pod: Pod): readonly OutlineItem[] {
  return containerFactsOf(podKnownAt(world, pod)).map((facts) => {
    const { container, role, index, record } = facts
    const number = numberOf(role, index)
    const place = number === null ? '' : ` (${number} of ${pod.spec?.initContainers?.length ?? 0})`
    const mounts = (container.volumeMounts ?? []).map(
      (m) => `${m.name} at ${m.mountPath}${m.readOnly === true ? ' read-only' : ''}`,
    )
    const activity = record?.state === 'running' ? containerDetail(facts) : ''
    return {
      key: record === undefined ? null : `ContainerInstance/${record.nodeName}/${record.id}`,
      label: `${roleTitle(role)} ${container.name}${place}`,
      state: containerState(facts),
      detail: [activity, ...(mounts.length > 0 ? [`mounts ${mounts.join(', ')}`] : [])]
        .filter(Boolean)
        .join(', '),
      children: [],
    }
  })
}

function volumeItem(volume: VolumeRecord): OutlineItem {
  const files = volume.files.map((file) => file.path).join(', ')
  return {
    key: `Volume/${volume.nodeName}/${volume.pod.uid}/${volume.name}`,
    label: `Volume ${volume.name}`,
    state: null,
    detail: `${volume.type}, ${volume.fileCount} ${volume.fileCount === 1 ? 'file' : 'files'}${files === '' ? '' : `: ${files}`}`,
    children: [],
  }
}

function otherItem(object: WorldObject): readonly OutlineItem[] {
  if (!isApiObject(object) || !isOwnObject(object)) return []
  const detail = pictureOf(object).outline?.(object)
  if (detail === undefined) return []
  const label = `${shownKind(object.kind)} ${object.metadata.name ?? ''}`
  return [{ key: keyOf(object), label, state: null, detail, children: [] }]
}
