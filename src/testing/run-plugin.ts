// Runs single plugins of the scheduler over nodes, as the framework would.
import type { Node, Pod } from '#api/generated/types.ts'
import { createCache } from '#scheduler/cache/cache.ts'
import { createCycleState } from '#scheduler/framework/cycle-state.ts'
import { NodeInfo, podInfoOf } from '#scheduler/framework/node-info.ts'
import type { AnyPlugin, Snapshot } from '#scheduler/framework/plugin.ts'
import type { Status } from '#scheduler/framework/status.ts'

/** A node with these Pods on it. */
export function makeNodeInfo(node: Node, pods: readonly Pod[] = []): NodeInfo {
  const info = new NodeInfo(node)
  for (const pod of pods) info.addPod(podInfoOf(pod))
  return info
}

/** A snapshot of these nodes and of Pods that name their node. */
export function makeSnapshot(nodes: readonly Node[], pods: readonly Pod[] = []): Snapshot {
  const cache = createCache()
  for (const node of nodes) cache.setNode(node)
  for (const pod of pods) cache.setPod(pod)
  return cache.snapshot
}

/** 'ok', 'skip', or the code and the reasons: 'Unschedulable: Too many pods, Insufficient cpu'. */
export function filterWith(plugin: AnyPlugin, pod: Pod, node: NodeInfo): string {
  const state = createCycleState()
  const snapshot = makeSnapshot([node.node])
  const before = plugin.preFilter?.(state, pod, snapshot).status ?? null
  if (before !== null) return before.code === 'Skip' ? 'skip' : textOf(before)
  return textOf(plugin.filter?.(state, pod, node) ?? null)
}

function textOf(status: Status | null): string {
  return status === null ? 'ok' : `${status.code}: ${status.reasons.join(', ')}`
}

/** The normalized scores of the nodes; null when the plugin has nothing to say. */
export function scoreWith(
  plugin: AnyPlugin,
  pod: Pod,
  nodes: readonly NodeInfo[],
): readonly number[] | null {
  const state = createCycleState()
  if (plugin.preScore?.(state, pod, nodes)?.code === 'Skip') return null
  const raw = nodes.map((node) => plugin.score?.(state, pod, node) ?? 0)
  return plugin.normalizeScore?.([...raw], state, pod) ?? raw
}
