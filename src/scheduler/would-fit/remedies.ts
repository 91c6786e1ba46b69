// What one may change when a filter rejects a Pod on a node: each answer is one way, of one or more changes that belong
// together. Whether it helps, the scheduler is asked afterwards.
import type { Node, Pod, NodeSelectorRequirement, Taint } from '#api/generated/types.ts'
import { matchesNodeSelectorTerm } from '#api/core/node-selector.ts'
import { tolerationsTolerateTaint } from '#api/core/toleration.ts'
import { labelOf } from '#api/meta/labels.ts'
import type { FitChange } from '#api/scheduler/fit-change.ts'
import type { NodeInfo } from '../framework/node-info.ts'
import type { Status } from '../framework/status.ts'
import { hostPortsOf } from '#api/core/host-ports.ts'
import { lowerRequests } from './lower-request.ts'

type Way = readonly FitChange[]
type Remedy = (pod: Pod, node: NodeInfo, status: Status) => readonly Way[]

const HARD = ['NoSchedule', 'NoExecute']

/** Set by the cluster itself about a node that is in trouble: a Pod that lives with it would not run there. */
const isOfCluster = ({ key }: Taint): boolean => key.startsWith('node.kubernetes.io/')

/** What a node says of itself: another value would be untrue. */
const OWN_LABELS = /^(?:topology|kubernetes\.io|node\.kubernetes\.io)/

const REMEDIES: Readonly<Record<string, Remedy>> = {
  NodeUnschedulable: (_pod, { name }) => [[{ kind: 'uncordon', nodeName: name }]],
  TaintToleration(pod, { node }) {
    const taints = untolerated(pod, node)
    if (taints.some(isOfCluster)) return []
    return [taints.map((taint) => ({ kind: 'toleration', taint }))]
  },
  NodeAffinity: (pod, { node }) => [...dropped(pod, node), ...labelled(pod, node)],
  NodePorts(pod, node) {
    // Of a Pod in its node's network every port is one of the node.
    if (pod.spec?.hostNetwork === true) return []
    const taken = hostPortsOf(pod).filter((port) => node.hostPorts.clashWith([port]))
    const ports = new Set(taken.map(({ port }) => port))
    const { initContainers = [], containers = [] } = pod.spec ?? {}
    const changes = [...initContainers, ...containers].flatMap((container) =>
      (container.ports ?? []).flatMap(({ hostPort }): FitChange[] =>
        hostPort === undefined || !ports.has(hostPort)
          ? []
          : [{ kind: 'hostPort', container: container.name, port: hostPort }],
      ),
    )
    return [changes]
  },
  NodeResourcesFit(pod, node) {
    const lowered = lowerRequests(pod, node)
    return lowered === null ? [] : [lowered]
  },
  PodTopologySpread: (pod) =>
    (pod.spec?.topologySpreadConstraints ?? []).flatMap(
      ({ topologyKey, whenUnsatisfiable }, index): Way[] =>
        whenUnsatisfiable === 'DoNotSchedule' ? [[{ kind: 'spread', index, topologyKey }]] : [],
    ),
  InterPodAffinity(pod, _node, { reasons }) {
    const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {}
    const isAnti = reasons.some((reason) => reason.includes('anti-affinity'))
    const part = isAnti ? podAntiAffinity : podAffinity
    if (part?.requiredDuringSchedulingIgnoredDuringExecution === undefined) return []
    return [[{ kind: 'affinity', of: isAnti ? 'podAntiAffinity' : 'podAffinity' }]]
  },
}

/** The ways that are worth a try; none where nothing about this Pod or this node can be changed. */
export function remediesFor(pod: Pod, node: NodeInfo, status: Status): readonly Way[] {
  const ways = REMEDIES[status.plugin]?.(pod, node, status) ?? []
  return ways.filter((way) => way.length > 0)
}

function untolerated(pod: Pod, { spec }: Node): readonly Taint[] {
  return (spec?.taints ?? []).filter(
    (taint) =>
      HARD.includes(taint.effect) && !tolerationsTolerateTaint(pod.spec?.tolerations, taint),
  )
}

const requiredTerms = (pod: Pod) =>
  pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms

/** Keys of the selector that this node does not have. */
function missingOf(pod: Pod, { metadata }: Node): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(pod.spec?.nodeSelector ?? {}).filter(
      ([key, value]) => labelOf(metadata.labels, key) !== value,
    ),
  )
}

function dropped(pod: Pod, node: Node): readonly Way[] {
  const labels = missingOf(pod, node)
  const terms = requiredTerms(pod)
  // A controller that names its node by a field means that node alone.
  if (terms?.some(({ matchFields = [] }) => matchFields.length > 0) === true) return []
  const isOff = terms !== undefined && !terms.some((term) => matchesNodeSelectorTerm(term, node))
  return [
    [
      ...(Object.keys(labels).length === 0 ? [] : [{ kind: 'selector', labels } as const]),
      ...(isOff ? [{ kind: 'affinity', of: 'nodeAffinity' } as const] : []),
    ],
  ]
}

function labelled(pod: Pod, node: Node): readonly Way[] {
  const wanted: Record<string, string> = { ...missingOf(pod, node) }
  const terms = requiredTerms(pod)
  if (terms !== undefined && !terms.some((term) => matchesNodeSelectorTerm(term, node))) {
    const [term] = terms
    if (term === undefined || (term.matchFields ?? []).length > 0) return []
    for (const requirement of term.matchExpressions ?? []) {
      if (matchesNodeSelectorTerm({ matchExpressions: [requirement] }, node)) continue
      const value = valueFor(requirement)
      if (value === null) return []
      wanted[requirement.key] = value
    }
  }
  if (Object.keys(wanted).some((key) => OWN_LABELS.test(key))) return []
  return [[{ kind: 'label', nodeName: node.metadata.name ?? '', labels: wanted }]]
}

/** A value that meets a requirement; null where a label would have to go. */
function valueFor({ operator, values = [] }: NodeSelectorRequirement): string | null {
  if (operator === 'In') return values[0] ?? null
  return operator === 'Exists' ? 'true' : null
}
