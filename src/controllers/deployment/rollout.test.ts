// What a Deployment does and says of its ReplicaSets, against pkg/controller/deployment/{sync,rolling,recreate,rollback}.go (v1.36).
import { expect, test } from 'vitest'
import type {
  Deployment,
  DeploymentSpec,
  PodTemplateSpec,
  ReplicaSet,
} from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { about, done, news, reported, startController } from '#testing/start-controller.ts'
import { deploymentController } from './deployment.ts'

const SELECTOR = { matchLabels: { app: 'web' } }

const template = (image: string): PodTemplateSpec => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
})

const deployment = (spec: Partial<DeploymentSpec> = {}, metadata = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec: {
    replicas: 4,
    selector: SELECTOR,
    template: template('one'),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    progressDeadlineSeconds: 60,
    ...spec,
  },
})

/** The image `broken` never gets available. */
const isUp = ({ spec }: ReplicaSet): boolean =>
  spec?.template?.spec?.containers?.[0]?.image !== 'broken'

/** Does what the ReplicaSets ask for, until nothing more is asked: all their Pods are there, and available if they can be. */
function settle(server: FakeApiServer): void {
  for (let isNews = true; isNews;) {
    server.runUntil(server.clock.nowMs + 100)
    isNews = false
    for (const one of server.client.list('ReplicaSet')) {
      const replicas = one.spec?.replicas ?? 0
      const availableReplicas = isUp(one) ? replicas : 0
      const status = { replicas, readyReplicas: availableReplicas, availableReplicas }
      if (equal(status, one.status)) continue
      server.client.updateStatus({ ...one, status }, BY_TEST)
      isNews = true
    }
  }
}

const own = (server: FakeApiServer): Deployment => {
  const found = server.client.get('Deployment', 'default', 'web')
  if (found === undefined) throw new Error('the Deployment is gone')
  return found
}

function change(server: FakeApiServer, spec: Partial<DeploymentSpec>, annotations = {}): void {
  const { metadata, ...old } = own(server)
  const next = { ...metadata, annotations: { ...metadata.annotations, ...annotations } }
  const before = old.spec ?? { selector: SELECTOR, template: template('one') }
  server.client.update({ ...old, metadata: next, spec: { ...before, ...spec } }, BY_TEST)
}

function start(
  given = deployment(),
  server = createFakeApiServer(),
  others: readonly ReplicaSet[] = [],
) {
  const started = startController(deploymentController, {}, server)
  server.apply(...others, given)
  settle(started)
  return started
}

const said = (server: FakeApiServer, act: () => void): readonly string[] =>
  news(server, 'web', act).map((line) => line.replace('deployment-controller ', ''))

const conditions = (server: FakeApiServer) =>
  own(server).status?.conditions?.map(
    ({ type, status, reason, message }) =>
      `${type} ${status} ${reason}: ${(message ?? '').replace(/web-[a-z0-9]{5,}/, 'web-a')}`,
  )
const sizes = (server: FakeApiServer) =>
  Object.fromEntries(
    server.client
      .list('ReplicaSet')
      .map(({ spec }) => [spec?.template?.spec?.containers?.[0]?.image, spec?.replicas]),
  )

test('it begins with a ReplicaSet of all Pods, and is rolled out when they are available', () => {
  const server = createFakeApiServer()
  expect(said(server, () => void start(deployment(), server))).toEqual([
    'step NewReplicaSetCreated: created ReplicaSet `web-a` with 4 replicas, because Deployment `web` had no ReplicaSet',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'step RolloutComplete: declared Deployment `web` rolled out, because 4 of 4 Pods are of its template and available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 0 to 4',
  ])
  expect(conditions(server)).toEqual([
    'Available True MinimumReplicasAvailable: Deployment has minimum availability.',
    'Progressing True NewReplicaSetAvailable: ReplicaSet "web-a" has successfully progressed.',
  ])
})

