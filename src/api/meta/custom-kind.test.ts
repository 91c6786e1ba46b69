import { expect, test } from 'vitest'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { customInfo, customKindOf, definedKind, shownKind } from './custom-kind.ts'
import { infoOf, keyOf, kindOfKey, nameInSentence, objectKey, parseKey } from './object.ts'

const definition = (
  kind: string,
  plural: string,
  scope = 'Namespaced',
): CustomResourceDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.example.com` },
  spec: { group: 'example.com', scope, names: { kind, plural }, versions: [] },
})

test.for([
  ['CronTab', 'crontabs', 'Namespaced', 'CronTab.example.com'],
  ['Issuer', 'issuers', 'Cluster', 'Issuer.example.com:Cluster'],
  ['Policy', 'policies', 'Namespaced', 'Policy.example.com'],
  ['Mesh', 'meshes', 'Cluster', 'Mesh.example.com:Cluster:meshes'],
  ['Fish', 'fish', 'Namespaced', 'Fish.example.com:fish'],
] as const)('%s, %s, %s is the kind %s, and says all of that', ([kind, plural, scope, name]) => {
  const made = definedKind(definition(kind, plural, scope))
  expect(made).toBe(name)
  expect(customInfo(made)).toMatchObject({
    group: 'example.com',
    resource: plural,
    namespaced: scope === 'Namespaced',
  })
  expect(shownKind(made)).toBe(kind)
})

test('a document names a kind as far as it knows it', () => {
  expect(customKindOf('example.com/v1', 'CronTab')).toBe('CronTab.example.com')
})

test('keys of such objects are made and taken apart', () => {
  expect(objectKey('Issuer.example.com:Cluster', 'default', 'a')).toBe(
    'Issuer.example.com:Cluster//a',
  )
  expect(parseKey('CronTab.example.com/shop/nightly')).toEqual({
    kind: 'CronTab.example.com',
    namespace: 'shop',
    name: 'nightly',
  })
  expect(kindOfKey('ReplicaSet.apps/shop/web')).toBe('ReplicaSet')
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'CronTab.example.com',
    metadata: { name: 'nightly', namespace: 'shop' },
  } as const
  expect(keyOf(object)).toBe('CronTab.example.com/shop/nightly')
  expect(nameInSentence(object)).toBe('CronTab `shop/nightly`')
})

test('a built-in kind is looked up as before', () => {
  expect(infoOf('Deployment').groupKind).toBe('Deployment.apps')
  expect(shownKind('Deployment')).toBe('Deployment')
})
