// Places Pods near to or far from other Pods: podAffinity and podAntiAffinity, of the Pod itself and of
// those that are already placed. Follows pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { labelOf } from '#api/meta/labels.ts'
import type {
  ClusterEventWithHint,
  NodeEvent,
  PodEvent,
  QueueingHint,
} from '../../framework/events.ts'
import { isOwnEvent } from '../../framework/events.ts'
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
import {
  matchesAllAffinityTerms,
  matchesTerm,
  requiredAffinityOf,
  requiredAntiAffinityOf,
} from './terms.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    interPodAffinity?: AffinityState
    interPodAffinityPoints?: TopologyCounts
  }
}

const NAME = 'InterPodAffinity'

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
    eventsToRegister: eventsFor(labelsOf),
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

function eventsFor(labelsOf: NamespaceLabels): readonly ClusterEventWithHint[] {
  return [
    {
      resource: 'Pod',
      actions: ['Add', 'Delete', 'UpdatePodLabel'],
      hint: (pod, event) => hintOfPod(pod, event, labelsOf),
    },
    { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'], hint: hintOfNode },
  ]
}

/** Worth a try when a Pod that is wanted came, or one that was in the way went. */
function hintOfPod(pod: Pod, event: PodEvent, labelsOf: NamespaceLabels): QueueingHint {
  if (isOwnEvent(pod, event)) return 'Queue'
  const { before, after } = event
  if (((after ?? before)?.spec?.nodeName ?? '') === '') return 'Skip'
  const isWanted = (other: Pod): boolean => matchesAllAffinityTerms(pod, other, labelsOf)
  const isInTheWay = (other: Pod): boolean =>
    requiredAntiAffinityOf(pod).some((term) => matchesTerm(pod, term, other, labelsOf)) ||
    requiredAntiAffinityOf(other).some((term) => matchesTerm(other, term, pod, labelsOf))
  // A Pod that just got its node has no state before on a node.
  const came = event.actions.includes('Add')
  const wasThere = came ? undefined : before
  if (after !== undefined && isWanted(after)) {
    if (wasThere === undefined || !isWanted(wasThere)) return 'Queue'
  }
  if (wasThere === undefined || !isInTheWay(wasThere)) return 'Skip'
  return after !== undefined && !event.actions.includes('Delete') && isInTheWay(after)
    ? 'Skip'
    : 'Queue'
}

/** Worth a try when a node came, or moved to another place that the terms speak of. */
function hintOfNode(pod: Pod, { before, after }: NodeEvent): QueueingHint {
  if (after === undefined) return 'Skip'
  const valueOf = (node: Node, key: string) => labelOf(node.metadata.labels, key)
  const wanted = requiredAffinityOf(pod)
  if (before === undefined) {
    const isPossible = wanted.every(({ topologyKey }) => valueOf(after, topologyKey) !== undefined)
    return isPossible ? 'Queue' : 'Skip'
  }
  const own = [...wanted, ...requiredAntiAffinityOf(pod)]
  // Then it is the terms of others that are in the way.
  if (own.length === 0) return 'Queue'
  const moved = own.some(({ topologyKey: key }) => valueOf(before, key) !== valueOf(after, key))
  return moved ? 'Queue' : 'Skip'
}
