// Finds a node for a Pod: filter, score, choose. It decides and writes nothing.
// Follows pkg/scheduler/schedule_one.go (v1.36), schedulePod.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import { explainRequests } from '#api/core/pod-requests.ts'
import type { NodeTrace, SchedulingTrace } from '#api/scheduler/trace.ts'
import type { Prng } from '#lib/prng.ts'
import { createCycleState } from './framework/cycle-state.ts'
import type { CycleState } from './framework/cycle-state.ts'
import { fitErrorMessage, NO_NODES_AVAILABLE } from './framework/fit-error.ts'
import type { Framework, PluginScores, PreFilterResult } from './framework/framework.ts'
import type { NodeInfo } from './framework/node-info.ts'
import type { NodeToStatus, Snapshot } from './framework/plugin.ts'
import { isRejected, unresolvable } from './framework/status.ts'
import type { Status } from './framework/status.ts'
import { createTraceBuilder } from './framework/trace.ts'
import type { NodeOutcome } from './framework/trace.ts'

const MIN_FEASIBLE_NODES = 100
const MIN_FEASIBLE_PERCENT = 5
const MAX_FEASIBLE_PERCENT = 50
const NODES_PER_PERCENT = 125

export type Decision =
  | {
      readonly outcome: 'placed'
      readonly nodeName: string
      /** How many nodes passed the filters; the search may have stopped before it saw all. */
      readonly feasible: number
      readonly state: CycleState
      readonly trace: SchedulingTrace
    }
  | {
      readonly outcome: 'rejected'
      readonly message: string
      readonly rejectors: ReadonlySet<string>
      /** What to write to status.nominatedNodeName; null clears it, undefined leaves it. */
      readonly nominatedNodeName: string | null | undefined
      /** The Pods to be removed from the nominated node, so that it can be placed there later. */
      readonly victims: readonly Pod[]
      readonly trace: SchedulingTrace
    }
  | { readonly outcome: 'failed'; readonly message: string; readonly trace: SchedulingTrace }

export interface PodScheduler {
  /** Decides about a Pod; `attempt` counts its tries from 1. */
  schedulePod(pod: Pod, attempt: number): Decision
}

interface Parts {
  readonly framework: Framework
  readonly snapshot: Snapshot
  readonly prng: Prng
  /** The filters of a node, with the Pods nominated to it. */
  readonly runFilters: (state: CycleState, pod: Pod, node: NodeInfo) => Status | null
}

interface Found {
  readonly feasible: readonly NodeInfo[]
  readonly outcomes: readonly NodeOutcome[]
  readonly statuses: ReadonlyMap<string, Status>
  readonly absent: Status
  readonly preFilterMessage: string
  readonly rejectors: ReadonlySet<string>
}

const NOT_LOOKED_AT = unresolvable('', '')

simplified(
  'tie-break',
  'among nodes with the same highest total the seed draws one; 1.36 takes the first it found, older and later releases draw.',
)

