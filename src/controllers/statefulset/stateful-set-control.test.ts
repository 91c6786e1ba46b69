// What a StatefulSet does with its Pods and claims, and in which order, against
// pkg/controller/statefulset/{stateful_set_control,stateful_pod_control}.go (v1.36).
import { expect, test } from 'vitest'
import type {
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
  StatefulSetSpec,
} from '#api/generated/types.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import {
  about,
  done,
  news,
  reported,
  runningAt,
  settlePods,
  startController,
} from '#testing/start-controller.ts'
import { statefulSetController } from './statefulset.ts'

const LABELS = { app: 'db' }
const template = (image: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
})
const CLAIM: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'] },
}

const statefulSet = (spec: Partial<StatefulSetSpec> = {}, metadata = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace: 'default', uid: 'uid-of-db', ...metadata },
  spec: {
    replicas: 2,
    serviceName: 'db',
    selector: { matchLabels: LABELS },
    template: template('one'),
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...spec,
  },
})

function start(given = statefulSet(), server = createFakeApiServer()) {
  const started = startController(statefulSetController, {}, server)
  server.apply(given)
  settlePods(started)
  return started
}

const own = (server: FakeApiServer): StatefulSet => {
  const found = server.client.get('StatefulSet', 'default', 'db')
  if (found === undefined) throw new Error('the StatefulSet is gone')
  return found
}

function change(server: FakeApiServer, spec: Partial<StatefulSetSpec>): void {
  const old = own(server)
  const before = old.spec ?? { selector: {}, serviceName: 'db', template: {} }
  server.client.update({ ...old, spec: { ...before, ...spec } }, BY_TEST)
}

/** What is said from now on; of what is only counted in the status nothing. */
const said = (server: FakeApiServer, act: () => void): readonly string[] =>
  news(server, 'db', act)
    .filter((line) => !line.includes('StatefulSetStatus'))
    .map((line) => line.replace('statefulset-controller ', ''))

const images = (server: FakeApiServer) =>
  Object.fromEntries(
    server.client
      .list('Pod')
      .map(({ metadata, spec }) => [metadata.name, spec?.containers?.[0]?.image]),
  )
const owners = (server: FakeApiServer) =>
  Object.fromEntries(
    server.client
      .list('PersistentVolumeClaim')
      .map(({ metadata }) => [
        metadata.name,
        metadata.ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller]),
      ]),
  )

test('Pods come one after the other, each with its claims', () => {
  const server = createFakeApiServer()
  expect(
    said(server, () => void start(statefulSet({ volumeClaimTemplates: [CLAIM] }), server)),
  ).toEqual([
    'detail ControllerRevision: created ControllerRevision `db-a`, because the template of StatefulSet `db` is new: this is revision 1',
    'step SuccessfulCreate: created PersistentVolumeClaim `data-db-0` for Pod `db-0`, because StatefulSet `db` has a template for it, and there is none of that name',
    'step SuccessfulCreate: created Pod `db-0` for StatefulSet `db`, because it is the first of 2',
    'step SuccessfulCreate: created PersistentVolumeClaim `data-db-1` for Pod `db-1`, because StatefulSet `db` has a template for it, and there is none of that name',
    'step SuccessfulCreate: created Pod `db-1` for StatefulSet `db`, because it is the next of 2, and all before it are ready',
    'about StatefulSet db: Normal SuccessfulCreate: Create Claim data-db-0 Pod db-0 in StatefulSet db success',
    'about StatefulSet db: Normal SuccessfulCreate: Create Pod db-0 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulCreate: Create Claim data-db-1 Pod db-1 in StatefulSet db success',
    'about StatefulSet db: Normal SuccessfulCreate: Create Pod db-1 in StatefulSet db successful',
  ])
  expect(own(server).status).toMatchObject({ replicas: 2, readyReplicas: 2, currentReplicas: 2 })
})

