import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { persistentVolumeController } from './persistentvolume.ts'

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock, leases } = server
  const recorder = createEventRecorder(client, clock)
  persistentVolumeController.create({
    client,
    informers: createInformers(client),
    clock,
    prng: createPrng(1),
    recorder,
    leases,
  })
  return server
}

function makeClaim(name: string, spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default', uid: `uid-of-${name}` },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
      storageClassName: '',
      ...spec,
    },
    status: {},
  }
}

function makeVolume(
  name: string,
  storage: string,
  spec: PersistentVolume['spec'] = {},
): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], ...spec },
    status: {},
  }
}

function makeClass(name: string, volumeBindingMode: string): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'example.com/disk',
    reclaimPolicy: 'Delete',
    volumeBindingMode,
  }
}

const claimOf = (server: FakeApiServer, name: string) =>
  server.client.get('PersistentVolumeClaim', 'default', name)
const volumeOf = (server: FakeApiServer, name: string) =>
  server.client.get('PersistentVolume', '', name)
const reasonsOf = (server: FakeApiServer) => server.client.list('Event').map(({ reason }) => reason)

test('a claim gets the smallest volume that is large enough', () => {
  const server = start()
  for (const [name, size] of [
    ['tiny', '1Gi'],
    ['large', '50Gi'],
    ['fitting', '6Gi'],
  ] as const) {
    server.apply(makeVolume(name, size))
  }
  server.runUntil(10)
  expect(volumeOf(server, 'large')?.status?.phase).toBe('Available')
  server.apply(makeClaim('data'))
  server.runUntil(100)
  expect(claimOf(server, 'data')).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'fitting' },
    status: { phase: 'Bound', capacity: { storage: '6Gi' }, accessModes: ['ReadWriteOnce'] },
  })
  expect(volumeOf(server, 'fitting')).toMatchObject({
    spec: { claimRef: { name: 'data', uid: 'uid-of-data' } },
    status: { phase: 'Bound' },
  })
  expect(server.clock.nextMs()).toBeNull()
})

const UNSUITABLE: readonly (readonly [string, PersistentVolume['spec']])[] = [
  ['another class', { storageClassName: 'fast' }],
  ['other access modes', { accessModes: ['ReadOnlyMany'] }],
  ['another volume mode', { volumeMode: 'Block' }],
]

test.for(UNSUITABLE)('a volume with %s is not taken', ([, spec]) => {
  const server = start()
  server.apply(makeVolume('pv', '10Gi', spec), makeClaim('data'))
  server.runUntil(100)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(reasonsOf(server)).toContain('FailedBinding')
})

test('a volume that appears later is taken by the claim that waits, in the next round', () => {
  const server = start()
  server.apply(makeClaim('data'))
  server.runUntil(100)
  server.apply(makeVolume('late', '10Gi'))
  server.runUntil(14_900)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(volumeOf(server, 'late')?.status?.phase).toBe('Available')
  server.runUntil(15_100)
  expect(claimOf(server, 'data')?.spec?.volumeName).toBe('late')
})

test('a class makes a volume in about a second', () => {
  const server = start()
  server.apply(makeClass('standard', 'Immediate'))
  server.apply(makeClaim('data', { storageClassName: 'standard' }))
  server.runUntil(900)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(reasonsOf(server)).toEqual(['ExternalProvisioning'])
  server.runUntil(1100)
  expect(claimOf(server, 'data')).toMatchObject({
    spec: { volumeName: 'pvc-uid-of-data' },
    status: { phase: 'Bound' },
  })
  expect(server.client.list('Event').map(({ message }) => message)).toContain(
    'Successfully provisioned volume pvc-uid-of-data using example.com/disk',
  )
  // The round that the claim waited for finds nothing to do, and there is no other.
  server.runUntil(15_100)
  expect(server.clock.nextMs()).toBeNull()
})

test('a class that waits for its consumer makes nothing until a node is selected', () => {
  const server = start()
  server.apply(makeClass('local', 'WaitForFirstConsumer'))
  server.apply(makeClaim('data', { storageClassName: 'local' }))
  server.runUntil(60_000)
  expect(reasonsOf(server)).toEqual(['WaitForFirstConsumer'])
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }]
  server.apply(makePod('user', { spec: { volumes } }))
  server.runUntil(75_100)
  expect(server.client.list('Event').map(({ message }) => message)).toContain(
    'waiting for pod user to be scheduled',
  )
  const claim = claimOf(server, 'data')
  if (claim !== undefined) {
    const annotations = { 'volume.kubernetes.io/selected-node': 'n1' }
    server.client.update({ ...claim, metadata: { ...claim.metadata, annotations } }, BY_TEST)
  }
  server.runUntil(77_000)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Bound')
  expect(volumeOf(server, 'pvc-uid-of-data')?.spec?.nodeAffinity).toMatchObject({
    required: { nodeSelectorTerms: [{ matchExpressions: [{ values: ['n1'] }] }] },
  })
})

test('a deleted claim releases its volume, and a made one goes too', () => {
  const server = start()
  server.apply(makeVolume('kept', '10Gi'), makeClass('standard', 'Immediate'))
  server.apply(makeClaim('static'), makeClaim('made', { storageClassName: 'standard' }))
  server.runUntil(2000)
  for (const name of ['static', 'made']) {
    server.client.delete('PersistentVolumeClaim', 'default', name, {}, BY_TEST)
  }
  server.runUntil(3000)
  expect(volumeOf(server, 'kept')?.status?.phase).toBe('Released')
  expect(volumeOf(server, 'pvc-uid-of-made')).toBeUndefined()
})

test('a claim whose volume vanishes is lost', () => {
  const server = start()
  server.apply(makeVolume('pv', '10Gi'), makeClaim('data'))
  server.runUntil(100)
  server.client.delete('PersistentVolume', '', 'pv', {}, BY_TEST)
  server.runUntil(200)
  expect(claimOf(server, 'data')?.status).toEqual({ phase: 'Lost' })
  expect(reasonsOf(server)).toContain('ClaimLost')
})
