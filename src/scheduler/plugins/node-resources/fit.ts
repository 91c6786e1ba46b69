// Rejects nodes without room for what the Pod requests, and prefers those with most room left.
// Follows pkg/scheduler/framework/plugins/noderesources/fit.go and least_allocated.go (v1.36).
import type { Node, Pod } from '#api/generated/types.ts'
import { nonZeroRequestsOfIncoming, podRequests } from '#api/core/pod-requests.ts'
import { countsOnANode, isOwnEvent } from '../../framework/events.ts'
import { FREE } from '../../framework/node-info.ts'
import type { NodeInfo, NonZero } from '../../framework/node-info.ts'
import { MAX_NODE_SCORE } from '../../framework/normalize-score.ts'
import type {
  FilterPlugin,
  PreFilterPlugin,
  PreScorePlugin,
  ScorePlugin,
} from '../../framework/plugin.ts'
import { allocatableOf, requestOf } from '../../framework/resource.ts'
import type { Resource } from '../../framework/resource.ts'
import { unresolvable, unschedulable } from '../../framework/status.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    nodeResourcesFit?: Resource
    leastAllocated?: NonZero
  }
}

const NAME = 'NodeResourcesFit'

export const nodeResourcesFit = {
  name: NAME,
  eventsToRegister: [
    {
      resource: 'Pod',
      actions: ['Delete', 'UpdatePodScaleDown'],
      hint(pod, event) {
        const { before, after } = event
        if (before === undefined) return 'Skip'
        if (after === undefined) return countsOnANode(before) ? 'Queue' : 'Skip'
        return isOwnEvent(pod, event) || leavesMoreFor(pod, before, after) ? 'Queue' : 'Skip'
      },
    },
    {
      resource: 'Node',
      actions: ['Add', 'UpdateNodeAllocatable'],
      hint: (pod, { before, after }) => (hasMoreRoomFor(pod, before, after) ? 'Queue' : 'Skip'),
    },
  ],
  preFilter(state, pod) {
    state.data.nodeResourcesFit = requestOf(pod)
    return { status: null }
  },
  filter(state, pod, node) {
    const insufficient = fitsRequest(state.data.nodeResourcesFit ?? requestOf(pod), node)
    if (insufficient.length === 0) return null
    const reasons = insufficient.map(({ reason }) => reason)
    const hopeless = insufficient.some(({ unresolvable: hopeless }) => hopeless)
    return hopeless ? unresolvable(NAME, ...reasons) : unschedulable(NAME, ...reasons)
  },
  preScore(state, pod) {
    state.data.leastAllocated = nonZeroRequestsOfIncoming(pod)
    return null
  },
  score(state, pod, node) {
    return leastAllocatedScore(state.data.leastAllocated ?? nonZeroRequestsOfIncoming(pod), node)
  },
} satisfies PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin

export interface InsufficientResource {
  readonly resource: string
  readonly reason: string
  /** The node could not hold it even when it is empty. */
  readonly unresolvable: boolean
}

const NOTHING: readonly InsufficientResource[] = []

/** What of `request` a node has too little of, the number of Pods first; all of it, not only the first. */
export function fitsRequest(request: Resource, node: NodeInfo): readonly InsufficientResource[] {
  return hasRoom(request, node) ? NOTHING : insufficientResources(request, node)
}

/** The quick answer, which is nearly always enough. */
function hasRoom(request: Resource, { free }: NodeInfo): boolean {
  return (
    (free[FREE.pods] ?? 0) >= 1 &&
    isEnough(request.milliCpu, free[FREE.milliCpu]) &&
    isEnough(request.memory, free[FREE.memory]) &&
    isEnough(request.ephemeralStorage, free[FREE.ephemeralStorage]) &&
    request.scalar.size === 0
  )
}

function isEnough(wanted: number, free: number | undefined): boolean {
  return wanted <= 0 || wanted <= (free ?? 0)
}

function isWithin(wanted: number, total: number, taken: number): boolean {
  return wanted <= 0 || wanted <= total - taken
}

function insufficientResources(
  request: Resource,
  { pods, allocatable, requested }: NodeInfo,
): readonly InsufficientResource[] {
  const found: InsufficientResource[] = []
  if (pods.size + 1 > allocatable.pods) {
    found.push({ resource: 'pods', reason: 'Too many pods', unresolvable: false })
  }
  for (const resource of ['cpu', 'memory', 'ephemeral-storage', ...request.scalar.keys()]) {
    const wanted = amountIn(request, resource)
    const total = amountIn(allocatable, resource)
    if (isWithin(wanted, total, amountIn(requested, resource))) continue
    found.push({ resource, reason: `Insufficient ${resource}`, unresolvable: wanted > total })
  }
  return found
}

/** The share of cpu and memory that stays free with the Pod, in whole percent; the mean of both. */
export function leastAllocatedScore(pod: NonZero, node: NodeInfo): number {
  const { allocatable, nonZeroRequested } = node
  let sum = 0
  let weights = 0
  const add = (total: number, taken: number): void => {
    if (total === 0) return
    weights += 1
    if (taken <= total) sum += Math.trunc(((total - taken) * MAX_NODE_SCORE) / total)
  }
  add(allocatable.milliCpu, nonZeroRequested.milliCpu + pod.milliCpu)
  add(allocatable.memory, nonZeroRequested.memory + pod.memory)
  return weights === 0 ? 0 : Math.trunc(sum / weights)
}

/** True when a new or grown node could hold the Pod, if it were empty, and grew where it matters. */
function hasMoreRoomFor(pod: Pod, before: Node | undefined, after: Node | undefined): boolean {
  if (after === undefined) return false
  const now = allocatableOf(after)
  const wanted = requestOf(pod)
  const fits =
    now.pods >= 1 &&
    wanted.milliCpu <= now.milliCpu &&
    wanted.memory <= now.memory &&
    wanted.ephemeralStorage <= now.ephemeralStorage &&
    [...wanted.scalar].every(([name, amount]) => amount <= (now.scalar.get(name) ?? 0))
  if (!fits || before === undefined) return fits
  const old = allocatableOf(before)
  if (now.pods > old.pods) return true
  return [...podRequests(pod)].some(
    ([name, amount]) => amount > 0 && amountIn(now, name) > amountIn(old, name),
  )
}

/** True when a Pod on a node asks for less than before of something that `pod` asks for. */
function leavesMoreFor(pod: Pod, before: Pod, after: Pod): boolean {
  if ((after.spec?.nodeName ?? '') === '') return false
  const [was, is] = [podRequests(before), podRequests(after)]
  return [...podRequests(pod)].some(
    ([name, amount]) => amount > 0 && (was.get(name) ?? 0) > (is.get(name) ?? 0),
  )
}

function amountIn(resource: Resource, name: string): number {
  if (name === 'cpu') return resource.milliCpu
  if (name === 'memory') return resource.memory
  if (name === 'ephemeral-storage') return resource.ephemeralStorage
  return resource.scalar.get(name) ?? 0
}
