import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import type { Labels } from '#api/meta/labels.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo } from '#testing/run-plugin.ts'
import { createVolumeZone } from './volume-zone.ts'

const REJECTED = 'UnschedulableAndUnresolvable: node(s) had no available volume zone'
const ZONE = 'topology.kubernetes.io/zone'
const REGION = 'topology.kubernetes.io/region'
const OLD_ZONE = 'failure-domain.beta.kubernetes.io/zone'
const OLD_REGION = 'failure-domain.beta.kubernetes.io/region'

const claimOf = (name: string, spec: object, namespace = 'default'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
  spec,
})
const volumeOf = (name: string, labels: Labels | undefined): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: labels === undefined ? { name } : { name, labels },
})
const using = (...claims: readonly string[]): Pod =>
  makePod('db', {
    spec: {
      volumes: claims.map((claimName) => ({
        name: claimName,
        persistentVolumeClaim: { claimName },
      })),
    },
  })

/** What is said of a Pod on a node with these labels, when there are these objects. */
function said(pod: Pod, labels: Labels, ...objects: readonly ApiObject[]): string {
  const { client, apply } = createFakeApiServer()
  apply(...objects)
  return filterWith(createVolumeZone({ client }), pod, makeNodeInfo(makeNode('a', { labels })))
}

test.for<readonly [string, Labels | undefined, Labels, string]>([
  ['a volume without labels says nothing', undefined, { [ZONE]: 'a' }, 'skip'],
  ['nor with other labels', { zone: 'a' }, { [ZONE]: 'b' }, 'skip'],
  ['the zone of the volume', { [ZONE]: 'a' }, { [ZONE]: 'a' }, 'ok'],
  ['another zone', { [ZONE]: 'a' }, { [ZONE]: 'b' }, REJECTED],
  ['one of its zones', { [ZONE]: 'a__b' }, { [ZONE]: 'b' }, 'ok'],
  ['none of its zones', { [ZONE]: 'a__b' }, { [ZONE]: 'a__b' }, REJECTED],
  ['its region', { [REGION]: 'r' }, { [REGION]: 'r', [ZONE]: 'a' }, 'ok'],
  ['another region', { [REGION]: 'r' }, { [REGION]: 's' }, REJECTED],
  ['zone and region', { [ZONE]: 'a', [REGION]: 'r' }, { [ZONE]: 'a', [REGION]: 'r' }, 'ok'],
  [
    'the zone of another region',
    { [ZONE]: 'a', [REGION]: 'r' },
    { [ZONE]: 'a', [REGION]: 's' },
    REJECTED,
  ],
  ['a node that is in no zone', { [ZONE]: 'a' }, {}, 'ok'],
  ['a node that has a region only', { [ZONE]: 'a' }, { [REGION]: 'r' }, REJECTED],
  ['the old label of a zone, the new one of the node', { [OLD_ZONE]: 'a' }, { [ZONE]: 'a' }, 'ok'],
  ['the old label, and another zone', { [OLD_ZONE]: 'a' }, { [ZONE]: 'b' }, REJECTED],
  ['the old label of both', { [OLD_ZONE]: 'a' }, { [OLD_ZONE]: 'a', [ZONE]: 'b' }, 'ok'],
  [
    'the new label of the volume, the old one of the node',
    { [ZONE]: 'a' },
    { [OLD_ZONE]: 'a' },
    REJECTED,
  ],
  ['the old label of a region', { [OLD_REGION]: 'r' }, { [REGION]: 'r' }, 'ok'],
  ['the old label of another region', { [OLD_REGION]: 'r' }, { [OLD_REGION]: 's' }, REJECTED],
])('where a volume can be used: %s', ([, ofVolume, ofNode, expected]) => {
  const objects = [claimOf('data', { volumeName: 'pv' }), volumeOf('pv', ofVolume)]
  expect(said(using('data'), ofNode, ...objects)).toBe(expected)
})

test('each volume of the Pod counts', () => {
  const objects = ['a', 'b'].flatMap((zone) => [
    claimOf(`in-${zone}`, { volumeName: `pv-${zone}` }),
    volumeOf(`pv-${zone}`, { [ZONE]: zone }),
  ])
  expect(said(using('in-a'), { [ZONE]: 'a' }, ...objects)).toBe('ok')
  expect(said(using('in-a', 'in-b'), { [ZONE]: 'a' }, ...objects)).toBe(REJECTED)
  expect(said(using(), { [ZONE]: 'a' }, ...objects)).toBe('skip')
})

const unresolvable = (reason: string): string => `UnschedulableAndUnresolvable: ${reason}`
const classOf = (name: string, volumeBindingMode?: string): ApiObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'x',
  ...(volumeBindingMode === undefined ? {} : { volumeBindingMode }),
})

test.for<readonly [string, readonly ApiObject[], string]>([
  ['no claim', [], unresolvable('persistentvolumeclaim "data" not found')],
  [
    'a claim of another namespace',
    [claimOf('data', { volumeName: 'pv' }, 'other'), volumeOf('pv', { [ZONE]: 'a' })],
    unresolvable('persistentvolumeclaim "data" not found'),
  ],
  [
    'no volume',
    [claimOf('data', { volumeName: 'pv' })],
    unresolvable('persistentvolume "pv" not found'),
  ],
  [
    'neither volume nor class',
    [claimOf('data', {})],
    unresolvable('PersistentVolumeClaim had no pv name and storageClass name'),
  ],
  [
    'an empty class',
    [claimOf('data', { storageClassName: '' })],
    unresolvable('PersistentVolumeClaim had no pv name and storageClass name'),
  ],
  [
    'no such class',
    [claimOf('data', { storageClassName: 'fast' })],
    unresolvable('storageclass.storage.k8s.io "fast" not found'),
  ],
  [
    'a class that binds at once',
    [claimOf('data', { storageClassName: 'fast' }), classOf('fast', 'Immediate')],
    unresolvable('PersistentVolume had no name'),
  ],
  [
    'a class that says nothing of it',
    [claimOf('data', { storageClassName: 'fast' }), classOf('fast')],
    unresolvable('PersistentVolume had no name'),
  ],
  [
    'a class that waits for the Pod',
    [claimOf('data', { storageClassName: 'slow' }), classOf('slow', 'WaitForFirstConsumer')],
    'skip',
  ],
])('what is not bound: %s', ([, objects, expected]) => {
  expect(said(using('data'), { [ZONE]: 'a' }, ...objects)).toBe(expected)
})
