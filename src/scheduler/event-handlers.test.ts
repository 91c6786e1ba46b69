import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createCache } from './cache/cache.ts'
import { addAllEventHandlers, nodeActions, podActions } from './event-handlers.ts'
import type { Believed } from './event-handlers.ts'
import type { VolumeObject } from './framework/events.ts'
import { createNominator } from './queue/nominator.ts'
import type { QueuedPod, SchedulingQueue } from './queue/scheduling-queue.ts'

const NODE = makeNode('a')
const NODES: readonly (readonly [string, Node | undefined, Node | undefined, readonly string[]])[] =
  [
    ['a new node', undefined, NODE, ['Add']],
    ['a removed node', NODE, undefined, ['Delete']],
    ['a heartbeat', NODE, { ...NODE, status: { ...NODE.status, conditions: [] } }, []],
    ['more room', NODE, makeNode('a', { allocatable: { cpu: 8 } }), ['UpdateNodeAllocatable']],
    ['a label', NODE, makeNode('a', { labels: { x: '' } }), ['UpdateNodeLabel']],
    ['a cordon', NODE, makeNode('a', { spec: { unschedulable: true } }), []],
    [
      'the end of a cordon',
      makeNode('a', { spec: { unschedulable: true } }),
      NODE,
      ['UpdateNodeTaint'],
    ],
    [
      'a taint and a label',
      NODE,
      makeNode('a', { labels: { x: '' }, spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }),
      ['UpdateNodeLabel', 'UpdateNodeTaint'],
    ],
  ]

test.for(NODES)('%s', ([, before, after, expected]) => {
  expect(nodeActions(before, after)).toEqual(expected)
})

const POD = makePod('web', { requests: { cpu: 2 } })
const GATED = makePod('web', {
  requests: { cpu: 2 },
  spec: { schedulingGates: [{ name: 'a' }, { name: 'b' }] },
})
const PODS: readonly (readonly [string, Pod, Pod, readonly string[]])[] = [
  ['a status', POD, { ...POD, status: { phase: 'Running' } }, []],
  ['a label', POD, makePod('web', { requests: { cpu: 2 }, labels: { x: '' } }), ['UpdatePodLabel']],
  ['a smaller request', POD, makePod('web', { requests: { cpu: 1 } }), ['UpdatePodScaleDown']],
  ['a larger request', POD, makePod('web', { requests: { cpu: 3 } }), []],
  [
    'a toleration',
    POD,
    makePod('web', { requests: { cpu: 2 }, spec: { tolerations: [{ operator: 'Exists' }] } }),
    ['UpdatePodTolerations'],
  ],
  ['the last gate removed', GATED, POD, ['UpdatePodSchedulingGatesEliminated']],
  [
    'one of two gates removed',
    GATED,
    makePod('web', { requests: { cpu: 2 }, spec: { schedulingGates: [{ name: 'b' }] } }),
    [],
  ],
]

test.for(PODS)('%s of a Pod', ([, before, after, expected]) => {
  expect(podActions(before, after)).toEqual(expected)
})

const CORDONED = makeNode('a', { spec: { unschedulable: true } })
const resized = (cpu: number): Pod => ({
  ...POD,
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'main',
        image: 'nginx',
        imageID: '',
        ready: true,
        restartCount: 0,
        resources: { requests: { cpu } },
      },
    ],
  },
})

test.for<readonly [string, Pod, Pod, readonly string[]]>([
  ['a smaller amount that the kubelet has granted', resized(4), resized(3), ['UpdatePodScaleDown']],
  ['a larger amount that it has granted', resized(3), resized(4), []],
  ['an amount that it grants below what is asked for', resized(2), resized(1), []],
  [
    'the seconds of a toleration',
    makePod('web', { spec: { tolerations: [{ operator: 'Exists', tolerationSeconds: 1 }] } }),
    makePod('web', { spec: { tolerations: [{ operator: 'Exists', tolerationSeconds: 2 }] } }),
    [],
  ],
])('%s of a Pod', ([, before, after, expected]) => {
  expect(podActions(before, after)).toEqual(expected)
})

const IDLE_QUEUE: SchedulingQueue = {
  ready: 0,
  add: () => {},
  update: () => {},
  delete: () => {},
  get: () => undefined,
  pop: () => undefined,
  addUnschedulable: () => {},
  addErrored: () => {},
  moveOn: () => {},
  flush: () => {},
}