test('another template comes step by step, within the surge and what may be missing', () => {
  const server = start()
  expect(
    said(server, () => {
      change(server, { template: template('two') })
      settle(server)
    }),
  ).toEqual([
    'step NewReplicaSetCreated: created ReplicaSet `web-a` with 1 replica, because the template of Deployment `web` is new: this is revision 2',
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 4 updated, 4 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-b` from 4 to 3, because 4 are available and 3 of 4 must be (maxUnavailable 1)',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-a` from 1 to 2, because 4 are wanted, it has 1, and with a surge of 1 there may be 5 of all revisions, where there are 4',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-b` from 3 to 1, because 5 are available and 3 of 4 must be (maxUnavailable 1)',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 4 updated, 5 available',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-a` from 2 to 4, because 4 are wanted, it has 2, and with a surge of 1 there may be 5 of all revisions, where there are 3',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-b` from 1 to 0, because 5 are available and 3 of 4 must be (maxUnavailable 1)',
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 4 updated, 5 available',
    'step RolloutComplete: declared Deployment `web` rolled out, because 4 of 4 Pods are of its template and available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 0 to 1',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-b from 4 to 3',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 1 to 2',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-b from 3 to 1',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 2 to 4',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-b from 1 to 0',
  ])
  expect(sizes(server)).toEqual({ one: 0, two: 4 })
})

test('Recreate: all old ones go first', () => {
  const server = start(deployment({ strategy: { type: 'Recreate' } }))
  expect(
    said(server, () => {
      change(server, { template: template('two') })
      settle(server)
    }),
  ).toEqual([
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 4 to 0, because with the strategy Recreate all old Pods go before new ones come',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'step NewReplicaSetCreated: created ReplicaSet `web-b` with 4 replicas, because the template of Deployment `web` is new: this is revision 2',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'step RolloutComplete: declared Deployment `web` rolled out, because 4 of 4 Pods are of its template and available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-a from 4 to 0',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 0 to 4',
  ])
})

test('Recreate waits for the last Pod that has not ended', () => {
  const server = start(deployment({ replicas: 1, strategy: { type: 'Recreate' } }))
  const [old] = server.client.list('ReplicaSet')
  const { name = '', uid = '' } = old?.metadata ?? {}
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }
  const held = { ownerReferences: [owner], labels: { app: 'web' } }
  server.apply(
    makePod('ended', { metadata: held, status: { phase: 'Succeeded' } }),
    makePod('slow', { metadata: held, status: { phase: 'Running' } }),
  )
  change(server, { template: template('two') })
  settle(server)
  server.runUntil(server.clock.nowMs + 20_000)
  expect(sizes(server)).toEqual({ one: 0 })
  server.client.delete('Pod', 'default', 'ended', { gracePeriodSeconds: 0 }, BY_TEST)
  server.client.delete('Pod', 'default', 'slow', { gracePeriodSeconds: 0 }, BY_TEST)
  settle(server)
  expect(sizes(server)).toEqual({ one: 0, two: 1 })
})

test('a paused one scales and does not roll', () => {
  const server = start()
  expect(
    said(server, () => {
      change(server, { paused: true })
      settle(server)
      change(server, { template: template('two'), replicas: 5 })
      settle(server)
      change(server, { paused: false })
      settle(server)
    }),
  ).toEqual([
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 4 updated, 4 available',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-a` from 4 to 5, because 5 are wanted',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 5 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 5 available',
    'step NewReplicaSetCreated: created ReplicaSet `web-b` with 1 replica, because the template of Deployment `web` is new: this is revision 2',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 5 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 5 to 4, because 5 are available and 4 of 5 must be (maxUnavailable 1)',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-b` from 1 to 2, because 5 are wanted, it has 1, and with a surge of 1 there may be 6 of all revisions, where there are 5',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 5 updated, 5 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 4 to 2, because 6 are available and 4 of 5 must be (maxUnavailable 1)',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 5 updated, 6 available',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-b` from 2 to 4, because 5 are wanted, it has 2, and with a surge of 1 there may be 6 of all revisions, where there are 4',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 2 to 0, because 6 are available and 4 of 5 must be (maxUnavailable 1)',
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 5 updated, 6 available',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-b` from 4 to 5, because 5 are wanted, it has 4, and with a surge of 1 there may be 6 of all revisions, where there are 4',
    'step RolloutComplete: declared Deployment `web` rolled out, because 5 of 5 Pods are of its template and available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 4 to 5',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 0 to 1',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-a from 5 to 4',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 1 to 2',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-a from 4 to 2',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 2 to 4',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-a from 2 to 0',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 4 to 5',
  ])
})