test('what it waits for stands behind its status', () => {
  const server = startController(statefulSetController)
  server.apply(statefulSet())
  server.runUntil(1000)
  settlePods(server)
  expect(done(server).filter((line) => line.includes('StatefulSetStatus'))).toEqual([
    'statefulset-controller detail StatefulSetStatus: updated the status of StatefulSet `db`: 0 of 2 ready',
    'statefulset-controller detail StatefulSetStatus: updated the status of StatefulSet `db`: 1 of 2 ready',
    'statefulset-controller detail StatefulSetStatus: updated the status of StatefulSet `db`: 2 of 2 ready',
  ])
})

test('they go from the highest down', () => {
  const server = start(statefulSet({ replicas: 3 }))
  expect(
    said(server, () => {
      change(server, { replicas: 1 })
      settlePods(server)
      change(server, { replicas: 0 })
      settlePods(server)
    }),
  ).toEqual([
    'step SuccessfulDelete: deleted Pod `db-2` of StatefulSet `db`, because 1 is wanted, and it has the highest ordinal',
    'step SuccessfulDelete: deleted Pod `db-1` of StatefulSet `db`, because 1 is wanted, and it has the highest ordinal',
    'step SuccessfulDelete: deleted Pod `db-0` of StatefulSet `db`, because 0 are wanted, and it has the highest ordinal',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-2 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-1 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-0 in StatefulSet db successful',
  ])
})

test('another template comes from the highest down, as far as the partition lets it', () => {
  const server = start(statefulSet({ replicas: 3 }))
  expect(
    said(server, () => {
      change(server, {
        template: template('two'),
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      })
      settlePods(server)
    }),
  ).toEqual([
    'detail ControllerRevision: created ControllerRevision `db-a`, because the template of StatefulSet `db` is new: this is revision 2',
    'step SuccessfulDelete: deleted Pod `db-2` of StatefulSet `db`, because it is of revision db-b and not of db-a, and all above it are available',
    'step SuccessfulCreate: created Pod `db-2` for StatefulSet `db`, because it is the next of 3, and all before it are ready',
    'step SuccessfulDelete: deleted Pod `db-1` of StatefulSet `db`, because it is of revision db-b and not of db-a, and all above it are available',
    'step SuccessfulCreate: created Pod `db-1` for StatefulSet `db`, because it is the next of 3, and all before it are ready',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-2 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-1 in StatefulSet db successful',
  ])
  expect(images(server)).toEqual({ 'db-0': 'one', 'db-1': 'two', 'db-2': 'two' })
  server.client.delete('Pod', 'default', 'db-0', { gracePeriodSeconds: 0 }, BY_TEST)
  settlePods(server)
  expect(images(server)['db-0']).toBe('one')
  change(server, { updateStrategy: { type: 'RollingUpdate' } })
  settlePods(server)
  expect(images(server)).toEqual({ 'db-0': 'two', 'db-1': 'two', 'db-2': 'two' })
  const { currentRevision, updateRevision, currentReplicas } = own(server).status ?? {}
  expect([currentRevision === updateRevision, currentReplicas]).toEqual([true, 3])
})

test('OnDelete: only who is deleted gets it', () => {
  const server = start(statefulSet({ updateStrategy: { type: 'OnDelete' } }))
  change(server, { template: template('two') })
  settlePods(server)
  expect(images(server)).toEqual({ 'db-0': 'one', 'db-1': 'one' })
  server.client.delete('Pod', 'default', 'db-0', { gracePeriodSeconds: 0 }, BY_TEST)
  settlePods(server)
  expect(images(server)).toEqual({ 'db-0': 'two', 'db-1': 'one' })
})

