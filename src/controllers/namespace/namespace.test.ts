import { expect, test } from 'vitest'
import type { ConfigMap, Namespace } from '#api/generated/types.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { done, startController } from '#testing/start-controller.ts'
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

test('what is said until it is gone', () => {
  const server = startController(namespaceController)
  const { client } = server
  server.apply(SHOP, HELD, { ...HELD, metadata: { name: 'free', namespace: 'shop' } })
  server.apply({ ...HELD, metadata: { name: 'other', namespace: 'default' } })
  client.delete('Namespace', '', 'shop', {}, BY_TEST)
  server.runUntil(4000)
  expect(done(server)).toEqual([])
  server.runUntil(6000)
  const held = client.get('ConfigMap', 'shop', 'held')
  if (held === undefined) throw new Error('it is not held')
  client.update({ ...held, metadata: { ...held.metadata, finalizers: [] } }, BY_TEST)
  server.runUntil(60_000)
  expect(client.get('Namespace', '', 'shop')).toBeUndefined()
  expect(done(server)).toEqual([
    'namespace-controller detail NamespaceContent: deleted ConfigMap `shop/free`, because Namespace `shop` is being deleted',
    'namespace-controller detail NamespaceContent: deleted ConfigMap `shop/held`, because Namespace `shop` is being deleted',
    'namespace-controller detail NamespaceContent: said what is left in Namespace `shop`',
    'namespace-controller detail NamespaceContent: said what is left in Namespace `shop`',
    'namespace-controller step NamespaceFinalized: let Namespace `shop` go, because nothing is left in it',
  ])
  expect(client.list('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['other'])
})

test('the conditions of a namespace while it goes, each with its time', () => {
  const server = startController(namespaceController)
  server.apply(SHOP, HELD)
  server.client.delete('Namespace', '', 'shop', {}, BY_TEST)
  server.runUntil(5500)
  const conditions = () =>
    server.client
      .get('Namespace', '', 'shop')
      ?.status?.conditions?.map(
        ({ type, status, reason, message, lastTransitionTime }) =>
          `${lastTransitionTime?.slice(14, 19)} ${type} ${status} ${reason}: ${message}`,
      )
  expect(conditions()).toEqual([
    '00:05 NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources successfully discovered',
    '00:05 NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy kube types successfully parsed',
    '00:05 NamespaceDeletionContentFailure False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    '00:05 NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
    '00:05 NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
  const held = server.client.get('ConfigMap', 'shop', 'held')
  if (held === undefined) throw new Error('it is not held')
  const finalizers = ['example.com/hold', 'example.com/other']
  server.client.update({ ...held, metadata: { ...held.metadata, finalizers } }, BY_TEST)
  server.runUntil(30_000)
  expect(conditions()?.at(-1)).toBe(
    '00:05 NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances, example.com/other in 1 resource instances',
  )
})
