import { expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/generated/types.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { done, reported, startController } from '#testing/start-controller.ts'
import { persistentVolumeController } from './persistentvolume.ts'

const start = () => startController(persistentVolumeController)

function makeClaim(name: string, spec: PersistentVolumeClaim['spec'] = {}): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default', uid: `uid-of-${name}` },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
      storageClassName: '',
      ...spec,
    },
    status: {},
  }
}

function makeVolume(
  name: string,
  storage: string,
  spec: PersistentVolume['spec'] = {},
): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], ...spec },
    status: {},
  }
}

function makeClass(name: string, volumeBindingMode: string): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'example.com/disk',
    reclaimPolicy: 'Delete',
    volumeBindingMode,
  }
}

const claimOf = (server: FakeApiServer, name: string) =>
  server.client.get('PersistentVolumeClaim', 'default', name)
const volumeOf = (server: FakeApiServer, name: string) =>
  server.client.get('PersistentVolume', '', name)
const reasonsOf = (server: FakeApiServer) => server.client.list('Event').map(({ reason }) => reason)

test('a claim gets the smallest volume that is large enough', () => {
  const server = start()
  for (const [name, size] of [
    ['tiny', '1Gi'],
    ['large', '50Gi'],
    ['fitting', '6Gi'],
  ] as const) {
    server.apply(makeVolume(name, size))
  }
  server.runUntil(10)
  expect(volumeOf(server, 'large')?.status?.phase).toBe('Available')
  server.apply(makeClaim('data'))
  server.runUntil(100)
  expect(claimOf(server, 'data')).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'fitting' },
    status: { phase: 'Bound', capacity: { storage: '6Gi' }, accessModes: ['ReadWriteOnce'] },
  })
  expect(volumeOf(server, 'fitting')).toMatchObject({
    spec: { claimRef: { name: 'data', uid: 'uid-of-data' } },
    status: { phase: 'Bound' },
  })
  expect(server.clock.nextMs()).toBeNull()
})

const UNSUITABLE: readonly (readonly [string, PersistentVolume['spec']])[] = [
  ['another class', { storageClassName: 'fast' }],
  ['other access modes', { accessModes: ['ReadOnlyMany'] }],
  ['another volume mode', { volumeMode: 'Block' }],
]

test.for(UNSUITABLE)('a volume with %s is not taken', ([, spec]) => {
  const server = start()
  server.apply(makeVolume('pv', '10Gi', spec), makeClaim('data'))
  server.runUntil(100)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(reasonsOf(server)).toContain('FailedBinding')
})

test('a volume that appears later is taken by the claim that waits, in the next round', () => {
  const server = start()
  server.apply(makeClaim('data'))
  server.runUntil(100)
  server.apply(makeVolume('late', '10Gi'))
  server.runUntil(14_900)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(volumeOf(server, 'late')?.status?.phase).toBe('Available')
  server.runUntil(15_100)
  expect(claimOf(server, 'data')?.spec?.volumeName).toBe('late')
})

test('a class makes a volume in about a second', () => {
  const server = start()
  server.apply(makeClass('standard', 'Immediate'))
  server.apply(makeClaim('data', { storageClassName: 'standard' }))
  server.runUntil(900)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
  expect(reasonsOf(server)).toEqual(['ExternalProvisioning'])
  server.runUntil(1100)
  expect(claimOf(server, 'data')).toMatchObject({
    spec: { volumeName: 'pvc-uid-of-data' },
    status: { phase: 'Bound' },
  })
  expect(server.client.list('Event').map(({ message }) => message)).toContain(
    'Successfully provisioned volume pvc-uid-of-data using example.com/disk',
  )
  // The round that the claim waited for finds nothing to do, and there is no other.
  server.runUntil(15_100)
  expect(server.clock.nextMs()).toBeNull()
})