test('Parallel: all come and go at once', () => {
  const server = startController(statefulSetController)
  server.apply(
    statefulSet({ replicas: 3, podManagementPolicy: 'Parallel', ordinals: { start: 5 } }),
  )
  expect(said(server, () => server.runUntil(100)).toSorted()).toEqual([
    'about StatefulSet db: Normal SuccessfulCreate: Create Pod db-5 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulCreate: Create Pod db-6 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulCreate: Create Pod db-7 in StatefulSet db successful',
    'detail ControllerRevision: created ControllerRevision `db-a`, because the template of StatefulSet `db` is new: this is revision 1',
    'step SuccessfulCreate: created Pod `db-5` for StatefulSet `db`, because it is one of 3, and they need not wait for each other',
    'step SuccessfulCreate: created Pod `db-6` for StatefulSet `db`, because it is one of 3, and they need not wait for each other',
    'step SuccessfulCreate: created Pod `db-7` for StatefulSet `db`, because it is one of 3, and they need not wait for each other',
  ])
  change(server, { replicas: 0 })
  expect(said(server, () => server.runUntil(200)).toSorted()).toEqual([
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-5 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-6 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-7 in StatefulSet db successful',
    'step SuccessfulDelete: deleted Pod `db-5` of StatefulSet `db`, because 0 are wanted, and they need not wait for each other',
    'step SuccessfulDelete: deleted Pod `db-6` of StatefulSet `db`, because 0 are wanted, and they need not wait for each other',
    'step SuccessfulDelete: deleted Pod `db-7` of StatefulSet `db`, because 0 are wanted, and they need not wait for each other',
  ])
})

test('one that has ended is deleted, and another of its name comes', () => {
  const server = start(statefulSet({ replicas: 1 }))
  const pod = server.client.get('Pod', 'default', 'db-0')
  if (pod === undefined) throw new Error('there is none')
  expect(
    said(server, () => {
      server.client.updateStatus({ ...pod, status: { phase: 'Failed' } }, BY_TEST)
      settlePods(server)
    }),
  ).toEqual([
    'step SuccessfulDelete: deleted Pod `db-0` of StatefulSet `db`, because it has ended',
    'step SuccessfulCreate: created Pod `db-0` for StatefulSet `db`, because it is the first of 1',
    'about StatefulSet db: Normal SuccessfulDelete: Delete Pod db-0 in StatefulSet db successful',
  ])
})

test('its name and its volumes are put right', () => {
  const server = start(statefulSet({ volumeClaimTemplates: [CLAIM], replicas: 1 }))
  const pod = () => {
    const found = server.client.get('Pod', 'default', 'db-0')
    if (found === undefined) throw new Error('there is none')
    return found
  }
  const { labels = {}, volumes = [] } = { ...pod().metadata, ...pod().spec }
  const { 'controller-revision-hash': hash = '' } = labels
  const bare = { ...LABELS, 'controller-revision-hash': hash }
  expect(
    said(server, () => {
      server.client.update({ ...pod(), metadata: { ...pod().metadata, labels: bare } }, BY_TEST)
      settlePods(server)
      const spec = pod().spec ?? { containers: [] }
      server.client.update({ ...pod(), spec: { ...spec, volumes: [{ name: 'own' }] } }, BY_TEST)
      settlePods(server)
    }),
  ).toEqual([
    'step SuccessfulUpdate: updated Pod `db-0` of StatefulSet `db`, because its name or its labels do not say which Pod it is',
    'step SuccessfulUpdate: updated Pod `db-0` of StatefulSet `db`, because it has not the volumes of its claims',
    'about StatefulSet db: Normal SuccessfulUpdate: Update Pod db-0 in StatefulSet db successful',
  ])
  expect(labels).toMatchObject({
    'apps.kubernetes.io/pod-index': '0',
    'statefulset.kubernetes.io/pod-name': 'db-0',
  })
  expect(pod().metadata.labels).toEqual(labels)
  expect(pod().spec?.volumes).toEqual([...volumes, { name: 'own' }])
})

