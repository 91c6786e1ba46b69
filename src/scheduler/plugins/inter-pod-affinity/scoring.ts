// How much the preferred terms speak for a node: those of the Pod, and those of the Pods that are there.
// Follows pkg/scheduler/framework/plugins/interpodaffinity/scoring.go (v1.36).
import type { Pod, PodAffinityTerm } from '#api/generated/types.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import { MAX_NODE_SCORE } from '../../framework/normalize-score.ts'
import type { Snapshot } from '../../framework/plugin.ts'
import { TopologyCounts } from '../../framework/topology-counts.ts'
import type { NamespaceLabels } from './terms.ts'
import {
  matchesTerm,
  preferredAffinityOf,
  preferredAntiAffinityOf,
  requiredAffinityOf,
} from './terms.ts'

/** What a Pod's required affinity is worth to those that it means. */
const HARD_POD_AFFINITY_WEIGHT = 1

/** The points of each place; empty when no term means anybody. */
export function computeAffinityPoints(
  pod: Pod,
  snapshot: Snapshot,
  labelsOf: NamespaceLabels,
): TopologyCounts {
  const points = new TopologyCounts()
  const prefers = preferredAffinityOf(pod).length + preferredAntiAffinityOf(pod).length > 0
  for (const node of snapshot.nodes) {
    if (!prefers && node.podsWithAffinity.size === 0) continue
    // Without wishes of its own, only Pods that have some matter.
    const uids = prefers ? node.pods.keys() : node.podsWithAffinity
    for (const uid of uids) {
      const other = node.pods.get(uid)?.pod
      if (other !== undefined) addPoints(points, node, { pod, other, labelsOf })
    }
  }
  return points
}

interface Pair {
  readonly pod: Pod
  readonly other: Pod
  readonly labelsOf: NamespaceLabels
}

function addPoints(
  points: TopologyCounts,
  { node }: NodeInfo,
  { pod, other, labelsOf }: Pair,
): void {
  const add = (owner: Pod, term: PodAffinityTerm, weight: number): void => {
    const meant = owner === pod ? other : pod
    if (matchesTerm(owner, term, meant, labelsOf)) points.add(node, term.topologyKey, weight)
  }
  for (const { podAffinityTerm, weight } of preferredAffinityOf(pod)) {
    add(pod, podAffinityTerm, weight)
  }
  for (const { podAffinityTerm, weight } of preferredAntiAffinityOf(pod)) {
    add(pod, podAffinityTerm, -weight)
  }
  for (const term of requiredAffinityOf(other)) add(other, term, HARD_POD_AFFINITY_WEIGHT)
  for (const { podAffinityTerm, weight } of preferredAffinityOf(other)) {
    add(other, podAffinityTerm, weight)
  }
  for (const { podAffinityTerm, weight } of preferredAntiAffinityOf(other)) {
    add(other, podAffinityTerm, -weight)
  }
}

/** The sum of the points of all places that a node belongs to. */
export function affinityScore(points: TopologyCounts, { node }: NodeInfo): number {
  return points.allAt(node).reduce((sum, n) => sum + n, 0)
}

/** The least becomes 0 and the most 100; all 0 when they are equal. */
export function normalizeAffinityScores(scores: readonly number[]): readonly number[] {
  const least = scores.reduce((min, score) => Math.min(min, score), Infinity)
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity)
  if (most <= least) return scores.map(() => 0)
  return scores.map((score) => Math.trunc(MAX_NODE_SCORE * ((score - least) / (most - least))))
}
