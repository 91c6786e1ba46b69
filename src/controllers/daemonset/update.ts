// The rolling update of a DaemonSet: which old Pods go, and on which nodes a new one may stand beside an old one.
// Follows pkg/controller/daemon/update.go (v1.36), rollingUpdate.
import type { DaemonSet, Node, Pod } from '#api/generated/types.ts'
import { type Prng, fromAnywhere } from '#lib/prng.ts'
import { isPodAvailable } from '../pod-availability.ts'
import { fencepostsOf, isPodUpdated, nodeShouldRunDaemonPod } from './daemonset-util.ts'
import type { Addition, NodesToPods, Removal } from './manage.ts'

export interface UpdatePlan {
  readonly create: readonly Addition[]
  readonly delete: readonly Removal[]
}

interface UpdateContext {
  readonly set: DaemonSet
  readonly hash: string
  readonly nodes: readonly Node[]
  readonly nowMs: number
  /** Which node comes first is left to it; without it they come as they are. */
  readonly prng?: Prng
}

/** The old and the new Pod of a node; undefined when there are more of them, which the core loop tidies first. */
interface OnNode {
  readonly nodeName: string
  readonly newPod: Pod | undefined
  readonly oldPod: Pod | undefined
}

/** What to do now, inside the bounds of the strategy. */
export function rollingUpdate(context: UpdateContext, nodesToPods: NodesToPods): UpdatePlan {
  const { set, nodes } = context
  const wanted = nodes.filter((node) => nodeShouldRunDaemonPod(node, set).shouldRun)
  const all = new Map(nodesToPods)
  for (const { metadata } of wanted) {
    const { name = '' } = metadata
    if (!all.has(name)) all.set(name, [])
  }
  const { surge, unavailable } = fencepostsOf(set, wanted.length)
  return surge === 0
    ? replaceInPlace(context, inAnyOrder(all, context.prng), unavailable)
    : replaceBeside(context, inAnyOrder(all, context.prng), { surge, desired: wanted.length })
}

/** Which node comes first is left to chance: upstream goes through a map of Go. */
function inAnyOrder(nodesToPods: NodesToPods, prng: Prng | undefined): NodesToPods {
  return prng === undefined ? nodesToPods : new Map(fromAnywhere(nodesToPods, prng))
}

function findUpdatedPodsOnNode(
  { set, hash }: UpdateContext,
  nodeName: string,
  pods: readonly Pod[],
): OnNode | undefined {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const updated = staying.filter((pod) => isPodUpdated(pod, hash, set))
  const old = staying.filter((pod) => !isPodUpdated(pod, hash, set))
  if (updated.length > 1 || old.length > 1) return undefined
  return { nodeName, newPod: updated[0], oldPod: old[0] }
}

const isAvailable = ({ set, nowMs }: UpdateContext, pod: Pod): boolean =>
  isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs)

/** Without surge old Pods go, as many at a time as may be missing, and the core loop makes the new ones. */
function replaceInPlace(
  context: UpdateContext,
  nodesToPods: NodesToPods,
  maxUnavailable: number,
): UpdatePlan {
  let missing = 0
  const replaceable: Pod[] = []
  const candidates: Pod[] = []
  for (const [nodeName, pods] of nodesToPods) {
    const found = findUpdatedPodsOnNode(context, nodeName, pods)
    const { oldPod, newPod } = found ?? {}
    if (oldPod !== undefined && newPod === undefined) {
      if (isAvailable(context, oldPod)) {
        if (missing < maxUnavailable) candidates.push(oldPod)
        continue
      }
      replaceable.push(oldPod)
      missing += 1
      continue
    }
    const isUp = oldPod === undefined && newPod !== undefined && isAvailable(context, newPod)
    if (!isUp) missing += 1
  }
  const left = Math.max(0, maxUnavailable - missing)
  const because = `it is of an old revision, ${missing} ${missing === 1 ? 'Pod is' : 'Pods are'} missing and ${maxUnavailable} may be (maxUnavailable)`
  return {
    create: [],
    delete: [
      ...replaceable.map((pod) => ({
        pod,
        because: 'it is of an old revision, and not available anyway',
      })),
      ...candidates.slice(0, left).map((pod) => ({ pod, because })),
    ],
  }
}

/** With surge a new Pod comes beside the old one, which goes when the new one is available. */
function replaceBeside(
  context: UpdateContext,
  nodesToPods: NodesToPods,
  { surge, desired }: { readonly surge: number; readonly desired: number },
): UpdatePlan {
  const byName = new Map(context.nodes.map((node) => [node.metadata.name ?? '', node]))
  const shouldRunOn = (nodeName: string): boolean => {
    const node = byName.get(nodeName)
    return node !== undefined && nodeShouldRunDaemonPod(node, context.set).shouldRun
  }
  let surging = 0
  let available = 0
  const remove: Removal[] = []
  const misplaced: Pod[] = []
  const allowed: string[] = []
  const candidates: string[] = []
  for (const [nodeName, pods] of nodesToPods) {
    const found = findUpdatedPodsOnNode(context, nodeName, pods)
    if (found === undefined) {
      surging += 1
      continue
    }
    const { oldPod, newPod } = found
    const shown = oldPod ?? newPod
    const isUp = shown !== undefined && isAvailable(context, shown)
    if (isUp) available += 1
    if (oldPod === undefined) continue
    if (newPod !== undefined) {
      if (isAvailable(context, newPod)) {
        remove.push({ pod: oldPod, because: 'the new one on its node is available' })
      } else surging += 1
    } else if (!shouldRunOn(nodeName)) {
      if (isUp) misplaced.push(oldPod)
      else remove.push({ pod: oldPod, because: `\`${nodeName}\` is no node for it any more` })
    } else if (!isUp) allowed.push(nodeName)
    else if (surging < surge) candidates.push(nodeName)
  }
  const deletable = Math.max(0, available - desired)
  const because = `${surging} of ${surge} ${surge === 1 ? 'node has' : 'nodes have'} a second Pod (maxSurge)`
  return {
    create: [
      ...allowed.map((nodeName) => ({ nodeName, because: 'its old Pod is not available' })),
      ...candidates
        .slice(0, Math.max(0, surge - surging))
        .map((nodeName) => ({ nodeName, because })),
    ],
    delete: [
      ...remove,
      ...misplaced.slice(0, deletable).map((pod) => ({
        pod,
        because: 'its node is none for it any more, and enough others are available',
      })),
    ],
  }
}