test.for<readonly [string, StatefulSetSpec['persistentVolumeClaimRetentionPolicy'], object]>([
  ['kept', {}, { 'data-db-0': undefined, 'data-db-1': undefined }],
  [
    'deleted with the set',
    { whenDeleted: 'Delete', whenScaled: 'Retain' },
    {
      'data-db-0': [['StatefulSet', 'db', true]],
      'data-db-1': [['StatefulSet', 'db', true]],
    },
  ],
  [
    'deleted with the Pod that is too many',
    { whenDeleted: 'Retain', whenScaled: 'Delete' },
    { 'data-db-0': undefined, 'data-db-1': [['Pod', 'db-1', true]] },
  ],
  [
    'deleted with both',
    { whenDeleted: 'Delete', whenScaled: 'Delete' },
    { 'data-db-0': [['StatefulSet', 'db', true]], 'data-db-1': [['Pod', 'db-1', true]] },
  ],
])('claims are %s', ([, persistentVolumeClaimRetentionPolicy, expected]) => {
  const server = start(
    statefulSet({
      volumeClaimTemplates: [CLAIM],
      ...(persistentVolumeClaimRetentionPolicy === undefined
        ? {}
        : { persistentVolumeClaimRetentionPolicy }),
    }),
  )
  change(server, { replicas: 1 })
  settlePods(server)
  expect(owners(server)).toEqual(expected)
})

test('another policy is written to the claims, and what somebody else manages is let go', () => {
  const server = start(statefulSet({ volumeClaimTemplates: [CLAIM] }))
  const policy = (whenDeleted: string): void => {
    change(server, { persistentVolumeClaimRetentionPolicy: { whenDeleted } })
    settlePods(server)
  }
  expect(said(server, () => policy('Delete'))).toEqual([
    'detail ClaimOwners: changed the owners of PersistentVolumeClaim `data-db-0`, because the retention policy says with whom it is deleted',
    'detail ClaimOwners: changed the owners of PersistentVolumeClaim `data-db-1`, because the retention policy says with whom it is deleted',
    'about StatefulSet db: Normal SuccessfulUpdate: Update Pod db-0 in StatefulSet db successful',
    'about StatefulSet db: Normal SuccessfulUpdate: Update Pod db-1 in StatefulSet db successful',
  ])
  const claim = server.client.get('PersistentVolumeClaim', 'default', 'data-db-1')
  if (claim === undefined) throw new Error('there is none')
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'y', controller: true }
  const ownerReferences = [...(claim.metadata.ownerReferences ?? []), owner]
  server.client.update({ ...claim, metadata: { ...claim.metadata, ownerReferences } }, BY_TEST)
  expect(said(server, () => policy('Delete'))).toEqual([])
  expect(
    said(server, () => {
      change(server, { replicas: 3 })
      settlePods(server)
    }).filter((line) => !line.includes('db-2')),
  ).toEqual([
    'detail ClaimOwners: changed the owners of PersistentVolumeClaim `data-db-1`, because the retention policy says with whom it is deleted',
    'about StatefulSet db: Warning ConflictingController: PersistentVolumeClaim data-db-1 has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim',
  ])
  expect(owners(server)).toEqual({
    'data-db-0': [['StatefulSet', 'db', true]],
    'data-db-1': [['ConfigMap', 'x', true]],
    'data-db-2': [['StatefulSet', 'db', true]],
  })
  policy('Retain')
  expect(owners(server)).toEqual({
    'data-db-0': undefined,
    'data-db-1': [['ConfigMap', 'x', true]],
    'data-db-2': undefined,
  })
})

test('what is refused is said, and tried again', () => {
  const server = startController(statefulSetController)
  server.refusePods('exceeded quota')
  server.apply(statefulSet({ replicas: 1 }))
  server.runUntil(30)
  server.refusePods(null)
  settlePods(server)
  expect(reported(server).slice(0, 1)).toEqual([
    'statefulset-controller about StatefulSet db: Warning FailedCreate: Create Pod db-0 in StatefulSet db failed error: exceeded quota',
  ])
  expect(images(server)).toEqual({ 'db-0': 'one' })
})

test('a claim that cannot be made holds up its Pod', () => {
  const server = createFakeApiServer()
  const status = statusOf('Forbidden', 'no more storage')
  const client: typeof server.client = {
    ...server.client,
    create: (object, narration) =>
      object.kind === 'PersistentVolumeClaim'
        ? { ok: false, status }
        : server.client.create(object, narration),
  }
  startController(statefulSetController, { client }, server)
  const logs = { ...CLAIM, metadata: { name: 'logs' } }
  server.apply(statefulSet({ volumeClaimTemplates: [CLAIM, logs] }))
  server.runUntil(4)
  expect(reported(server)).toEqual([
    'statefulset-controller about StatefulSet db: Warning FailedCreate: Create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: no more storage',
    'statefulset-controller about StatefulSet db: Warning FailedCreate: Create Claim logs-db-0 for Pod db-0 in StatefulSet db failed error: no more storage',
    'statefulset-controller about StatefulSet db: Warning FailedCreate: Create Pod db-0 in StatefulSet db failed error: [failed to create PVC data-db-0: no more storage, failed to create PVC logs-db-0: no more storage]',
  ])
  expect(images(server)).toEqual({})
})