test('a rollout that gets stuck is said after its deadline, and going back is asked for by annotation', () => {
  const server = start()
  const ROLLBACK = 'deprecated.deployment.rollback.to'
  expect(
    said(server, () => {
      change(server, { template: template('broken') })
      settle(server)
      server.runUntil(server.clock.nowMs + 70_000)
    }),
  ).toEqual([
    'step NewReplicaSetCreated: created ReplicaSet `web-a` with 1 replica, because the template of Deployment `web` is new: this is revision 2',
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 4 updated, 4 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-b` from 4 to 3, because 4 are available and 3 of 4 must be (maxUnavailable 1)',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-a` from 1 to 2, because 4 are wanted, it has 1, and with a surge of 1 there may be 5 of all revisions, where there are 4',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 4 updated, 3 available',
    'step RolloutStuck: declared the rollout of Deployment `web` stuck, because nothing has moved for 60 s: 2 of 4 Pods are updated, and 3 available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 0 to 1',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-b from 4 to 3',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 1 to 2',
  ])
  expect(conditions(server)).toEqual([
    'Available True MinimumReplicasAvailable: Deployment has minimum availability.',
    'Progressing False ProgressDeadlineExceeded: ReplicaSet "web-a" has timed out progressing.',
  ])
  expect(
    said(server, () => {
      change(server, {}, { [ROLLBACK]: '0', 'of.the/broken': 'one' })
      settle(server)
    }),
  ).toEqual([
    'detail RevisionUpdated: updated the annotations of ReplicaSet `web-a`: revision 2, because it has the template of Deployment `web`',
    'step DeploymentRollback: rolled back Deployment `web`, because its annotation deprecated.deployment.rollback.to asked for it',
    'detail RevisionUpdated: updated the annotations of ReplicaSet `web-b`: revision 3, because it has the template of Deployment `web`',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 4 updated, 3 available',
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 2 to 0, because 2 of its 2 replicas are not available, and may go first',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-b` from 3 to 4, because 4 are wanted, it has 3, and with a surge of 1 there may be 5 of all revisions, where there are 3',
    'detail DeploymentStatus: updated the status of Deployment `web`: 3 of 4 updated, 3 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 3 of 4 updated, 3 available',
    'step RolloutComplete: declared Deployment `web` rolled out, because 4 of 4 Pods are of its template and available',
    'about Deployment web: Normal DeploymentRollback: Rolled back deployment "web" to revision 1',
    'about Deployment web: Normal ScalingReplicaSet: Scaled down replica set web-a from 2 to 0',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 3 to 4',
  ])
  expect(own(server).metadata.annotations).toEqual({
    'deployment.kubernetes.io/revision': '3',
  })
  expect(own(server).spec?.template).toEqual(template('one'))
  expect(
    said(server, () => {
      for (const revision of ['3', '9', 'x']) {
        change(server, {}, { [ROLLBACK]: revision })
        settle(server)
      }
    }),
  ).toEqual([
    'step DeploymentRollback: dropped the request to roll back Deployment `web`, because that revision has the template that it has',
    'step DeploymentRollback: dropped the request to roll back Deployment `web`, because it has no revision 9',
    'about Deployment web: Warning DeploymentRollbackTemplateUnchanged: The rollback revision contains the same template as current deployment "web"',
    'about Deployment web: Warning DeploymentRollbackRevisionNotFound: Unable to find the revision to rollback to.',
  ])
  const first = start()
  expect(
    said(first, () => {
      change(first, {}, { [ROLLBACK]: '0' })
      settle(first)
    }),
  ).toEqual([
    'step DeploymentRollback: dropped the request to roll back Deployment `web`, because it has no earlier one',
    'about Deployment web: Warning DeploymentRollbackRevisionNotFound: Unable to find last revision.',
  ])
})

