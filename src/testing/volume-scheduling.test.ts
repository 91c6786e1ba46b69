// The scheduler and the volume controller together: they meet only at the API server.
import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { persistentVolumeController } from '#controllers/persistentvolume/persistentvolume.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { createScheduler } from '#scheduler/scheduler.ts'
import { BY_TEST, createFakeApiServer } from './fake-api-server.ts'
import type { FakeApiServer } from './fake-api-server.ts'
import { makeNode, makePod } from './make-objects.ts'

const claimNamed = (storageClassName: string): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default', uid: 'uid-of-data' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName,
  },
  status: { phase: 'Pending' },
})
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

const USER = makePod('web', {
  spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
})

function start(): FakeApiServer {
  const server = createFakeApiServer()
  const { client, clock, leases } = server
  const recorder = createEventRecorder(client, clock)
  createScheduler({ client, clock, prng: createPrng(1), recorder })
  persistentVolumeController.create({
    client,
    informers: createInformers(client),
    clock,
    prng: createPrng(1),
    recorder,
    leases,
  })
  return server
}
const podOf = (server: FakeApiServer) => server.client.get('Pod', 'default', 'web')

test('a Pod waits for the volume that is made for its node and is bound after it', () => {
  const server = start()
  server.apply(makeNode('a'), classWith('example.com/disk'), claimNamed('local'), USER)
  server.runUntil(500)
  expect(podOf(server)?.spec?.nodeName).toBeUndefined()
  expect(server.client.get('PersistentVolumeClaim', 'default', 'data')?.metadata).toMatchObject({
    annotations: { 'volume.kubernetes.io/selected-node': 'a' },
  })
  server.runUntil(1500)
  expect(podOf(server)?.spec?.nodeName).toBe('a')
  // The round that the claim waited for finds nothing to do, and there is no other.
  server.runUntil(15_100)
  expect(server.clock.nextMs()).toBeNull()
})

// Provisioners that fail take the annotation away. Follows checkBindings of volumebinding/binder.go.
test.for([
  [
    { 'volume.kubernetes.io/storage-provisioner': 'example.com/disk' },
    'provisioning failed for PVC "data"',
  ],
  [{ 'volume.kubernetes.io/selected-node': 'gone' }, 'provisioning failed for PVC "data"'],
  [undefined, 'selectedNode annotation reset for PVC "data"'],
] as const)(
  'a Pod is scheduled anew when its claim has the annotations %j',
  ([annotations, why]) => {
    const server = start()
    server.apply(makeNode('a'), classWith('example.com/slow'), claimNamed('local'), USER)
    server.runUntil(100)
    const claim = server.client.get('PersistentVolumeClaim', 'default', 'data')
    const { annotations: _, ...metadata } = claim?.metadata ?? {}
    const changed = { ...metadata, ...(annotations === undefined ? {} : { annotations }) }
    if (claim !== undefined) server.client.update({ ...claim, metadata: changed }, BY_TEST)
    server.runUntil(900)
    const messages = server.client.list('Event').map(({ message }) => message)
    expect(messages).toContain(`running PreBind plugin "VolumeBinding": binding volumes: ${why}`)
    server.runUntil(30_000)
    // What was begun for the node comes all the same, and the next attempt finds it.
    expect(server.client.list('PersistentVolume')).toMatchObject([
      { metadata: { name: 'pvc-uid-of-data' } },
    ])
  },
)

test('a Pod goes to the node of the volume that its claim takes', () => {
  const server = start()
  server.apply(makeNode('a'), makeNode('b'), classWith('kubernetes.io/no-provisioner'))
  server.apply(volumeOn('b', 'local'), claimNamed('local'), USER)
  server.runUntil(100)
  expect(podOf(server)?.spec?.nodeName).toBe('b')
  expect(server.client.get('PersistentVolumeClaim', 'default', 'data')).toMatchObject({
    spec: { volumeName: 'pv' },
    status: { phase: 'Bound' },
  })
})

test('a Pod whose claim is missing is placed when the claim comes', () => {
  const server = start()
  server.apply(makeNode('a'), USER)
  server.runUntil(100)
  expect(podOf(server)?.status?.conditions?.[0]?.message).toBe(
    '0/1 nodes are available: persistentvolumeclaim "data" not found. not found',
  )
  server.apply(volumeOn('a'), claimNamed(''))
  server.runUntil(200)
  expect(podOf(server)?.spec?.nodeName).toBe('a')
})

test('of two Pods with one claim of the default class, the second waits for the node of the first', () => {
  const pod = (name: string, node: string): string =>
    `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  nodeSelector: { kubernetes.io/hostname: ${node} }\n  volumes: [{ name: v, persistentVolumeClaim: { claimName: shared } }]\n  containers: [{ name: c, image: nginx, volumeMounts: [{ name: v, mountPath: /d }] }]\n`
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: 'until: 2m\n' },
    {
      path: 'manifests/a.yaml',
      text: `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: shared }\nspec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }\n${pod('a', 'worker-1')}${pod('b', 'worker-2')}`,
    },
  ])
  expect(cluster.world.get('Pod/default/a')).toMatchObject({ status: { phase: 'Running' } })
  expect(cluster.world.get('Pod/default/b')).toMatchObject({
    status: {
      phase: 'Pending',
      conditions: [
        {
          message: expect.stringContaining(
            "1 node(s) didn't match PersistentVolume's node affinity",
          ),
        },
      ],
    },
  })
})

test('what is said of a claim that nobody can bind is said again every 15 s', () => {
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: 'until: 100s\n' },
    {
      path: 'manifests/a.yaml',
      text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: none }\nspec: { storageClassName: gp2, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }\n',
    },
  ])
  const events = [...cluster.world.state.values()].filter((one) => one.kind === 'Event')
  expect(events).toMatchObject([{ reason: 'ProvisioningFailed', count: 7 }])
})
