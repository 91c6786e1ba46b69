import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import type { Fit, FitChange, WouldFit } from '#api/scheduler/fit-change.ts'
import { worldStateOf } from '#client/world.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { wouldFit } from './would-fit.ts'

function asked(pod: Pod, ...others: readonly ApiObject[]): WouldFit {
  const all = [pod as ApiObject, ...others]
  return wouldFit(worldStateOf(all.map((object) => [keyOf(object), object])), pod)
}

const pending = (name: string, spec: Partial<PodSpec>, labels = {}): Pod =>
  makePod(name, { spec, labels })
const running = (name: string, nodeName: string, spec: Partial<PodSpec> = {}, labels = {}): Pod =>
  makePod(name, { spec: { nodeName, ...spec }, labels, status: { phase: 'Running' } })
const asking = (requests: Readonly<Record<string, string>>): Partial<PodSpec> => ({
  containers: [makeContainer('main', requests)],
})
const DISK = { key: 'disk', value: 'slow', effect: 'NoSchedule' } as const

function text(change: FitChange): string {
  switch (change.kind) {
    case 'request':
      return `${change.container}: ${change.resource} ${change.from} → ${change.to}`
    case 'toleration':
      return `tolerate ${change.taint.key}`
    case 'selector':
      return `drop ${Object.keys(change.labels).join()}`
    case 'label':
      return `label ${change.nodeName} ${JSON.stringify(change.labels)}`
    case 'affinity':
      return `drop ${change.of}`
    case 'spread':
      return `spread ${change.topologyKey} softly`
    case 'hostPort':
      return `drop hostPort ${change.port}`
    case 'uncordon':
      return `uncordon ${change.nodeName}`
    case 'node':
      return `${change.node.metadata.name} like ${change.like}`
  }
}

const texts = (fits: readonly Fit[]): readonly string[] =>
  fits.map(
    ({ changes, nodeNames }) => `${changes.map(text).join(' and ')}: ${nodeNames.join(', ')}`,
  )

test('too much is asked for: less of it, on the node with most room, or a larger node if there is one', () => {
  const { fits, vain } = asked(
    pending('report', asking({ memory: '10Gi' })),
    makeNode('worker-1'),
    makeNode('worker-2'),
    running('web', 'worker-1', asking({ memory: '3Gi' })),
  )
  expect(texts(fits)).toEqual(['main: memory 10Gi → 8Gi: worker-2'])
  expect(vain).toEqual([{ what: 'node', nodeName: 'worker-1', reasons: ['Insufficient memory'] }])
})

test('room is short, not size: less, or one more node, on which its DaemonSets run too', () => {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['worker-1'] }]
  const required = { nodeSelectorTerms: [{ matchFields }] }
  const daemon = running('log-1', 'worker-1', {
    ...asking({ cpu: '500m' }),
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
  })
  const { fits } = asked(
    pending('report', asking({ cpu: '3500m' })),
    makeNode('worker-1'),
    running('web', 'worker-1', asking({ cpu: '1' })),
    daemon as ApiObject,
  )
  expect(texts(fits)).toEqual([
    'main: cpu 3500m → 2500m: worker-1',
    'worker-2 like worker-1: worker-2',
  ])
  const fuller = asked(
    pending('report', asking({ cpu: '3600m' })),
    makeNode('worker-1'),
    daemon as ApiObject,
  )
  expect(texts(fuller.fits)).toEqual(['main: cpu 3600m → 3500m: worker-1'])
  expect(fuller.vain).toContainEqual({
    what: 'node',
    nodeName: 'worker-1',
    reasons: ['Insufficient cpu'],
  })
})

test('several causes at once: each node is followed to its end, and the smallest come first', () => {
  const { fits, vain } = asked(
    pending('large', asking({ cpu: '3' })),
    makeNode('worker-1', { allocatable: { cpu: '2' } }),
    makeNode('worker-2', { spec: { taints: [DISK] } }),
  )
  expect(texts(fits)).toEqual(['main: cpu 3 → 2: worker-1', 'tolerate disk: worker-2'])
  expect(vain.map(({ what }) => what)).toEqual(['node'])
})

test('a taint and a selector on one node need two changes; one alone is said to be in vain', () => {
  const { fits, vain } = asked(
    pending('report', { nodeSelector: { disktype: 'ssd' } }),
    makeNode('worker-1', { spec: { taints: [DISK] } }),
  )
  expect(texts(fits)).toEqual([
    'tolerate disk and drop disktype: worker-1',
    'tolerate disk and label worker-1 {"disktype":"ssd"}: worker-1',
  ])
  expect(vain).toContainEqual({
    what: 'toleration',
    nodeName: 'worker-1',
    reasons: ["node(s) didn't match Pod's node affinity/selector"],
  })
})

