import { expect, test } from 'vitest'
import type { DaemonSet, Node, Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { daemonPodTolerations, fencepostsOf, targetNodeNameOf } from './daemonset-util.ts'
import { createFailedPodsBackoff } from './failed-pods-backoff.ts'
import { podsShouldBeOnNode, unscheduledPodsWithoutNode } from './manage.ts'

function makeDaemonSet(maxSurge: number | string, maxUnavailable: number | string): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    },
  }
}

test.for([
  { surge: 0, unavailable: '10%', desired: 5, is: { surge: 0, unavailable: 1 } },
  { surge: '30%', unavailable: 0, desired: 5, is: { surge: 2, unavailable: 0 } },
  { surge: 0, unavailable: 0, desired: 5, is: { surge: 0, unavailable: 1 } },
])(
  'surge $surge and unavailable $unavailable of $desired',
  ({ surge, unavailable, desired, is }) => {
    expect(fencepostsOf(makeDaemonSet(surge, unavailable), desired)).toEqual(is)
  },
)

test('a toleration of the template that says the same is not added twice', () => {
  const own = { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }
  expect(daemonPodTolerations({ containers: [], tolerations: [own] })).toHaveLength(6)
  expect(daemonPodTolerations({ containers: [], hostNetwork: true })).toHaveLength(7)
})

test('a Pod that waits says its node by its affinity', () => {
  const fields = [{ key: 'metadata.name', operator: 'In', values: ['n1'] }]
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: fields }],
    },
  }
  expect(targetNodeNameOf(makePod('a', { spec: { affinity: { nodeAffinity } } }))).toBe('n1')
  expect(targetNodeNameOf(makePod('a', { spec: { nodeName: 'n2' } }))).toBe('n2')
  expect(targetNodeNameOf(makePod('a'))).toBeUndefined()
})

test('a failed Pod is deleted after 1 s, then 2 s, then 4 s', () => {
  const backoff = createFailedPodsBackoff()
  expect(backoff.waitMs('a', 0)).toBe(0)
  backoff.next('a', 0)
  expect(backoff.waitMs('a', 500)).toBe(1000)
  expect(backoff.waitMs('a', 1000)).toBe(0)
  backoff.next('a', 1000)
  expect(backoff.waitMs('a', 2500)).toBe(2000)
  backoff.next('a', 3000)
  expect(backoff.waitMs('a', 3001)).toBe(4000)
  expect(backoff.waitMs('a', 40 * 60_000)).toBe(0)
})

const NODE: Node = makeNode('n1')
const contextOf = (set: DaemonSet, backoffMs = 0) => ({
  set,
  hash: 'new',
  nowMs: 100_000,
  backoffMs: () => backoffMs,
})
const pod = (name: string, hash: string, more: { phase?: string; isReady?: boolean } = {}): Pod =>
  makePod(name, {
    labels: { 'controller-revision-hash': hash },
    spec: { nodeName: 'n1' },
    status: {
      phase: more.phase ?? 'Running',
      conditions:
        more.isReady === true
          ? [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(0) }]
          : [],
    },
  })
const names = (plan: ReturnType<typeof podsShouldBeOnNode>): readonly (string | undefined)[] =>
  plan.delete.map((removal) => removal.pod.metadata.name)

test('a failed Pod goes unless it is too early, and is replaced when it is gone', () => {
  const set = makeDaemonSet(0, 1)
  const failed = pod('a', 'new', { phase: 'Failed' })
  expect(names(podsShouldBeOnNode(contextOf(set), NODE, [failed]))).toEqual(['a'])
  expect(podsShouldBeOnNode(contextOf(set, 4000), NODE, [failed])).toEqual({
    create: [],
    delete: [],
    againInMs: 4000,
  })
  expect(podsShouldBeOnNode(contextOf(set), NODE, []).create).toMatchObject([{ nodeName: 'n1' }])
})

test('without surge all but the oldest Pod of a node go', () => {
  const plan = podsShouldBeOnNode(contextOf(makeDaemonSet(0, 1)), NODE, [
    pod('b', 'new'),
    pod('a', 'old'),
  ])
  expect(names(plan)).toEqual(['b'])
})

test.for([
  {
    about: 'both stay while the new one is not available',
    newReady: false,
    oldReady: true,
    goes: [],
  },
  { about: 'the old one goes when the new one is', newReady: true, oldReady: true, goes: ['a'] },
  { about: 'the old one goes when it is not ready', newReady: false, oldReady: false, goes: ['a'] },
])('with surge $about', ({ newReady, oldReady, goes }) => {
  const plan = podsShouldBeOnNode(contextOf(makeDaemonSet(1, 0)), NODE, [
    pod('b', 'new', { isReady: newReady }),
    pod('a', 'old', { isReady: oldReady }),
  ])
  expect(names(plan)).toEqual(goes)
})

test('a Pod that waits for a node that is gone goes', () => {
  const waiting = makePod('w')
  const there = makePod('t', { spec: { nodeName: 'gone' } })
  const removals = unscheduledPodsWithoutNode([NODE], new Map([['gone', [waiting, there]]]))
  expect(removals.map((removal) => removal.pod.metadata.name)).toEqual(['w'])
})
