import { expect, test } from 'vitest'
import type { ConfigMap, Namespace } from '#api/generated/types.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { startController } from '#testing/start-controller.ts'
import { namespaceController } from './namespace.ts'

const SHOP: Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop' },
  spec: { finalizers: ['kubernetes'] },
}
const HELD: ConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'held', namespace: 'shop', finalizers: ['example.com/hold'] },
}

test('as long as Pods hold up all else nothing is counted, and then what finalizers hold', () => {
  const server = startController(namespaceController)
  const { client } = server
  const finalizers = ['example.com/hold']
  server.apply(SHOP, HELD, makePod('web', { metadata: { namespace: 'shop', finalizers } }))
  client.delete('Namespace', '', 'shop', {}, BY_TEST)
  server.runUntil(10_000)
  const said = (): readonly (string | undefined)[] =>
    (client.get('Namespace', '', 'shop')?.status?.conditions ?? [])
      .filter(({ status }) => status === 'True')
      .map(({ message }) => message)
  expect(client.get('Namespace', '', 'shop')?.status?.phase).toBe('Terminating')
  expect(client.get('Namespace', '', 'shop')?.status?.conditions).toHaveLength(5)
  expect(said()).toEqual([])
  expect(client.get('ConfigMap', 'shop', 'held')?.metadata.deletionTimestamp).toBeUndefined()
  const pod = client.get('Pod', 'shop', 'web')
  if (pod === undefined) throw new Error('the Pod is not held')
  client.update({ ...pod, metadata: { ...pod.metadata, finalizers: [] } }, BY_TEST)
  server.runUntil(60_000)
  expect(client.get('Pod', 'shop', 'web')).toBeUndefined()
  expect(said()).toEqual([
    'Some resources are remaining: configmaps. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
})
