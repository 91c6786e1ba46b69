// What can be said of a DaemonSet, a node and its Pods by looking at them.
// Follows pkg/controller/daemon/util/daemonset_util.go and NodeShouldRunDaemonPod of pkg/controller/daemon/daemon_controller.go (v1.36).
import { matchesRequiredNodeAffinity } from '#api/core/node-selector.ts'
import { findUntoleratedTaint } from '#api/core/toleration.ts'
import type {
  Affinity,
  DaemonSet,
  Node,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Toleration,
} from '#api/generated/types.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import { compareText } from '#lib/compare.ts'
import { CONTROLLER_REVISION_HASH } from '../history/controller-history.ts'

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'
const POD_TEMPLATE_GENERATION = 'pod-template-generation'
const NODE_NAME_FIELD = 'metadata.name'

const exists = (key: string, effect: string): Toleration => ({ key, operator: 'Exists', effect })

/** What every Pod of a DaemonSet tolerates, so that trouble with its node does not drive it away. */
const TOLERATIONS: readonly Toleration[] = [
  exists('node.kubernetes.io/not-ready', 'NoExecute'),
  exists('node.kubernetes.io/unreachable', 'NoExecute'),
  exists('node.kubernetes.io/disk-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/memory-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/pid-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/unschedulable', 'NoSchedule'),
]
const NETWORK_UNAVAILABLE = exists('node.kubernetes.io/network-unavailable', 'NoSchedule')

/** The tolerations of the template, with those of all DaemonSets. Upstream: AddOrUpdateDaemonPodTolerations. */
export function daemonPodTolerations(spec: PodSpec | undefined): readonly Toleration[] {
  const more = spec?.hostNetwork === true ? [...TOLERATIONS, NETWORK_UNAVAILABLE] : TOLERATIONS
  return more.reduce(addOrUpdateToleration, spec?.tolerations ?? [])
}

function addOrUpdateToleration(
  tolerations: readonly Toleration[],
  added: Toleration,
): readonly Toleration[] {
  const isSame = ({ key, effect, operator, value = '' }: Toleration): boolean =>
    key === added.key && effect === added.effect && operator === added.operator && value === ''
  const index = tolerations.findIndex(isSame)
  return index === -1 ? [...tolerations, added] : tolerations.with(index, added)
}

/** The generation of the template, which old clients count; undefined when there is none. */
export function templateGenerationOf({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[TEMPLATE_GENERATION]
  return text !== undefined && /^[+-]?\d+$/.test(text) ? String(Number(text)) : undefined
}

/** The template of the Pod for one node: with the hash of its revision, and for no other node. */
export function createPodTemplate(set: DaemonSet, hash: string, nodeName: string): PodTemplateSpec {
  const { metadata, spec } = set.spec?.template ?? {}
  const generation = templateGenerationOf(set)
  const labels = {
    ...metadata?.labels,
    ...(generation === undefined ? {} : { [POD_TEMPLATE_GENERATION]: generation }),
    [CONTROLLER_REVISION_HASH]: hash,
  }
  return {
    metadata: { ...metadata, labels },
    spec: {
      ...(spec ?? { containers: [] }),
      affinity: onlyOn(nodeName, spec?.affinity),
      tolerations: daemonPodTolerations(spec),
    },
  }
}

/** The affinity to one node. Upstream: ReplaceDaemonSetPodNodeNameNodeAffinity. */
function onlyOn(nodeName: string, affinity: Affinity = {}): Affinity {
  const matchFields = [{ key: NODE_NAME_FIELD, operator: 'In', values: [nodeName] }]
  const required = { nodeSelectorTerms: [{ matchFields }] }
  const nodeAffinity = {
    ...affinity.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: required,
  }
  return { ...affinity, nodeAffinity }
}

/** The node of a Pod, or the one that it is meant for; undefined when it says neither. */
export function targetNodeNameOf({ spec }: Pod): string | undefined {
  const { nodeName = '', affinity } = spec ?? {}
  if (nodeName !== '') return nodeName
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const field = required?.nodeSelectorTerms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key, operator }) => key === NODE_NAME_FIELD && operator === 'In')
  return field?.values?.length === 1 ? field.values[0] : undefined
}

/** Whether a Pod is to be on a node, and whether one that is there may stay. */
export interface NodeFit {
  readonly shouldRun: boolean
  readonly shouldContinueRunning: boolean
}

/** Asks name, affinity and taints of a node. */
export function nodeShouldRunDaemonPod(node: Node, { spec }: DaemonSet): NodeFit {
  const podSpec = spec?.template?.spec
  const { nodeName = '' } = podSpec ?? {}
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {},
    ...(podSpec === undefined ? {} : { spec: podSpec }),
  }
  const isMeant = nodeName === '' || nodeName === node.metadata.name
  if (!isMeant || !matchesRequiredNodeAffinity(pod, node)) {
    return { shouldRun: false, shouldContinueRunning: false }
  }
  const tolerations = daemonPodTolerations(podSpec)
  const untolerated = (...effects: readonly string[]): boolean =>
    findUntoleratedTaint(node.spec?.taints, tolerations, effects) !== undefined
  const shouldRun = !untolerated('NoExecute', 'NoSchedule')
  return { shouldRun, shouldContinueRunning: shouldRun || !untolerated('NoExecute') }
}

/** Whether the Pod is of the revision of now. */
export function isPodUpdated(pod: Pod, hash: string, set: DaemonSet): boolean {
  const { labels = {} } = pod.metadata
  const generation = templateGenerationOf(set)
  const isOfGeneration = generation !== undefined && labels[POD_TEMPLATE_GENERATION] === generation
  return isOfGeneration || labels[CONTROLLER_REVISION_HASH] === hash
}

/** How many nodes may have two Pods, and how many none, while Pods are replaced. Both round up. */
export function fencepostsOf(
  { spec }: DaemonSet,
  desired: number,
): { readonly surge: number; readonly unavailable: number } {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return { surge: 0, unavailable: 0 }
  const surge = scaledValue(rollingUpdate?.maxSurge ?? 0, desired, 'up')
  const unavailable = scaledValue(rollingUpdate?.maxUnavailable ?? 0, desired, 'up')
  const isStuck = desired > 0 && surge === 0 && unavailable === 0
  return { surge, unavailable: isStuck ? 1 : unavailable }
}

/** Whether a node may have two Pods of the DaemonSet. */
export function allowsSurge(set: DaemonSet): boolean {
  return fencepostsOf(set, 1).surge > 0
}

/** Those with a node first, then the older. */
export function compareByCreationAndPhase(a: Pod, b: Pod): number {
  const isWaiting = ({ spec }: Pod): number => Number((spec?.nodeName ?? '') === '')
  return (
    isWaiting(a) - isWaiting(b) ||
    compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}