test('a class that waits for its consumer makes nothing until a node is selected', () => {
  const server = start()
  server.apply(makeClass('local', 'WaitForFirstConsumer'))
  server.apply(makeClaim('data', { storageClassName: 'local' }))
  server.runUntil(60_000)
  expect(reasonsOf(server)).toEqual(['WaitForFirstConsumer'])
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }]
  server.apply(makePod('user', { spec: { volumes } }))
  server.runUntil(75_100)
  expect(server.client.list('Event').map(({ message }) => message)).toContain(
    'waiting for pod user to be scheduled',
  )
  const claim = claimOf(server, 'data')
  if (claim !== undefined) {
    const annotations = { 'volume.kubernetes.io/selected-node': 'n1' }
    server.client.update({ ...claim, metadata: { ...claim.metadata, annotations } }, BY_TEST)
  }
  server.runUntil(77_000)
  expect(claimOf(server, 'data')?.status?.phase).toBe('Bound')
  expect(volumeOf(server, 'pvc-uid-of-data')?.spec?.nodeAffinity).toMatchObject({
    required: { nodeSelectorTerms: [{ matchExpressions: [{ values: ['n1'] }] }] },
  })
})

test('a deleted claim releases its volume, and a made one goes too', () => {
  const server = start()
  server.apply(makeVolume('kept', '10Gi'), makeClass('standard', 'Immediate'))
  server.apply(makeClaim('static'), makeClaim('made', { storageClassName: 'standard' }))
  server.runUntil(2000)
  for (const name of ['static', 'made']) {
    server.client.delete('PersistentVolumeClaim', 'default', name, {}, BY_TEST)
  }
  server.runUntil(3000)
  expect(volumeOf(server, 'kept')?.status?.phase).toBe('Released')
  expect(volumeOf(server, 'pvc-uid-of-made')).toBeUndefined()
})

test('a claim whose volume vanishes is lost', () => {
  const server = start()
  server.apply(makeVolume('pv', '10Gi'), makeClaim('data'))
  server.runUntil(100)
  server.client.delete('PersistentVolume', '', 'pv', {}, BY_TEST)
  server.runUntil(200)
  expect(claimOf(server, 'data')?.status).toEqual({ phase: 'Lost' })
  expect(reasonsOf(server)).toContain('ClaimLost')
})

test('what is said while a claim gets a volume that was there, and one that is made for it', () => {
  const server = start()
  server.apply(makeVolume('kept', '10Gi'), makeClass('standard', 'Immediate'))
  server.apply(makeClaim('static'), makeClaim('made', { storageClassName: 'standard' }))
  server.runUntil(2000)
  for (const name of ['static', 'made'])
    server.client.delete('PersistentVolumeClaim', 'default', name, {}, BY_TEST)
  server.runUntil(3000)
  expect(done(server)).toEqual([
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolume `kept` as Available',
    'persistentvolume-binder-controller detail VolumeStatus: noted the claim of PersistentVolume `kept`',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolume `kept` as Bound',
    'persistentvolume-binder-controller step ClaimBound: bound PersistentVolumeClaim `static` to PersistentVolume `kept`, because it is the smallest available volume that suits the claim',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolumeClaim `static` as Bound',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolumeClaim `made` as Pending',
    'persistentvolume-binder-controller step ExternalProvisioning: asked `example.com/disk` for a volume for PersistentVolumeClaim `made`, because no volume suits it and its class is `standard`',
    'example.com/disk step ProvisioningSucceeded: created PersistentVolume `pvc-uid-of-made`, because PersistentVolumeClaim `made` asked for a volume of class `standard`',
    'persistentvolume-binder-controller detail VolumeStatus: noted the claim of PersistentVolume `pvc-uid-of-made`',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolume `pvc-uid-of-made` as Bound',
    'persistentvolume-binder-controller step ClaimBound: bound PersistentVolumeClaim `made` to PersistentVolume `pvc-uid-of-made`, because the volume names the claim',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolumeClaim `made` as Bound',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolume `kept` as Released',
    'persistentvolume-binder-controller detail VolumeStatus: reported PersistentVolume `pvc-uid-of-made` as Released',
    'persistentvolume-binder-controller step VolumeDeleted: deleted PersistentVolume `pvc-uid-of-made`, because its claim is gone and its reclaim policy is Delete',
  ])
  expect(reported(server)).toEqual([
    "persistentvolume-controller about PersistentVolumeClaim made: Normal ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'example.com/disk' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    'example.com/disk about PersistentVolumeClaim made: Normal ProvisioningSucceeded: Successfully provisioned volume pvc-uid-of-made using example.com/disk',
  ])
})

