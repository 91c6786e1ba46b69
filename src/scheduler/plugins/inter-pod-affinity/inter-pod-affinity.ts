// Places Pods near to or far from other Pods: podAffinity and podAntiAffinity, of the Pod itself and of
// those that are already placed. Follows pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (v1.36).
import type { Node, Pod, PodAffinityTerm } from '#api/generated/types.ts'
import { labelOf } from '#api/meta/labels.ts'
import type {
  ClusterEventWithHint,
  NodeEvent,
  PodEvent,
  QueueingHint,
} from '../../framework/events.ts'
import { countsOnANode, isOwnEvent } from '../../framework/events.ts'
import type {
  FilterPlugin,
  Handle,
  PreFilterPlugin,
  PreScorePlugin,
  ScorePlugin,
} from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'
import type { TopologyCounts } from '../../framework/topology-counts.ts'
import type { AffinityState } from './filtering.ts'
import { computeAffinityState, filterByAffinity } from './filtering.ts'
import { affinityScore, computeAffinityPoints, normalizeAffinityScores } from './scoring.ts'
import type { NamespaceLabels } from './terms.ts'
import { matchesAllTerms, requiredAffinityOf, requiredAntiAffinityOf } from './terms.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    interPodAffinity?: AffinityState
    interPodAffinityPoints?: TopologyCounts
  }
}

const NAME = 'InterPodAffinity'

const EVENTS: readonly ClusterEventWithHint[] = [
  { resource: 'Pod', actions: ['Add', 'Delete', 'UpdatePodLabel'], hint: hintOfPod },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'], hint: hintOfNode },
]

/** Makes the plugin; it looks up the labels of namespaces. */
export function createInterPodAffinity({
  client,
  snapshot,
}: Pick<Handle, 'client' | 'snapshot'>): PreFilterPlugin &
  FilterPlugin &
  PreScorePlugin &
  ScorePlugin {
  const labelsOf: NamespaceLabels = (namespace) =>
    client.get('Namespace', '', namespace)?.metadata.labels
  return {
    name: NAME,
    eventsToRegister: EVENTS,
    preFilter(state, pod, snapshot) {
      const data = computeAffinityState(pod, snapshot, labelsOf)
      if (data === null) return { status: skip(NAME) }
      state.data.interPodAffinity = data
      return { status: null }
    },
    filter(state, pod, node) {
      const data = state.data.interPodAffinity
      return data === undefined ? null : filterByAffinity(data, pod, node)
    },
    preScore(state, pod) {
      const points = computeAffinityPoints(pod, snapshot, labelsOf)
      if (points.isEmpty) return skip(NAME)
      state.data.interPodAffinityPoints = points
      return null
    },
    score(state, _pod, node) {
      const points = state.data.interPodAffinityPoints
      return points === undefined ? 0 : affinityScore(points, node)
    },
    normalizeScore: (scores) => normalizeAffinityScores(scores),
  }
}

/** The hints look up no namespace, so that a selector of namespaces that asks for a label finds none. */
const NO_LABELS: NamespaceLabels = () => ({})

/** Worth a try when a Pod that is wanted came, or one that was in the way went. */
function hintOfPod(pod: Pod, event: PodEvent): QueueingHint {
  const { before, after } = event
  if (before !== undefined && isOwnEvent(pod, event)) return 'Queue'
  if ([before, after].some((other) => other !== undefined && !countsOnANode(other))) return 'Skip'
  return isHelpedBy(pod, before, after) ? 'Queue' : 'Skip'
}

function isHelpedBy(pod: Pod, before: Pod | undefined, after: Pod | undefined): boolean {
  const isWanted = (other: Pod): boolean =>
    matchesAllTerms(pod, requiredAffinityOf(pod), other, NO_LABELS)
  const isInTheWay = (other: Pod): boolean =>
    matchesAllTerms(pod, requiredAntiAffinityOf(pod), other, NO_LABELS)
  if (before === undefined) return after !== undefined && isWanted(after)
  if (after === undefined) {
    const termsOfOther = requiredAntiAffinityOf(before)
    return isInTheWay(before) || matchesAllTerms(before, termsOfOther, pod, NO_LABELS)
  }
  return (!isWanted(before) && isWanted(after)) || (isInTheWay(before) && !isInTheWay(after))
}

/** Worth a try when a node came, or moved to another place that the Pod's own terms speak of. */
function hintOfNode(pod: Pod, { before, after }: NodeEvent): QueueingHint {
  const valueOf = (node: Node | undefined, { topologyKey }: PodAffinityTerm) =>
    labelOf(node?.metadata.labels, topologyKey)
  const isReached = requiredAffinityOf(pod).some((term) => {
    const value = valueOf(after, term)
    return value !== undefined && value !== valueOf(before, term)
  })
  const isLeft = requiredAntiAffinityOf(pod).some((term) => {
    // A node without the label was never closed to the Pod, but a new node may be the first of its place.
    if (before === undefined) return true
    const value = valueOf(before, term)
    return value !== undefined && value !== valueOf(after, term)
  })
  return isReached || isLeft ? 'Queue' : 'Skip'
}
