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
  [
    'a claim of another namespace',
    [claimNamed('local', { namespace: 'other' })],
    hard('persistentvolumeclaim "data" not found'),
  ],
  [
    'a claim that lost its volume',
    [{ ...bound('pv'), status: { phase: 'Lost' } }, volumeOn('a')],
    hard('persistentvolumeclaim "data" bound to non-existent persistentvolume "pv"'),
  ],
  [
    'a claim that names its volume, and is not bound to it yet',
    [classWith('example.com/disk'), claimNamed('local', {}, 'pv'), volumeOn('a', 'local')],
    hard('pod has unbound immediate PersistentVolumeClaims'),
  ],
  [
    'a claim that is said to be bound, to no volume',
    [claimNamed('', { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } })],
    hard('pod has unbound immediate PersistentVolumeClaims'),
  ],
  [
    'a claim of a class that is not there',
    [classWith('example.com/disk'), claimNamed('gone')],
    hard('pod has unbound immediate PersistentVolumeClaims'),
  ],
  [
    'a claim of a class that binds at once',
    [{ ...classWith('example.com/disk'), volumeBindingMode: 'Immediate' }, claimNamed('local')],
    hard('pod has unbound immediate PersistentVolumeClaims'),
  ],
  ...(['a', 'b'] as const).map(
    (nodeName) =>
      [
        `a waiting claim that is made for node ${nodeName}`,
        [
          classWith('example.com/disk'),
          claimNamed('local', { annotations: { 'volume.kubernetes.io/selected-node': nodeName } }),
        ],
        nodeName === 'a' ? 'ok' : hard("node(s) didn't find available persistent volumes to bind"),
      ] as const,
  ),
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
