import { expect, test } from 'vitest'
import type { Pod, ReplicaSet } from '#api/generated/types.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import {
  about,
  done,
  news,
  reported,
  settlePods,
  startController,
} from '#testing/start-controller.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Controller, ControllerParts } from '../controller.ts'
import { replicaSetController, replicationController } from './replicaset.ts'

function makeReplicaSet(replicas: number, more: Partial<ReplicaSet['spec']> = {}): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-of-web', generation: 1 },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'nginx' }] },
      },
      ...more,
    },
    status: { replicas: 0 },
  }
}

const start = (
  more: Partial<ControllerParts> = {},
  controller: Controller = replicaSetController,
) => startController(controller, more)

const podsOf = (server: FakeApiServer): readonly Pod[] => server.client.list('Pod')
const replicaSetOf = (server: FakeApiServer) => server.client.get('ReplicaSet', 'default', 'web')
const reasonsOf = (server: FakeApiServer) =>
  server.client.list('Event').map(({ reason, message }) => [reason, message])

function scale(server: FakeApiServer, replicas: number): void {
  const found = replicaSetOf(server)
  if (found?.spec !== undefined) {
    server.client.update({ ...found, spec: { ...found.spec, replicas } }, BY_TEST)
  }
}

function makeReady(server: FakeApiServer, pod: Pod): void {
  const lastTransitionTime = timeOf(server.clock.nowMs)
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime }]
  server.client.updateStatus({ ...pod, status: { phase: 'Running', conditions } }, BY_TEST)
}