/** What cache, queue and nominator are told, in words. */
function toldBy(act: (server: FakeApiServer) => void, ...first: readonly (Pod | Node)[]) {
  const server = createFakeApiServer()
  server.apply(...first)
  const told: string[] = []
  const names = (...pods: readonly (Pod | Node | VolumeObject | undefined)[]) =>
    pods.map((one) => one?.metadata.name ?? '-').join(' ')
  const uidsToNames = new Map<string, string>()
  const nameOf = (uid: string) => uidsToNames.get(uid) ?? '?'
  const known = (pod: Pod) => {
    uidsToNames.set(pod.metadata.uid ?? '', pod.metadata.name ?? '')
    return pod
  }
  const queued = new Map<string, QueuedPod>()
  const placed = new Set(['assumed'])
  const believed: Believed = {
    cache: {
      ...createCache(),
      setNode: (node) => void told.push(`node ${names(node)}`),
      removeNode: (name) => void told.push(`no node ${name}`),
      setPod(pod) {
        told.push(`placed ${names(known(pod))}`)
        placed.add(pod.metadata.name ?? '')
      },
      removePod(uid) {
        if (!placed.delete(nameOf(uid))) return undefined
        told.push(`not placed ${nameOf(uid)}`)
        return 'a'
      },
      isAssumed: (uid) => nameOf(uid) === 'assumed',
    },
    queue: {
      ...IDLE_QUEUE,
      add(pod) {
        told.push(`waits ${names(known(pod))}`)
        queued.set(pod.metadata.uid ?? '', { pod } as QueuedPod)
      },
      update: (before, after, actions) =>
        void told.push(`changed ${names(before, after)} ${actions.join()}`),
      delete(uid) {
        if (queued.delete(uid)) told.push(`waits no more ${nameOf(uid)}`)
      },
      get: (uid) => queued.get(uid),
      moveOn({ resource, actions, before, after }, concerns = () => true) {
        const priorities = [0, 5, 9].filter((priority) =>
          concerns(makePod('x', { spec: { priority } })),
        )
        const limit = priorities.length === 3 ? '' : ` up to ${Math.max(...priorities)}`
        told.push(`${resource} ${actions.join()}: ${names(before)} to ${names(after)}${limit}`)
      },
    },
    nominator: {
      set: (pod) => void told.push(`nominated ${names(pod)}`),
      delete: () => {},
      podsFor: () => [],
    },
  }
  let volumes = 0
  addAllEventHandlers(server.client, believed, 'default-scheduler', () => {
    volumes += 1
  })
  told.length = 0
  act(server)
  return volumes === 0 ? told : [...told, `volumes ${volumes}`]
}

const WAITING = makePod('web')
const ASSIGNED = makePod('web', { spec: { nodeName: 'a' } })
const NOMINATED = makePod('web', { spec: { priority: 5 }, status: { nominatedNodeName: 'a' } })
const update =
  (object: Pod | Node) =>
  ({ client }: FakeApiServer): void =>
    void client.update(object, BY_TEST)
const setStatus =
  (status: NonNullable<Pod['status']>, name = 'web') =>
  ({ client }: FakeApiServer): void => {
    const pod = client.get('Pod', 'default', name)
    if (pod !== undefined) client.updateStatus({ ...pod, status }, BY_TEST)
  }
const remove =
  (name = 'web') =>
  ({ client }: FakeApiServer): void =>
    void client.delete('Pod', 'default', name, { gracePeriodSeconds: 0 }, BY_TEST)

test.for<
  readonly [string, readonly (Pod | Node)[], (server: FakeApiServer) => void, readonly string[]]
