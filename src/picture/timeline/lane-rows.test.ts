import { expect, test } from 'vitest'
import { groupSegments } from './group-segments.ts'
import type { Lane, Segment } from './lane.ts'
import { laneRows, type LanePart, type RowSource } from './lane-rows.ts'

const WEB = { key: 'Deployment.apps/default/web', kind: 'Deployment', name: 'web' }

function lane(name: string): Lane {
  return {
    id: name,
    role: 'pod',
    name,
    number: null,
    podKey: `Pod/default/${name}`,
    selectKey: `Pod/default/${name}`,
    group: null,
    segments: [{ fromMs: 0, toMs: 1000, kind: 'running', label: 'Running' }],
  }
}

const source = (name: string, part: Partial<RowSource> = {}): RowSource => ({
  length: 1,
  words: `pod/default/${name} ${part.node ?? 'worker-1'}`,
  owner: null,
  node: 'worker-1',
  gone: false,
  system: false,
  podLane: () => lane(name),
  lanes: () => [lane(name)],
  ...part,
})

const ALL: LanePart & { readonly untilMs: number } = {
  group: 'none',
  filter: '',
  flipped: [],
  from: 0,
  count: 100,
  untilMs: 1000,
}

const names = (sources: readonly RowSource[], part: Partial<LanePart> = {}): readonly string[] => {
  const asked = { ...ALL, ...part }
  return laneRows(sources, asked, asked).lanes.map(({ name }) => name)
}

test('the living come before the dead, and what the cluster has for itself last', () => {
  const sources = [
    source('dns', { system: true }),
    source('old', { gone: true }),
    source('a'),
    source('b'),
  ]
  expect(names(sources)).toEqual(['a', 'b', 'old', 'dns'])
})

test('a filter leaves the Pods that hold all of its words', () => {
  const sources = [source('web-1'), source('web-2', { node: 'worker-2' }), source('db')]
  expect(names(sources, { filter: 'web' })).toEqual(['web-1', 'web-2'])
  expect(names(sources, { filter: 'WEB worker-2' })).toEqual(['web-2'])
  expect(laneRows(sources, { ...ALL, filter: 'nothing' }, ALL)).toMatchObject({
    total: 0,
    pods: 0,
    allPods: 3,
  })
})

test('many Pods are grouped by their owner, few are not', () => {
  const pods = (count: number): readonly RowSource[] =>
    Array.from({ length: count }, (_, index) => source(`web-${index}`, { owner: WEB }))
  expect(names(pods(12), { group: 'auto' })[0]).toBe('web-0')
  const many = [...pods(14), source('alone')]
  expect(names(many, { group: 'auto' })).toEqual(['web', 'without an owner', 'alone'])
  expect(names(many, { group: 'auto', flipped: [WEB.key, ''] })).toEqual([
    'web',
    ...pods(14).map((_, index) => `web-${index}`),
    'without an owner',
  ])
})

test('by node, and any part of the list', () => {
  const sources = [
    source('a'),
    source('b', { node: 'worker-2' }),
    source('c'),
    source('p', { node: '' }),
  ]
  const all = names(sources, { group: 'node' })
  expect(all).toEqual(['worker-1', 'a', 'c', 'worker-2', 'b', 'without a node', 'p'])
  for (let from = 0; from < all.length; from += 1)
    expect(names(sources, { group: 'node', from, count: 2 })).toEqual(all.slice(from, from + 2))
})

test('the bar of a group counts those that run', () => {
  const one = (fromMs: number, runsMs: number, toMs: number): readonly Segment[] => [
    { fromMs, toMs: runsMs, kind: 'waiting', label: 'Pending' },
    { fromMs: runsMs, toMs, kind: 'running', label: 'Running' },
  ]
  const segments = groupSegments([one(0, 100, 1000), one(0, 300, 1000), one(0, 100, 600)], 1000)
  expect(segments.map(({ fromMs, label }) => [fromMs, label])).toEqual([
    [0, '0 of 3 running'],
    [100, '2 of 3 running'],
    [300, '3 running'],
    [600, '2 running'],
  ])
})

test('the bar of a group whose Pods come without a rest says again and again how many there are', () => {
  const pods = Array.from({ length: 1000 }, (_, index): readonly Segment[] => {
    const fromMs = 50 * index
    return [
      { fromMs, toMs: fromMs + 2000, kind: 'waiting', label: 'Pending' },
      { fromMs: fromMs + 2000, toMs: 60_000, kind: 'running', label: 'Running' },
    ]
  })
  const segments = groupSegments(pods, 60_000)
  expect(segments.map(({ fromMs, label }) => [fromMs, label])).toEqual([
    [0, '0 of 6 running'],
    [5300, '67 of 107 running'],
    [10_350, '168 of 208 running'],
    [15_400, '269 of 309 running'],
    [20_450, '370 of 410 running'],
    [25_500, '471 of 511 running'],
    [30_550, '572 of 612 running'],
    [35_600, '673 of 713 running'],
    [40_650, '774 of 814 running'],
    [45_700, '875 of 915 running'],
    [50_750, '976 of 1000 running'],
    [51_950, '1000 running'],
  ])
})

test('the bar of a thousand Pods has no more parts than can be seen', () => {
  const pods = Array.from({ length: 1000 }, (_, index): readonly Segment[] => [
    { fromMs: index, toMs: 60_000, kind: 'running', label: 'Running' },
  ])
  expect(groupSegments(pods, 60_000).length).toBeLessThan(250)
})
