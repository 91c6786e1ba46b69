// Rejects nodes that nodeSelector or required node affinity rule out, and prefers those that preferred terms name.
// Follows pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go (v1.36).
import type { NodeSelectorTerm, Pod, PreferredSchedulingTerm } from '#api/generated/types.ts'
import { matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from '#api/core/node-selector.ts'
import { defaultNormalizeScore } from '../../framework/normalize-score.ts'
import type {
  FilterPlugin,
  PreFilterPlugin,
  PreScorePlugin,
  ScorePlugin,
} from '../../framework/plugin.ts'
import { skip, unresolvable } from '../../framework/status.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    nodeAffinityPreferred?: readonly PreferredSchedulingTerm[]
  }
}

const NAME = 'NodeAffinity'
const REJECTED = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector")
const CONFLICT = unresolvable(NAME, 'pod affinity terms conflict')

export const nodeAffinity = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Node',
      actions: ['Add', 'UpdateNodeLabel'],
      hint(pod, { before, after }) {
        const matched = before !== undefined && matchesRequiredNodeAffinity(pod, before)
        const matches = after !== undefined && matchesRequiredNodeAffinity(pod, after)
        return matches && !matched ? 'Queue' : 'Skip'
      },
    },
  ],
  preFilter(_state, pod) {
    const terms = requiredTermsOf(pod)
    if (terms === undefined && pod.spec?.nodeSelector === undefined) return { status: skip(NAME) }
    const nodeNames = pinnedNodeNames(terms ?? [])
    if (nodeNames === undefined) return { status: null }
    return nodeNames.size === 0 ? { status: CONFLICT } : { status: null, nodeNames }
  },
  filter: (_state, pod, { node }) => (matchesRequiredNodeAffinity(pod, node) ? null : REJECTED),
  preScore(state, pod) {
    const { nodeAffinity: affinity } = pod.spec?.affinity ?? {}
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    if (preferred.length === 0) return skip(NAME)
    state.data.nodeAffinityPreferred = preferred
    return null
  },
  score(state, _pod, { node }) {
    let sum = 0
    for (const { weight, preference } of state.data.nodeAffinityPreferred ?? []) {
      if (weight !== 0 && matchesNodeSelectorTerm(preference, node)) sum += weight
    }
    return sum
  },
  normalizeScore: (scores) => defaultNormalizeScore(scores, 'straight'),
} satisfies PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin

function requiredTermsOf(pod: Pod): readonly NodeSelectorTerm[] | undefined {
  return pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms
}

/** The nodes that the terms name, when every term names its nodes; else undefined. */
function pinnedNodeNames(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined
  const all = new Set<string>()
  for (const { matchFields = [] } of terms) {
    let ofTerm: ReadonlySet<string> | undefined
    for (const { key, operator, values = [] } of matchFields) {
      if (key !== 'metadata.name' || operator !== 'In') continue
      const named: ReadonlySet<string> = new Set(values)
      ofTerm = ofTerm === undefined ? named : intersectionOf(named, ofTerm)
    }
    if (ofTerm === undefined) return undefined
    for (const name of ofTerm) all.add(name)
  }
  return all
}

function intersectionOf(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)))
}