>([
  ['a Pod comes', [], ({ apply }) => apply(WAITING), ['waits web', 'nominated web']],
  [
    'a Pod with a node comes',
    [],
    ({ apply }) => apply(ASSIGNED),
    ['placed web', 'Pod Add: - to web'],
  ],
  [
    'a Pod of another scheduler comes',
    [],
    ({ apply }) => apply(makePod('web', { spec: { schedulerName: 'mine' } })),
    [],
  ],
  [
    'a Pod that has ended comes',
    [],
    ({ apply }) => apply(makePod('web', { status: { phase: 'Failed' } })),
    [],
  ],
  [
    'a Pod that waits gets a label',
    [WAITING],
    update(makePod('web', { labels: { x: '' } })),
    ['changed web web UpdatePodLabel', 'nominated web'],
  ],
  [
    'a Pod that waits gets a node',
    [WAITING],
    update(ASSIGNED),
    ['placed web', 'waits no more web', 'Pod Add: - to web'],
  ],
  ['a Pod that waits goes', [WAITING], remove(), ['waits no more web']],
  ['a Pod that waits fails', [WAITING], setStatus({ phase: 'Failed' }), ['waits no more web']],
  [
    'a Pod with a node gets a label',
    [ASSIGNED],
    update(makePod('web', { labels: { x: '' }, spec: { nodeName: 'a' } })),
    ['placed web', 'Pod UpdatePodLabel: web to web'],
  ],
  ['a Pod with a node runs', [ASSIGNED], setStatus({ phase: 'Running' }), ['placed web']],
  [
    'a Pod with a node ends well',
    [ASSIGNED],
    setStatus({ phase: 'Succeeded' }),
    ['not placed web', 'Pod Delete: web to -'],
  ],
  [
    'a Pod with a node fails',
    [ASSIGNED],
    setStatus({ phase: 'Failed' }),
    ['not placed web', 'Pod Delete: web to -'],
  ],
  ['a Pod with a node goes', [ASSIGNED], remove(), ['not placed web', 'Pod Delete: web to -']],
  [
    'a Pod that was placed and is not bound yet goes',
    [makePod('assumed')],
    remove('assumed'),
    ['waits no more assumed', 'not placed assumed', 'Pod Delete: assumed to -'],
  ],
  [
    'a Pod that room was made for goes: others of no higher priority may have it',
    [NOMINATED],
    remove(),
    ['waits no more web', 'Pod Delete: web to - up to 5'],
  ],
  [
    'a Pod goes that had room made for it, and has run and ended there',
    [
      makePod('web', {
        spec: { nodeName: 'a' },
        status: { phase: 'Failed', nominatedNodeName: 'a' },
      }),
    ],
    remove(),
    [],
  ],
  [
    'room is made elsewhere',
    [NOMINATED],
    setStatus({ nominatedNodeName: 'b' }),
    ['changed web web ', 'nominated web', 'Pod Delete: web to - up to 5'],
  ],
  [
    'no room is made any more',
    [NOMINATED],
    setStatus({}),
    ['changed web web ', 'nominated web', 'Pod Delete: web to - up to 5'],
  ],
  [
    'the room stays',
    [NOMINATED],
    setStatus({ nominatedNodeName: 'a', message: 'x' }),
    ['changed web web ', 'nominated web'],
  ],
  [
    'room is made for the first time',
    [WAITING],
    setStatus({ nominatedNodeName: 'a' }),
    ['changed web web ', 'nominated web'],
  ],
  [
    'a Pod that was placed and is not bound yet needs no room',
    [makePod('assumed', { status: { nominatedNodeName: 'a' } })],
    setStatus({}, 'assumed'),
    ['changed assumed assumed ', 'nominated assumed'],
  ],
  ['a node comes', [], ({ apply }) => apply(NODE), ['node a', 'Node Add: - to a']],
  [
    'a node is open again',
    [CORDONED],
    update(makeNode('a')),
    ['node a', 'Node UpdateNodeTaint: a to a'],
  ],
  ['a node is closed', [NODE], update(CORDONED), ['node a']],
  [
    'a node goes',
    [NODE],
    ({ client }) => void client.delete('Node', '', 'a', {}, BY_TEST),
    ['no node a', 'Node Delete: a to -'],
  ],
])('when %s', ([, first, act, expected]) => {
  expect(toldBy(act, ...first)).toEqual(expected)
})

test('claims, volumes and classes are told of, and that there is something new for who waits', () => {
  const claim: VolumeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
  }
  const volume: VolumeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv' },
  }
  const storage: VolumeObject = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'x',
  }
  const told = toldBy(({ apply, client }) => {
    apply(claim, volume, storage)
    client.update({ ...claim, metadata: { ...claim.metadata, labels: { x: '' } } }, BY_TEST)
    client.delete('PersistentVolume', '', 'pv', {}, BY_TEST)
  })
  expect(told).toEqual([
    'PersistentVolumeClaim Add: - to data',
    'PersistentVolume Add: - to pv',
    'StorageClass Add: - to fast',
    'PersistentVolumeClaim Update: data to data',
    'PersistentVolume Delete: pv to -',
    'volumes 5',
  ])
})

test('what exists when the scheduler begins is taken in, the nodes first', () => {
  const server = createFakeApiServer()
  server.apply(ASSIGNED, makePod('next'), NODE)
  const cache = createCache()
  const waiting: string[] = []
  addAllEventHandlers(
    server.client,
    {
      cache,
      nominator: createNominator(),
      queue: { ...IDLE_QUEUE, add: (pod) => void waiting.push(pod.metadata.name ?? '') },
    },
    'default-scheduler',
    () => {},
  )
  expect(cache.snapshot.get('a')?.pods.size).toBe(1)
  expect(waiting).toEqual(['next'])
})