test('a claim that goes holds up a new Pod of its name', () => {
  const server = startController(statefulSetController)
  const held = { name: 'data-db-0', namespace: 'default', finalizers: ['example.com/hold'] }
  server.apply({ ...CLAIM, metadata: held })
  server.client.delete('PersistentVolumeClaim', 'default', 'data-db-0', {}, BY_TEST)
  server.apply(statefulSet({ volumeClaimTemplates: [CLAIM] }))
  server.runUntil(4)
  expect(reported(server)).toEqual([
    'statefulset-controller about StatefulSet db: Warning FailedCreate: Create Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted',
  ])
})

test('a Pod whose claim is still that of an earlier Pod waits until that is gone', () => {
  const server = startController(statefulSetController)
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'db-0', uid: 'earlier', controller: true }
  const metadata = { name: 'data-db-0', namespace: 'default', ownerReferences: [owner] }
  server.apply({ ...CLAIM, metadata })
  const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete' }
  server.apply(statefulSet({ volumeClaimTemplates: [CLAIM], persistentVolumeClaimRetentionPolicy }))
  server.runUntil(5000)
  expect(images(server)).toEqual({})
})

const revisions = (server: FakeApiServer) =>
  server.client
    .list('ControllerRevision')
    .toSorted((a, b) => a.revision - b.revision)
    .map(({ revision, data }) => [
      revision,
      (data as unknown as { spec: { template: Pod } }).spec.template.spec?.containers[0]?.image,
    ])

test('of its history it keeps what its Pods have and as many others as are wanted', () => {
  const server = start(statefulSet({ replicas: 1, revisionHistoryLimit: 1 }))
  for (const image of ['two', 'three', 'four']) {
    change(server, { template: template(image) })
    settlePods(server)
  }
  expect(revisions(server)).toEqual([
    [3, 'three'],
    [4, 'four'],
  ])
  expect(
    done(server)
      .filter((line) => line.includes('ControllerRevision:'))
      .map((line) => line.replaceAll(/db-[a-z0-9]{5,}/g, 'db-x')),
  ).toEqual([
    'statefulset-controller detail ControllerRevision: created ControllerRevision `db-x`, because the template of StatefulSet `db` is new: this is revision 1',
    'statefulset-controller detail ControllerRevision: created ControllerRevision `db-x`, because the template of StatefulSet `db` is new: this is revision 2',
    'statefulset-controller detail ControllerRevision: created ControllerRevision `db-x`, because the template of StatefulSet `db` is new: this is revision 3',
    'statefulset-controller detail ControllerRevision: deleted ControllerRevision `db-x`, because the history of StatefulSet `db` keeps 1 old revision',
    'statefulset-controller detail ControllerRevision: created ControllerRevision `db-x`, because the template of StatefulSet `db` is new: this is revision 4',
    'statefulset-controller detail ControllerRevision: deleted ControllerRevision `db-x`, because the history of StatefulSet `db` keeps 1 old revision',
  ])
  // A template that it had gets the next number.
  change(server, { template: template('three') })
  settlePods(server)
  expect(revisions(server)).toEqual([
    [4, 'four'],
    [5, 'three'],
  ])
})

test('a revision whose name is taken by another template gets the next name', () => {
  const [made] = start().client.list('ControllerRevision')
  const server = createFakeApiServer()
  const other = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: made?.metadata.name ?? '', namespace: 'default' },
    data: { spec: { template: {} } },
    revision: 7,
  } as const
  server.apply(other)
  start(statefulSet(), server)
  expect(own(server).status?.collisionCount).toBe(1)
  expect(own(server).status?.updateRevision).not.toBe(made?.metadata.name)
  expect(images(server)).toEqual({ 'db-0': 'one', 'db-1': 'one' })
})