test('a cordoned node is opened; one that is not ready is no answer', () => {
  const unschedulable = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const
  const cordoned = makeNode('worker-1', { spec: { unschedulable: true, taints: [unschedulable] } })
  const { fits } = asked(
    pending('web', {}),
    cordoned,
    makeNode('worker-2', { spec: { taints: [notReady] } }),
  )
  expect(texts(fits)).toEqual(['uncordon worker-1: worker-1', 'worker-3 like worker-1: worker-3'])
})

test('a host port is taken: without it, or on one more node', () => {
  const ports = {
    containers: [
      makeContainer('main', undefined, { ports: [{ containerPort: 80, hostPort: 80 }] }),
    ],
  }
  const { fits } = asked(
    pending('second', ports),
    makeNode('worker-1'),
    running('first', 'worker-1', ports),
  )
  expect(texts(fits)).toEqual(['drop hostPort 80: worker-1', 'worker-2 like worker-1: worker-2'])
})

test('spread too unevenly: softly, or where there is room', () => {
  const labels = { app: 'web' }
  const spread: Partial<PodSpec> = {
    ...asking({ cpu: '2' }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: labels },
      },
    ],
  }
  const { fits } = asked(
    pending('web-2', spread, labels),
    makeNode('worker-1'),
    makeNode('worker-2', { allocatable: { cpu: '1' } }),
    running('web-1', 'worker-1', spread, labels),
  )
  expect(texts(fits)).toEqual([
    'main: cpu 2 → 1: worker-2',
    'spread kubernetes.io/hostname softly: worker-1',
    'worker-3 like worker-1: worker-3',
  ])
})

test('a volume that lives on one node: what does not help is said', () => {
  const claim: ApiObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'data',
      namespace: 'default',
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { volumeName: 'pv-1' },
    status: { phase: 'Bound' },
  }
  const term = { key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] } as const
  const volume: ApiObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv-1' },
    spec: {
      capacity: { storage: '1Gi' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [term] }] } },
    },
  }
  const spec = {
    containers: [makeContainer('main', { 'example.com/gpu': '1' })],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  }
  const { fits, vain } = asked(
    pending('db', spec),
    claim,
    volume,
    makeNode('worker-1'),
    makeNode('worker-2', { allocatable: { 'example.com/gpu': 1 } }),
  )
  expect(fits).toEqual([])
  expect(vain).toContainEqual({
    what: 'nothing',
    nodeName: 'worker-2',
    reasons: ["node(s) didn't match PersistentVolume's node affinity"],
  })
  expect(vain).toContainEqual({
    what: 'nothing',
    nodeName: 'worker-1',
    reasons: ['Insufficient example.com/gpu'],
  })
  expect(vain).toContainEqual({
    what: 'node',
    nodeName: 'worker-1',
    reasons: ['Insufficient example.com/gpu'],
  })
})

test('a claim that is not there is no matter of nodes', () => {
  const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }
  expect(asked(pending('db', spec), makeNode('worker-1'))).toEqual({
    fits: [],
    vain: [{ what: 'nothing', nodeName: '', reasons: ['persistentvolumeclaim "data" not found'] }],
  })
})

test('a Pod that has a node needs nothing; one with a gate waits for the gate', () => {
  expect(asked(running('web', 'worker-1'), makeNode('worker-1'))).toEqual({ fits: [], vain: [] })
  const gated = asked(
    pending('web', { schedulingGates: [{ name: 'quota' }] }),
    makeNode('worker-1'),
  )
  expect(gated.fits).toEqual([])
  expect(gated.vain[0]?.reasons.join()).toContain('quota')
})

test('kept apart from its like and short of room: one more node is less than two changes', () => {
  const anti = (app: string): Partial<PodSpec> => ({
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } },
        ],
      },
    },
  })
  const { fits } = asked(
    pending('web-2', { ...anti('web'), ...asking({ cpu: '3' }) }, { app: 'web' }),
    makeNode('worker-1'),
    running('web-1', 'worker-1', asking({ cpu: '2' }), { app: 'web' }),
  )
  expect(texts(fits)).toEqual([
    'worker-2 like worker-1: worker-2',
    'main: cpu 3 → 2 and drop podAntiAffinity: worker-1',
  ])
})

test('five hundred nodes are answered in a moment', () => {
  const nodes = Array.from({ length: 500 }, (_, index) => makeNode(`worker-${index + 1}`))
  const pods = nodes.map(({ metadata }, index) =>
    running(`web-${index}`, metadata.name ?? '', asking({ cpu: '3' })),
  )
  const { fits } = asked(
    pending('report', asking({ cpu: '2' })),
    ...nodes,
    ...(pods as ApiObject[]),
  )
  expect(fits.map(({ changes }) => changes.map(({ kind }) => kind))).toEqual([
    ['request'],
    ['node'],
  ])
})
