// Watches over the nodes: notes when one falls silent, taints it, and marks its Pods as not ready.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36). Upstream looks every 5 s; here the
// looks that would find nothing new are left out, so that a cluster at rest has no timer.
import { simplified } from '#lib/simplified.ts'
import type { Node, NodeCondition, Taint } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { ControllerParts } from '../controller.ts'
import { defineController, type SyncResult, type Watched, watching } from '../define-controller.ts'
import { nodeConditionOf, swapNodeControllerTaint, taintExists } from '../node-conditions.ts'
import { indexPodsByNode, podsOnNode } from '../pods-on-node.ts'
import { handleDisruption } from './handle-disruption.ts'
import { type Health, type Lifecycle, say, tainterOf } from './lifecycle.ts'
import { markPodsNotReady } from './mark-pods-not-ready.ts'
import { lookAfter, observeHealth, silentAtMs, unknownConditions } from './node-health.ts'
import {
  conditionInSentence,
  noScheduleTaints,
  taintsInSentence,
  taintsOfConditions,
} from './no-schedule-taints.ts'
import { markNodeAsReachable, NOT_READY, swapTaint, UNREACHABLE } from './no-execute-taints.ts'
import { NODE_EVICTION_PERIOD_MS, zoneKeyOf } from './zones.ts'

simplified(
  'pods-bound-to-unready-nodes',
  'a Pod that is bound to a Node which is not ready already is not marked as not ready by the node lifecycle controller.',
)

const MONITOR = 'monitor'
const NODE = 'node/'
const ZONE = 'zone/'
const EXCLUDE_DISRUPTION = 'node.kubernetes.io/exclude-disruption'

export const nodeLifecycleController = defineController<Health>({
  name: 'node-lifecycle-controller',
  source: 'node-controller',
  state,
  watches: [
    watching('Node', ({ type, object, old }, run) => {
      const { name = '' } = object.metadata
      // The nodes of the beginning are no news, as long as they are well.
      const isFirst =
        type === 'ADDED' && run.state.known.get(name)?.metadata.uid === object.metadata.uid
      if (isFirst && isWell(run, object)) return []
      const isSame =
        type === 'MODIFIED' &&
        object.status?.conditions === old?.status?.conditions &&
        object.spec === old?.spec &&
        object.metadata.labels === old?.metadata.labels
      if (isSame) return []
      atNextLook(run)
      return type === 'DELETED' ? [] : [`${NODE}${name}`]
    }),
    watchingLeases(),
  ],
  sync,
})

function state(parts: ControllerParts): Health {
  const { client, clock, leases } = parts
  indexPodsByNode(parts)
  const nodes = client.list('Node')
  const nameOf = ({ metadata }: Node): string => metadata.name ?? ''
  const look = { nowMs: clock.nowMs, startMs: clock.nowMs }
  return {
    startMs: look.startMs,
    known: new Map(nodes.map((node) => [nameOf(node), node])),
    health: new Map(
      nodes.map((node) => [
        nameOf(node),
        observeHealth(undefined, node, leases.get(nameOf(node)), look),
      ]),
    ),
    zoneStates: new Map(),
    zoneNoExecuteTainter: new Map(),
  }
}

/** True when there is nothing to be done about a node as long as its lease is renewed, nor anything left from an earlier time. */
function isWell({ leases }: Lifecycle, node: Node): boolean {
  return (
    !taintExists(node, UNREACHABLE) &&
    !taintExists(node, NOT_READY) &&
    noScheduleTaints(node).length === taintsOfConditions(node).length &&
    nodeConditionOf(node, 'Ready')?.status === 'True' &&
    leases.get(node.metadata.name ?? '')?.isRenewed === true
  )
}

function watchingLeases(): Watched<Health> {
  return { start: (run) => run.leases.watch(() => atNextLook(run)) }
}

function atNextLook(run: Lifecycle): void {
  const { clock, state } = run
  run.enqueue(MONITOR, lookAfter(state.startMs, clock.nowMs + 1) - clock.nowMs)
}

function sync(run: Lifecycle, key: string): SyncResult {
  if (key.startsWith(NODE)) return doNoScheduleTaintingPass(run, key.slice(NODE.length))
  if (key.startsWith(ZONE)) return doNoExecuteTaintingPass(run, key.slice(ZONE.length))
  return monitorNodeHealth(run)
}

/** Keeps the NoSchedule taints of a Node in line with its conditions and with whether it is cordoned. */
function doNoScheduleTaintingPass(run: Lifecycle, nodeName: string): SyncResult {
  const node = run.client.get('Node', '', nodeName)
  if (node === undefined) return 'done'
  const add = taintsOfConditions(node)
  const remove = noScheduleTaints(node).filter(({ key }) => !add.some((one) => one.key === key))
  const message = taintsInSentence(node, { add, remove })
  const because = conditionInSentence(node, { add, remove })
  swapNodeControllerTaint(run, nodeName, { add, remove }, say(run, message, because, 'NodeTainted'))
  return 'done'
}

/** Gives the next node of a zone the NoExecute taint that fits its condition, as fast as that may go. */
function doNoExecuteTaintingPass(run: Lifecycle, zone: string): SyncResult {
  const { clock, client } = run
  const tainter = run.state.zoneNoExecuteTainter.get(zone)
  const nodeName = tainter?.take(clock.nowMs)
  const node = nodeName === undefined ? undefined : client.get('Node', '', nodeName)
  const taint = node === undefined ? undefined : taintFor(nodeConditionOf(node, 'Ready'))
  if (node !== undefined && taint !== undefined) swapTaint(run, node, taint)
  const nextMs = tainter?.nextMs(clock.nowMs) ?? null
  return nextMs === null ? 'done' : { againInMs: nextMs - clock.nowMs }
}

