// Which nodes keep the Pods of a group even enough.
// Follows pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { labelOf, matchesLabelSelector } from '#api/meta/labels.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type { Snapshot } from '../../framework/plugin.ts'
import { unresolvable, unschedulable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'
import type { PodCounter, SpreadConstraint, SpreadTools } from './constraints.ts'
import { createPodCounters, hasAllKeys, isCounted } from './constraints.ts'

const NAME = 'PodTopologySpread'
const TOO_UNEVEN = "node(s) didn't match pod topology spread constraints"
const UNEVEN = unschedulable(NAME, TOO_UNEVEN)
const NOTHING_COUNTED: DomainCounts = { domains: new Map(), least: 0 }
const NO_LABEL = unresolvable(NAME, `${TOO_UNEVEN} (missing required label)`)

export interface SpreadState {
  readonly constraints: readonly SpreadConstraint[]
  readonly podsOn: readonly PodCounter[]
  readonly counts: readonly DomainCounts[]
  readonly snapshot: Snapshot
}

/** What is known for one constraint. */
interface DomainCounts {
  /** The Pods of the group by the value of its label. */
  readonly domains: ReadonlyMap<string, number>
  /** The smallest of these numbers; 0 when there are fewer places than the constraint asks for. */
  readonly least: number
}

/** Counts the group over all nodes that take part. */
export function computeSpreadState(
  pod: Pod,
  constraints: readonly SpreadConstraint[],
  { snapshot, intern }: SpreadTools,
): SpreadState {
  const counts = constraints.map(() => new Map<string, number>())
  const podsOn = createPodCounters(pod, constraints, intern)
  for (const node of snapshot.nodes) count(counts, pod, { constraints, podsOn, node, sign: 1 })
  return { constraints, podsOn, counts: domainCountsOf(constraints, counts), snapshot }
}

function domainCountsOf(
  constraints: readonly SpreadConstraint[],
  counts: readonly ReadonlyMap<string, number>[],
): readonly DomainCounts[] {
  return counts.map((domains, index) => {
    const isEnough = domains.size >= (constraints[index]?.minDomains ?? 1)
    const numbers = isEnough ? [...domains.values()] : [0]
    return { domains, least: numbers.reduce((min, n) => Math.min(min, n), Infinity) }
  })
}

/** Why the Pod may not go to a node, or null. */
export function filterBySpread(state: SpreadState, pod: Pod, node: NodeInfo): Status | null {
  const counts = countsWith(state, pod, node)
  for (const [index, constraint] of state.constraints.entries()) {
    const value = labelOf(node.node.metadata.labels, constraint.topologyKey)
    if (value === undefined) return NO_LABEL
    const { domains, least } = counts[index] ?? NOTHING_COUNTED
    const self = matchesLabelSelector(constraint.selector, pod.metadata.labels) ? 1 : 0
    if ((domains.get(value) ?? 0) + self - least > constraint.maxSkew) return UNEVEN
  }
  return null
}

/** With a copy of a node that has other Pods on it, its counts take the place of those of the real one. */
function countsWith(
  { constraints, podsOn, counts, snapshot }: SpreadState,
  pod: Pod,
  node: NodeInfo,
): readonly DomainCounts[] {
  const real = snapshot.get(node.name)
  if (real === undefined || real === node) return counts
  const changed = counts.map(({ domains }) => new Map(domains))
  count(changed, pod, { constraints, podsOn, node: real, sign: -1 })
  count(changed, pod, { constraints, podsOn, node, sign: 1 })
  return domainCountsOf(constraints, changed)
}

interface Counted {
  readonly constraints: readonly SpreadConstraint[]
  readonly podsOn: readonly PodCounter[]
  readonly node: NodeInfo
  readonly sign: 1 | -1
}

function count(
  counts: readonly Map<string, number>[],
  pod: Pod,
  { constraints, podsOn, node, sign }: Counted,
): void {
  if (!hasAllKeys(node.node, constraints)) return
  for (const [index, constraint] of constraints.entries()) {
    const domains = counts[index]
    const value = labelOf(node.node.metadata.labels, constraint.topologyKey)
    if (domains === undefined || value === undefined) continue
    if (!isCounted(constraint, pod, node.node)) continue
    domains.set(value, (domains.get(value) ?? 0) + sign * (podsOn[index]?.(node) ?? 0))
  }
}
