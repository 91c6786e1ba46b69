// On which nodes a volume is, against pkg/controller/volume/attachdetach/reconciler/reconciler.go (v1.36).
import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { done, reported, startController } from '#testing/start-controller.ts'
import { attachDetachController } from './attach-detach-controller.ts'

const DISK = 'kubernetes.io/csi/ebs.csi.aws.com^disk-1'

const OF_DISK = { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'disk-1' } }

const volume = (
  spec: PersistentVolume['spec'] = {},
  source: object = OF_DISK,
): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' },
    ...source,
    ...spec,
  },
})

const CLAIM: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default' },
  spec: { volumeName: 'pv' },
}

const user = (name: string, nodeName: string, phase = 'Pending'): Pod =>
  makePod(name, {
    spec: { nodeName, volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
    status: { phase },
  })

function start(pv = volume(), claim = CLAIM) {
  const server = startController(attachDetachController)
  server.apply(makeNode('n1'), makeNode('n2'), pv, claim)
  return server
}

/** By node, what it has. */
const attached = (server: FakeApiServer) =>
  Object.fromEntries(
    server.client
      .list('Node')
      .map(({ metadata, status }) => [metadata.name, status?.volumesAttached]),
  )
const HAS = [{ name: DISK, devicePath: '' }]

function remove(server: FakeApiServer, name: string): void {
  server.client.delete('Pod', 'default', name, { gracePeriodSeconds: 0 }, BY_TEST)
}

test('it is attached in a second, and detached when no Pod there uses it any more', () => {
  const server = start()
  server.apply(user('a', 'n1'), user('b', 'n1'), makePod('c', { spec: { nodeName: 'n1' } }))
  server.runUntil(999)
  expect(attached(server)).toEqual({ n1: undefined, n2: undefined })
  server.runUntil(1001)
  expect(attached(server)).toEqual({ n1: HAS, n2: undefined })
  remove(server, 'a')
  server.runUntil(5000)
  expect(attached(server)).toEqual({ n1: HAS, n2: undefined })
  remove(server, 'b')
  server.runUntil(6000)
  expect(attached(server)).toEqual({ n1: undefined, n2: undefined })
  expect(done(server)).toEqual([
    'persistentvolume-attach-detach-controller step VolumeAttached: attached PersistentVolume `pv` to `n1`, because a Pod there uses it',
    'persistentvolume-attach-detach-controller step VolumeDetached: detached PersistentVolume `pv` from `n1`, because no Pod there uses it any more',
  ])
  expect(reported(server)).toEqual([
    'attachdetach-controller about Pod a: Normal SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "pv" ',
    'attachdetach-controller about Pod b: Normal SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "pv" ',
  ])
})

test('what one node has no other gets, which each Pod there is told once, until it is free', () => {
  const server = start()
  server.apply(user('a', 'n1'), user('b', 'n1'))
  server.runUntil(2000)
  server.apply(user('c', 'n2'))
  server.runUntil(3000)
  server.apply(user('d', 'n2'))
  server.runUntil(60_000)
  expect(attached(server)).toEqual({ n1: HAS, n2: undefined })
  expect(reported(server).slice(2)).toEqual([
    'attachdetach-controller about Pod c: Warning FailedAttachVolume: Multi-Attach error for volume "pv" Volume is already used by pod(s) a, b',
    'attachdetach-controller about Pod d: Warning FailedAttachVolume: Multi-Attach error for volume "pv" Volume is already used by pod(s) a, b',
  ])
  remove(server, 'a')
  remove(server, 'b')
  server.runUntil(62_000)
  expect(attached(server)).toEqual({ n1: undefined, n2: HAS })
})

test('a node that has it for nobody gives it up first', () => {
  const server = start()
  const node = makeNode('n3')
  server.apply({ ...node, status: { ...node.status, volumesAttached: HAS } })
  server.apply(user('c', 'n2'))
  server.runUntil(2000)
  expect(attached(server)).toEqual({ n1: undefined, n2: HAS, n3: undefined })
})

test.for<readonly [string, PersistentVolume['spec'], readonly string[], object?]>([
  ['that one node writes', { accessModes: ['ReadWriteOnce'] }, ['n1']],
  ['that one Pod writes', { accessModes: ['ReadWriteOncePod'] }, ['n1']],
  ['that many read', { accessModes: ['ReadOnlyMany'] }, ['n1', 'n2']],
  ['that many write', { accessModes: ['ReadWriteMany'] }, ['n1', 'n2']],
  ['of directories', {}, [], { hostPath: { path: '/d' } }],
  ['of a share', {}, [], { csi: { driver: 'efs.csi.aws.com', volumeHandle: 'x' } }],
])('a volume %s', ([, spec, expected, source]) => {
  const server = start(volume(spec, source))
  server.apply(user('a', 'n1'), user('b', 'n2'))
  server.runUntil(5000)
  const nodes = Object.entries(attached(server)).flatMap(([name, has]) =>
    has === undefined ? [] : [name],
  )
  expect(nodes).toEqual(expected)
})

test.for<readonly [string, Pod, boolean]>([
  ['runs', user('a', 'n1', 'Running'), true],
  ['has ended', user('a', 'n1', 'Succeeded'), false],
  ['has failed', user('a', 'n1', 'Failed'), false],
  ['has no node', user('a', ''), false],
  [
    'has a claim of its own',
    makePod('da', {
      spec: { nodeName: 'n1', volumes: [{ name: 'ta', ephemeral: {} }] },
    }),
    false,
  ],
  [
    'has this claim of its own',
    makePod('x', {
      spec: { nodeName: 'n1', volumes: [{ name: 'y', ephemeral: {} }, { name: 'z' }] },
    }),
    true,
  ],
])('it is attached for a Pod that %s', ([, pod, expected]) => {
  const isOwn = pod.metadata.name === 'x'
  const name = isOwn ? 'x-y' : 'data'
  const claimRef = { kind: 'PersistentVolumeClaim', namespace: 'default', name }
  const server = start(volume({ claimRef }), { ...CLAIM, metadata: { ...CLAIM.metadata, name } })
  server.apply(pod)
  server.runUntil(5000)
  expect(attached(server)['n1'] !== undefined).toBe(expected)
})

test('a claim that gets its volume later is seen, and other volumes of the node stay', () => {
  const server = startController(attachDetachController)
  const node = makeNode('n1')
  const other = { name: 'kubernetes.io/csi/x^y', devicePath: '' }
  server.apply(
    { ...node, status: { ...node.status, volumesAttached: [other] } },
    { ...CLAIM, spec: {} },
    user('a', 'n1'),
  )
  server.runUntil(2000)
  server.apply(volume())
  const claim = server.client.get('PersistentVolumeClaim', 'default', 'data') ?? CLAIM
  server.client.update({ ...claim, spec: { volumeName: 'pv' } }, BY_TEST)
  server.runUntil(4000)
  expect(attached(server)).toEqual({ n1: [other, ...HAS] })
  remove(server, 'a')
  server.runUntil(6000)
  expect(attached(server)).toEqual({ n1: [other] })
})
