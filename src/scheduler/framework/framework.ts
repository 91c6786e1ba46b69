// Runs the plugins of a profile at their extension points.
// Follows pkg/scheduler/framework/runtime/framework.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import type { CycleState } from './cycle-state.ts'
import type { ClusterEventWithHint } from './events.ts'
import type { NodeInfo } from './node-info.ts'
import type {
  AnyPlugin,
  FilterPlugin,
  NodeToStatus,
  PostFilterOutcome,
  QueuedPodInfo,
  Snapshot,
} from './plugin.ts'
import { isRejected, unresolvable } from './status.ts'
import type { Status } from './status.ts'

export interface WeightedPlugin {
  readonly plugin: AnyPlugin
  /** For its scores; 0 when it gives none. */
  readonly weight: number
}

export interface PreFilterResult {
  /** The rejection or fault that ends the attempt, or null. */
  readonly status: Status | null
  /** The only nodes to look at, or undefined for all, and the plugins that said so. */
  readonly nodeNames: ReadonlySet<string> | undefined
  readonly limitedBy: readonly string[]
}

/** The scores of one plugin, node by node in the order of the feasible nodes. */
export interface PluginScores {
  readonly plugin: string
  readonly weight: number
  readonly raw: readonly number[]
  readonly normalized: readonly number[]
}

export interface Framework {
  /** In the order in which they run. */
  readonly filters: readonly FilterPlugin[]
  readonly eventsOf: ReadonlyMap<string, readonly ClusterEventWithHint[]>
  less(a: QueuedPodInfo, b: QueuedPodInfo): boolean
  preEnqueue(pod: Pod): Status | null
  preFilter(state: CycleState, pod: Pod, snapshot: Snapshot): PreFilterResult
  /** The first rejection, or null; does not look at nominated Pods. */
  filter(state: CycleState, pod: Pod, node: NodeInfo): Status | null
  postFilter(state: CycleState, pod: Pod, nodes: NodeToStatus): PostFilterOutcome
  /** Scores all nodes with all plugins that have something to say. */
  score(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): readonly PluginScores[]
  reserve(state: CycleState, pod: Pod, nodeName: string): Status | null
  unreserve(state: CycleState, pod: Pod, nodeName: string): void
  preBind(state: CycleState, pod: Pod, nodeName: string): Status | null
}

/** Puts a profile together; the order of `profile` is the order of execution everywhere. */
export function createFramework(profile: readonly WeightedPlugin[]): Framework {
  const plugins = profile.map(({ plugin }) => plugin)
  const filters = plugins.flatMap((plugin) => {
    const { name, filter } = plugin
    return filter === undefined ? [] : [{ name, filter }]
  })
  /** Those that have something to do for the Pod of an attempt; known after PreFilter. */
  const activeFilters = new WeakMap<CycleState, typeof filters>()
  return {
    filters,
    eventsOf: new Map(plugins.map(({ name, eventsToRegister = [] }) => [name, eventsToRegister])),
    less:
      plugins.find(({ less }) => less !== undefined)?.less ?? ((a, b) => a.sequence < b.sequence),
    preEnqueue: (pod) => firstStatus(plugins, (plugin) => plugin.preEnqueue?.(pod)),
    preFilter(state, pod, snapshot) {
      const result = runPreFilter(plugins, state, pod, snapshot)
      const active = filters.filter(({ name }) => !state.skippedFilters.has(name))
      activeFilters.set(state, active)
      return result
    },
    filter(state, pod, node) {
      for (const plugin of activeFilters.get(state) ?? []) {
        const status = plugin.filter(state, pod, node)
        if (status !== null) return status
      }
      return null
    },
    postFilter: (state, pod, nodes) => runPostFilter(plugins, state, pod, nodes),
    score: (state, pod, nodes) => runScore(profile, state, pod, nodes),
    reserve: (state, pod, nodeName) =>
      firstStatus(plugins, (plugin) => plugin.reserve?.(state, pod, nodeName)),
    unreserve(state, pod, nodeName) {
      for (const plugin of plugins.toReversed()) plugin.unreserve?.(state, pod, nodeName)
    },
    preBind: (state, pod, nodeName) =>
      firstStatus(plugins, (plugin) => plugin.preBind?.(state, pod, nodeName)),
  }
}

