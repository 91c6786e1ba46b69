// The Node object of a kubelet: it registers it, and keeps its status true. Heartbeats that would say
// nothing new are not written: that they come is the lease's matter, which goes on as long as the kubelet runs.
// Follows pkg/kubelet/kubelet_node_status.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Node, Taint } from '#api/generated/types.ts'
import { createTimeQueue } from '#client/time-queue.ts'
import type { Narration } from '#sim/world.ts'
import type { KubeletContext } from '../context.ts'
import {
  computeNodeStatus,
  type MachineInfo,
  nodeStatusHasChanged,
  SHUTTING_DOWN,
} from './setters.ts'

simplified(
  'node-status',
  'a Pod that is bound to a node before its network is ready is started all the same; the status of a Node has no list of images.',
)

const UPDATE = 'update'

export interface NodeReport {
  readonly machine: MachineInfo
  /** The kubelet ran before the run began: its Node is registered, and nothing about it is news. */
  readonly resumes: boolean
}

/**
 * Makes what registers the node and begins to report its status; that is called when the API server answers for the
 * first time.
 */
export function startNodeStatus(context: KubeletContext, report: NodeReport): () => void {
  const { clock, connection } = context
  const startMs = clock.nowMs
  // The limits of the Pods are set when the runtime answers, whether the API server does or not.
  const isAlone = connection.refusal !== null
  if (!report.resumes) {
    sayEvent(context, { type: 'Normal', reason: 'Starting', message: 'Starting kubelet.' })
    if (isAlone) sayAllocatable(context)
  }
  return () => reportNodeStatus(context, report, { startMs, isAlone })
}

/** Follows pkg/kubelet/cm/node_container_manager_linux.go, enforceNodeAllocatableCgroups. */
function sayAllocatable(context: KubeletContext): void {
  const message = 'Updated Node Allocatable limit across pods'
  sayEvent(context, { type: 'Normal', reason: 'NodeAllocatableEnforced', message })
}

/** `isAlone` when it began without an API server. */
function reportNodeStatus(
  context: KubeletContext,
  report: NodeReport,
  { startMs, isAlone }: { readonly startMs: number; readonly isAlone: boolean },
): void {
  const { client, clock, nodeName, scope, connection, config } = context
  const { machine } = report
  const periodMs = config.nodeStatusUpdateFrequencyMs
  let lastUnschedulable = report.resumes && isUnschedulable(client.get('Node', '', nodeName))
  const update = (): void => {
    const node = client.get('Node', '', nodeName)
    if (node === undefined) return
    const unschedulable = isUnschedulable(node)
    if (unschedulable !== lastUnschedulable) saySchedulable(context, unschedulable)
    lastUnschedulable = unschedulable
    updateNodeStatus(context, machine)
  }
  const queue = createTimeQueue(clock, `kubelet/${nodeName}/node-status`, update)
  scope.own(queue.stop)
  if (!report.resumes) {
    const node = client.get('Node', '', nodeName)
    if (node !== undefined) reconcileNode(context, node)
    else if (config.registerNode) registerNode(context, machine)
    if (!isAlone) sayAllocatable(context)
    update()
  }
  const { nowMs } = clock
  if (machine.networkReadyMs > nowMs) queue.add(UPDATE, machine.networkReadyMs - nowMs)
  const inNextRound = (): void => queue.add(UPDATE, periodMs - ((clock.nowMs - startMs) % periodMs))
  // What could not be reported is reported in the round after the API server is back.
  scope.own(connection.watch(inNextRound))
  scope.own(context.runtimeState.watch(inNextRound))
  const stop = client.watch('Node', ({ type, object }) => {
    if (type === 'DELETED' || object.metadata.name !== nodeName) return
    const { status } = computeNodeStatus(object, machine, clock.nowMs, errorsOf(context))
    const isNews = isUnschedulable(object) !== lastUnschedulable
    if (!isNews && !nodeStatusHasChanged(object.status, status)) return
    inNextRound()
  })
  scope.own(stop)
}

const isUnschedulable = (node: Node | undefined): boolean => node?.spec?.unschedulable === true

/** Tells that a Node was cordoned, or is so no longer. Follows recordNodeSchedulableEvent. */
function saySchedulable(context: KubeletContext, unschedulable: boolean): void {
  const reason = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable'
  const message = `Node ${context.nodeName} status is now: ${reason}`
  sayEvent(context, { type: 'Normal', reason, message })
}

function emptyNode(nodeName: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: defaultLabels(nodeName),
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
  }
}

