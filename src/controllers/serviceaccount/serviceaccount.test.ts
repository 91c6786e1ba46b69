// What every namespace has, against pkg/controller/serviceaccount/serviceaccounts_controller.go and
// pkg/controller/certificates/rootcacertpublisher/publisher.go (v1.36).
import { expect, test } from 'vitest'
import type { Namespace } from '#api/generated/types.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { done, startController } from '#testing/start-controller.ts'
import { rootCaPublisher } from './root-ca.ts'
import { serviceAccountController } from './serviceaccount.ts'

const namespace = (phase: string): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop' },
  status: { phase },
})

test('a namespace has its ServiceAccount, again when it was deleted', () => {
  const server = startController(serviceAccountController)
  server.apply(namespace('Active'))
  server.runUntil(1000)
  const remove = (name: string) => server.client.delete('ServiceAccount', 'shop', name, {}, BY_TEST)
  remove('default')
  server.runUntil(2000)
  expect(server.client.get('ServiceAccount', 'shop', 'default')).toBeDefined()
  expect(done(server)).toEqual([
    'serviceaccount-controller detail NamespaceContent: created ServiceAccount `shop/default`, because Namespace `shop` has none',
    'serviceaccount-controller detail NamespaceContent: created ServiceAccount `shop/default`, because Namespace `shop` has none',
  ])
  server.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'own', namespace: 'shop' },
  })
  remove('own')
  server.runUntil(3000)
  expect(server.client.get('ServiceAccount', 'shop', 'own')).toBeUndefined()
})

test('a namespace has its certificate, and gets it back when somebody changes it', () => {
  const server = startController(rootCaPublisher)
  server.apply(namespace('Active'))
  server.runUntil(1000)
  const found = () => server.client.get('ConfigMap', 'shop', 'kube-root-ca.crt')
  const first = found()
  if (first === undefined) throw new Error('there is none')
  expect(first.metadata.annotations).toEqual({
    'kubernetes.io/description':
      'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
  })
  expect(first.data).toEqual({
    'ca.crt': expect.stringMatching(
      /^-----BEGIN CERTIFICATE-----\n[^]+\n-----END CERTIFICATE-----\n$/,
    ),
  })
  server.client.update({ ...first, data: { 'ca.crt': 'other' } }, BY_TEST)
  server.runUntil(2000)
  expect(found()?.data).toEqual(first.data)
  server.client.delete('ConfigMap', 'shop', 'kube-root-ca.crt', {}, BY_TEST)
  server.runUntil(3000)
  expect(found()?.data).toEqual(first.data)
  expect(done(server)).toEqual([
    'root-ca-certificate-publisher-controller detail NamespaceContent: created ConfigMap `shop/kube-root-ca.crt`, because Namespace `shop` has none',
    'root-ca-certificate-publisher-controller detail NamespaceContent: restored ConfigMap `shop/kube-root-ca.crt`, because Namespace `shop` had another one',
    'root-ca-certificate-publisher-controller detail NamespaceContent: created ConfigMap `shop/kube-root-ca.crt`, because Namespace `shop` has none',
  ])
})

test.for([serviceAccountController, rootCaPublisher])(
  '$name leaves a namespace alone that goes',
  (controller) => {
    const server = startController(controller)
    server.apply(namespace('Terminating'))
    server.runUntil(1000)
    expect(done(server)).toEqual([])
  },
)
