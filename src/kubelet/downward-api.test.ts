import { expect, test } from 'vitest'
import type { Container, Pod, ResourceFieldSelector } from '#api/generated/types.ts'
import { fieldValue, resourceValue } from './downward-api.ts'

const APP: Container = {
  name: 'app',
  resources: {
    limits: { cpu: '1500m', memory: '1Gi' },
    requests: { cpu: '250m' },
  },
}
const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u1',
    labels: { tier: 'front', app: 'say "hi"' },
    annotations: { 'example.com/a.b': 'x\ny' },
  },
  spec: { serviceAccountName: 'robot', containers: [APP, { name: 'bare' }] },
}
const ADDRESSES = { nodeName: 'worker-1', hostIp: '172.18.0.3', podIp: '10.244.1.2' }

// The rows follow ExtractFieldPathAsString and its tests in pkg/fieldpath (v1.36).
test.for([
  ['metadata.name', 'web'],
  ['metadata.namespace', 'shop'],
  ['metadata.uid', 'u1'],
  ['metadata.labels', 'app="say \\"hi\\""\ntier="front"'],
  ['metadata.annotations', 'example.com/a.b="x\\ny"'],
  ["metadata.labels['tier']", 'front'],
  ["metadata.labels['nope']", ''],
  ["metadata.annotations['example.com/a.b']", 'x\ny'],
  ["metadata.annotations['tier']", ''],
  ["x.metadata.labels['tier']", undefined],
  ["metadata.labels['tier'].x", undefined],
  ['spec.nodeName', 'worker-1'],
  ['spec.serviceAccountName', 'robot'],
  ['status.hostIP', '172.18.0.3'],
  ['status.hostIPs', '172.18.0.3'],
  ['status.podIP', '10.244.1.2'],
  ['status.podIPs', '10.244.1.2'],
  ['status.phase', undefined],
  ['toString', undefined],
] as const)('%s is %s', ([path, value]) => {
  expect(fieldValue(POD, path, ADDRESSES)).toBe(value)
})

test('what is not set is empty', () => {
  const bare: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: {} }
  const valueOf = (path: string) => fieldValue(bare, path, ADDRESSES)
  const paths = ['name', 'uid', 'labels', 'annotations'].map((name) => `metadata.${name}`)
  expect([...paths, 'spec.serviceAccountName'].map(valueOf)).toEqual(['', '', '', '', ''])
  expect(valueOf('metadata.namespace')).toBe('default')
  expect(valueOf("metadata.labels['tier']")).toBe('')
})

const ALLOCATABLE = { cpu: '4', memory: '8Gi' }

// The rows follow ExtractContainerResourceValue and its tests in pkg/api/v1/resource (v1.36).
test.for<readonly [ResourceFieldSelector, string | undefined]>([
  [{ resource: 'limits.cpu' }, '2'],
  [{ resource: 'limits.cpu', divisor: '1m' }, '1500'],
  [{ resource: 'limits.cpu', divisor: '1' }, '2'],
  [{ resource: 'limits.memory' }, '1073741824'],
  [{ resource: 'limits.memory', divisor: '1Mi' }, '1024'],
  [{ resource: 'limits.memory', divisor: '1G' }, '2'],
  [{ resource: 'requests.cpu', divisor: '1m' }, '250'],
  [{ resource: 'requests.cpu' }, '1'],
  [{ resource: 'requests.memory', divisor: '1Mi' }, '1024'],
  [{ resource: 'limits.memory', divisor: '0' }, '1073741824'],
  [{ resource: 'limits.ephemeral-storage' }, '0'],
  [{ containerName: 'bare', resource: 'limits.cpu' }, '4'],
  [{ containerName: 'bare', resource: 'limits.memory', divisor: '1Gi' }, '8'],
  [{ containerName: 'bare', resource: 'requests.cpu' }, '0'],
  [{ containerName: 'nope', resource: 'limits.cpu' }, undefined],
])('%j is %s', ([ref, value]) => {
  expect(resourceValue(POD, APP, ref, ALLOCATABLE)).toBe(value)
})