const BOUND = { 'pv.kubernetes.io/bind-completed': 'yes' }
const CHOSEN = { 'pv.kubernetes.io/bound-by-controller': 'yes' }
const REFERENCE = { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' }

test.for<
  readonly [
    string,
    PersistentVolumeClaim['spec'],
    PersistentVolume['spec'],
    { readonly claim: object; readonly volume: object | undefined; readonly because: string },
  ]
>([
  [
    'neither names the other',
    {},
    {},
    {
      claim: { ...CHOSEN, ...BOUND },
      volume: CHOSEN,
      because: 'it is the smallest available volume that suits the claim',
    },
  ],
  [
    'the claim names the volume',
    { volumeName: 'pv' },
    {},
    { claim: BOUND, volume: CHOSEN, because: 'the claim names it' },
  ],
  [
    'the volume names the claim',
    {},
    { claimRef: REFERENCE },
    {
      claim: { ...CHOSEN, ...BOUND },
      volume: undefined,
      because: 'the volume names the claim',
    },
  ],
  [
    'both name each other',
    { volumeName: 'pv' },
    { claimRef: { ...REFERENCE, uid: 'uid-of-data' } },
    { claim: BOUND, volume: undefined, because: 'the claim names it' },
  ],
])('what the controller chose is marked: %s', ([, claim, volume, expected]) => {
  const server = start()
  server.apply(makeVolume('pv', '10Gi', volume), makeClaim('data', claim))
  server.runUntil(100)
  const found = claimOf(server, 'data')
  expect(found?.metadata.annotations).toEqual(expected.claim)
  expect(found?.status).toMatchObject({ phase: 'Bound' })
  expect(volumeOf(server, 'pv')?.metadata.annotations).toEqual(expected.volume)
  expect(volumeOf(server, 'pv')?.status).toMatchObject({ phase: 'Bound' })
  expect(volumeOf(server, 'pv')?.spec?.claimRef).toMatchObject({ ...REFERENCE, uid: 'uid-of-data' })
  expect(done(server).find((line) => line.includes(' ClaimBound: '))).toBe(
    `persistentvolume-binder-controller step ClaimBound: bound PersistentVolumeClaim \`data\` to PersistentVolume \`pv\`, because ${expected.because}`,
  )
})

test.for<
  readonly [
    string,
    PersistentVolumeClaim['spec'],
    readonly (PersistentVolume | StorageClass)[],
    readonly string[],
  ]
>([
  ['the volume that it names is not there', { volumeName: 'none' }, [], []],
  [
    'another has the volume that it names',
    { volumeName: 'pv' },
    [makeVolume('pv', '10Gi', { claimRef: { ...REFERENCE, name: 'other', uid: 'u' } })],
    ['Warning FailedBinding: volume "pv" already bound to a different claim.'],
  ],
  [
    'no class and no volume',
    {},
    [],
    [
      'Normal FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ],
  ],
  [
    'its class is not there',
    { storageClassName: 'none' },
    [],
    ['Warning ProvisioningFailed: storageclass.storage.k8s.io "none" not found'],
  ],
  [
    'its class makes none',
    { storageClassName: 'manual' },
    [{ ...makeClass('manual', 'Immediate'), provisioner: 'kubernetes.io/no-provisioner' }],
    [],
  ],
  [
    'its class waits for a Pod',
    { storageClassName: 'late' },
    [makeClass('late', 'WaitForFirstConsumer')],
    ['Normal WaitForFirstConsumer: waiting for first consumer to be created before binding'],
  ],
])('a claim that waits: %s', ([, spec, others, events]) => {
  const server = start()
  server.apply(...others, makeClaim('data', spec))
  server.runUntil(20_000)
  expect(claimOf(server, 'data')?.status).toEqual({ phase: 'Pending' })
  const said = reported(server).map((line) => line.slice(line.indexOf(' data: ') + 7))
  expect([...new Set(said)]).toEqual(events)
  // It is looked at every 15 s.
  expect(server.clock.nextMs()).toBe(30_000)
})

test('who waits for a Pod says which, as long as none of them has a node', () => {
  const server = start()
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }]
  server.apply(makeClass('late', 'WaitForFirstConsumer'))
  server.apply(makePod('a', { spec: { volumes } }), makePod('b', { spec: { volumes } }))
  server.apply(makePod('c', { spec: { volumes, nodeName: 'n1' } }), makePod('d'))
  server.apply(makeClaim('data', { storageClassName: 'late' }))
  server.runUntil(1000)
  expect(reported(server)).toEqual([
    'persistentvolume-controller about PersistentVolumeClaim data: Normal WaitForPodScheduled: waiting for pods a,b to be scheduled',
  ])
})