/** The taint that goes with a Ready condition; undefined when all is well. */
function taintFor(ready: NodeCondition | undefined): Taint | undefined {
  if (ready === undefined || ready.status === 'True') return undefined
  return ready.status === 'Unknown' ? UNREACHABLE : NOT_READY
}

/** Looks at all nodes, and once more when the next one would fall silent if nothing else happens. */
function monitorNodeHealth(run: Lifecycle): SyncResult {
  const { clock, leases, state } = run
  classifyNodes(run)
  const zones = new Map<string, (NodeCondition | undefined)[]>()
  let nextMs: number | null = null
  for (const node of run.lister('Node').list()) {
    const { name = '', labels = {} } = node.metadata
    const ready = monitorNode(run, name)
    if (!Object.hasOwn(labels, EXCLUDE_DISRUPTION)) {
      const zone = zoneKeyOf(node)
      const conditions = zones.get(zone) ?? []
      conditions.push(ready)
      zones.set(zone, conditions)
    }
    const seen = state.health.get(name)
    if (seen === undefined || leases.get(name)?.isRenewed === true) continue
    const atMs = lookAfter(state.startMs, silentAtMs(seen))
    if (atMs > clock.nowMs) nextMs = Math.min(nextMs ?? Infinity, atMs)
  }
  handleDisruption(run, zones)
  for (const [zone, tainter] of state.zoneNoExecuteTainter) {
    if (tainter.nextMs(clock.nowMs) !== null) run.enqueue(`${ZONE}${zone}`, NODE_EVICTION_PERIOD_MS)
  }
  return nextMs === null ? 'done' : { againInMs: nextMs - clock.nowMs }
}

/** Notes which nodes have come and gone. */
function classifyNodes(run: Lifecycle): void {
  const { known, health, zoneNoExecuteTainter } = run.state
  const report = (node: Node, reason: string, event: string): void => {
    const message = `Node ${node.metadata.name ?? ''} event: ${event}`
    run.report(node, { type: 'Normal', reason, message })
  }
  for (const node of run.lister('Node').list()) {
    const { name = '' } = node.metadata
    if (known.has(name)) continue
    known.set(name, node)
    report(node, 'RegisteredNode', `Registered Node ${name} in Controller`)
    markNodeAsReachable(run, node, 'it is new')
  }
  for (const [name, node] of known) {
    if (run.lister('Node').get('', name) !== undefined) continue
    known.delete(name)
    health.delete(name)
    for (const tainter of zoneNoExecuteTainter.values()) tainter.remove(name)
    report(node, 'RemovingNode', `Removing Node ${name} from Controller`)
  }
}

/** Looks at one node, with all that follows; returns its Ready condition as it is afterwards. */
function monitorNode(run: Lifecycle, name: string): NodeCondition | undefined {
  const node = run.client.get('Node', '', name)
  if (node === undefined) return undefined
  const observed = nodeConditionOf(node, 'Ready')
  const current = tryUpdateNodeHealth(run, node)
  const ready = nodeConditionOf(current, 'Ready')
  if (ready === undefined) return undefined
  processTaintBaseEviction(run, current, ready)
  if (ready.status !== 'True' && observed?.status === 'True') {
    const reason = 'NodeNotReady'
    const message = `Node ${name} status is now: NodeNotReady`
    run.report(current, { type: 'Normal', reason, message })
    markPodsNotReady(run, podsOnNode(run, name))
  }
  return ready
}

/** Notes the signs of life of a node; one that has given none for too long gets conditions that say so. */
function tryUpdateNodeHealth(run: Lifecycle, node: Node): Node {
  const { client, clock, leases } = run
  const { health, startMs } = run.state
  const { name = '' } = node.metadata
  const lease = leases.get(name)
  const seen = observeHealth(health.get(name), node, lease, { nowMs: clock.nowMs, startMs })
  health.set(name, seen)
  if (clock.nowMs < silentAtMs(seen)) return node
  const conditions = unknownConditions(node, lease, clock.nowMs)
  if (conditions === node.status?.conditions) return node
  const silentSeconds = (clock.nowMs - seen.probeMs) / 1000
  const because = seen.wasReported
    ? `no renewal of its lease was seen for ${silentSeconds} s`
    : `its kubelet has not reported anything for ${silentSeconds} s`
  const message = `noted that nothing is known of ${nameInSentence(node)} any more`
  const result = client.updateStatus(
    { ...node, status: { ...node.status, conditions } },
    say(run, message, because, 'NodeUnknown'),
  )
  if (!result.ok) return node
  const heartbeat = nodeConditionOf(result.object, 'Ready')?.lastHeartbeatTime ?? ''
  health.set(name, { ...seen, heartbeat, wasReported: true })
  return result.object
}

function processTaintBaseEviction(run: Lifecycle, node: Node, ready: NodeCondition): void {
  const taint = taintFor(ready)
  if (taint === undefined) {
    markNodeAsReachable(run, node, 'its kubelet says that it is ready')
    return
  }
  const opposite = taint === UNREACHABLE ? NOT_READY : UNREACHABLE
  if (taintExists(node, opposite)) swapTaint(run, node, taint)
  else if (!taintExists(node, taint)) tainterOf(run, node).add(node.metadata.name ?? '')
}
