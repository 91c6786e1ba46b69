import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makePod } from '#testing/make-objects.ts'
import {
  compareActivePods,
  compareActivePodsWithRanks,
  getPodsRankedByRelatedPodsOnSameNode,
  isPodActive,
} from './pod-rank.ts'

const NOW_MS = 1_000_000

interface Traits {
  readonly node?: string
  readonly phase?: string
  /** Milliseconds since it became ready; not ready without. */
  readonly readyForMs?: number
  readonly ageMs?: number
  readonly cost?: string
  readonly restarts?: number
  /** Of a sidecar, and of an init container that ends, which does not count. */
  readonly initRestarts?: { readonly sidecar: number; readonly setup: number }
  readonly rank?: number
}

function podWith(uid: string, traits: Traits): Pod {
  const { node = 'n1', phase = 'Running', readyForMs, ageMs = 500_000, cost, restarts } = traits
  const { sidecar = 0, setup = 0 } = traits.initRestarts ?? {}
  const containerStatus = { name: 'main', image: 'nginx', imageID: '', ready: true }
  return makePod(uid, {
    spec: {
      ...(node === '' ? {} : { nodeName: node }),
      initContainers: [
        { name: 'setup', image: 'busybox' },
        { name: 'proxy', image: 'nginx', restartPolicy: 'Always' },
      ],
    },
    metadata: {
      uid,
      creationTimestamp: timeOf(NOW_MS - ageMs),
      ...(cost === undefined
        ? {}
        : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    status: {
      phase,
      conditions:
        readyForMs === undefined
          ? []
          : [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(NOW_MS - readyForMs) }],
      containerStatuses: [{ ...containerStatus, restartCount: restarts ?? 0 }],
      initContainerStatuses: [
        { ...containerStatus, name: 'setup', restartCount: setup },
        { ...containerStatus, name: 'proxy', restartCount: sidecar },
      ],
    },
  })
}

const RULES: readonly (readonly [rule: string, first: Traits, second: Traits])[] = [
  ['unassigned before assigned', { node: '' }, { node: 'n1', phase: 'Pending' }],
  ['Pending before Unknown', { phase: 'Pending' }, { phase: 'Unknown' }],
  ['Unknown before Running', { phase: 'Unknown' }, { phase: 'Running' }],
  ['not ready before ready', {}, { readyForMs: 1 }],
  ['lower deletion cost first', { cost: '-5' }, {}],
  ['a cost that is no integer counts as zero', {}, { cost: '1' }],
  ['cost before rank', { cost: '1', rank: 1 }, { cost: '2', rank: 9 }],
  ['on the fuller node first', { rank: 3 }, { rank: 2 }],
  ['ready for a shorter time first', { readyForMs: 1000 }, { readyForMs: 100_000 }],
  ['more restarts first', { restarts: 3 }, { restarts: 2 }],
  [
    'restarts before those of sidecars',
    { restarts: 3 },
    { restarts: 2, initRestarts: { sidecar: 9, setup: 0 } },
  ],
  [
    'more restarts of a sidecar first',
    { initRestarts: { sidecar: 1, setup: 0 } },
    { initRestarts: { sidecar: 0, setup: 9 } },
  ],
  ['the younger first', { ageMs: 1000 }, { ageMs: 100_000 }],
  ['phase before readiness', { phase: 'Pending', readyForMs: 1 }, { phase: 'Running' }],
]

test.for(RULES)('%s', ([, first, second]) => {
  const a = { pod: podWith('b', first), rank: first.rank ?? 1 }
  const b = { pod: podWith('a', second), rank: second.rank ?? 1 }
  expect(compareActivePodsWithRanks(a, b, NOW_MS)).toBeLessThan(0)
  expect(compareActivePodsWithRanks(b, a, NOW_MS)).toBeGreaterThan(0)
  if ((first.cost ?? second.cost ?? first.rank) !== undefined) return
  expect(compareActivePods(a.pod, b.pod)).toBeLessThan(0)
  expect(compareActivePods(b.pod, a.pod)).toBeGreaterThan(0)
})

test('Jobs tell all ages apart, whatever the UID', () => {
  const [older, younger] = [podWith('a', { ageMs: 100_000 }), podWith('b', { ageMs: 99_000 })]
  expect(compareActivePods(younger, older)).toBeLessThan(0)
})

test('ages of the same power of two are told apart by UID', () => {
  const older = { pod: podWith('a', { ageMs: 100_000 }), rank: 1 }
  const younger = { pod: podWith('b', { ageMs: 99_000 }), rank: 1 }
  expect(compareActivePodsWithRanks(older, younger, NOW_MS)).toBeLessThan(0)
})

test('Pods on a node with more relatives go first', () => {
  const pods = [podWith('a', { node: 'n1' }), podWith('b', { node: 'n2' })]
  const related = [
    ...pods,
    podWith('c', { node: 'n2' }),
    podWith('d', { node: 'n2', phase: 'Failed' }),
  ]
  const ranked = getPodsRankedByRelatedPodsOnSameNode(pods, related, NOW_MS)
  expect(ranked.map(({ metadata }) => metadata.name)).toEqual(['b', 'a'])
})

test('a Pod is active until it has ended or is being deleted', () => {
  expect(isPodActive(podWith('a', { phase: 'Pending' }))).toBe(true)
  expect(isPodActive(podWith('a', { phase: 'Succeeded' }))).toBe(false)
  expect(isPodActive(makePod('a', { metadata: { deletionTimestamp: timeOf(0) } }))).toBe(false)
})