test('with minReadySeconds the next one waits so long', () => {
  const server = start(statefulSet({ minReadySeconds: 10 }))
  expect(images(server)).toEqual({ 'db-0': 'one' })
  expect(own(server).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 })
  server.runUntil(server.clock.nowMs + 10_000)
  expect(images(server)).toEqual({ 'db-0': 'one', 'db-1': 'one' })
})

test('of a set that is being deleted the Pods stay as they are', () => {
  const server = start(statefulSet({}, { finalizers: ['example.com/hold'] }))
  server.client.delete('StatefulSet', 'default', 'db', {}, BY_TEST)
  change(server, { replicas: 5, template: template('two') })
  settlePods(server)
  expect(images(server)).toEqual({ 'db-0': 'one', 'db-1': 'one' })
  expect(own(server).status?.replicas).toBe(2)
})

test('the entries say which objects they are about', () => {
  const server = start(statefulSet({ volumeClaimTemplates: [CLAIM], revisionHistoryLimit: 0 }))
  change(server, { replicas: 1, template: template('two') })
  change(server, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })
  settlePods(server)
  expect(about(server)).toEqual({
    ClaimOwners: 'PersistentVolumeClaim StatefulSet',
    ControllerRevision: 'StatefulSet ControllerRevision',
    StatefulSetStatus: 'StatefulSet',
    SuccessfulCreate: 'Pod StatefulSet',
    SuccessfulDelete: 'Pod StatefulSet',
  })
})

test('claims whose owners cannot be changed are said, and tried again', () => {
  const server = createFakeApiServer()
  let isRefused = true
  const status = statusOf('Forbidden', 'not you')
  const client: typeof server.client = {
    ...server.client,
    update: (object, narration) =>
      isRefused && object.kind === 'PersistentVolumeClaim'
        ? { ok: false, status }
        : server.client.update(object, narration),
  }
  startController(statefulSetController, { client }, server)
  server.apply(statefulSet({ volumeClaimTemplates: [CLAIM], replicas: 1 }))
  settlePods(server)
  change(server, { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })
  const lines = said(server, () => server.runUntil(server.clock.nowMs + 4))
  expect(lines.at(-1)).toBe(
    'about StatefulSet db: Warning FailedUpdate: Update Pod db-0 in StatefulSet db failed error: could not update claim data-db-0 for delete policy ownerRefs: not you',
  )
  expect(owners(server)).toEqual({ 'data-db-0': undefined })
  isRefused = false
  server.runUntil(server.clock.nowMs + 1000)
  expect(owners(server)).toEqual({ 'data-db-0': [['StatefulSet', 'db', true]] })
})

test('of a Pod that waits with a claim that goes, and of one that lost its claims, it is said', () => {
  const server = startController(statefulSetController)
  server.apply(statefulSet({ volumeClaimTemplates: [CLAIM], replicas: 1 }))
  server.runUntil(100)
  const claim = server.client.get('PersistentVolumeClaim', 'default', 'data-db-0')
  if (claim === undefined) throw new Error('there is none')
  const metadata = { ...claim.metadata, finalizers: ['a/b'] }
  server.client.update({ ...claim, metadata }, BY_TEST)
  server.client.delete('PersistentVolumeClaim', 'default', 'data-db-0', {}, BY_TEST)
  const pod = server.client.get('Pod', 'default', 'db-0')
  if (pod === undefined) throw new Error('there is none')
  const spec = { containers: [], ...pod.spec, volumes: [] }
  server.client.update({ ...pod, spec, status: runningAt(0) }, BY_TEST)
  const lines = said(server, () => server.runUntil(server.clock.nowMs + 4))
  expect(lines.filter((line) => line.startsWith('about'))).toEqual([
    'about StatefulSet db: Warning FailedUpdate: Update Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted',
  ])
})