/** Makes a scheduler of single Pods; it remembers only at which node to begin next. */
export function createPodScheduler(parts: Parts): PodScheduler {
  const { framework, snapshot, prng } = parts
  const tracer = createTraceBuilder(framework.filters.map(({ name }) => name))
  let nextStartNodeIndex = 0

  const findNodesThatFit = (state: CycleState, pod: Pod): Found | Status => {
    const preFilter = framework.preFilter(state, pod, snapshot)
    const { status } = preFilter
    if (status !== null) return isRejected(status) ? rejectedEverywhere(snapshot, status) : status
    const nominated = nominatedNodeOf(parts, state, pod)
    if (nominated !== undefined) return found([nominated], [passed(nominated, 0)], new Map())
    const filtered = filterNodes(parts, { state, pod, preFilter, start: nextStartNodeIndex })
    if (snapshot.nodes.length > 0) {
      nextStartNodeIndex = (nextStartNodeIndex + filtered.visited) % snapshot.nodes.length
    }
    return filtered
  }
  return {
    schedulePod(pod, attempt) {
      const state = createCycleState()
      const trace = traceFor(pod, attempt)
      if (snapshot.nodes.length === 0) return noNodes(trace)
      const fit = findNodesThatFit(state, pod)
      if ('code' in fit) return failed(trace, fit.reasons.join(', '))
      const [only] = fit.feasible
      const facts = { outcomes: fit.outcomes, skippedFilters: state.skippedFilters }
      if (only === undefined) {
        const rows = tracer.build({ ...facts, scores: [], totals: [], always: new Set() })
        return rejected(parts, { state, pod, fit, trace: trace([], null, rows) })
      }
      if (fit.feasible.length === 1) {
        const always = new Set([only.name])
        const rows = tracer.build({ ...facts, scores: [], totals: [], always })
        return placed(state, 1, trace([only.name], only.name, rows))
      }
      const scores = framework.score(state, pod, fit.feasible)
      const totals = totalsOf(scores, fit.feasible.length)
      const best = bestOf(fit.feasible, totals)
      const selected = best[best.length === 1 ? 0 : prng.next(best.length)] ?? only.name
      const rows = tracer.build({ ...facts, scores, totals, always: new Set([selected]) })
      return placed(state, fit.feasible.length, trace(best, selected, rows))
    },
  }
}

type TraceOf = (
  best: readonly string[],
  selected: string | null,
  nodes: readonly NodeTrace[],
) => SchedulingTrace

function traceFor(pod: Pod, attempt: number): TraceOf {
  const podKey = keyOf(pod)
  const requests = explainRequests(pod)
  return (best, selected, nodes) => ({
    podKey,
    attempt,
    nodes,
    best,
    selected,
    message: null,
    requests,
  })
}

function placed(state: CycleState, feasible: number, trace: SchedulingTrace): Decision {
  return { outcome: 'placed', nodeName: trace.selected ?? '', feasible, state, trace }
}

function failed(trace: TraceOf, message: string): Decision {
  return { outcome: 'failed', message, trace: { ...trace([], null, []), message } }
}

simplified(
  'no-node-at-all',
  'a Pod for which there is no node at all waits for one to be added; kube-scheduler retries it every few seconds.',
)

/** A rejection that no plugin made; PostFilter is not asked. */
function noNodes(trace: TraceOf): Decision {
  const message = NO_NODES_AVAILABLE
  return {
    outcome: 'rejected',
    message,
    rejectors: new Set(),
    nominatedNodeName: null,
    victims: [],
    trace: { ...trace([], null, []), message },
  }
}

/** No node was found: lets PostFilter make room, and puts the message together. */
function rejected(
  { framework, snapshot }: Parts,
  attempt: {
    readonly state: CycleState
    readonly pod: Pod
    readonly fit: Found
    readonly trace: SchedulingTrace
  },
): Decision {
  const { state, pod, fit, trace } = attempt
  const nodes: NodeToStatus = { statuses: fit.statuses, absent: fit.absent }
  const { status, nominatedNodeName, victims = [] } = framework.postFilter(state, pod, nodes)
  const message = fitErrorMessage(
    snapshot.nodes.map(({ name }) => name),
    {
      nodes,
      preFilterMessage: fit.preFilterMessage,
      postFilterMessage: status?.reasons.join(', ') ?? '',
    },
  )
  const { rejectors } = fit
  return {
    outcome: 'rejected',
    message,
    rejectors,
    nominatedNodeName,
    victims,
    trace: { ...trace, message },
  }
}

function found(
  feasible: readonly NodeInfo[],
  outcomes: readonly NodeOutcome[],
  statuses: ReadonlyMap<string, Status>,
): Found {
  return {
    feasible,
    outcomes,
    statuses,
    absent: NOT_LOOKED_AT,
    preFilterMessage: '',
    rejectors: new Set([...statuses.values()].map(({ plugin }) => plugin)),
  }
}

