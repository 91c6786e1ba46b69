// What is held back from being deleted, against pkg/controller/volume/{pvcprotection,pvprotection} (v1.36).
import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { done, startController } from '#testing/start-controller.ts'
import { claimProtectionController, volumeProtectionController } from './volumeprotection.ts'

const claim = (finalizers: readonly string[] = []): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'web-data', namespace: 'default', finalizers },
  spec: {},
})
const volume = (phase: string, finalizers: readonly string[] = []): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv', finalizers },
  spec: {},
  status: { phase },
})
const claimOf = (server: FakeApiServer) =>
  server.client.get('PersistentVolumeClaim', 'default', 'web-data')

test('a claim gets its finalizer beside those that it has', () => {
  const server = startController(claimProtectionController)
  server.apply(claim(['example.com/mine']))
  server.runUntil(1000)
  expect(claimOf(server)?.metadata.finalizers).toEqual([
    'example.com/mine',
    'kubernetes.io/pvc-protection',
  ])
  expect(done(server)).toEqual([
    'persistentvolumeclaim-protection-controller detail Protected: gave PersistentVolumeClaim `web-data` the finalizer `kubernetes.io/pvc-protection`',
  ])
})

const MOUNT = [{ name: 'd', persistentVolumeClaim: { claimName: 'web-data' } }]

test.for<readonly [string, Pod | undefined, boolean]>([
  ['nobody', undefined, false],
  ['a Pod on a node', makePod('web', { spec: { nodeName: 'n', volumes: MOUNT } }), true],
  ['a Pod without a node', makePod('web', { spec: { volumes: MOUNT } }), false],
  [
    'a Pod on a node by its own template',
    makePod('web', { spec: { nodeName: 'n', volumes: [{ name: 'data', ephemeral: {} }] } }),
    true,
  ],
  [
    'a Pod with another claim',
    makePod('web', {
      spec: { nodeName: 'n', volumes: [{ name: 'x', ephemeral: {} }, { name: 'y' }] },
    }),
    false,
  ],
  ['a Pod without volumes', makePod('web', { spec: { nodeName: 'n' } }), false],
])('a claim is held while it is used: by %s', ([, pod, isHeld]) => {
  const server = startController(claimProtectionController)
  server.apply(claim(['example.com/mine']), ...(pod === undefined ? [] : [pod]))
  server.runUntil(1000)
  server.client.delete('PersistentVolumeClaim', 'default', 'web-data', {}, BY_TEST)
  server.runUntil(2000)
  expect(claimOf(server)?.metadata.finalizers).toEqual(
    isHeld ? ['example.com/mine', 'kubernetes.io/pvc-protection'] : ['example.com/mine'],
  )
})

test('it is let go when its Pod is gone', () => {
  const server = startController(claimProtectionController)
  server.apply(claim(), makePod('web', { spec: { nodeName: 'n', volumes: MOUNT } }))
  server.runUntil(1000)
  server.client.delete('PersistentVolumeClaim', 'default', 'web-data', {}, BY_TEST)
  server.runUntil(2000)
  server.client.delete('Pod', 'default', 'web', { gracePeriodSeconds: 0 }, BY_TEST)
  server.runUntil(3000)
  expect(claimOf(server)).toBeUndefined()
  expect(done(server).at(-1)).toBe(
    'persistentvolumeclaim-protection-controller step Released: lets PersistentVolumeClaim `web-data` go, because no Pod uses it',
  )
})

test.for([
  ['Bound', true],
  ['Available', false],
  ['Released', false],
] as const)('a volume that is %s is held: %s', ([phase, isHeld]) => {
  const server = startController(volumeProtectionController)
  server.apply(volume(phase))
  server.runUntil(1000)
  const found = () => server.client.get('PersistentVolume', '', 'pv')
  expect(found()?.metadata.finalizers).toEqual(['kubernetes.io/pv-protection'])
  server.client.delete('PersistentVolume', '', 'pv', {}, BY_TEST)
  server.runUntil(2000)
  expect(found() !== undefined).toBe(isHeld)
  const held = found()
  if (held !== undefined)
    server.client.updateStatus({ ...held, status: { phase: 'Released' } }, BY_TEST)
  server.runUntil(3000)
  expect(found()).toBeUndefined()
  expect(done(server)).toEqual([
    'persistentvolume-protection-controller detail Protected: gave PersistentVolume `pv` the finalizer `kubernetes.io/pv-protection`',
    'persistentvolume-protection-controller step Released: lets PersistentVolume `pv` go, because no claim is bound to it',
  ])
})

test('who has no business with the controller is left alone', () => {
  const server = startController(volumeProtectionController)
  server.apply(volume('Available', ['kubernetes.io/pv-protection']))
  server.runUntil(1000)
  expect(done(server)).toEqual([])
})
