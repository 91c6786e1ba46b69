import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import { storageKeyOf } from './storage-key.ts'

// Follows SpecialDefaultResourcePrefixes of pkg/kubeapiserver/default_storage_factory_builder.go (v1.36).
test.for([
  ['ReplicationController', '/registry/controllers/shop/web'],
  ['Endpoints', '/registry/services/endpoints/shop/web'],
  ['Service', '/registry/services/specs/shop/web'],
  ['Ingress', '/registry/ingress/shop/web'],
  ['Node', '/registry/minions/web'],
  ['Pod', '/registry/pods/shop/web'],
  ['Deployment', '/registry/deployments/shop/web'],
  ['Namespace', '/registry/namespaces/web'],
  ['CustomResourceDefinition', '/registry/apiextensions.k8s.io/customresourcedefinitions/web'],
] as const)('a %s is kept below %s', ([kind, key]) => {
  const object = { apiVersion: 'v1', kind, metadata: { name: 'web', namespace: 'shop' } }
  expect(storageKeyOf(object as ApiObject)).toBe(key)
})

test('what names no namespace is in the default one', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }
  expect(storageKeyOf(object as ApiObject)).toBe('/registry/pods/default/web')
})
