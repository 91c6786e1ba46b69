import { expect, test } from 'vitest'
import { currentKey, keyOfOwner, kindOfKey, objectKey, parseKey } from './object.ts'

test('keys have the group, but not of the core group', () => {
  expect(objectKey('Pod', undefined, 'web')).toBe('Pod/default/web')
  expect(objectKey('Node', 'default', 'worker-1')).toBe('Node//worker-1')
  expect(objectKey('ReplicaSet', 'shop', 'web')).toBe('ReplicaSet.apps/shop/web')
  expect(objectKey('StorageClass', undefined, 'fast')).toBe('StorageClass.storage.k8s.io//fast')
})

test('a key can be taken apart, and what is none is not one', () => {
  expect(parseKey('ReplicaSet.apps/shop/web')).toEqual({
    kind: 'ReplicaSet',
    namespace: 'shop',
    name: 'web',
  })
  for (const key of ['ReplicaSet/shop/web', 'Sandbox/worker-1/1', 'Pod.apps/default/a', 'Pod', ''])
    expect(kindOfKey(key)).toBeUndefined()
})

test.for([
  ['v1', 'Node', 'worker-1', 'Node//worker-1'],
  ['apps/v1', 'ReplicaSet', 'web', 'ReplicaSet.apps/shop/web'],
  ['example.com/v1', 'Shop', 'main', 'Shop.example.com/shop/main'],
] as const)('the owner %s %s has the key of its group', ([apiVersion, kind, name, key]) => {
  expect(keyOfOwner({ apiVersion, kind, name }, 'shop')).toBe(key)
})

test.for([
  ['ReplicaSet/default/web', 'ReplicaSet.apps/default/web'],
  ['ReplicaSet.apps/default/web', 'ReplicaSet.apps/default/web'],
  ['Pod/default/web', 'Pod/default/web'],
  ['ContainerInstance/worker-1/1', 'ContainerInstance/worker-1/1'],
  ['anything', 'anything'],
] as const)('the old key %s is now %s', ([old, key]) => {
  expect(currentKey(old)).toBe(key)
})
