// The scheduler and the volume controller together: they meet only at the API server.
import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { persistentVolumeController } from '#controllers/persistentvolume/persistentvolume.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { createScheduler } from '#scheduler/scheduler.ts'
import { createFakeApiServer } from './fake-api-server.ts'
import type { FakeApiServer } from './fake-api-server.ts'
import { makeNode, makePod } from './make-objects.ts'

const claimNamed = (storageClassName: string): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default', uid: 'uid-of-data' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName,
  },
  status: { phase: 'Pending' },
})
const classWith = (provisioner: string): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local' },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
})
const volumeOn = (host: string, storageClassName = ''): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '2Gi' },
    storageClassName,
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [host] }],
          },
        ],
      },
    },
  },
  status: { phase: 'Available' },
})

const USER = makePod('web', {
  spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
})

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock, leases } = server
  const recorder = createEventRecorder(client, clock)
  createScheduler({ client, clock, prng: createPrng(1), recorder })
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
const podOf = (server: FakeApiServer) => server.client.get('Pod', 'default', 'web')

test('a Pod waits for the volume that is made for its node and is bound after it', () => {
  const server = start()
  server.apply(makeNode('a'), classWith('example.com/disk'), claimNamed('local'), USER)
  server.runUntil(500)
  expect(podOf(server)?.spec?.nodeName).toBeUndefined()
  expect(server.client.get('PersistentVolumeClaim', 'default', 'data')?.metadata).toMatchObject({
    annotations: { 'volume.kubernetes.io/selected-node': 'a' },
  })
  server.runUntil(1500)
  expect(podOf(server)?.spec?.nodeName).toBe('a')
  expect(server.clock.nextMs()).toBeNull()
})

test('a Pod goes to the node of the volume that its claim takes', () => {
  const server = start()
  server.apply(makeNode('a'), makeNode('b'), classWith('kubernetes.io/no-provisioner'))
  server.apply(volumeOn('b', 'local'), claimNamed('local'), USER)
  server.runUntil(100)
  expect(podOf(server)?.spec?.nodeName).toBe('b')
  expect(server.client.get('PersistentVolumeClaim', 'default', 'data')).toMatchObject({
    spec: { volumeName: 'pv' },
    status: { phase: 'Bound' },
  })
})

test('a Pod whose claim is missing is placed when the claim comes', () => {
  const server = start()
  server.apply(makeNode('a'), USER)
  server.runUntil(100)
  expect(podOf(server)?.status?.conditions?.[0]?.message).toBe(
    '0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
  )
  server.apply(volumeOn('a'), claimNamed(''))
  server.runUntil(200)
  expect(podOf(server)?.spec?.nodeName).toBe('a')
})
