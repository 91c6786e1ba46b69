import { expect, test } from 'vitest'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { about, done, startController } from '#testing/start-controller.ts'
import { ephemeralVolumeController } from './ephemeralvolume.ts'

function start(): FakeApiServer {
  const server = startController(ephemeralVolumeController)
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  const volumeClaimTemplate = { metadata: { labels: { app: 'web' } }, spec }
  server.apply(
    makePod('web', { spec: { volumes: [{ name: 'tmp', ephemeral: { volumeClaimTemplate } }] } }),
  )
  return server
}
const claimOf = (server: FakeApiServer) =>
  server.client.get('PersistentVolumeClaim', 'default', 'web-tmp')

test('an ephemeral volume gets a claim from its template that the Pod owns', () => {
  const server = start()
  server.runUntil(10)
  expect(claimOf(server)).toMatchObject({
    metadata: {
      labels: { app: 'web' },
      ownerReferences: [{ kind: 'Pod', name: 'web', uid: 'uid-of-web', controller: true }],
    },
    spec: { accessModes: ['ReadWriteOnce'] },
  })
})

test('a claim that was deleted is made again while the Pod is there', () => {
  const server = start()
  server.runUntil(10)
  server.client.delete('PersistentVolumeClaim', 'default', 'web-tmp', {}, BY_TEST)
  server.runUntil(20)
  expect(claimOf(server)).toBeDefined()
  server.client.delete('Pod', 'default', 'web', {}, BY_TEST)
  server.client.delete('PersistentVolumeClaim', 'default', 'web-tmp', {}, BY_TEST)
  server.runUntil(30)
  expect(claimOf(server)).toBeUndefined()
})

test('what is said of it, and what is no business of it', () => {
  const server = start()
  const volumes = [{ name: 'plain' }, { name: 'own', ephemeral: {} }]
  server.apply(makePod('bare', { spec: { volumes } }))
  server.runUntil(10)
  expect(done(server)).toEqual([
    'ephemeral-volume-controller step ClaimCreated: created PersistentVolumeClaim `web-tmp`, because Pod `web` has the ephemeral volume `tmp`',
    'ephemeral-volume-controller step ClaimCreated: created PersistentVolumeClaim `bare-own`, because Pod `bare` has the ephemeral volume `own`',
  ])
  expect(about(server)).toEqual({ ClaimCreated: 'PersistentVolumeClaim Pod' })
  const claims = server.client.list('PersistentVolumeClaim')
  expect(claims.map(({ metadata, spec }) => [metadata.name, metadata.labels, spec])).toEqual([
    ['bare-own', undefined, {}],
    [
      'web-tmp',
      { app: 'web' },
      { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    ],
  ])
  // A Pod that goes gets no claim, and one that is there is not made twice.
  const going = makePod('going', { spec: { volumes }, metadata: { finalizers: ['a/b'] } })
  server.client.delete('PersistentVolumeClaim', 'default', 'bare-own', {}, BY_TEST)
  server.apply(going)
  server.client.delete('Pod', 'default', 'going', {}, BY_TEST)
  server.runUntil(30)
  expect(server.client.list('PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual([
    'bare-own',
    'web-tmp',
  ])
})
