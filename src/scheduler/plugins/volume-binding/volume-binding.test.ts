import { expect, test } from 'vitest'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { filterWith, makeNodeInfo } from '#testing/run-plugin.ts'
import { createVolumeBinding } from './volume-binding.ts'

const claimNamed = (
  storageClassName: string,
  more: Partial<PersistentVolumeClaim['metadata']> = {},
  volumeName = '',
): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default', uid: 'uid-of-data', ...more },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName,
    ...(volumeName === '' ? {} : { volumeName }),
  },
  status: { phase: volumeName === '' ? 'Pending' : 'Bound' },
})
const bound = (volumeName: string) =>
  claimNamed('', { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }, volumeName)

const classWith = (provisioner: string): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local' },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
})
const volumeOn = (host: string, storageClassName = ''): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '2Gi' },
    storageClassName,
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [host] }],
          },
        ],
      },
    },
  },
  status: { phase: 'Available' },
})

const NODE: Node = makeNode('a')
const hard = (text: string) => `UnschedulableAndUnresolvable: ${text}`

const CASES: readonly (readonly [string, readonly ApiObject[], string])[] = [
  ['a missing claim', [], hard('persistentvolumeclaim "data" not found')],
  [
    'a claim that is being deleted',
    [claimNamed('', { deletionTimestamp: '2026-03-02T10:00:00Z' })],
    hard('persistentvolumeclaim "data" is being deleted'),
  ],
  [
    'a claim that the controller has not bound yet',
    [claimNamed('')],
    hard('pod has unbound immediate PersistentVolumeClaims'),
  ],
  ['a bound claim whose volume is on this node', [bound('pv'), volumeOn('a')], 'ok'],
  [
    'a bound claim whose volume is on another node',
    [bound('pv'), volumeOn('b')],
    hard("node(s) didn't match PersistentVolume's node affinity"),
  ],
  [
    'a bound claim whose volume is gone',
    [bound('pv')],
    hard('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'),
  ],
  [
    'a waiting claim and a suitable volume here',
    [classWith('kubernetes.io/no-provisioner'), claimNamed('local'), volumeOn('a', 'local')],
    'ok',
  ],
  [
    'a waiting claim and a volume elsewhere',
    [classWith('kubernetes.io/no-provisioner'), claimNamed('local'), volumeOn('b', 'local')],
    hard("node(s) didn't find available persistent volumes to bind"),
  ],
  [
    'a waiting claim whose class makes volumes',
    [classWith('example.com/disk'), claimNamed('local')],
    'ok',
  ],
]

const USER = makePod('web', {
  spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
})

test.for(CASES)('%s', ([, objects, expected]) => {
  const server = createFakeApiServer()
  server.apply(...objects)
  const plugin = createVolumeBinding({ client: server.client })
  expect(filterWith(plugin, USER, makeNodeInfo(NODE))).toBe(expected)
})

test('a Pod without claims skips, and the claim of an ephemeral volume has its own words', () => {
  const { client } = createFakeApiServer()
  const plugin = createVolumeBinding({ client })
  expect(filterWith(plugin, makePod('web'), makeNodeInfo(NODE))).toBe('skip')
  const volumes = [{ name: 'tmp', ephemeral: {} }]
  expect(filterWith(plugin, makePod('web', { spec: { volumes } }), makeNodeInfo(NODE))).toBe(
    hard('waiting for ephemeral volume controller to create the persistentvolumeclaim "web-tmp"'),
  )
})