test('scaled in the middle of a rollout, each ReplicaSet gets its share', () => {
  const server = start(deployment({ replicas: 10 }))
  change(server, { template: template('broken') })
  settle(server)
  expect(sizes(server)).toEqual({ one: 9, broken: 2 })
  expect(
    said(server, () => {
      change(server, { replicas: 20 })
      settle(server)
    }),
  ).toEqual([
    'step ScalingReplicaSet: scaled up ReplicaSet `web-a` from 9 to 17, because the Deployment was scaled to 20 while several ReplicaSets had Pods, and each gets its share',
    'step ScalingReplicaSet: scaled up ReplicaSet `web-b` from 2 to 4, because the Deployment was scaled to 20 while several ReplicaSets had Pods, and each gets its share',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 20 updated, 9 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 2 of 20 updated, 9 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 4 of 20 updated, 17 available',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-a from 9 to 17',
    'about Deployment web: Normal ScalingReplicaSet: Scaled up replica set web-b from 2 to 4',
  ])
})

test('the history keeps as many as are wanted, the newest', () => {
  const server = start(deployment({ revisionHistoryLimit: 1 }))
  change(server, { template: template('two') })
  settle(server)
  const lines = said(server, () => {
    change(server, { template: template('three') })
    settle(server)
  })
  expect(lines.filter((line) => line.includes('HistoryCleanedUp'))).toEqual([
    'step HistoryCleanedUp: deleted ReplicaSet `web-c`, because the history of Deployment `web` keeps 1 old ReplicaSet',
  ])
  expect(sizes(server)).toEqual({ two: 0, three: 4 })
})

test('one that selects all Pods does nothing', () => {
  const server = start(deployment({ selector: {} }, { generation: 3 }))
  expect([...done(server), ...reported(server)]).toEqual([
    'deployment-controller detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'deployment-controller about Deployment web: Warning SelectingAll: This deployment is selecting all pods. A non-empty selector is required.',
  ])
  expect(own(server).status).toEqual({ observedGeneration: 3 })
})

test('a ReplicaSet of its template that nobody has becomes its own', () => {
  const server = createFakeApiServer()
  const orphan: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web-12345', namespace: 'default', labels: { app: 'web' } },
    spec: { replicas: 4, selector: SELECTOR, template: template('one') },
  }
  expect(
    said(server, () => void start(deployment({ minReadySeconds: 7 }), server, [orphan])),
  ).toEqual([
    'step Adopted: adopted ReplicaSet `web-a` for Deployment `web`, because its labels match the selector and nothing else controls it',
    'detail RevisionUpdated: updated the annotations of ReplicaSet `web-a`: revision 1, because it has the template of Deployment `web`',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 0 available',
    'step RolloutComplete: declared Deployment `web` rolled out, because 4 of 4 Pods are of its template and available',
  ])
  expect(server.client.list('ReplicaSet').map(({ spec }) => spec?.minReadySeconds)).toEqual([7])
  expect(conditions(server)).toEqual([
    'Available True MinimumReplicasAvailable: Deployment has minimum availability.',
    'Progressing True NewReplicaSetAvailable: ReplicaSet "web-a" has successfully progressed.',
  ])
})