/** Taints are given to a Node when it is registered, and never later. */
function withTaints(node: Node, taints: readonly Taint[]): Node {
  return taints.length === 0 ? node : { ...node, spec: { ...node.spec, taints: [...taints] } }
}

/** The Node that a kubelet would register. Follows initialNode. */
export function initialNodeOf(nodeName: string, { machine }: NodeReport, nowMs: number): Node {
  const node = emptyNode(nodeName)
  return { ...node, status: computeNodeStatus(node, machine, nowMs).status }
}

/** Creates the Node object of a machine that has none. */
function registerNode(context: KubeletContext, machine: MachineInfo): void {
  const { client, clock, nodeName, config } = context
  const node = withTaints(emptyNode(nodeName), config.registerWithTaints)
  const { status, events } = computeNodeStatus(node, machine, clock.nowMs)
  const narration = say(context, {
    message: `registered Node \`${nodeName}\``,
    because: 'it has started and the API server has no Node of its name',
    level: 'step',
    kind: 'NodeRegistered',
  })
  client.create({ ...node, status }, narration)
  for (const event of events) sayEvent(context, event)
}

/** The labels that every kubelet gives its Node. */
export function defaultLabels(nodeName: string): Readonly<Record<string, string>> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': nodeName,
    'kubernetes.io/os': 'linux',
  }
}

/** A Node that is there keeps what it has; only the default labels are put right. Follows tryRegisterWithAPIServer. */
function reconcileNode(context: KubeletContext, node: Node): void {
  const { nodeName } = context
  const labels = node.metadata.labels ?? {}
  const wanted = Object.entries(defaultLabels(nodeName))
  if (wanted.every(([key, value]) => labels[key] === value)) return
  const next = {
    ...node,
    metadata: { ...node.metadata, labels: { ...labels, ...Object.fromEntries(wanted) } },
  }
  const narration = say(context, {
    message: `gave Node \`${nodeName}\` its default labels`,
    because: 'it has started and the Node was there already',
    level: 'detail',
    kind: 'NodeLabelled',
  })
  context.client.update(next, narration)
}

/** Says that the machine is being shut down, and reports at once that the node is not ready. */
export function reportShutdown(context: KubeletContext, { machine }: NodeReport): void {
  const message = 'Shutdown manager detected shutdown event'
  sayEvent(context, { type: 'Normal', reason: 'Shutdown', message })
  updateNodeStatus(context, machine)
}

function errorsOf({
  runtimeState,
  shutdown,
}: KubeletContext): Parameters<typeof computeNodeStatus>[3] {
  return { ofRuntime: runtimeState.errors, ofShutdown: shutdown.isUnderWay ? [SHUTTING_DOWN] : [] }
}

/** Writes the status when it says something new. A Node that is gone is not registered again. */
function updateNodeStatus(context: KubeletContext, machine: MachineInfo): void {
  const { client, clock, nodeName } = context
  const node = client.get('Node', '', nodeName)
  if (node === undefined) return
  context.runtimeState.look()
  const { status, events } = computeNodeStatus(node, machine, clock.nowMs, errorsOf(context))
  if (!nodeStatusHasChanged(node.status, status)) return
  const before = readyOf(node)
  const ready = readyOf({ ...node, status })
  const isNews = before?.status !== ready?.status
  const narration = say(context, {
    message: isNews
      ? `reported that Node \`${nodeName}\` is ${ready?.status === 'True' ? 'ready' : 'not ready'}`
      : `updated the status of Node \`${nodeName}\``,
    ...(isNews ? { because: ready?.message ?? '' } : {}),
    level: isNews ? 'step' : 'detail',
    kind: 'NodeStatus',
  })
  client.updateStatus({ ...node, status }, narration)
  for (const event of events) sayEvent(context, event)
}

function readyOf(node: Node) {
  return node.status?.conditions?.find(({ type }) => type === 'Ready')
}

function say(
  { nodeName }: KubeletContext,
  narration: Omit<Narration, 'actor' | 'objects'>,
): Narration {
  return { actor: `kubelet on ${nodeName}`, objects: [`Node//${nodeName}`], ...narration }
}

/** An event about the node; the kubelet names itself by the node's name, not by its UID. */
function sayEvent(
  { recorder, nodeName }: KubeletContext,
  event: { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string },
): void {
  const metadata = { name: nodeName, uid: nodeName }
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata }
  recorder.event(node, { ...event, source: 'kubelet', host: nodeName })
}
