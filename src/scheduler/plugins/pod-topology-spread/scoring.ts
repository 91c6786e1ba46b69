// Prefers nodes where fewest Pods of the group are.
// Follows pkg/scheduler/framework/plugins/podtopologyspread/scoring.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { labelOf } from '#api/meta/labels.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import { MAX_NODE_SCORE } from '../../framework/normalize-score.ts'
import type { PodCounter, SpreadConstraint, SpreadTools } from './constraints.ts'
import { createPodCounters, hasAllKeys, isCounted } from './constraints.ts'

const HOSTNAME = 'kubernetes.io/hostname'

export interface SpreadScoring {
  readonly constraints: readonly SpreadConstraint[]
  /** For each constraint how much a Pod counts: more where there are more places. */
  readonly weights: readonly number[]
  /** For each constraint the Pods by the value of its label; for the host name they are counted when they are needed. */
  readonly counts: readonly ReadonlyMap<string, number>[]
  readonly podsOn: readonly PodCounter[]
  /** Nodes that lack a label. */
  readonly ignored: ReadonlySet<string>
  /** The nodes in the order of the scores. */
  readonly nodeNames: readonly string[]
}

export interface SpreadScope {
  readonly constraints: readonly SpreadConstraint[]
  /** False for the system's defaults: then nodes that lack a label take part all the same. */
  readonly needsAllKeys: boolean
}

/** Counts what the scores are made from, over the places that the feasible nodes belong to. */
export function computeSpreadScoring(
  pod: Pod,
  { constraints, needsAllKeys }: SpreadScope,
  feasible: readonly NodeInfo[],
  { snapshot, intern }: SpreadTools,
): SpreadScoring {
  const isIn = ({ node }: NodeInfo): boolean => !needsAllKeys || hasAllKeys(node, constraints)
  const ignored = new Set(feasible.filter((node) => !isIn(node)).map(({ name }) => name))
  const counts = constraints.map(({ topologyKey }) => {
    const domains = new Map<string, number>()
    if (topologyKey === HOSTNAME) return domains
    for (const { name, node } of feasible) {
      if (!ignored.has(name)) domains.set(labelOf(node.metadata.labels, topologyKey) ?? '', 0)
    }
    return domains
  })
  const weights = constraints.map(({ topologyKey }, index) => {
    const atHosts = feasible.length - ignored.size
    return Math.log((topologyKey === HOSTNAME ? atHosts : (counts[index]?.size ?? 0)) + 2)
  })
  const podsOn = createPodCounters(pod, constraints, intern)
  for (const [index, constraint] of constraints.entries()) {
    const domains = counts[index]
    if (domains === undefined || constraint.topologyKey === HOSTNAME) continue
    for (const node of snapshot.nodes) {
      const count = podsOn[index]?.(node) ?? 0
      if (count === 0 || !isIn(node) || !isCounted(constraint, pod, node.node)) continue
      const value = labelOf(node.node.metadata.labels, constraint.topologyKey) ?? ''
      const before = domains.get(value)
      if (before !== undefined) domains.set(value, before + count)
    }
  }
  const nodeNames = feasible.map(({ name }) => name)
  return { constraints, weights, counts, podsOn, ignored, nodeNames }
}

/** The weighted number of Pods that are where the node is: fewer are better. */
export function spreadScore(scoring: SpreadScoring, node: NodeInfo): number {
  if (scoring.ignored.has(node.name)) return 0
  let score = 0
  for (const [index, constraint] of scoring.constraints.entries()) {
    const value = labelOf(node.node.metadata.labels, constraint.topologyKey)
    if (value === undefined) continue
    const found =
      constraint.topologyKey === HOSTNAME
        ? (scoring.podsOn[index]?.(node) ?? 0)
        : (scoring.counts[index]?.get(value) ?? 0)
    score += found * (scoring.weights[index] ?? 0) + (constraint.maxSkew - 1)
  }
  return Math.round(score)
}

/** The fewest Pods become 100; ignored nodes get 0. */
export function normalizeSpreadScores(
  { ignored, nodeNames }: SpreadScoring,
  scores: readonly number[],
): readonly number[] {
  const isIgnored = (index: number): boolean => ignored.has(nodeNames[index] ?? '')
  const taken = scores.filter((_score, index) => !isIgnored(index))
  const least = taken.reduce((min, score) => Math.min(min, score), Infinity)
  const most = taken.reduce((max, score) => Math.max(max, score), 0)
  return scores.map((score, index) => {
    if (isIgnored(index)) return 0
    if (most === 0) return MAX_NODE_SCORE
    return Math.trunc((MAX_NODE_SCORE * (most + least - score)) / most)
  })
}
