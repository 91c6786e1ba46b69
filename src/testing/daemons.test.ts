// DaemonSets through the whole engine: which nodes have a Pod, and in which order they are replaced.
import { expect, test } from 'vitest'
import { isPodReady } from '#api/core/pod-condition.ts'
import { eventsAbout, objectOf, objectsOf, placesOf, runWorkload } from './workload-run.ts'

const daemonSet = (image: string, { strategy = '', pod = '' } = {}): string => `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  ${strategy}
  template:
    metadata: { labels: { app: agent } }
    spec:
      terminationGracePeriodSeconds: 2
      ${pod}
      containers: [{ name: main, image: '${image}' }]
`

test('every node without a taint gets one Pod, and no other Pod can take its place', () => {
  const cluster = runWorkload(daemonSet('nginx:1.26'), { until: '1m' })
  expect(placesOf(cluster)).toEqual(['worker-1 nginx:1.26', 'worker-2 nginx:1.26'])
  expect(objectOf(cluster, 'DaemonSet', 'agent').status).toMatchObject({
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberReady: 2,
    numberAvailable: 2,
    numberMisscheduled: 0,
    observedGeneration: 1,
  })
  expect(eventsAbout(cluster, 'DaemonSet')).toEqual([
    expect.stringMatching(/^Normal SuccessfulCreate Created pod: agent-\w{5}$/),
    expect.stringMatching(/^Normal SuccessfulCreate Created pod: agent-\w{5}$/),
  ])
  const pod = objectsOf(cluster, 'Pod')[0]
  expect(pod?.spec?.affinity?.nodeAffinity).toEqual({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod?.spec?.nodeName] }],
        },
      ],
    },
  })
  expect(pod?.spec?.tolerations?.map(({ key, effect }) => `${key ?? ''}:${effect ?? ''}`)).toEqual([
    'node.kubernetes.io/not-ready:NoExecute',
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/disk-pressure:NoSchedule',
    'node.kubernetes.io/memory-pressure:NoSchedule',
    'node.kubernetes.io/pid-pressure:NoSchedule',
    'node.kubernetes.io/unschedulable:NoSchedule',
  ])
})

test.for([
  {
    about: 'a cordon keeps nobody away',
    kubectl: 'cordon worker-1',
    after: ['worker-1', 'worker-2'],
  },
  {
    about: 'NoSchedule lets those stay that are there',
    kubectl: 'taint nodes worker-1 a=b:NoSchedule',
    after: ['worker-1', 'worker-2'],
  },
  {
    about: 'NoExecute drives away who does not tolerate it',
    kubectl: 'taint nodes worker-1 a=b:NoExecute',
    after: ['worker-2'],
  },
])('$about', ({ kubectl, after }) => {
  const cluster = runWorkload(daemonSet('nginx:1.26'), { later: [[30, { kubectl }]], until: '2m' })
  expect(placesOf(cluster)).toEqual(after.map((name) => `${name} nginx:1.26`))
})

test('a label brings a Pod to a node, and takes it away', () => {
  const cluster = runWorkload(daemonSet('nginx:1.26', { pod: 'nodeSelector: { disk: ssd }' }), {
    later: [
      [30, { kubectl: 'label node worker-2 disk=ssd' }],
      [60, { kubectl: 'label node worker-2 disk-' }],
    ],
    until: '2m',
  })
  expect(placesOf(cluster, 20_000)).toEqual([])
  expect(placesOf(cluster, 50_000)).toEqual(['worker-2 nginx:1.26'])
  expect(placesOf(cluster)).toEqual([])
})

test('a rolling update replaces one Pod after the other', () => {
  const cluster = runWorkload(daemonSet('nginx:1.26'), {
    later: [[30, { apply: daemonSet('nginx:1.27') }]],
  })
  expect(placesOf(cluster)).toEqual(['worker-1 nginx:1.27', 'worker-2 nginx:1.27'])
  const times = new Set(cluster.journal.map(({ timeMs }) => timeMs).filter((ms) => ms > 20_000))
  for (const atMs of times) {
    const up = objectsOf(cluster, 'Pod', atMs).filter(({ status }) => isPodReady(status))
    expect(up.length).toBeGreaterThanOrEqual(1)
  }
  expect(
    objectsOf(cluster, 'ControllerRevision')
      .map(({ revision }) => revision)
      .toSorted(),
  ).toEqual([1, 2])
  const replaced = cluster.journal.find(
    ({ kind, timeMs }) => kind === 'SuccessfulDelete' && timeMs >= 30_000,
  )
  expect(replaced?.because).toBe(
    'it is of an old revision, 0 Pods are missing and 1 may be (maxUnavailable)',
  )
})

test('an image that does not exist stops the update at the first node', () => {
  const cluster = runWorkload(daemonSet('nginx:1.26'), {
    later: [[30, { apply: daemonSet('nginx:missing') }]],
    until: '5m',
  })
  expect(placesOf(cluster).map((place) => place.split(' ')[1])).toEqual(
    expect.arrayContaining(['nginx:1.26', 'nginx:missing']),
  )
  expect(objectOf(cluster, 'DaemonSet', 'agent').status).toMatchObject({
    updatedNumberScheduled: 1,
    numberUnavailable: 1,
  })
})

test('with surge the new Pod comes before the old one goes', () => {
  const strategy = 'updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }'
  const cluster = runWorkload(daemonSet('nginx:1.26', { strategy }), {
    later: [[30, { apply: daemonSet('nginx:1.27', { strategy }) }]],
  })
  expect(placesOf(cluster)).toEqual(['worker-1 nginx:1.27', 'worker-2 nginx:1.27'])
  const times = new Set(cluster.journal.map(({ timeMs }) => timeMs).filter((ms) => ms > 20_000))
  for (const atMs of times) {
    const up = objectsOf(cluster, 'Pod', atMs).filter(({ status }) => isPodReady(status))
    expect(up.length).toBeGreaterThanOrEqual(2)
  }
})

test('with OnDelete Pods are new when somebody deletes the old ones', () => {
  const strategy = 'updateStrategy: { type: OnDelete }'
  const cluster = runWorkload(daemonSet('nginx:1.26', { strategy }), {
    later: [
      [30, { apply: daemonSet('nginx:1.27', { strategy }) }],
      [60, { kubectl: 'delete pods -l app=agent' }],
    ],
  })
  expect(placesOf(cluster, 50_000)).toEqual(['worker-1 nginx:1.26', 'worker-2 nginx:1.26'])
  expect(placesOf(cluster)).toEqual(['worker-1 nginx:1.27', 'worker-2 nginx:1.27'])
})

test('going back to a template renumbers its revision', () => {
  const cluster = runWorkload(daemonSet('nginx:1.26'), {
    later: [
      [30, { apply: daemonSet('nginx:1.27') }],
      [120, { apply: daemonSet('nginx:1.26') }],
    ],
  })
  expect(
    objectsOf(cluster, 'ControllerRevision')
      .map(({ revision }) => revision)
      .toSorted(),
  ).toEqual([2, 3])
  expect(placesOf(cluster)).toEqual(['worker-1 nginx:1.26', 'worker-2 nginx:1.26'])
})

test('a node that goes loses its Pod, and one that comes gets one', () => {
  const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-9 }\n'
  const cluster = runWorkload(daemonSet('nginx:1.26'), {
    later: [[30, { apply: node }]],
    until: '2m',
  })
  expect(placesOf(cluster)).toEqual([
    'worker-1 nginx:1.26',
    'worker-2 nginx:1.26',
    'worker-9 nginx:1.26',
  ])
})
