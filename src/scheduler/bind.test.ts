import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import type { FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createScheduler } from './scheduler.ts'

// Nobody provisions or binds here but the test.
const CLASS: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'slow' },
  provisioner: 'example.com/disk',
  volumeBindingMode: 'WaitForFirstConsumer',
}
const CLAIM: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: 'slow',
  },
  status: { phase: 'Pending' },
}
const VOLUME: PersistentVolume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    storageClassName: 'slow',
  },
  status: { phase: 'Available' },
}
const user = (name: string, cpu = 1) =>
  makePod(name, {
    requests: { cpu },
    spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
  })

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock } = server
  createScheduler({
    client,
    clock,
    prng: createPrng(1),
    recorder: createEventRecorder(client, clock),
  })
  server.apply(makeNode('a'), CLASS, CLAIM)
  return server
}
const nodeOf = ({ client }: FakeApiServer, name: string) =>
  client.get('Pod', 'default', name)?.spec?.nodeName
const conditionOf = ({ client }: FakeApiServer, name: string) =>
  client.get('Pod', 'default', name)?.status?.conditions?.[0]
const claimOf = ({ client }: FakeApiServer) => {
  const claim = client.get('PersistentVolumeClaim', 'default', 'data')
  if (claim === undefined) throw new Error('no claim')
  return claim
}
const stories = ({ world }: FakeApiServer, kind: string) =>
  world.journal.filter((one) => one.kind === kind)

/** What the volume controller does when it has a volume. */
function bindClaim(server: FakeApiServer): void {
  const { spec, metadata } = claimOf(server)
  const annotations = { ...metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' }
  server.client.update(
    {
      ...CLAIM,
      metadata: { ...metadata, annotations },
      spec: { ...CLAIM.spec, ...spec, volumeName: 'pv' },
    },
    BY_TEST,
  )
}

test('a Pod holds its place while its volume is made, and is bound 1 ms after that is there', () => {
  const server = start()
  server.apply(user('web', 3), VOLUME_OF_ANOTHER_CLASS)
  server.runUntil(100)
  server.apply(makePod('late', { requests: { cpu: 2 } }))
  server.runUntil(5000)
  expect([nodeOf(server, 'web'), nodeOf(server, 'late')]).toEqual([undefined, undefined])
  expect(conditionOf(server, 'late')?.message).toContain('1 Insufficient cpu.')
  expect(stories(server, 'NodeSelected')).toMatchObject([
    {
      actor: 'kube-scheduler',
      message: 'selected `a` for the volume of PersistentVolumeClaim `data`',
      because: 'Pod `web` is to run there and its class waits for the first consumer',
      level: 'step',
    },
  ])
  bindClaim(server)
  server.runUntil(5000)
  expect(nodeOf(server, 'web')).toBeUndefined()
  server.runUntil(5001)
  expect(nodeOf(server, 'web')).toBe('a')
})

const VOLUME_OF_ANOTHER_CLASS: PersistentVolume = {
  ...VOLUME,
  metadata: { name: 'other' },
  spec: { ...VOLUME.spec, storageClassName: 'fast' },
}

test('a volume that is there is reserved for the claim, and nothing is bound before the claim is', () => {
  const server = start()
  server.apply(VOLUME, user('web'))
  server.runUntil(100)
  expect(server.client.get('PersistentVolume', '', 'pv')?.spec?.claimRef).toMatchObject({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    name: 'data',
    namespace: 'default',
    uid: claimOf(server).metadata.uid,
  })
  expect(stories(server, 'VolumeReserved')).toMatchObject([
    {
      actor: 'kube-scheduler',
      message: 'reserved PersistentVolume `pv` for PersistentVolumeClaim `data`',
      because: 'the chosen node can use it',
      level: 'detail',
    },
  ])
  expect(nodeOf(server, 'web')).toBeUndefined()
  bindClaim(server)
  server.runUntil(200)
  expect(nodeOf(server, 'web')).toBe('a')
})

test('after ten minutes without its volume a Pod gives its place back and is tried again', () => {
  const server = start()
  server.apply(user('web', 3))
  server.runUntil(600_000)
  expect(conditionOf(server, 'web')).toBeUndefined()
  server.apply(makePod('late', { requests: { cpu: 2 } }))
  server.runUntil(600_010)
  expect(conditionOf(server, 'web')).toMatchObject({
    status: 'False',
    reason: 'SchedulerError',
    message: 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
  })
  server.runUntil(600_020)
  expect(nodeOf(server, 'late')).toBe('a')
})

test('a Pod that is deleted while it waits for its volume gives its place to others', () => {
  const server = start()
  server.apply(user('web', 3))
  server.runUntil(100)
  server.apply(makePod('late', { requests: { cpu: 2 } }))
  server.runUntil(3000)
  server.client.delete('Pod', 'default', 'web', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(3100)
  expect(nodeOf(server, 'late')).toBe('a')
  server.runUntil(700_000)
  expect(stories(server, 'FailedScheduling')).toHaveLength(1)
  expect(server.clock.nextMs()).toBeNull()
})

test('a claim that goes while its volume is made is an error, and the Pod is tried again', () => {
  const server = start()
  server.apply(user('web'))
  server.runUntil(100)
  server.client.delete('PersistentVolumeClaim', 'default', 'data', {}, BY_TEST)
  server.runUntil(110)
  expect(conditionOf(server, 'web')).toMatchObject({
    reason: 'SchedulerError',
    message:
      'running PreBind plugin "VolumeBinding": binding volumes: failed to check provisioning pvc: persistentvolumeclaims "default/data" not found',
  })
  server.runUntil(10_000)
  expect(conditionOf(server, 'web')).toMatchObject({ reason: 'Unschedulable' })
})