test('a name that another one has is counted, and the next one is taken', () => {
  const probe = start()
  const [taken] = probe.client.list('ReplicaSet')
  const server = createFakeApiServer()
  const other: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: taken?.metadata.name ?? '', namespace: 'default' },
    spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: template('other') },
  }
  start(deployment(), server, [other])
  expect(own(server).status?.collisionCount).toBe(1)
  expect(sizes(server)).toEqual({ other: 0, one: 4 })
})

test('what could not be made is said, and tried again', () => {
  const server = createFakeApiServer()
  const status = statusOf('Forbidden', 'exceeded quota')
  const client: typeof server.client = {
    ...server.client,
    create: (object, said) =>
      object.kind === 'ReplicaSet' ? { ok: false, status } : server.client.create(object, said),
  }
  startController(deploymentController, { client }, server)
  server.apply(deployment())
  server.runUntil(2000)
  expect(reported(server)).toEqual([
    'deployment-controller about Deployment web: Warning ReplicaSetCreateError: Failed to create new replica set "web-568794fbb7": exceeded quota',
  ])
  expect(conditions(server)).toEqual([
    'Progressing False ReplicaSetCreateError: Failed to create new replica set "web-a": exceeded quota',
  ])
})

test('of one that is being deleted only the counts are kept', () => {
  const server = start(deployment({}, { finalizers: ['example.com/hold'] }))
  server.client.delete('Deployment', 'default', 'web', {}, BY_TEST)
  change(server, { template: template('two') })
  expect(said(server, () => settle(server))).toEqual([
    'detail DeploymentStatus: updated the status of Deployment `web`: 0 of 4 updated, 4 available',
  ])
  expect(sizes(server)).toEqual({ one: 4 })
})

test('a ReplicaSet whose labels are others is let go, and the entries say which objects they are about', () => {
  const server = start(deployment({ revisionHistoryLimit: 0 }))
  change(server, { template: template('two') })
  settle(server)
  const [own] = server.client.list('ReplicaSet')
  if (own === undefined) throw new Error('there is none')
  const lines = said(server, () => {
    server.client.update({ ...own, metadata: { ...own.metadata, labels: { app: 'x' } } }, BY_TEST)
    server.runUntil(server.clock.nowMs + 1000)
  })
  expect(lines[0]).toBe(
    'step Released: released ReplicaSet `web-a` from Deployment `web`, because its labels no longer match the selector',
  )
  expect(about(server)).toEqual({
    DeploymentStatus: 'Deployment',
    HistoryCleanedUp: 'ReplicaSet Deployment',
    NewReplicaSetCreated: 'Deployment ReplicaSet',
    Released: 'Deployment ReplicaSet',
    RolloutComplete: 'Deployment',
    ScalingReplicaSet: 'Deployment ReplicaSet',
  })
})

test('what is scaled while the new one has all that is wanted goes', () => {
  const server = start(deployment({ replicas: 4 }))
  change(server, { template: template('two') })
  settle(server)
  const find = (image: string): ReplicaSet => {
    const found = server.client
      .list('ReplicaSet')
      .find(({ spec }) => spec?.template?.spec?.containers?.[0]?.image === image)
    if (found?.spec === undefined) throw new Error('there is none')
    return found
  }
  // Somebody wakes the old one while nobody looks, as for another size.
  const old = find('one')
  const wanted = { 'deployment.kubernetes.io/desired-replicas': '9' }
  const annotations = { ...old.metadata.annotations, ...wanted }
  const spec = { selector: {}, ...old.spec, replicas: 2 }
  const lines = said(server, () => {
    server.client.update({ ...old, metadata: { ...old.metadata, annotations }, spec }, BY_TEST)
    settle(server)
  })
  expect(lines[0]).toBe(
    'step ScalingReplicaSet: scaled down ReplicaSet `web-a` from 2 to 0, because all wanted replicas are of the new template and available',
  )
  expect(sizes(server)).toEqual({ one: 0, two: 4 })
})
