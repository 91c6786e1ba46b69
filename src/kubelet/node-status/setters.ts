// What a kubelet says of its machine: addresses, capacity, versions and conditions.
// Follows pkg/kubelet/nodestatus/setters.go (v1.36). Nothing is changed; the events come back with the status.
import { simplified } from '#lib/simplified.ts'
import type {
  Node,
  NodeAddress,
  NodeCondition,
  NodeStatus,
  NodeSystemInfo,
  Quantity,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'

simplified(
  'no-pressure',
  'a kubelet finds memory, disk and process IDs sufficient at all times, unless the Node of the scenario states another condition.',
)

/** What a machine is, as its kubelet finds it. */
export interface MachineInfo {
  readonly capacity: Readonly<Record<string, Quantity>>
  readonly allocatable: Readonly<Record<string, Quantity>>
  readonly addresses: readonly NodeAddress[]
  readonly nodeInfo: NodeSystemInfo
  /** Conditions that the scenario states: the kubelet reports those that are not healthy. */
  readonly conditions: readonly NodeCondition[]
  /** From when on the network plugin of the container runtime is there, in virtual milliseconds. */
  readonly networkReadyMs: number
}

export interface NodeEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

interface Said {
  readonly status: string
  readonly reason: string
  readonly message: string
}

interface Pressure {
  readonly type: string
  readonly healthy: Said
  /** The reasons of the events when it begins and when it ends. */
  readonly begins: string
  readonly ends: string
}

const PRESSURES: readonly Pressure[] = [
  {
    type: 'MemoryPressure',
    healthy: {
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
    },
    begins: 'NodeHasInsufficientMemory',
    ends: 'NodeHasSufficientMemory',
  },
  {
    type: 'DiskPressure',
    healthy: {
      status: 'False',
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
    },
    begins: 'NodeHasDiskPressure',
    ends: 'NodeHasNoDiskPressure',
  },
  {
    type: 'PIDPressure',
    healthy: {
      status: 'False',
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
    },
    begins: 'NodeHasInsufficientPID',
    ends: 'NodeHasSufficientPID',
  },
]

const READY: Said = {
  status: 'True',
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
}

/** What a kubelet says that shuts its machine down. */
export const SHUTTING_DOWN = 'node is shutting down'

const NO_NETWORK =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'

/** Follows ReadyCondition; several errors stand as Go's aggregate prints them. */
function readyOrNot(errors: readonly string[]): Said {
  if (errors.length === 0) return READY
  const message = errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`
  return { status: 'False', reason: 'KubeletNotReady', message }
}

/** The conditions of a healthy node, since `sinceMs`. */
export function healthyConditions(sinceMs: number): readonly NodeCondition[] {
  const time = timeOf(sinceMs)
  const said = [...PRESSURES.map(({ type, healthy }) => ({ type, ...healthy })), readyOf(READY)]
  return said.map((one) => ({ ...one, lastHeartbeatTime: time, lastTransitionTime: time }))
}

function readyOf(said: Said): Said & { readonly type: string } {
  return { type: 'Ready', ...said }
}

/**
 * The status that the kubelet would write now, and the events that go with it. `errors` keep it from being ready: first those of
 * the runtime, last that the machine is being shut down.
 */
export function computeNodeStatus(
  node: Node,
  machine: MachineInfo,
  nowMs: number,
  errors: { readonly ofRuntime?: readonly string[]; readonly ofShutdown?: readonly string[] } = {},
): { readonly status: NodeStatus; readonly events: readonly NodeEvent[] } {
  const events: NodeEvent[] = []
  const name = node.metadata.name ?? ''
  const before = node.status ?? {}
  const bootBefore = before.nodeInfo?.bootID ?? ''
  const { bootID } = machine.nodeInfo
  if (bootBefore !== '' && bootBefore !== bootID) {
    const message = `Node ${name} has been rebooted, boot id: ${bootID}`
    events.push({ type: 'Warning', reason: 'Rebooted', message })
  }
  const say = (reason: string): void =>
    void events.push({
      type: 'Normal',
      reason,
      message: `Node ${name} status is now: ${reason}`,
    })
  const known = new Map((before.conditions ?? []).map((one) => [one.type, one]))
  const set = (type: string, said: Said): void =>
    void known.set(type, conditionAfter(known.get(type), { type, ...said }, nowMs))
  for (const { type, healthy, begins, ends } of PRESSURES) {
    const said = statedOf(machine, type, healthy) ?? healthy
    if (known.get(type)?.status !== said.status) say(said.status === 'True' ? begins : ends)
    set(type, said)
  }
  const { ofRuntime = [], ofShutdown = [] } = errors
  const ofNetwork = nowMs < machine.networkReadyMs ? [NO_NETWORK] : []
  const ready =
    statedOf(machine, 'Ready', READY) ?? readyOrNot([...ofRuntime, ...ofNetwork, ...ofShutdown])
  const readyBefore = known.get('Ready')?.status
  if (readyBefore !== undefined && readyBefore !== ready.status) {
    say(ready.status === 'True' ? 'NodeReady' : 'NodeNotReady')
  }
  set('Ready', ready)
  const { capacity, allocatable, addresses, nodeInfo } = machine
  const conditions = [...known.values()]
  return { status: { ...before, addresses, allocatable, capacity, conditions, nodeInfo }, events }
}

/** The condition of the scenario, when it is another than the healthy one. */
function statedOf({ conditions }: MachineInfo, type: string, healthy: Said): Said | undefined {
  const stated = conditions.find((one) => one.type === type)
  if (stated === undefined || stated.status === healthy.status) return undefined
  const { status, reason = '', message = '' } = stated
  return { status, reason, message }
}

function conditionAfter(
  before: NodeCondition | undefined,
  said: Said & { readonly type: string },
  nowMs: number,
): NodeCondition {
  const lastHeartbeatTime = timeOf(nowMs)
  const isSame = before?.status === said.status
  const lastTransitionTime = isSame ? before.lastTransitionTime : lastHeartbeatTime
  return {
    ...said,
    lastHeartbeatTime,
    ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
  }
}

/** True when two statuses say something else, leaving aside when it was said. */
export function nodeStatusHasChanged(a: NodeStatus | undefined, b: NodeStatus): boolean {
  return !equal(timeless(a), timeless(b))
}

function timeless(status: NodeStatus | undefined): unknown {
  const conditions = (status?.conditions ?? []).map(
    ({ lastHeartbeatTime: _heartbeat, ...condition }) => condition,
  )
  return { ...status, conditions }
}
