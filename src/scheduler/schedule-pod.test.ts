import { expect, test } from 'vitest'
import { createPrng } from '#lib/prng.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import { createFramework } from './framework/framework.ts'
import type { WeightedPlugin } from './framework/framework.ts'
import { fitErrorMessage } from './framework/fit-error.ts'
import type { AnyPlugin } from './framework/plugin.ts'
import { skip, unresolvable, unschedulable } from './framework/status.ts'
import { createPodScheduler, numFeasibleNodesToFind } from './schedule-pod.ts'

const SAMPLES = [
  [1, 1],
  [99, 99],
  [100, 100],
  [250, 120],
  [1000, 420],
  [5000, 500],
  [6000, 300],
  [15_000, 750],
] as const

test.for(SAMPLES)('of %i nodes at most %i feasible ones are looked for', ([count, expected]) => {
  expect(numFeasibleNodesToFind(count)).toBe(expected)
})

const passAll: AnyPlugin = { name: 'PassAll', filter: () => null }
const scoreByName = (scores: Readonly<Record<string, number>>): AnyPlugin => ({
  name: 'ByName',
  score: (_state, _pod, node) => scores[node.name] ?? 0,
})
const only = (...names: readonly string[]): AnyPlugin => ({
  name: 'Only',
  filter: (_state, _pod, node) =>
    names.includes(node.name) ? null : unschedulable('Only', 'not one of them'),
})

function schedulerOf(
  names: readonly string[],
  ...plugins: readonly (AnyPlugin | WeightedPlugin)[]
) {
  const framework = createFramework(
    plugins.map((plugin) => ('plugin' in plugin ? plugin : { plugin, weight: 1 })),
  )
  const snapshot = makeSnapshot(names.map((name) => makeNode(name)))
  const prng = createPrng(1)
  return createPodScheduler({ framework, snapshot, prng, runFilters: framework.filter })
}

test('the highest weighted total wins', () => {
  const scheduler = schedulerOf(
    ['a', 'b'],
    passAll,
    { plugin: scoreByName({ a: 90, b: 60 }), weight: 1 },
    { plugin: { ...scoreByName({ a: 0, b: 20 }), name: 'Other' }, weight: 2 },
  )
  const { trace } = scheduler.schedulePod(makePod('web'), 1)
  expect(trace.selected).toBe('b')
  expect(trace.nodes.map(({ total }) => total)).toEqual([90, 100])
  expect(trace.nodes[1]?.scores).toEqual([
    { plugin: 'ByName', weight: 1, raw: 60, normalized: 60, total: 60 },
    { plugin: 'Other', weight: 2, raw: 20, normalized: 20, total: 40 },
  ])
})

test('a single feasible node is taken without scores', () => {
  const scheduler = schedulerOf(['a', 'b'], only('b'), scoreByName({ b: 1 }))
  const decision = scheduler.schedulePod(makePod('web'), 1)
  expect(decision).toMatchObject({ outcome: 'placed', nodeName: 'b', feasible: 1 })
  expect(decision.trace.nodes).toMatchObject([
    { nodeName: 'a', feasible: false, scores: [], total: null },
    { nodeName: 'b', feasible: true, scores: [], total: null },
  ])
})

test('the trace says which plugin ended a node, which were skipped and which did not run', () => {
  const skipped: AnyPlugin = {
    name: 'Skipped',
    preFilter: () => ({ status: skip('Skipped') }),
    filter: () => unschedulable('Skipped', 'never asked'),
  }
  const scheduler = schedulerOf(['a'], skipped, passAll, only('b'), { ...passAll, name: 'Later' })
  const { trace } = scheduler.schedulePod(makePod('web'), 1)
  expect(trace.nodes[0]?.filters.map(({ plugin, verdict }) => [plugin, verdict.code])).toEqual([
    ['Skipped', 'Skip'],
    ['PassAll', 'Success'],
    ['Only', 'Unschedulable'],
    ['Later', 'NotRun'],
  ])
})

test('equal rows of a trace are one object', () => {
  const scheduler = schedulerOf(['a', 'b'], passAll, scoreByName({ a: 7, b: 7 }))
  const [first, second] = scheduler.schedulePod(makePod('web'), 1).trace.nodes
  expect(first?.filters).toBe(second?.filters)
  expect(first?.scores[0]).toBe(second?.scores[0])
})

test('a rejection before the filters counts for all nodes and ends the attempt', () => {
  const refuse: AnyPlugin = {
    name: 'Refuse',
    preFilter: () => ({ status: unresolvable('Refuse', 'claim missing') }),
  }
  const decision = schedulerOf(['a', 'b'], refuse, passAll).schedulePod(makePod('web'), 1)
  expect(decision).toMatchObject({
    outcome: 'rejected',
    message: '0/2 nodes are available: claim missing.',
    rejectors: new Set(['Refuse']),
  })
})

test('nodes that a plugin left out in advance are rejected in its name', () => {
  const limit: AnyPlugin = {
    name: 'Limit',
    preFilter: () => ({ status: null, nodeNames: new Set(['b']) }),
  }
  const decision = schedulerOf(['a', 'b', 'c'], limit, only('a')).schedulePod(makePod('web'), 1)
  expect(decision).toMatchObject({
    outcome: 'rejected',
    message:
      "0/3 nodes are available: 1 not one of them, 2 node(s) didn't satisfy plugin(s) [Limit].",
  })
})

test('plugins that allow no node in common reject together', () => {
  const limit = (name: string, node: string): AnyPlugin => ({
    name,
    preFilter: () => ({ status: null, nodeNames: new Set([node]) }),
  })
  const decision = schedulerOf(['a', 'b'], limit('A', 'a'), limit('B', 'b')).schedulePod(
    makePod('web'),
    1,
  )
  expect(decision).toMatchObject({
    message: "0/2 nodes are available: node(s) didn't satisfy plugin(s) [A B] simultaneously.",
  })
})

test('a search that ended early goes on behind the last node next time', () => {
  const names = Array.from({ length: 250 }, (_, i) => `n${i}`)
  const scheduler = schedulerOf(names, passAll, {
    name: 'First',
    score: (_state, _pod, node) => (node.name === 'n120' ? 100 : 0),
  })
  expect(scheduler.schedulePod(makePod('one'), 1)).toMatchObject({ feasible: 120 })
  expect(scheduler.schedulePod(makePod('two'), 1)).toMatchObject({ nodeName: 'n120' })
})

const MESSAGES = [
  ['reasons are sorted as texts', ['10 x', 'Insufficient cpu', 'Too many pods', 'node(s) had']],
] as const

test.for(MESSAGES)('%s', ([, reasons]) => {
  const statuses = new Map(reasons.map((reason) => [reason, unschedulable('P', reason)]))
  const message = fitErrorMessage([...reasons, 'other'], {
    nodes: { statuses, absent: unschedulable('P', 'node(s) had') },
    preFilterMessage: '',
    postFilterMessage: 'more.',
  })
  expect(message).toBe(
    '0/5 nodes are available: 1 10 x, 1 Insufficient cpu, 1 Too many pods, 2 node(s) had. more.',
  )
})
