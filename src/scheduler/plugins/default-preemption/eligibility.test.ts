import { expect, test } from 'vitest'
import type { Node, Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { createPrng } from '#lib/prng.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import { createCycleState } from '../../framework/cycle-state.ts'
import type { Status } from '../../framework/status.ts'
import { unresolvable, unschedulable } from '../../framework/status.ts'
import { createDefaultPreemption } from './default-preemption.ts'

const FULL = unschedulable('Fit', 'Insufficient cpu')
const HOPELESS = unresolvable('TaintToleration', 'node(s) had untolerated taint(s)')

interface Asked {
  readonly nodes: readonly Node[]
  readonly pods: readonly Pod[]
  readonly statuses?: ReadonlyMap<string, Status>
  readonly budgets?: readonly PodDisruptionBudget[]
  /** Which of the possible nodes is looked at first. */
  readonly first?: number
}

/** What is done for a Pod that fits only on a node without other Pods. */
function postFilter(
  pod: Pod,
  { nodes, pods, statuses = new Map(), budgets = [], first = 0 }: Asked,
) {
  const { client, clock, apply } = createFakeApiServer()
  apply(...budgets)
  const plugin = createDefaultPreemption({
    client,
    clock,
    snapshot: makeSnapshot(nodes, pods),
    prng: { ...createPrng(1), next: () => first },
    runFilters: (_state, _pod, node) => (node.pods.size === 0 ? null : FULL),
  })
  return plugin.postFilter(createCycleState(), pod, { statuses, absent: FULL })
}

const N = makeNode('n')
const HIGH = (nominatedNodeName?: string): Pod =>
  makePod('high', {
    spec: { priority: 9 },
    status: nominatedNodeName === undefined ? {} : { nominatedNodeName },
  })
const victim = (name: string, nodeName: string, priority = 1): Pod =>
  makePod(name, {
    labels: { app: name },
    spec: { nodeName, priority },
    status: { startTime: timeOf(0) },
  })
const going = (pod: Pod, reason?: string, status = 'True'): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: timeOf(0) },
  status:
    reason === undefined ? {} : { conditions: [{ type: 'DisruptionTarget', status, reason }] },
})
const PREEMPTED = 'PreemptionByScheduler'

// The rows follow PodEligibleToPreemptOthers and its tests in default_preemption.go (v1.36).
test.for<readonly [string, Pod, readonly Pod[], Status | undefined, boolean]>([
  ['it has no nomination', HIGH(), [going(victim('a', 'n'), PREEMPTED)], undefined, true],
  ['its node is not there', HIGH('gone'), [victim('a', 'n')], undefined, true],
  ['its victim is going', HIGH('n'), [going(victim('a', 'n'), PREEMPTED)], undefined, false],
  [
    'its victim is going, and the node is hopeless',
    HIGH('n'),
    [going(victim('a', 'n'), PREEMPTED)],
    HOPELESS,
    true,
  ],
  ['its victim is not going yet', HIGH('n'), [victim('a', 'n')], undefined, true],
  ['somebody is going for himself', HIGH('n'), [going(victim('a', 'n'))], undefined, true],
  [
    'somebody is going for another reason',
    HIGH('n'),
    [going(victim('a', 'n'), 'EvictionByEvictionAPI')],
    undefined,
    true,
  ],
  [
    'somebody is going who is no target any more',
    HIGH('n'),
    [going(victim('a', 'n'), PREEMPTED, 'False')],
    undefined,
    true,
  ],
  [
    'somebody as important is going',
    HIGH('n'),
    [going(victim('a', 'n', 9), PREEMPTED), victim('b', 'n')],
    undefined,
    true,
  ],
])('may a Pod preempt when %s', ([, pod, pods, status, isEligible]) => {
  const statuses = new Map(status === undefined ? [] : [['n', status] as const])
  const { status: outcome } = postFilter(pod, { nodes: [N], pods, statuses })
  const text = 'preemption: not eligible due to a terminating pod on the nominated node.'
  expect(outcome?.reasons.includes(text) ?? false).toBe(!isEligible)
})

test('who must not preempt says so, and keeps its nomination', () => {
  const pod = makePod('meek', { spec: { priority: 9, preemptionPolicy: 'Never' } })
  expect(postFilter(pod, { nodes: [N], pods: [victim('a', 'n')] })).toEqual({
    status: unschedulable(
      'DefaultPreemption',
      'preemption: not eligible due to preemptionPolicy=Never.',
    ),
  })
})

test('where nothing helps, each node has its reason, and an older nomination is cleared', () => {
  const nodes = ['a', 'b', 'c'].map((name) => makeNode(name))
  const statuses = new Map([['c', HOPELESS]])
  const pods = [victim('x', 'a', 9), victim('y', 'b', 1), victim('z', 'b', 9)]
  expect(postFilter(HIGH(), { nodes, pods, statuses })).toEqual({
    status: unschedulable(
      'DefaultPreemption',
      'preemption: 0/3 nodes are available: 1 Insufficient cpu, 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
    ),
    nominatedNodeName: null,
  })
  expect(postFilter(HIGH(), { nodes: [], pods: [] })).toMatchObject({ nominatedNodeName: null })
})

const MANY = Array.from({ length: 101 }, (_, index) =>
  makeNode(`n${String(index).padStart(3, '0')}`),
)
const lastOf = (nodes: readonly Node[]) => nodes.at(-1)?.metadata.name ?? ''
const oneEach = (last: number) =>
  MANY.map(({ metadata: { name = '' } }) =>
    victim(`v-${name}`, name, name === lastOf(MANY) ? last : 5),
  )

// A tenth of the nodes is enough, and 100 of them at least. Follows calculateNumCandidates.
test('of many nodes it is content with 100, from the one on that was drawn', () => {
  const nameOf = (first: number) =>
    postFilter(HIGH(), { nodes: MANY, pods: oneEach(1), first }).nominatedNodeName
  expect(nameOf(0)).toBe('n000')
  expect(nameOf(1)).toBe('n100')
})

test('it looks on as long as all of them violate a budget', () => {
  const budget = (app: string): PodDisruptionBudget => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace: 'default' },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  })
  const pods = oneEach(7)
  const budgets = pods.slice(0, 100).map(({ metadata: { name = '' } }) => budget(name))
  const nameWith = (count: number, all = pods) =>
    postFilter(HIGH(), { nodes: MANY, pods: all, budgets: budgets.slice(0, count) })
      .nominatedNodeName
  expect(nameWith(100)).toBe('n100')
  // One that violates none is enough, although the last would be better.
  expect(nameWith(99, oneEach(1))).toBe('n099')
})
