import { expect, test } from 'vitest'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { startController } from '#testing/start-controller.ts'
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
