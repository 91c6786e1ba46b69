import { expect, test } from 'vitest'
import type { Node, NodeCondition } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import {
  computeNodeStatus,
  healthyConditions,
  type MachineInfo,
  nodeStatusHasChanged,
} from './setters.ts'

const SYSTEM = {
  architecture: 'amd64',
  bootID: 'boot-1',
  containerRuntimeVersion: 'containerd://2.1.0',
  kernelVersion: '6.8',
  kubeProxyVersion: '',
  kubeletVersion: 'v1.36.2',
  machineID: 'm',
  operatingSystem: 'linux',
  osImage: 'Debian',
  systemUUID: 's',
}
const MACHINE: MachineInfo = {
  capacity: { cpu: '4' },
  allocatable: { cpu: '3' },
  addresses: [{ type: 'Hostname', address: 'worker-1' }],
  nodeInfo: SYSTEM,
  conditions: [],
  networkReadyMs: 0,
}
const nodeWith = (conditions: readonly NodeCondition[] = [], bootID = 'boot-1'): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'worker-1' },
  status: { conditions, nodeInfo: { ...SYSTEM, bootID }, phase: 'kept' },
})
const stated = (type: string, status: string): MachineInfo => ({
  ...MACHINE,
  conditions: [{ type, status, reason: 'Stated', message: 'as the scenario says' }],
})
const wordsOf = (
  computed: ReturnType<typeof computeNodeStatus>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (computed.status.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      `${status} ${reason}: ${message}`,
    ]),
  )

// The texts are those of pkg/kubelet/nodestatus/setters.go and kubelet_node_status.go (v1.36).
const HEALTHY = {
  MemoryPressure: 'False KubeletHasSufficientMemory: kubelet has sufficient memory available',
  DiskPressure: 'False KubeletHasNoDiskPressure: kubelet has no disk pressure',
  PIDPressure: 'False KubeletHasSufficientPID: kubelet has sufficient PID available',
  Ready: 'True KubeletReady: kubelet is posting ready status',
}

test('a Node that is new gets all conditions, and its events but that it is ready', () => {
  const computed = computeNodeStatus(nodeWith(), MACHINE, 5000)
  expect(wordsOf(computed)).toEqual(HEALTHY)
  expect(computed.events).toEqual(
    ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'].map((reason) => ({
      type: 'Normal',
      reason,
      message: `Node worker-1 status is now: ${reason}`,
    })),
  )
  expect(computed.status).toMatchObject({
    phase: 'kept',
    addresses: MACHINE.addresses,
    allocatable: { cpu: '3' },
    capacity: { cpu: '4' },
    nodeInfo: SYSTEM,
  })
  for (const { lastHeartbeatTime, lastTransitionTime } of computed.status.conditions ?? [])
    expect([lastHeartbeatTime, lastTransitionTime]).toEqual([timeOf(5000), timeOf(5000)])
})

test('a Node that stays as it is beats, and says nothing', () => {
  const foreign = { type: 'example.com/x', status: 'True' }
  const node = nodeWith([foreign, ...healthyConditions(1000)])
  const { status, events } = computeNodeStatus(node, MACHINE, 5000)
  expect(events).toEqual([])
  const [first, ...own] = status.conditions ?? []
  expect(first).toEqual(foreign)
  for (const { lastHeartbeatTime, lastTransitionTime } of own)
    expect([lastHeartbeatTime, lastTransitionTime]).toEqual([timeOf(5000), timeOf(1000)])
})

test.for([
  ['MemoryPressure', 'NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
  ['DiskPressure', 'NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  ['PIDPressure', 'NodeHasInsufficientPID', 'NodeHasSufficientPID'],
] as const)('%s that a scenario states begins with %s and ends with %s', ([type, begins, ends]) => {
  const before = nodeWith(healthyConditions(0))
  const during = computeNodeStatus(before, stated(type, 'True'), 5000)
  expect(during.events.map(({ reason }) => reason)).toEqual([begins])
  expect(wordsOf(during)).toEqual({ ...HEALTHY, [type]: 'True Stated: as the scenario says' })
  const node = { ...before, status: during.status }
  expect(computeNodeStatus(node, stated(type, 'True'), 6000).events).toEqual([])
  const after = computeNodeStatus(node, MACHINE, 7000)
  expect(after.events.map(({ reason }) => reason)).toEqual([ends])
  // What is stated and healthy is said in the kubelet's words.
  expect(wordsOf(computeNodeStatus(node, stated(type, 'False'), 7000))).toEqual(HEALTHY)
})

const NO_NETWORK =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'

test.for<readonly [string, MachineInfo, Parameters<typeof computeNodeStatus>[3], string]>([
  ['nothing', MACHINE, {}, HEALTHY.Ready],
  [
    'no network before its time',
    { ...MACHINE, networkReadyMs: 5001 },
    {},
    `False KubeletNotReady: ${NO_NETWORK}`,
  ],
  ['the network at its time', { ...MACHINE, networkReadyMs: 5000 }, {}, HEALTHY.Ready],
  [
    'the runtime, the network and the shutdown, in this order',
    { ...MACHINE, networkReadyMs: 6000 },
    { ofRuntime: ['container runtime is down'], ofShutdown: ['node is shutting down'] },
    `False KubeletNotReady: [container runtime is down, ${NO_NETWORK}, node is shutting down]`,
  ],
  [
    'what the scenario states before all others',
    stated('Ready', 'Unknown'),
    { ofRuntime: ['container runtime is down'] },
    'Unknown Stated: as the scenario says',
  ],
])('what keeps a node from being ready: %s', ([, machine, errors, words]) => {
  const ready = computeNodeStatus(nodeWith(healthyConditions(0)), machine, 5000, errors)
  expect(wordsOf(ready)['Ready']).toBe(words)
  expect(ready.events.map(({ type, reason }) => `${type} ${reason}`)).toEqual(
    words === HEALTHY.Ready ? [] : ['Normal NodeNotReady'],
  )
  const node = { ...nodeWith(), status: ready.status }
  const later = computeNodeStatus(node, MACHINE, 6000)
  expect(later.events.map(({ reason }) => reason)).toEqual(
    words === HEALTHY.Ready ? [] : ['NodeReady'],
  )
})

test('another boot than the last is told first', () => {
  const conditions = healthyConditions(0)
  const { events } = computeNodeStatus(nodeWith(conditions, 'boot-0'), MACHINE, 5000)
  expect(events).toEqual([
    {
      type: 'Warning',
      reason: 'Rebooted',
      message: 'Node worker-1 has been rebooted, boot id: boot-1',
    },
  ])
  expect(computeNodeStatus(nodeWith(conditions, ''), MACHINE, 5000).events).toEqual([])
})

test('a heartbeat is no change', () => {
  const node = nodeWith(healthyConditions(0))
  const { status } = computeNodeStatus(node, MACHINE, 5000)
  const { status: later } = computeNodeStatus({ ...node, status }, MACHINE, 9000)
  expect(nodeStatusHasChanged(status, later)).toBe(false)
  expect(nodeStatusHasChanged(undefined, later)).toBe(true)
  const moved = (later.conditions ?? []).map((one) => ({ ...one, lastTransitionTime: 'x' }))
  expect(nodeStatusHasChanged(status, { ...later, conditions: moved })).toBe(true)
  expect(nodeStatusHasChanged(status, { ...later, capacity: {} })).toBe(true)
})
