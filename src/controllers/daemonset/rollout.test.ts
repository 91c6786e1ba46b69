// What a DaemonSet does with its Pods and its history, against pkg/controller/daemon/{daemon_controller,update}.go (v1.36).
import { expect, test } from 'vitest'
import type {
  ControllerRevision,
  DaemonSet,
  DaemonSetSpec,
  Node,
  Pod,
  Taint,
} from '#api/generated/types.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode } from '#testing/make-objects.ts'
import {
  about,
  done,
  news,
  reported,
  runningAt,
  settlePods,
  startController,
} from '#testing/start-controller.ts'
import { daemonSetController } from './daemonset.ts'
import { targetNodeNameOf } from './daemonset-util.ts'

const LABELS = { app: 'agent' }
const template = (image: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
})
const rolling = (maxSurge: number, maxUnavailable: number) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
})

const daemonSet = (spec: Partial<DaemonSetSpec> = {}, metadata = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default', uid: 'uid-of-agent', ...metadata },
  spec: {
    selector: { matchLabels: LABELS },
    template: template('one'),
    revisionHistoryLimit: 10,
    ...rolling(0, 1),
    ...spec,
  },
})

function start(
  given = daemonSet(),
  nodes: readonly Node[] = [makeNode('n1'), makeNode('n2')],
  server = createFakeApiServer(),
) {
  const started = startController(daemonSetController, {}, server)
  server.apply(...nodes, given)
  settle(started)
  return started
}

/** Like `settlePods`, with Pods on the nodes that they are for. */
function settle(server: FakeApiServer): void {
  for (let isNews = true; isNews;) {
    settlePods(server)
    const pending = server.client.list('Pod').filter(({ spec }) => spec?.nodeName === undefined)
    isNews = pending.length > 0
    for (const pod of pending) {
      const nodeName = targetNodeNameOf(pod) ?? ''
      server.client.update({ ...pod, spec: { containers: [], ...pod.spec, nodeName } }, BY_TEST)
    }
  }
}

const own = (server: FakeApiServer): DaemonSet => {
  const found = server.client.get('DaemonSet', 'default', 'agent')
  if (found === undefined) throw new Error('the DaemonSet is gone')
  return found
}

function change(server: FakeApiServer, spec: Partial<DaemonSetSpec>): void {
  const old = own(server)
  const before = old.spec ?? { selector: {}, template: {} }
  server.client.update({ ...old, spec: { ...before, ...spec } }, BY_TEST)
}

function changeNode(server: FakeApiServer, name: string, spec: Node['spec'], labels = {}): void {
  const node = server.client.get('Node', '', name)
  if (node === undefined) throw new Error('the Node is gone')
  const metadata = { ...node.metadata, labels: { ...node.metadata.labels, ...labels } }
  server.client.update({ ...node, metadata, spec: { ...node.spec, ...spec } }, BY_TEST)
}

/** What is said from now on; of what is only counted in the status nothing. Upstream goes through its nodes in any order. */
const said = (server: FakeApiServer, act: () => void): readonly string[] =>
  news(server, 'agent', act)
    .filter((line) => !line.includes('DaemonSetStatus'))
    .map((line) =>
      line.replace('daemonset-controller ', '').replaceAll(/agent-[a-z]\b/g, 'agent-x'),
    )
    .toSorted()

/** The image of each node's Pod. */
const images = (server: FakeApiServer) =>
  Object.fromEntries(
    server.client
      .list('Pod')
      .map((pod) => [targetNodeNameOf(pod), pod.spec?.containers[0]?.image])
      .toSorted(),
  )