test('missing replicas are created with a random name and an owner', () => {
  const server = start()
  server.apply(makeReplicaSet(3))
  server.runUntil(100)
  expect(podsOf(server)).toHaveLength(3)
  for (const { metadata } of podsOf(server)) {
    expect(metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(metadata).toMatchObject({
      generateName: 'web-',
      labels: { app: 'web' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web',
          uid: 'uid-of-web',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    })
  }
  expect(replicaSetOf(server)?.status).toEqual({
    replicas: 3,
    fullyLabeledReplicas: 3,
    terminatingReplicas: 0,
    observedGeneration: 1,
  })
  expect(server.clock.nextMs()).toBeNull()
})

test('each creation is told with its reason and reported as an event', () => {
  const server = start()
  server.apply(makeReplicaSet(1))
  server.runUntil(100)
  const name = podsOf(server)[0]?.metadata.name
  expect(server.world.journal.find(({ kind }) => kind === 'SuccessfulCreate')).toMatchObject({
    actor: 'replicaset-controller',
    message: `created Pod \`${name}\` for ReplicaSet \`web\``,
    because: 'it had 0 of 1 replica',
    level: 'step',
  })
  expect(reasonsOf(server)).toEqual([['SuccessfulCreate', `Created pod: ${name}`]])
})

test('a deleted Pod is replaced and one that failed too', () => {
  const server = start()
  server.apply(makeReplicaSet(2))
  server.runUntil(100)
  const [first, second] = podsOf(server)
  server.client.delete('Pod', 'default', first?.metadata.name ?? '', {}, BY_TEST)
  if (second !== undefined) {
    server.client.updateStatus({ ...second, status: { phase: 'Failed' } }, BY_TEST)
  }
  server.runUntil(200)
  const phases = podsOf(server).map(({ status }) => status?.phase)
  expect(phases.toSorted()).toEqual(['Failed', undefined, undefined])
})

test('scaling down gives up Pods that are not ready first', () => {
  const server = start()
  server.apply(makeReplicaSet(3))
  server.runUntil(100)
  const [, ready] = podsOf(server)
  if (ready !== undefined) makeReady(server, ready)
  scale(server, 1)
  server.runUntil(200)
  expect(podsOf(server).map(({ metadata }) => metadata.name)).toEqual([ready?.metadata.name])
  expect(reasonsOf(server).filter(([reason]) => reason === 'SuccessfulDelete')).toHaveLength(2)
  expect(replicaSetOf(server)?.status).toMatchObject({ replicas: 1, readyReplicas: 1 })
})

test('an orphan with matching labels is adopted instead of a new Pod', () => {
  const server = start()
  server.apply(makePod('stray', { labels: { app: 'web' } }), makeReplicaSet(1))
  server.runUntil(100)
  expect(podsOf(server).map(({ metadata }) => metadata.name)).toEqual(['stray'])
  expect(podsOf(server)[0]?.metadata.ownerReferences).toMatchObject([{ uid: 'uid-of-web' }])
})

test('a Pod whose labels no longer match is released and replaced', () => {
  const server = start()
  server.apply(makeReplicaSet(1))
  server.runUntil(100)
  const [pod] = podsOf(server)
  if (pod !== undefined) {
    server.client.update({ ...pod, metadata: { ...pod.metadata, labels: { app: 'x' } } }, BY_TEST)
  }
  server.runUntil(200)
  expect(podsOf(server)).toHaveLength(2)
  const released = server.client.get('Pod', 'default', pod?.metadata.name ?? '')
  expect(released?.metadata.ownerReferences).toBeUndefined()
})

test('a refused Pod is reported, noted as a condition and tried again', () => {
  const server = start()
  server.refusePods('pods "web-" is forbidden: exceeded quota')
  server.apply(makeReplicaSet(2))
  server.runUntil(4)
  expect(replicaSetOf(server)?.status?.conditions).toMatchObject([
    {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'pods "web-" is forbidden: exceeded quota',
    },
  ])
  expect(reasonsOf(server)[0]).toEqual([
    'FailedCreate',
    'Error creating: pods "web-" is forbidden: exceeded quota',
  ])
  server.refusePods(null)
  server.runUntil(1000)
  expect(podsOf(server)).toHaveLength(2)
  expect(replicaSetOf(server)?.status?.conditions).toBeUndefined()
})

test('Pods and their Events are created at the rate of the client: 30 at once, then 20 a second', () => {
  const server = start()
  server.apply(makeReplicaSet(1200))
  server.runUntil(1)
  expect(podsOf(server)).toHaveLength(15)
  expect(reasonsOf(server)).toHaveLength(10)
  server.runUntil(10_001)
  // Of 230 requests 18 were Events: each waits behind the batch of Pods that was sent before it.
  expect(podsOf(server)).toHaveLength(212)
  expect(reasonsOf(server)).toHaveLength(10)
  server.runUntil(70_000)
  expect(podsOf(server)).toHaveLength(1200)
})

test('a client without limits makes its Pods as fast as one sync after the other', () => {
  const server = start({ limits: null })
  server.apply(makeReplicaSet(1200))
  server.runUntil(10)
  expect(podsOf(server)).toHaveLength(1200)
})

test('a ready Pod becomes available after minReadySeconds', () => {
  const server = start()
  server.apply(makeReplicaSet(1, { minReadySeconds: 10 }))
  server.runUntil(1000)
  for (const pod of podsOf(server)) makeReady(server, pod)
  server.runUntil(5000)
  expect(replicaSetOf(server)?.status).toMatchObject({ readyReplicas: 1 })
  expect(replicaSetOf(server)?.status).not.toHaveProperty('availableReplicas')
  server.runUntil(12_000)
  expect(replicaSetOf(server)?.status).toMatchObject({ readyReplicas: 1, availableReplicas: 1 })
})

test('a ReplicationController does the same with its plain selector, and does not count who is terminating', () => {
  const server = start({}, replicationController)
  const { spec } = makeReplicaSet(2)
  server.apply({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-of-web', generation: 1 },
    spec: {
      replicas: 2,
      selector: { app: 'web' },
      ...(spec?.template === undefined ? {} : { template: spec.template }),
    },
    status: { replicas: 0 },
  })
  server.runUntil(100)
  expect(podsOf(server).map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual([
    'ReplicationController',
    'ReplicationController',
  ])
  expect(server.client.get('ReplicationController', 'default', 'web')?.status).toEqual({
    replicas: 2,
    fullyLabeledReplicas: 2,
    observedGeneration: 1,
  })
})

test('what is said of Pods that come, go, are taken over and let go', () => {
  const server = start()
  const story = news(server, 'web', () => {
    server.apply(makePod('stray', { labels: { app: 'web' } }), makeReplicaSet(2))
    settlePods(server)
    scale(server, 1)
    settlePods(server)
    const [pod] = podsOf(server)
    if (pod === undefined) throw new Error('there is none')
    server.client.update({ ...pod, metadata: { ...pod.metadata, labels: { app: 'x' } } }, BY_TEST)
    settlePods(server)
  })
  expect(story).toEqual([
    'replicaset-controller step Adopted: adopted Pod `stray` for ReplicaSet `web`, because its labels match the selector and nothing else controls it',
    'replicaset-controller step SuccessfulCreate: created Pod `web-a` for ReplicaSet `web`, because it had 1 of 2 replicas',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 0 of 2 ready',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 0 of 2 ready',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 2 of 2 ready',
    'replicaset-controller step SuccessfulDelete: deleted Pod `stray` of ReplicaSet `web`, because there were more Pods than the 1 replica wanted',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 1 of 1 ready',
    'replicaset-controller step Released: released Pod `web-a` from ReplicaSet `web`, because its labels no longer match the selector',
    'replicaset-controller step SuccessfulCreate: created Pod `web-b` for ReplicaSet `web`, because it had 0 of 1 replica',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 0 of 1 ready',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 0 of 1 ready',
    'replicaset-controller detail ReplicaSetStatus: updated the status of ReplicaSet `web`: 1 of 1 ready',
    'replicaset-controller about ReplicaSet web: Normal SuccessfulCreate: Created pod: web-a',
    'replicaset-controller about ReplicaSet web: Normal SuccessfulDelete: Deleted pod: stray',
    'replicaset-controller about ReplicaSet web: Normal SuccessfulCreate: Created pod: web-b',
  ])
  expect(about(server)).toEqual({
    Adopted: 'ReplicaSet Pod',
    Released: 'ReplicaSet Pod',
    ReplicaSetStatus: 'ReplicaSet',
    SuccessfulCreate: 'Pod ReplicaSet',
    SuccessfulDelete: 'Pod ReplicaSet',
  })
})

test.for([
  ['NotFound', 0],
  ['Forbidden', 1],
] as const)('a deletion that is refused by %s', ([reason, failures]) => {
  const server = createFakeApiServer()
  let isRefused = false
  const client: typeof server.client = {
    ...server.client,
    delete: (kind, namespace, name, options, said) =>
      isRefused
        ? { ok: false, status: statusOf(reason, 'no') }
        : server.client.delete(kind, namespace, name, options, said),
  }
  startController(replicaSetController, { client }, server)
  server.apply(makeReplicaSet(2))
  server.runUntil(100)
  isRefused = true
  scale(server, 1)
  server.runUntil(104)
  const failed = reported(server).filter((line) => line.includes('FailedDelete'))
  expect(failed.length > 0).toBe(failures > 0)
  for (const line of failed)
    expect(line).toBe(
      'replicaset-controller about ReplicaSet web: Warning FailedDelete: Error deleting: no',
    )
  const condition = replicaSetOf(server)?.status?.conditions?.[0]
  expect(condition?.reason).toBe(failures > 0 ? 'FailedDelete' : undefined)
  expect(done(server).filter((line) => line.includes(' SuccessfulDelete'))).toEqual([])
})