/** The drivers of staging/src/k8s.io/csi-translation-lib/plugins (v1.36), and what others make. */
test.for<readonly [string, object]>([
  [
    'ebs.csi.aws.com',
    { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/aws-ebs',
    { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/azure-disk',
    { csi: { driver: 'disk.csi.azure.com', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/azure-file',
    { csi: { driver: 'file.csi.azure.com', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/cinder',
    { csi: { driver: 'cinder.csi.openstack.org', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/gce-pd',
    { csi: { driver: 'pd.csi.storage.gke.io', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'kubernetes.io/vsphere-volume',
    { csi: { driver: 'csi.vsphere.vmware.com', volumeHandle: 'pvc-uid-of-data_default_data' } },
  ],
  [
    'rancher.io/local-path',
    {
      hostPath: {
        path: '/opt/local-path-provisioner/pvc-uid-of-data_default_data',
        type: 'DirectoryOrCreate',
      },
    },
  ],
])('what a class of %s makes', ([provisioner, source]) => {
  const server = start()
  const { reclaimPolicy: _, ...plain } = makeClass('standard', 'Immediate')
  server.apply({ ...plain, provisioner })
  server.apply(makeClaim('data', { storageClassName: 'standard' }))
  server.runUntil(2000)
  expect(volumeOf(server, 'pvc-uid-of-data')).toMatchObject({
    metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
  })
  expect(volumeOf(server, 'pvc-uid-of-data')?.spec).toEqual({
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '5Gi' },
    claimRef: { apiVersion: 'v1', ...REFERENCE, uid: 'uid-of-data' },
    persistentVolumeReclaimPolicy: 'Delete',
    storageClassName: 'standard',
    volumeMode: 'Filesystem',
    ...source,
  })
  expect(claimOf(server, 'data')?.metadata.annotations).toEqual({
    'volume.kubernetes.io/storage-provisioner': provisioner,
    ...CHOSEN,
    ...BOUND,
  })
})

test.for([
  ['rancher.io/local-path', true],
  ['hostpath.csi.k8s.io', true],
  ['ebs.csi.aws.com', false],
] as const)('a volume of %s is of one node: %s', ([provisioner, isLocal]) => {
  const server = start()
  server.apply({ ...makeClass('late', 'WaitForFirstConsumer'), provisioner })
  const claim = makeClaim('data', { storageClassName: 'late', volumeMode: 'Block' })
  const annotations = { 'volume.kubernetes.io/selected-node': 'n1' }
  server.apply({ ...claim, metadata: { ...claim.metadata, annotations } })
  server.runUntil(2000)
  const { nodeAffinity, volumeMode } = volumeOf(server, 'pvc-uid-of-data')?.spec ?? {}
  expect(volumeMode).toBe('Block')
  const values = [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['n1'] }]
  expect(nodeAffinity).toEqual(
    isLocal ? { required: { nodeSelectorTerms: [{ matchExpressions: values }] } } : undefined,
  )
})

test('a volume that was given to a claim of the same name is not that of the next one', () => {
  const server = start()
  server.apply(
    makeVolume('kept', '10Gi', { claimRef: { ...REFERENCE, uid: 'old' } }),
    makeVolume('gone', '10Gi', {
      claimRef: { ...REFERENCE, uid: 'old' },
      persistentVolumeReclaimPolicy: 'Delete',
    }),
    makeClaim('data'),
  )
  server.runUntil(1000)
  expect(volumeOf(server, 'kept')?.status?.phase).toBe('Released')
  expect(volumeOf(server, 'gone')).toBeUndefined()
  expect(claimOf(server, 'data')?.status?.phase).toBe('Pending')
})
