// Which nodes need a Pod of a DaemonSet, and which Pods are too many.
// Follows pkg/controller/daemon/daemon_controller.go (v1.36), podsShouldBeOnNode and getUnscheduledPodsWithoutNode.
import { isTerminalPod } from '#api/core/containers.ts'
import { isPodReady } from '#api/core/pod-condition.ts'
import type { DaemonSet, Node, Pod } from '#api/generated/types.ts'
import { CONTROLLER_REVISION_HASH } from '../history/controller-history.ts'
import { isPodAvailable } from '../pod-availability.ts'
import { allowsSurge, compareByCreationAndPhase, nodeShouldRunDaemonPod } from './daemonset-util.ts'

/** A Pod that is to go, and why. */
export interface Removal {
  readonly pod: Pod
  readonly because: string
  /** Said in an Event of the DaemonSet. */
  readonly ended?: 'failed' | 'succeeded'
}

/** A node that is to get a Pod, and why. */
export interface Addition {
  readonly nodeName: string
  readonly because: string
}

export interface NodePlan {
  readonly create: readonly Addition[]
  readonly delete: readonly Removal[]
  /** In how many milliseconds to look again at a Pod that failed; null when none waits. */
  readonly againInMs: number | null
}

/** By the names of their nodes. */
export type NodesToPods = ReadonlyMap<string, readonly Pod[]>

export interface ManageContext {
  readonly set: DaemonSet
  /** The revision of now. */
  readonly hash: string
  readonly nowMs: number
  /** In how many milliseconds a failed Pod of a node may be deleted. */
  readonly backoffMs: (nodeName: string) => number
}

/** What is to be done on one node. */
export function podsShouldBeOnNode(
  context: ManageContext,
  node: Node,
  pods: readonly Pod[],
): NodePlan {
  const { set } = context
  const { name = '' } = node.metadata
  const { shouldRun, shouldContinueRunning } = nodeShouldRunDaemonPod(node, set)
  if (shouldRun && pods.length === 0) {
    const because = `\`${name}\` is a node for it and has none`
    return { ...NOTHING, create: [{ nodeName: name, because }] }
  }
  if (shouldContinueRunning) return planRunning(context, name, { pods, shouldRun })
  const because = `\`${name}\` is no node for it any more`
  return { ...NOTHING, delete: pods.filter(isStaying).map((pod) => ({ pod, because })) }
}

const NOTHING: NodePlan = { create: [], delete: [], againInMs: null }

const isStaying = ({ metadata }: Pod): boolean => metadata.deletionTimestamp === undefined

function planRunning(
  context: ManageContext,
  nodeName: string,
  { pods, shouldRun }: { readonly pods: readonly Pod[]; readonly shouldRun: boolean },
): NodePlan {
  const staying = pods.filter(isStaying)
  const phaseIs = (phase: string) => staying.filter(({ status }) => status?.phase === phase)
  const waitMs = context.backoffMs(nodeName)
  const failed = phaseIs('Failed')
  // Each of them begins a longer wait, so that only the first can go.
  const gone = waitMs > 0 ? [] : failed.slice(0, 1)
  const ended: readonly Removal[] = [
    ...gone.map((pod): Removal => ({ pod, because: 'it failed', ended: 'failed' })),
    ...phaseIs('Succeeded').map((pod): Removal => ({
      pod,
      because: 'it has ended',
      ended: 'succeeded',
    })),
  ]
  const running = staying.filter((pod) => !isTerminalPod(pod)).toSorted(compareByCreationAndPhase)
  const isEmpty = allowsSurge(context.set) && running.length === 0 && shouldRun
  const because = `no Pod on \`${nodeName}\` stays`
  return {
    create: isEmpty ? [{ nodeName, because }] : [],
    delete: [...ended, ...surplusOf(context, running)],
    againInMs: failed.length > gone.length ? Math.max(waitMs, 1000) : null,
  }
}

/** Without surge all but the oldest; with it all but the oldest of the old and of the new revision. */
function surplusOf(context: ManageContext, running: readonly Pod[]): readonly Removal[] {
  const because = 'one Pod a node is enough, and another one is older'
  if (running.length <= 1) return []
  if (!allowsSurge(context.set)) return running.slice(1).map((pod) => ({ pod, because }))
  const isNew = ({ metadata }: Pod): boolean =>
    metadata.labels?.[CONTROLLER_REVISION_HASH] === context.hash
  const newest = running.find(isNew)
  const oldest = running.find((pod) => !isNew(pod))
  const others = running.filter((pod) => pod !== newest && pod !== oldest)
  const surplus = others.map((pod) => ({ pod, because }))
  if (newest === undefined || oldest === undefined) return surplus
  const { minReadySeconds = 0 } = context.set.spec ?? {}
  if (!isPodReady(oldest.status)) {
    return [
      ...surplus,
      { pod: oldest, because: 'it is not ready, and the new one takes its place' },
    ]
  }
  return isPodAvailable(newest, minReadySeconds, context.nowMs)
    ? [...surplus, { pod: oldest, because: 'the new one on its node is available' }]
    : surplus
}

/** Pods that wait for a node that is not there: nobody else would remove them. */
export function unscheduledPodsWithoutNode(
  nodes: readonly Node[],
  nodesToPods: NodesToPods,
): readonly Removal[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name))
  return [...nodesToPods].flatMap(([nodeName, pods]) =>
    names.has(nodeName)
      ? []
      : pods
          .filter(({ spec }) => (spec?.nodeName ?? '') === '')
          .map((pod) => ({ pod, because: `there is no node \`${nodeName}\`` })),
  )
}
