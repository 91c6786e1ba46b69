import { maxSurgeOf, maxUnavailableOf } from '#api/apps/deployment-strategy.ts'
import { expect, test } from 'vitest'
import type { Deployment, IntOrString, ReplicaSet } from '#api/generated/types.ts'
import { newReplicaSetAnnotations } from './annotations.ts'
import { newReplicaSetReplicas } from './deployment-util.ts'
import {
  computeMaxScaledDown,
  computeOldReplicaSetSizes,
  computeUnhealthyCleanup,
} from './rolling.ts'
import { computeProportions } from './scale.ts'

function makeDeployment(
  replicas: number,
  maxSurge: IntOrString = '25%',
  maxUnavailable: IntOrString = '25%',
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: {},
      template: {},
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    },
  }
}

function makeReplicaSet(
  name: string,
  replicas: number,
  available = replicas,
  most?: number,
): ReplicaSet {
  const annotations =
    most === undefined ? {} : { 'deployment.kubernetes.io/max-replicas': String(most) }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default', annotations },
    spec: { replicas, selector: {} },
    status: { replicas, availableReplicas: available },
  }
}

test.for([
  { replicas: 1, surge: 1, unavailable: 0 },
  { replicas: 3, surge: 1, unavailable: 0 },
  { replicas: 4, surge: 1, unavailable: 1 },
  { replicas: 10, surge: 3, unavailable: 2 },
  { replicas: 0, surge: 0, unavailable: 0 },
])('a quarter of $replicas is a surge of $surge and $unavailable unavailable', (row) => {
  const deployment = makeDeployment(row.replicas)
  expect(maxSurgeOf(deployment)).toBe(row.surge)
  expect(maxUnavailableOf(deployment)).toBe(row.unavailable)
})

test('both rounded to nothing leave one that may be missing', () => {
  expect(maxUnavailableOf(makeDeployment(3, '0%', '1%'))).toBe(1)
  expect(maxUnavailableOf(makeDeployment(2, 0, 5))).toBe(2)
})

test.for([
  { desired: 10, old: 10, current: 0, becomes: 3 },
  { desired: 10, old: 8, current: 3, becomes: 5 },
  { desired: 10, old: 0, current: 3, becomes: 10 },
  { desired: 10, old: 13, current: 0, becomes: 0 },
])('of $desired, beside $old old ones, the new $current become $becomes', (row) => {
  const all = [makeReplicaSet('old', row.old), makeReplicaSet('new', row.current)]
  expect(newReplicaSetReplicas(makeDeployment(row.desired), all, row.current)).toBe(row.becomes)
})

test('what is not available of the new one is not taken from the old ones', () => {
  const old = [makeReplicaSet('old', 8, 7)]
  const family = { newOne: makeReplicaSet('new', 5, 0), old }
  expect(computeMaxScaledDown(makeDeployment(10, 3, 2), family, old)).toBe(0)
  // After going back, the broken ones are the old ones and go first.
  const back = { newOne: makeReplicaSet('old', 8, 7), old: [makeReplicaSet('new', 5, 0)] }
  expect(computeMaxScaledDown(makeDeployment(10, 3, 2), back, back.old)).toBe(4)
  expect(computeUnhealthyCleanup(back.old, 4)).toMatchObject({ changes: [{ size: 1 }] })
})

test('a status that is older than the size of its ReplicaSet makes nothing grow', () => {
  const behind = computeUnhealthyCleanup([makeReplicaSet('old', 2, 3)], 4)
  expect(behind).toEqual({ changes: [], isSound: false })
})

test('old ReplicaSets shrink oldest first, as far as enough are available', () => {
  const old = [makeReplicaSet('a', 2), makeReplicaSet('b', 6)]
  const changes = computeOldReplicaSetSizes(
    makeDeployment(10, 3, 2),
    old,
    makeReplicaSet('c', 5, 3),
  )
  expect(changes.map(({ replicaSet, size }) => [replicaSet.metadata.name, size])).toEqual([
    ['a', 0],
    ['b', 5],
  ])
  expect(changes[0]?.plan.because).toBe('11 are available and 8 of 10 must be (maxUnavailable 2)')
})

test.for([
  {
    about: 'scaled up, each gets its share',
    desired: 15,
    sizes: { a: 8, b: 5 },
    becomes: { a: 12, b: 7 },
  },
  { about: 'scaled down', desired: 5, sizes: { a: 8, b: 5 }, becomes: { a: 4, b: 3 } },
  { about: 'scaled to nothing', desired: 0, sizes: { a: 8, b: 5 }, becomes: { a: 0, b: 0 } },
])('$about', ({ desired, sizes, becomes }) => {
  const active = Object.entries(sizes).map(([name, size]) => makeReplicaSet(name, size, size, 13))
  const proportions = computeProportions(makeDeployment(desired, '25%', '25%'), active)
  const named = proportions.map(([one, size]) => [one.metadata.name ?? '', size] as const)
  expect(Object.fromEntries(named)).toEqual(becomes)
})

test('a ReplicaSet that is used again gets a new revision and keeps the old one in its history', () => {
  const deployment = makeDeployment(1)
  const before = {
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  }
  expect(newReplicaSetAnnotations(deployment, before, 5)).toEqual({
    'deployment.kubernetes.io/revision': '5',
    'deployment.kubernetes.io/revision-history': '1,3',
  })
  expect(newReplicaSetAnnotations(deployment, before, 2)).toEqual(before)
})
