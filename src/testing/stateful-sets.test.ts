// StatefulSets through the whole engine: names, order, claims, updates that stand still.
import { expect, test } from 'vitest'
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Cluster } from '#cluster/types.ts'
import { eventsAbout, objectOf, objectsOf, runWorkload } from './workload-run.ts'

interface Options {
  readonly replicas?: number
  readonly more?: string
  readonly mounts?: string
}

const statefulSet = (
  image: string,
  { replicas = 3, more = '', mounts = '' }: Options = {},
): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: ${replicas}
  serviceName: peers
  selector: { matchLabels: { app: db } }
  ${more}
  template:
    metadata: { labels: { app: db } }
    spec:
      terminationGracePeriodSeconds: 2
      containers: [{ name: main, image: '${image}'${mounts} }]
`

const CLAIMS: Options = {
  more: `volumeClaimTemplates:
  - metadata: { name: data }
    spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`,
  mounts: ', volumeMounts: [{ name: data, mountPath: /data }]',
}

/** 'db-0 nginx:1.26' for each Pod that is not being deleted. */
const podsOf = (cluster: Cluster, atMs?: number): readonly string[] =>
  objectsOf(cluster, 'Pod', atMs)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, spec }) => `${metadata.name ?? ''} ${spec?.containers[0]?.image ?? ''}`)
    .toSorted()

/** What the controller did with Pods, in order: '+db-0', '-db-2'. */
const steps = (cluster: Cluster, fromMs = 0): readonly string[] =>
  cluster.journal
    .filter(({ actor, timeMs }) => actor === 'statefulset-controller' && timeMs >= fromMs)
    .filter(({ kind, message }) => kind.startsWith('Successful') && message.includes(' Pod '))
    .filter(({ message }) => !message.includes('Claim'))
    .map(({ kind, message }) => {
      const [, name = ''] = /Pod `([^`]*)`/.exec(message) ?? []
      return `${kind === 'SuccessfulCreate' ? '+' : '-'}${name}`
    })

test('Pods come one after the other, each with its name, its labels and its host name', () => {
  const cluster = runWorkload(statefulSet('nginx:1.26'), { until: '2m' })
  expect(steps(cluster)).toEqual(['+db-0', '+db-1', '+db-2'])
  expect(objectOf(cluster, 'Pod', 'db-1')).toMatchObject({
    metadata: {
      labels: {
        app: 'db',
        'apps.kubernetes.io/pod-index': '1',
        'statefulset.kubernetes.io/pod-name': 'db-1',
        'controller-revision-hash': objectOf(cluster, 'StatefulSet', 'db').status?.currentRevision,
      },
    },
    spec: { hostname: 'db-1', subdomain: 'peers' },
  })
  expect(eventsAbout(cluster, 'StatefulSet')).toEqual([
    'Normal SuccessfulCreate Create Pod db-0 in StatefulSet db successful',
    'Normal SuccessfulCreate Create Pod db-1 in StatefulSet db successful',
    'Normal SuccessfulCreate Create Pod db-2 in StatefulSet db successful',
  ])
  const created = cluster.journal.filter(({ kind }) => kind === 'SuccessfulCreate')
  expect(created.map(({ because }) => because)).toEqual([
    'it is the first of 3',
    'it is the next of 3, and all before it are ready',
    'it is the next of 3, and all before it are ready',
  ])
})

test('one that does not start holds up those behind it; in parallel it does not', () => {
  const ordered = runWorkload(statefulSet('nginx:missing'), { until: '3m' })
  expect(podsOf(ordered)).toEqual(['db-0 nginx:missing'])
  const more = 'podManagementPolicy: Parallel'
  const parallel = runWorkload(statefulSet('nginx:missing', { more }), { until: '1m' })
  expect(podsOf(parallel)).toHaveLength(3)
})

test('scaling down takes the highest first and waits until it is gone', () => {
  const cluster = runWorkload(statefulSet('nginx:1.26'), {
    later: [[60, { kubectl: 'scale statefulset db --replicas=1' }]],
  })
  expect(steps(cluster, 60_000)).toEqual(['-db-2', '-db-1'])
  expect(podsOf(cluster)).toEqual(['db-0 nginx:1.26'])
})

test('an update goes from the highest down to the partition', () => {
  const more = 'updateStrategy: { rollingUpdate: { partition: 1 } }'
  const cluster = runWorkload(statefulSet('nginx:1.26', { more }), {
    later: [[60, { apply: statefulSet('nginx:1.27', { more }) }]],
  })
  expect(steps(cluster, 60_000)).toEqual(['-db-2', '+db-2', '-db-1', '+db-1'])
  expect(podsOf(cluster)).toEqual(['db-0 nginx:1.26', 'db-1 nginx:1.27', 'db-2 nginx:1.27'])
  const { status } = objectOf(cluster, 'StatefulSet', 'db')
  expect(status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 })
  expect(status?.currentRevision).not.toBe(status?.updateRevision)
})

test('a Pod below the partition that is deleted comes back as it was', () => {
  const more = 'updateStrategy: { rollingUpdate: { partition: 1 } }'
  const cluster = runWorkload(statefulSet('nginx:1.26', { more }), {
    later: [
      [60, { apply: statefulSet('nginx:1.27', { more }) }],
      [120, { kubectl: 'delete pod db-0' }],
    ],
  })
  expect(podsOf(cluster)).toEqual(['db-0 nginx:1.26', 'db-1 nginx:1.27', 'db-2 nginx:1.27'])
})

