// Spreads the Pods of a group over nodes, zones or other places: topologySpreadConstraints, and the
// system's defaults for Pods of a Service or ReplicaSet.
// Follows pkg/scheduler/framework/plugins/podtopologyspread/plugin.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { labelOf, matchesLabelSelector } from '#api/meta/labels.ts'
import { equal } from '#lib/equal.ts'
import { createInterner } from '#lib/flat-text.ts'
import type {
  ClusterEventWithHint,
  NodeEvent,
  PodEvent,
  QueueingHint,
} from '../../framework/events.ts'
import { countsOnANode } from '../../framework/events.ts'
import type {
  FilterPlugin,
  Handle,
  PreFilterPlugin,
  PreScorePlugin,
  ScorePlugin,
} from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'
import { constraintsOf, hasAllKeys, namespaceOf, systemDefaults } from './constraints.ts'
import { defaultSelectorOf } from './default-selector.ts'
import type { SpreadState } from './filtering.ts'
import { computeSpreadState, filterBySpread } from './filtering.ts'
import type { SpreadScope, SpreadScoring } from './scoring.ts'
import { computeSpreadScoring, normalizeSpreadScores, spreadScore } from './scoring.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    podTopologySpread?: SpreadState
    podTopologySpreadScoring?: SpreadScoring
  }
}

const NAME = 'PodTopologySpread'

const EVENTS: readonly ClusterEventWithHint[] = [
  {
    resource: 'Pod',
    actions: ['Add', 'Delete', 'UpdatePodLabel', 'UpdatePodTolerations'],
    hint: hintOfPod,
  },
  {
    resource: 'Node',
    actions: ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'],
    hint: hintOfNode,
  },
]

/** Makes the plugin; it looks up Services and ReplicaSets for the system's defaults. */
export function createPodTopologySpread({
  client,
  snapshot,
}: Pick<Handle, 'client' | 'snapshot'>): PreFilterPlugin &
  FilterPlugin &
  PreScorePlugin &
  ScorePlugin {
  const intern = createInterner()
  const softScopeOf = (pod: Pod): SpreadScope => {
    if ((pod.spec?.topologySpreadConstraints ?? []).length > 0) {
      return { constraints: constraintsOf(pod, 'ScheduleAnyway'), needsAllKeys: true }
    }
    const selector = defaultSelectorOf(client, pod)
    const constraints = selector === undefined ? [] : systemDefaults(selector)
    return { constraints, needsAllKeys: false }
  }
  return {
    name: NAME,
    eventsToRegister: EVENTS,
    preFilter(state, pod, nodes) {
      const constraints = constraintsOf(pod, 'DoNotSchedule')
      if (constraints.length === 0) return { status: skip(NAME) }
      state.data.podTopologySpread = computeSpreadState(pod, constraints, {
        snapshot: nodes,
        intern,
      })
      return { status: null }
    },
    filter(state, pod, node) {
      const data = state.data.podTopologySpread
      return data === undefined ? null : filterBySpread(data, pod, node)
    },
    preScore(state, pod, nodes) {
      const scope = softScopeOf(pod)
      if (scope.constraints.length === 0) return skip(NAME)
      state.data.podTopologySpreadScoring = computeSpreadScoring(pod, scope, nodes, {
        snapshot,
        intern,
      })
      return null
    },
    score(state, _pod, node) {
      const scoring = state.data.podTopologySpreadScoring
      return scoring === undefined ? 0 : spreadScore(scoring, node)
    },
    normalizeScore(scores, state) {
      const scoring = state.data.podTopologySpreadScoring
      return scoring === undefined ? scores : normalizeSpreadScores(scoring, scores)
    },
  }
}

/** Worth a try when a Pod of the group came to a node, went, or changed sides. */
function hintOfPod(pod: Pod, { before, after }: PodEvent): QueueingHint {
  if ([before, after].some((other) => other !== undefined && !isInvolved(pod, other))) return 'Skip'
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  const groupsOf = (other: Pod): readonly boolean[] =>
    constraints.map(({ selector }) => matchesLabelSelector(selector, other.metadata.labels))
  if (before === undefined || after === undefined) {
    const other = before ?? after
    return other !== undefined && groupsOf(other).includes(true) ? 'Queue' : 'Skip'
  }
  const isTolerant =
    pod.metadata.uid === after.metadata.uid &&
    !equal(before.spec?.tolerations, after.spec?.tolerations) &&
    constraints.some(({ honorsTaints }) => honorsTaints)
  return isTolerant || !equal(groupsOf(before), groupsOf(after)) ? 'Queue' : 'Skip'
}

/** True when a Pod counts for the spreading of `pod`. Follows involvedInTopologySpreading. */
function isInvolved(pod: Pod, other: Pod): boolean {
  if (other.metadata.uid === pod.metadata.uid) return true
  return countsOnANode(other) && namespaceOf(other) === namespaceOf(pod)
}

/** Worth a try when a place came, went or changed. */
function hintOfNode(pod: Pod, { before, after }: NodeEvent): QueueingHint {
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  const counted = (node: Node | undefined): boolean =>
    node !== undefined && hasAllKeys(node, constraints)
  if (counted(before) !== counted(after)) return 'Queue'
  if (!counted(after) || before === undefined || after === undefined) return 'Skip'
  const moved = constraints.some(
    ({ topologyKey: key }) =>
      labelOf(before.metadata.labels, key) !== labelOf(after.metadata.labels, key),
  )
  return moved || !equal(before.spec?.taints, after.spec?.taints) ? 'Queue' : 'Skip'
}
