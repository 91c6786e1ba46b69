// What becomes of a node that is silent: when it counts as unreachable, when it is tainted, and when each of its Pods goes.
import type { Node, Pod } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { leaseAt } from '#api/runtime/node-lease.ts'
import { nodeConditionOf } from '../node-conditions.ts'
import { UNREACHABLE } from '../nodelifecycle/no-execute-taints.ts'
import { lookAfter, silentAtMs } from '../nodelifecycle/node-health.ts'
import { evictionOf, noExecuteTaints } from '../tainteviction/eviction-time.ts'
import { acts, type LoopRow, type Moment, type NextAct, rests } from './next-act.ts'

const MOST_ROWS = 20

/** What the node lifecycle controller and the taint manager will do about a node. */
export function nextActOfNode(moment: Moment, node: Node): NextAct {
  const { name = '' } = node.metadata
  const taints = noExecuteTaints(node)
  const silentMs = silenceOf(moment, node)
  const rows = evictions(moment, node)
  if (taints.length > 0) {
    const keys = taints.map(({ key }) => `\`${key}\``)
    const named = `${keys.length === 1 ? 'taint' : 'taints'} ${keys.join(' and ')}`
    const next = soonest(moment, node)
    if (next === null) return rests(`it has the ${named}, and no Pod on it has to go`, { rows })
    return acts(`Delete \`${next.pod.metadata.name ?? ''}\``, `its node has the ${named}`, {
      atMs: next.atMs,
      rows,
    })
  }
  if (nodeConditionOf(node, 'Ready')?.status === 'Unknown') {
    return acts(`Taint \`${name}\` with \`${UNREACHABLE.key}\``, 'it counts as unreachable', {
      rows,
    })
  }
  if (silentMs === null) return rests('its kubelet gives signs of life', { rows })
  return acts(
    `Call \`${name}\` unreachable and taint it`,
    'its kubelet is silent: no renewal of its Lease for 50 s',
    { atMs: silentMs, rows },
  )
}

/**
 * When a silent node counts as unreachable; null for one that is renewed, or called so already. The taint follows at
 * once, but where many nodes of a zone are silent they are tainted one after the other, up to 10 s apart.
 */
function silenceOf({ world, nowMs }: Moment, node: Node): number | null {
  const machine = world.get(`Machine/${node.metadata.name ?? ''}`)
  const ready = nodeConditionOf(node, 'Ready')
  if (machine?.kind !== 'Machine' || machine.lease === null || ready?.status === 'Unknown')
    return null
  const lease = leaseAt(machine.lease, nowMs)
  if (lease.isRenewed) return null
  const seenMs = lookAfter(0, lease.renewTimeMs)
  return lookAfter(0, silentAtMs({ probeMs: seenMs, heartbeat: '', wasReported: true }))
}

interface Going {
  readonly pod: Pod
  /** Null when it never has to go. */
  readonly atMs: number | null
  /** It stays for a while, or for ever. */
  readonly isTolerated: boolean
}

/** When each Pod of the node is deleted for its taints, or for the one that it will get. */
function goingFrom({ world, nowMs }: Moment, node: Node): readonly Going[] {
  const taints = noExecuteTaints(node)
  const silentMs = silenceOf({ world, nowMs }, node)
  if (taints.length === 0 && silentMs === null) return []
  const sinceMs = taints.length === 0 ? (silentMs ?? 0) : taintedAtMs(node, nowMs)
  return world.list('node', node.metadata.name ?? '').flatMap((pod) => {
    if (pod.kind !== 'Pod' || pod.metadata.deletionTimestamp !== undefined) return []
    const seconds = evictionOf(taints.length === 0 ? [UNREACHABLE] : taints, pod)
    const isTolerated = seconds !== 'at once'
    const tolerated = isTolerated ? seconds : 0
    return [{ pod, atMs: tolerated === null ? null : sinceMs + tolerated * 1000, isTolerated }]
  })
}

/** The taint manager counts from when it saw the taint; that comes with the change of the Ready condition. */
function taintedAtMs(node: Node, nowMs: number): number {
  const added = noExecuteTaints(node).flatMap(({ timeAdded }) => timeAdded ?? [])
  const times = added.map(msOfTime)
  const ready = nodeConditionOf(node, 'Ready')?.lastTransitionTime
  if (times.length > 0) return Math.min(...times)
  // A node that was tainted before the run began is seen when it begins.
  return ready === undefined ? nowMs : Math.max(0, msOfTime(ready))
}

function soonest(moment: Moment, node: Node): (Going & { readonly atMs: number }) | null {
  const going = goingFrom(moment, node).flatMap(({ atMs, ...one }) =>
    atMs === null ? [] : [{ ...one, atMs }],
  )
  return going.toSorted((a, b) => a.atMs - b.atMs)[0] ?? null
}

function evictions(moment: Moment, node: Node): readonly LoopRow[] {
  return goingFrom(moment, node)
    .slice(0, MOST_ROWS)
    .map(({ pod, atMs }) => ({
      name: pod.metadata.name ?? '',
      desired: atMs === null ? 'stays' : 'goes',
      observed: pod.status?.phase ?? '',
      difference: atMs === null ? 'tolerates it for ever' : '',
      ...(atMs === null ? {} : { atMs }),
    }))
}

/** When a Pod is deleted because of its node; null when it is not about to be. */
export function nextActOfPod({ world, nowMs }: Moment, pod: Pod): NextAct | null {
  const node = world.get(`Node//${pod.spec?.nodeName ?? ''}`)
  if (node?.kind !== 'Node') return null
  const { uid } = pod.metadata
  const found = goingFrom({ world, nowMs }, node).find((one) => one.pod.metadata.uid === uid)
  if (found === undefined) return null
  const silentMs = silenceOf({ world, nowMs }, node)
  const name = node.metadata.name ?? ''
  const cause =
    silentMs === null ? `\`${name}\` is tainted` : `\`${name}\` is silent, and is tainted then`
  if (found.atMs === null) return rests(`${cause}, which this Pod tolerates for ever`)
  const because = found.isTolerated
    ? `${cause}; it tolerates that for so long`
    : `${cause}, which this Pod does not tolerate`
  return acts('Delete this Pod', because, { atMs: found.atMs })
}