test('each node gets a Pod, those that come later too, and loses it when it is none any more', () => {
  const server = createFakeApiServer()
  expect(said(server, () => void start(daemonSet(), undefined, server))).toEqual([
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'detail ControllerRevision: created ControllerRevision `agent-x`, because the template of DaemonSet `agent` is new: this is revision 1',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n1` is a node for it and has none',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n2` is a node for it and has none',
  ])
  expect(images(server)).toEqual({ n1: 'one', n2: 'one' })
  expect(own(server).status).toMatchObject({
    currentNumberScheduled: 2,
    desiredNumberScheduled: 2,
    numberReady: 2,
    updatedNumberScheduled: 2,
  })
  server.apply(makeNode('n3'))
  settle(server)
  expect(Object.keys(images(server))).toEqual(['n1', 'n2', 'n3'])
  const taint: Taint = { key: 'a', effect: 'NoExecute' }
  expect(
    said(server, () => {
      changeNode(server, 'n2', { taints: [taint] })
      settle(server)
    }),
  ).toEqual([
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because `n2` is no node for it any more',
  ])
  changeNode(server, 'n1', { taints: [{ key: 'a', effect: 'NoSchedule' }] })
  settle(server)
  // What is there already may stay.
  expect(Object.keys(images(server))).toEqual(['n1', 'n3'])
  const counts = { desiredNumberScheduled: 1, numberMisscheduled: 1 }
  expect(own(server).status).not.toMatchObject(counts)
  change(server, { revisionHistoryLimit: 9 })
  settle(server)
  expect(own(server).status).toMatchObject(counts)
})

test('only nodes with its labels get one', () => {
  const spec = { ...template('one').spec, nodeSelector: { disk: 'fast' } }
  const server = start(daemonSet({ template: { ...template('one'), spec } }))
  expect(images(server)).toEqual({})
  changeNode(server, 'n2', {}, { disk: 'fast' })
  settle(server)
  expect(images(server)).toEqual({ n2: 'one' })
  changeNode(server, 'n2', {}, { disk: 'slow' })
  settle(server)
  expect(images(server)).toEqual({})
})

test('a node whose taints go gets its Pod', () => {
  const tainted = makeNode('n2', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })
  const server = start(daemonSet(), [makeNode('n1'), tainted])
  expect(images(server)).toEqual({ n1: 'one' })
  changeNode(server, 'n2', { taints: [] })
  settle(server)
  expect(images(server)).toEqual({ n1: 'one', n2: 'one' })
})

test('what is said of its status', () => {
  const server = start()
  expect(done(server).findLast((line) => line.includes('DaemonSetStatus'))).toBe(
    'daemonset-controller detail DaemonSetStatus: updated the status of DaemonSet `agent`: 2 of 2 ready',
  )
})

test('another template comes node by node', () => {
  const server = start()
  const lines = said(server, () => {
    change(server, { template: template('two') })
    settle(server)
  })
  expect(lines).toEqual([
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'detail ControllerRevision: created ControllerRevision `agent-x`, because the template of DaemonSet `agent` is new: this is revision 2',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n1` is a node for it and has none',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n2` is a node for it and has none',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because it is of an old revision, 0 Pods are missing and 1 may be (maxUnavailable)',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because it is of an old revision, 0 Pods are missing and 1 may be (maxUnavailable)',
  ])
  expect(images(server)).toEqual({ n1: 'two', n2: 'two' })
})

test('with a surge the new one comes first', () => {
  const server = start(daemonSet(rolling(1, 0)))
  const lines = said(server, () => {
    change(server, { template: template('two') })
    settle(server)
  })
  expect(lines).toEqual([
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'detail ControllerRevision: created ControllerRevision `agent-x`, because the template of DaemonSet `agent` is new: this is revision 2',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because 0 of 1 node has a second Pod (maxSurge)',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because 0 of 1 node has a second Pod (maxSurge)',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because the new one on its node is available',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because the new one on its node is available',
  ])
  expect(images(server)).toEqual({ n1: 'two', n2: 'two' })
})

test('OnDelete: only where one was deleted the new one comes', () => {
  const server = start(daemonSet({ updateStrategy: { type: 'OnDelete' } }))
  change(server, { template: template('two') })
  settle(server)
  expect(images(server)).toEqual({ n1: 'one', n2: 'one' })
  const onFirst = server.client.list('Pod').find((pod) => targetNodeNameOf(pod) === 'n1')
  server.client.delete('Pod', 'default', onFirst?.metadata.name ?? '', {}, BY_TEST)
  settle(server)
  expect(images(server)).toEqual({ n1: 'two', n2: 'one' })
})

