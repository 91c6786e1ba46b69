// Which nodes the required terms allow: those of the Pod, and the anti-affinity of the Pods that are there.
// Follows pkg/scheduler/framework/plugins/interpodaffinity/filtering.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type { Snapshot } from '../../framework/plugin.ts'
import { unresolvable, unschedulable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'
import { TopologyCounts } from '../../framework/topology-counts.ts'
import type { NamespaceLabels } from './terms.ts'
import {
  matchesAllAffinityTerms,
  matchesTerm,
  requiredAffinityOf,
  requiredAntiAffinityOf,
} from './terms.ts'

const NAME = 'InterPodAffinity'
const AFFINITY = unresolvable(NAME, "node(s) didn't match pod affinity rules")
const ANTI_AFFINITY = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules")
const EXISTING = unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules")

/** How many Pods count for or against each place. */
export interface AffinityCounts {
  /** Pods that all affinity terms of the incoming Pod mean. */
  readonly affinity: TopologyCounts
  /** Pods that one of its anti-affinity terms means. */
  readonly antiAffinity: TopologyCounts
  /** Anti-affinity terms of Pods that mean the incoming Pod. */
  readonly existing: TopologyCounts
}

/** What the filter looks up: counted over all nodes, before any is looked at. */
export interface AffinityState {
  readonly counts: AffinityCounts
  readonly snapshot: Snapshot
  readonly labelsOf: NamespaceLabels
}

/** Counts over all nodes; null when no term concerns the Pod. */
export function computeAffinityState(
  pod: Pod,
  snapshot: Snapshot,
  labelsOf: NamespaceLabels,
): AffinityState | null {
  const terms = requiredAffinityOf(pod).length + requiredAntiAffinityOf(pod).length
  // Nearly always nobody has any terms, and then this is all there is to do.
  const concerned =
    terms > 0 ? snapshot.nodes : snapshot.nodes.filter((node) => node.podsWithAffinity.size > 0)
  if (concerned.length === 0) return null
  const counts: AffinityCounts = {
    affinity: new TopologyCounts(),
    antiAffinity: new TopologyCounts(),
    existing: new TopologyCounts(),
  }
  for (const node of concerned) count(counts, pod, { node, sign: 1, labelsOf })
  return terms === 0 && counts.existing.isEmpty ? null : { counts, snapshot, labelsOf }
}

/** Why a node is no good, or null. */
export function filterByAffinity(state: AffinityState, pod: Pod, node: NodeInfo): Status | null {
  const counts = countsWith(state, pod, node)
  if (!satisfiesAffinity(counts, pod, node, state.labelsOf)) return AFFINITY
  if (!satisfiesAntiAffinity(counts, pod, node)) return ANTI_AFFINITY
  return counts.existing.allAt(node.node).some((n) => n > 0) ? EXISTING : null
}

/**
 * The counts as they are with `node`. Preemption and nominations try a copy of a node with other Pods
 * on it: then what the copy counts takes the place of what the real one counted.
 */
function countsWith(state: AffinityState, pod: Pod, node: NodeInfo): AffinityCounts {
  const real = state.snapshot.get(node.name)
  if (real === undefined || real === node) return state.counts
  const { affinity, antiAffinity, existing } = state.counts
  const counts = {
    affinity: affinity.clone(),
    antiAffinity: antiAffinity.clone(),
    existing: existing.clone(),
  }
  count(counts, pod, { node: real, sign: -1, labelsOf: state.labelsOf })
  count(counts, pod, { node, sign: 1, labelsOf: state.labelsOf })
  return counts
}

interface Counted {
  readonly node: NodeInfo
  readonly sign: 1 | -1
  readonly labelsOf: NamespaceLabels
}

function count(counts: AffinityCounts, pod: Pod, { node, sign, labelsOf }: Counted): void {
  for (const uid of node.podsWithAffinity) {
    const other = node.pods.get(uid)?.pod
    if (other === undefined) continue
    for (const term of requiredAntiAffinityOf(other)) {
      if (matchesTerm(other, term, pod, labelsOf)) {
        counts.existing.add(node.node, term.topologyKey, sign)
      }
    }
  }
  const wanted = requiredAffinityOf(pod)
  const unwanted = requiredAntiAffinityOf(pod)
  if (wanted.length === 0 && unwanted.length === 0) return
  for (const { pod: other } of node.pods.values()) {
    if (matchesAllAffinityTerms(pod, other, labelsOf)) {
      for (const { topologyKey } of wanted) counts.affinity.add(node.node, topologyKey, sign)
    }
    for (const term of unwanted) {
      if (matchesTerm(pod, term, other, labelsOf)) {
        counts.antiAffinity.add(node.node, term.topologyKey, sign)
      }
    }
  }
}

function satisfiesAffinity(
  counts: AffinityCounts,
  pod: Pod,
  { node }: NodeInfo,
  labelsOf: NamespaceLabels,
): boolean {
  const terms = requiredAffinityOf(pod)
  const found = terms.map(({ topologyKey }) => counts.affinity.at(node, topologyKey))
  if (found.includes(undefined)) return false
  if (found.every((n) => (n ?? 0) > 0)) return true
  // The first of a group that wants to be together may be anywhere.
  return !counts.affinity.hasAny() && matchesAllAffinityTerms(pod, pod, labelsOf)
}

function satisfiesAntiAffinity(counts: AffinityCounts, pod: Pod, { node }: NodeInfo): boolean {
  return requiredAntiAffinityOf(pod).every(
    ({ topologyKey }) => (counts.antiAffinity.at(node, topologyKey) ?? 0) <= 0,
  )
}