function passed(node: NodeInfo, place: number): NodeOutcome {
  return { nodeName: node.name, status: null, place }
}

/** A rejection before any node was looked at counts for all of them. */
function rejectedEverywhere(snapshot: Snapshot, status: Status): Found {
  const outcomes = snapshot.nodes.map(({ name }) => ({ nodeName: name, status, place: null }))
  return {
    feasible: [],
    outcomes,
    statuses: new Map(),
    absent: status,
    preFilterMessage: status.reasons.join(', '),
    rejectors: new Set([status.plugin]),
  }
}

/** The node that an earlier preemption made room on, when the Pod fits there now. */
function nominatedNodeOf(
  { snapshot, runFilters }: Parts,
  state: CycleState,
  pod: Pod,
): NodeInfo | undefined {
  const nodeName = pod.status?.nominatedNodeName ?? ''
  const node = nodeName === '' ? undefined : snapshot.get(nodeName)
  if (node === undefined) return undefined
  return runFilters(state, pod, node) === null ? node : undefined
}

interface FilterPass {
  readonly state: CycleState
  readonly pod: Pod
  readonly preFilter: PreFilterResult
  readonly start: number
}

/** Visits nodes from `start` on until enough passed. */
function filterNodes(
  { snapshot, runFilters }: Parts,
  { state, pod, preFilter, start }: FilterPass,
): Found & { readonly visited: number } {
  const { nodeNames, limitedBy } = preFilter
  const all = snapshot.nodes
  const candidates = nodeNames === undefined ? all : all.filter(({ name }) => nodeNames.has(name))
  const enough = numFeasibleNodesToFind(candidates.length)
  const feasible: NodeInfo[] = []
  const outcomes: NodeOutcome[] = []
  const statuses = new Map<string, Status>()
  for (let i = 0; i < candidates.length && feasible.length < enough; i += 1) {
    const node = candidates[(start + i) % candidates.length]
    if (node === undefined) continue
    const status = runFilters(state, pod, node)
    if (status === null) {
      outcomes.push(passed(node, feasible.length))
      feasible.push(node)
    } else {
      outcomes.push({ nodeName: node.name, status, place: null })
      statuses.set(node.name, status)
    }
  }
  const visited = feasible.length + statuses.size
  const result = found(feasible, outcomes, statuses)
  if (nodeNames === undefined) return { ...result, visited }
  const [plugin = ''] = limitedBy
  const absent = unresolvable(plugin, `node(s) didn't satisfy plugin(s) [${limitedBy.join(' ')}]`)
  const others = all
    .filter(({ name }) => !nodeNames.has(name))
    .map(({ name }) => ({ nodeName: name, status: absent, place: null }))
  const rejectors = new Set([...result.rejectors, ...limitedBy])
  return { ...result, outcomes: [...outcomes, ...others], absent, rejectors, visited }
}

/** After how many feasible nodes out of `count` the search may stop. */
export function numFeasibleNodesToFind(count: number): number {
  if (count < MIN_FEASIBLE_NODES) return count
  const adaptive = MAX_FEASIBLE_PERCENT - Math.trunc(count / NODES_PER_PERCENT)
  const percent = Math.max(MIN_FEASIBLE_PERCENT, adaptive)
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((count * percent) / 100))
}

function totalsOf(scores: readonly PluginScores[], count: number): readonly number[] {
  const totals = Array.from({ length: count }, () => 0)
  for (const { weight, normalized } of scores)
    for (let i = 0; i < count; i += 1) totals[i] = (totals[i] ?? 0) + weight * (normalized[i] ?? 0)
  return totals
}

function bestOf(nodes: readonly NodeInfo[], totals: readonly number[]): readonly string[] {
  const highest = totals.reduce((max, total) => Math.max(max, total), -Infinity)
  return nodes.filter((_node, i) => totals[i] === highest).map(({ name }) => name)
}