test('an update that broke stays broken when the template is good again, until somebody deletes the Pod', () => {
  const stuck = runWorkload(statefulSet('nginx:1.26'), {
    later: [
      [60, { apply: statefulSet('nginx:missing') }],
      [180, { apply: statefulSet('nginx:1.26') }],
    ],
  })
  expect(podsOf(stuck)).toEqual(['db-0 nginx:1.26', 'db-1 nginx:1.26', 'db-2 nginx:missing'])
  const mended = runWorkload(statefulSet('nginx:1.26'), {
    later: [
      [60, { apply: statefulSet('nginx:missing') }],
      [180, { apply: statefulSet('nginx:1.26') }],
      [300, { kubectl: 'delete pod db-2' }],
    ],
  })
  expect(podsOf(mended)).toEqual(['db-0 nginx:1.26', 'db-1 nginx:1.26', 'db-2 nginx:1.26'])
  expect(objectOf(mended, 'StatefulSet', 'db').status).toMatchObject({ readyReplicas: 3 })
})

test('ordinals begin where they are told to', () => {
  const cluster = runWorkload(
    statefulSet('nginx:1.26', { replicas: 2, more: 'ordinals: { start: 5 }' }),
    {
      until: '1m',
    },
  )
  expect(podsOf(cluster)).toEqual(['db-5 nginx:1.26', 'db-6 nginx:1.26'])
})

test('each Pod has its claim, which stays when the set shrinks and goes where the policy says so', () => {
  const cluster = runWorkload(statefulSet('nginx:1.26', CLAIMS), {
    later: [[60, { kubectl: 'scale statefulset db --replicas=1' }]],
  })
  const claims = objectsOf(cluster, 'PersistentVolumeClaim')
  expect(claims.map(({ metadata }) => metadata.name)).toEqual([
    'data-db-0',
    'data-db-1',
    'data-db-2',
  ])
  expect(claims.every(({ status }) => status?.phase === 'Bound')).toBe(true)
  expect(claims[0]?.metadata.labels).toEqual({ app: 'db' })
  expect(eventsAbout(cluster, 'StatefulSet')[0]).toBe(
    'Normal SuccessfulCreate Create Claim data-db-0 Pod db-0 in StatefulSet db success',
  )
  const policy = `${CLAIMS.more ?? ''}\n  persistentVolumeClaimRetentionPolicy: { whenScaled: Delete }`
  const deleted = runWorkload(statefulSet('nginx:1.26', { ...CLAIMS, more: policy }), {
    later: [[60, { kubectl: 'scale statefulset db --replicas=1' }]],
  })
  expect(objectsOf(deleted, 'PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual([
    'data-db-0',
  ])
})

test('with another policy the claims get other owners, and it is said as an update of their Pods', () => {
  const policy = `${CLAIMS.more ?? ''}\n  persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete }`
  const cluster = runWorkload(statefulSet('nginx:1.26', CLAIMS), {
    later: [[60, { apply: statefulSet('nginx:1.26', { ...CLAIMS, more: policy }) }]],
  })
  const owners = objectsOf(cluster, 'PersistentVolumeClaim').map(
    ({ metadata }) => metadata.ownerReferences?.[0]?.kind,
  )
  expect(owners).toEqual(['StatefulSet', 'StatefulSet', 'StatefulSet'])
  expect(
    eventsAbout(cluster, 'StatefulSet').filter((line) => line.includes('SuccessfulUpdate')),
  ).toEqual(
    ['db-0', 'db-1', 'db-2'].map(
      (name) => `Normal SuccessfulUpdate Update Pod ${name} in StatefulSet db successful`,
    ),
  )
})

test('minReadySeconds makes the next Pod wait', () => {
  const cluster = runWorkload(statefulSet('nginx:1.26', { more: 'minReadySeconds: 20' }), {
    until: '3m',
  })
  const created = cluster.journal.filter(({ kind }) => kind === 'SuccessfulCreate')
  const [first = 0, second = 0, third = 0] = created.map(({ timeMs }) => timeMs)
  expect(second - first).toBeGreaterThanOrEqual(20_000)
  expect(third - second).toBeGreaterThanOrEqual(20_000)
  expect(objectOf(cluster, 'StatefulSet', 'db').status).toMatchObject({ availableReplicas: 3 })
})

test('no two Pods of one ordinal are ever ready at once', () => {
  const cluster = runWorkload(statefulSet('nginx:1.26'), {
    later: [
      [60, { apply: statefulSet('nginx:1.27') }],
      [65, { kubectl: 'delete pods -l app=db' }],
    ],
  })
  for (const { timeMs } of cluster.journal) {
    const names = objectsOf(cluster, 'Pod', timeMs)
      .filter(({ status }) => isPodReady(status))
      .map(({ metadata }) => metadata.name)
    expect(new Set(names).size).toBe(names.length)
  }
  expect(podsOf(cluster)).toEqual(['db-0 nginx:1.27', 'db-1 nginx:1.27', 'db-2 nginx:1.27'])
})
