import { expect, test } from 'vitest'
import type { Node } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { KubeletConfig } from '../config/kubelet-config.ts'
import { createKubelet } from '../kubelet.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { NODE } from '../testing/fixture.ts'
import { healthyConditions, type MachineInfo } from './setters.ts'

const MACHINE: MachineInfo = {
  capacity: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '110' },
  allocatable: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '110' },
  addresses: [{ type: 'Hostname', address: NODE }],
  nodeInfo: {
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
  },
  conditions: [],
  networkReadyMs: 0,
}
const LABELS = {
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': NODE,
  'kubernetes.io/os': 'linux',
}

interface Begin {
  readonly node?: Node
  readonly machine?: Partial<MachineInfo>
  readonly config?: Partial<KubeletConfig>
  readonly resumes?: boolean
}

/** A kubelet that looks after its Node object. */
function begin({ node, machine, config, resumes = false }: Begin = {}) {
  const server = createFakeApiServer()
  const { client, clock, world } = server
  if (node !== undefined) server.apply(node)
  createKubelet({
    nodeName: NODE,
    client,
    clock,
    prng: createPrng(1),
    runtime: new FakeRuntime({ clock, nodeName: NODE }),
    recorder: createEventRecorder(client, clock),
    narrate: (narration) => world.commit(narration, []).id,
    decodeStaticPod: () => ({ error: '' }),
    node: { machine: { ...MACHINE, ...machine }, resumes },
    ...(config === undefined ? {} : { config }),
  }).start()
  const nodeNow = (): Node | undefined => client.get('Node', '', NODE)
  return {
    client,
    nodeNow,
    runTo: server.runUntil,
    readyOf: () => nodeNow()?.status?.conditions?.find(({ type }) => type === 'Ready'),
    events: () =>
      client
        .list('Event')
        .map(({ type, reason, message, source, involvedObject }) =>
          [type, reason, message, source?.component, source?.host, involvedObject.uid].join(' | '),
        ),
    told: () =>
      world.journal
        .filter(({ actor, kind }) => actor === `kubelet on ${NODE}` && kind !== 'Event')
        .map(({ kind, level, message, because, objects }) =>
          [kind, level, message, because ?? '', objects.join()].join(' | '),
        ),
  }
}

const said = (type: string, reason: string, message: string): string =>
  [type, reason, message, 'kubelet', NODE, NODE].join(' | ')
const now = (reason: string): string =>
  said('Normal', reason, `Node ${NODE} status is now: ${reason}`)
const STARTING = said('Normal', 'Starting', 'Starting kubelet.')
const ALLOCATABLE = said(
  'Normal',
  'NodeAllocatableEnforced',
  'Updated Node Allocatable limit across pods',
)
const PRESSURES = ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']

test('a machine without a Node registers one', () => {
  const { nodeNow, events, told } = begin()
  expect(nodeNow()).toMatchObject({
    metadata: {
      name: NODE,
      labels: LABELS,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    status: { capacity: { cpu: '4' }, nodeInfo: MACHINE.nodeInfo },
  })
  expect(nodeNow()?.spec).toBeUndefined()
  expect(events()).toEqual([STARTING, ...PRESSURES.map(now), ALLOCATABLE])
  expect(told()).toEqual([
    `NodeRegistered | step | registered Node \`${NODE}\` | it has started and the API server has no Node of its name | Node//${NODE}`,
  ])
})

test('with the taints of its configuration, or not at all', () => {
  const registerWithTaints = [{ key: 'a', effect: 'NoSchedule' }]
  expect(begin({ config: { registerWithTaints } }).nodeNow()?.spec).toEqual({
    taints: registerWithTaints,
  })
  const alone = begin({ config: { registerNode: false } })
  expect(alone.nodeNow()).toBeUndefined()
  expect(alone.events()).toEqual([STARTING, ALLOCATABLE])
})

const OWN: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: NODE, labels: LABELS },
  spec: {},
  status: {
    capacity: MACHINE.capacity,
    allocatable: MACHINE.allocatable,
    addresses: MACHINE.addresses,
    nodeInfo: MACHINE.nodeInfo,
    conditions: [...healthyConditions(0)],
  },
}

test('a Node that is there keeps what it has but for the default labels', () => {
  const labels = { 'kubernetes.io/os': 'plan9', mine: 'yes' }
  const { nodeNow, told } = begin({ node: { ...OWN, metadata: { name: NODE, labels } } })
  expect(nodeNow()?.metadata.labels).toEqual({ ...LABELS, mine: 'yes' })
  expect(told()).toEqual([
    `NodeLabelled | detail | gave Node \`${NODE}\` its default labels | it has started and the Node was there already | Node//${NODE}`,
  ])
  expect(begin({ node: OWN }).told()).toEqual([])
})

test('one that resumes says nothing, also of a cordon that it knows', () => {
  expect(begin({ node: OWN, resumes: true }).events()).toEqual([])
  const cordoned = { ...OWN, spec: { unschedulable: true } }
  const known = begin({ node: cordoned, resumes: true })
  known.runTo(60_000)
  expect(known.events()).toEqual([])
  const found = begin({ node: cordoned })
  expect(found.events()).toEqual([STARTING, ALLOCATABLE, now('NodeNotSchedulable')])
})

test('a cordon and its end are told in the next round', () => {
  const { client, runTo, events } = begin({ node: OWN, resumes: true })
  runTo(12_000)
  client.update({ ...OWN, spec: { unschedulable: true } }, BY_TEST)
  runTo(19_999)
  expect(events()).toEqual([])
  runTo(20_000)
  expect(events()).toEqual([now('NodeNotSchedulable')])
  client.update({ ...OWN, spec: {} }, BY_TEST)
  runTo(40_000)
  expect(events()).toEqual([now('NodeNotSchedulable'), now('NodeSchedulable')])
})

test('a node is ready when its network is', () => {
  const { runTo, readyOf, events, told } = begin({ machine: { networkReadyMs: 7000 } })
  expect(readyOf()).toMatchObject({ status: 'False', reason: 'KubeletNotReady' })
  runTo(6999)
  expect(readyOf()?.status).toBe('False')
  runTo(7000)
  expect(readyOf()).toMatchObject({ status: 'True', reason: 'KubeletReady' })
  expect(events().at(-1)).toBe(now('NodeReady'))
  expect(told().slice(1)).toEqual([
    `NodeStatus | step | reported that Node \`${NODE}\` is ready | kubelet is posting ready status | Node//${NODE}`,
  ])
})

test('what somebody else writes into the status is put right in the next round', () => {
  const { client, runTo, nodeNow, told } = begin({ node: OWN, resumes: true })
  runTo(3000)
  client.updateStatus({ ...OWN, status: { ...OWN.status, capacity: { cpu: '99' } } }, BY_TEST)
  runTo(9999)
  expect(nodeNow()?.status?.capacity).toEqual({ cpu: '99' })
  runTo(10_000)
  expect(nodeNow()?.status?.capacity).toEqual(MACHINE.capacity)
  expect(told()).toEqual([
    `NodeStatus | detail | updated the status of Node \`${NODE}\` |  | Node//${NODE}`,
  ])
})

test('another Node, and one that is gone, are nothing to it', () => {
  const { client, runTo, told, nodeNow } = begin({ node: OWN, resumes: true })
  client.create({ ...OWN, metadata: { name: 'other' }, spec: { unschedulable: true } }, BY_TEST)
  client.delete('Node', '', NODE, { gracePeriodSeconds: 0 }, BY_TEST)
  runTo(60_000)
  expect(told()).toEqual([])
  expect(nodeNow()).toBeUndefined()
})