test('one that has ended is replaced, and its end is said', () => {
  const server = start(daemonSet(), [makeNode('n1')])
  const end = (phase: string): void => {
    const [pod] = server.client.list('Pod')
    if (pod === undefined) throw new Error('there is none')
    server.client.updateStatus({ ...pod, status: { phase } }, BY_TEST)
    settle(server)
    server.runUntil(server.clock.nowMs + 3000)
    settle(server)
  }
  expect(said(server, () => end('Failed'))).toEqual([
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'about DaemonSet agent: Warning FailedDaemonPod: Found failed daemon pod default/agent-x on node n1, will try to kill it',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n1` is a node for it and has none',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because it failed',
  ])
  expect(said(server, () => end('Succeeded'))).toEqual([
    'about DaemonSet agent: Normal SucceededDaemonPod: Found succeeded daemon pod default/agent-x on node n1, will try to delete it',
    'about DaemonSet agent: Normal SuccessfulCreate: Created pod: agent-x',
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'step SuccessfulCreate: created Pod `agent-x` for DaemonSet `agent`, because `n1` is a node for it and has none',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because it has ended',
  ])
  expect(images(server)).toEqual({ n1: 'one' })
})

test('a Pod that waits for a node that is gone goes', () => {
  const server = startController(daemonSetController)
  server.apply(makeNode('n1'), makeNode('n2'), daemonSet())
  server.runUntil(100)
  server.client.delete('Node', '', 'n2', {}, BY_TEST)
  change(server, { minReadySeconds: 1 })
  expect(said(server, () => server.runUntil(200))).toEqual([
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because there is no node `n2`',
  ])
})

test('with minReadySeconds it is available after so long', () => {
  const server = start(daemonSet({ minReadySeconds: 10 }))
  const { numberReady, numberAvailable, numberUnavailable } = own(server).status ?? {}
  expect([numberReady, numberAvailable, numberUnavailable]).toEqual([2, undefined, 2])
  server.runUntil(server.clock.nowMs + 11_000)
  expect(own(server).status).toMatchObject({ numberAvailable: 2 })
})

test('what is refused is said, and tried again', () => {
  const server = startController(daemonSetController)
  server.refusePods('exceeded quota')
  server.apply(makeNode('n1'), daemonSet())
  server.runUntil(3)
  server.refusePods(null)
  settle(server)
  expect(reported(server)[0]).toBe(
    'daemonset-controller about DaemonSet agent: Warning FailedCreate: Error creating: exceeded quota',
  )
  expect(images(server)).toEqual({ n1: 'one' })
})

test('one that selects all Pods does nothing', () => {
  const server = start(daemonSet({ selector: {} }))
  expect([...done(server), ...reported(server)]).toEqual([
    'daemonset-controller about DaemonSet agent: Warning SelectingAll: This daemon set is selecting all pods. A non-empty selector is required.',
  ])
})

test('of one that is being deleted the Pods stay as they are', () => {
  const server = start(daemonSet({}, { finalizers: ['example.com/hold'] }))
  server.client.delete('DaemonSet', 'default', 'agent', {}, BY_TEST)
  change(server, { template: template('two') })
  server.apply(makeNode('n3'))
  settle(server)
  expect(images(server)).toEqual({ n1: 'one', n2: 'one' })
})

const revisions = (server: FakeApiServer) =>
  server.client
    .list('ControllerRevision')
    .toSorted((a, b) => a.revision - b.revision)
    .map(({ revision, data }) => [
      revision,
      (data as unknown as { spec: { template: Pod } }).spec.template.spec?.containers[0]?.image,
    ])

test('of its history it keeps what its Pods have and as many others as are wanted', () => {
  const server = start(daemonSet({ revisionHistoryLimit: 1 }))
  for (const image of ['two', 'three', 'four']) {
    change(server, { template: template(image) })
    settle(server)
  }
  expect(revisions(server)).toEqual([
    [3, 'three'],
    [4, 'four'],
  ])
  // A template that it had gets the next number.
  const lines = said(server, () => {
    change(server, { template: template('three') })
    settle(server)
  })
  expect(revisions(server)).toEqual([
    [4, 'four'],
    [5, 'three'],
  ])
  expect(lines.filter((line) => line.includes('ControllerRevision:'))).toEqual([
    'detail ControllerRevision: numbered ControllerRevision `agent-x` as revision 5, because DaemonSet `agent` has its template again',
  ])
})

const revision = (name: string, number: number, more: Partial<ControllerRevision> = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name, namespace: 'default', labels: LABELS },
    data: { spec: { template: { ...template('one'), $patch: 'replace' } } },
    revision: number,
    ...more,
  }) as const

test('of several revisions with its template, made by somebody, the highest stays', () => {
  const server = startController(daemonSetController)
  server.apply(revision('agent-low', 2), revision('agent-high', 5), makeNode('n1'), daemonSet())
  settle(server)
  const left = server.client.list('ControllerRevision')
  expect(left.map(({ metadata, revision: number }) => [metadata.name, number])).toEqual([
    ['agent-high', 5],
  ])
  expect(left[0]?.metadata.labels).toEqual({ ...LABELS, 'controller-revision-hash': 'agent-high' })
  expect(done(server).filter((line) => line.includes('ControllerRevision'))).toEqual([
    'daemonset-controller step Adopted: adopted ControllerRevision `agent-low` for DaemonSet `agent`, because its labels match the selector and nothing else controls it',
    'daemonset-controller step Adopted: adopted ControllerRevision `agent-high` for DaemonSet `agent`, because its labels match the selector and nothing else controls it',
    'daemonset-controller detail ControllerRevision: labelled ControllerRevision `agent-low`, because it had no hash',
    'daemonset-controller detail ControllerRevision: labelled ControllerRevision `agent-high`, because it had no hash',
    'daemonset-controller detail ControllerRevision: deleted ControllerRevision `agent-low`, because ControllerRevision `agent-high` has the same template',
  ])
})

test('a revision whose name is taken by another template is counted, and gets the next name', () => {
  const [made] = start().client.list('ControllerRevision')
  const server = createFakeApiServer()
  const metadata = { name: made?.metadata.name ?? '', namespace: 'default' }
  server.apply(revision('', 7, { metadata, data: { spec: { template: {} } } }))
  const lines = said(server, () => void start(daemonSet(), undefined, server))
  expect(own(server).status?.collisionCount).toBe(1)
  expect(lines.filter((line) => line.includes('ControllerRevision:'))).toEqual([
    'detail ControllerRevision: counted a collision of names in DaemonSet `agent`, because `agent-x` is taken',
    'detail ControllerRevision: created ControllerRevision `agent-x`, because the template of DaemonSet `agent` is new: this is revision 1',
  ])
  expect(images(server)).toEqual({ n1: 'one', n2: 'one' })
})

test('two Pods of one node: the older stays', () => {
  const server = start(daemonSet(), [makeNode('n1')])
  const [first] = server.client.list('Pod')
  if (first === undefined) throw new Error('there is none')
  const { uid: _uid, ...metadata } = first.metadata
  server.apply({
    ...first,
    metadata: { ...metadata, name: 'agent-zzzzz', creationTimestamp: '2026-03-03T00:00:00Z' },
    status: runningAt(0),
  })
  expect(said(server, () => settle(server))).toEqual([
    'about DaemonSet agent: Normal SuccessfulDelete: Deleted pod: agent-x',
    'step SuccessfulDelete: deleted Pod `agent-x` of DaemonSet `agent`, because one Pod a node is enough, and another one is older',
  ])
  expect(server.client.list('Pod').map((pod) => pod.metadata.name)).toEqual([first.metadata.name])
})

test('the entries say which objects they are about', () => {
  const server = start(daemonSet({ revisionHistoryLimit: 0 }))
  change(server, { template: template('two') })
  settle(server)
  expect(about(server)).toEqual({
    ControllerRevision: 'DaemonSet ControllerRevision',
    DaemonSetStatus: 'DaemonSet',
    SuccessfulCreate: 'Pod DaemonSet',
    SuccessfulDelete: 'Pod DaemonSet',
  })
})