function firstStatus(
  plugins: readonly AnyPlugin[],
  run: (plugin: AnyPlugin) => Status | null | undefined,
): Status | null {
  for (const plugin of plugins) {
    const status = run(plugin)
    if (status !== null && status !== undefined) return status
  }
  return null
}

function runPreFilter(
  plugins: readonly AnyPlugin[],
  state: CycleState,
  pod: Pod,
  snapshot: Snapshot,
): PreFilterResult {
  let rejected: Status | null = null
  let nodeNames: ReadonlySet<string> | undefined
  const limitedBy: string[] = []
  for (const plugin of plugins) {
    const outcome = plugin.preFilter?.(state, pod, snapshot)
    if (outcome === undefined) continue
    const { status } = outcome
    if (status?.code === 'Skip') state.skippedFilters.add(plugin.name)
    else if (status?.code === 'Unschedulable') rejected = status
    else if (status !== null) return { status, nodeNames, limitedBy }
    if (outcome.nodeNames === undefined) continue
    const allowed = outcome.nodeNames
    nodeNames =
      nodeNames === undefined
        ? allowed
        : new Set([...nodeNames].filter((name) => allowed.has(name)))
    limitedBy.push(plugin.name)
    if (nodeNames.size === 0) return { status: emptyChoice(limitedBy), nodeNames, limitedBy }
  }
  return { status: rejected, nodeNames, limitedBy }
}

function emptyChoice(plugins: readonly string[]): Status {
  const [plugin = ''] = plugins
  const text =
    plugins.length === 1
      ? `node(s) didn't satisfy plugin ${plugin}`
      : `node(s) didn't satisfy plugin(s) [${plugins.join(' ')}] simultaneously`
  return unresolvable(plugin, text)
}

/** Asks one plugin after the other until one made room, says that nothing can, or fails. */
function runPostFilter(
  plugins: readonly AnyPlugin[],
  state: CycleState,
  pod: Pod,
  nodes: NodeToStatus,
): PostFilterOutcome {
  const reasons: string[] = []
  let nominated: Pick<PostFilterOutcome, 'nominatedNodeName'> = {}
  for (const plugin of plugins) {
    const outcome = plugin.postFilter?.(state, pod, nodes)
    if (outcome === undefined) continue
    if (outcome.nominatedNodeName !== undefined)
      nominated = { nominatedNodeName: outcome.nominatedNodeName }
    const { status } = outcome
    if (status === null) return { ...outcome, ...nominated }
    if (!isRejected(status)) return { status, ...nominated }
    reasons.push(...status.reasons)
    if (status.code === 'UnschedulableAndUnresolvable') break
  }
  if (reasons.length === 0) return { status: null, ...nominated }
  return { status: { code: 'Unschedulable', plugin: '', reasons }, ...nominated }
}

function runScore(
  profile: readonly WeightedPlugin[],
  state: CycleState,
  pod: Pod,
  nodes: readonly NodeInfo[],
): readonly PluginScores[] {
  for (const { plugin } of profile) {
    const status = plugin.preScore?.(state, pod, nodes)
    if (status?.code === 'Skip') state.skippedScores.add(plugin.name)
  }
  const all: PluginScores[] = []
  for (const { plugin, weight } of profile) {
    const { name, score } = plugin
    if (score === undefined || state.skippedScores.has(name)) continue
    const raw = nodes.map((node) => score(state, pod, node))
    const normalized = plugin.normalizeScore?.([...raw], state, pod) ?? raw
    all.push({ plugin: name, weight, raw, normalized })
  }
  return all
}
