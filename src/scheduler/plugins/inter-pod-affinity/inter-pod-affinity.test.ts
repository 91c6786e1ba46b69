import { expect, test } from 'vitest'
import type { Node, Pod, PodAffinityTerm } from '#api/generated/types.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo, makeSnapshot } from '#testing/run-plugin.ts'
import { createCycleState } from '../../framework/cycle-state.ts'
import { podInfoOf } from '../../framework/node-info.ts'
import { createInterPodAffinity } from './inter-pod-affinity.ts'

// What is rejected and how much is scored is compared with recordings of kube-scheduler; see conformance/.
const ZONE = 'topology.kubernetes.io/zone'
const term = (app: string): PodAffinityTerm => ({
  topologyKey: ZONE,
  labelSelector: { matchLabels: { app } },
})
const near = (name: string, app: string): Pod =>
  makePod(name, {
    labels: { app: name },
    spec: {
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] } },
    },
  })
const apart = (name: string, app: string, nodeName?: string): Pod =>
  makePod(name, {
    labels: { app: name },
    spec: {
      ...(nodeName === undefined ? {} : { nodeName }),
      affinity: {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app)] },
      },
    },
  })
const placed = (app: string, nodeName = 'a'): Pod =>
  makePod(`one-${app}`, { labels: { app }, spec: { nodeName } })
const inZone = (name: string, zone?: string): Node =>
  makeNode(name, zone === undefined ? {} : { labels: { [ZONE]: zone } })

function pluginOver(nodes: readonly Node[], pods: readonly Pod[]) {
  const { client } = createFakeApiServer()
  const snapshot = makeSnapshot(nodes, pods)
  return { plugin: createInterPodAffinity({ client, snapshot }), snapshot }
}

function rejectionOn(nodeName: string, pod: Pod, nodes: readonly Node[], pods: readonly Pod[]) {
  const { plugin, snapshot } = pluginOver(nodes, pods)
  const state = createCycleState()
  if (plugin.preFilter(state, pod, snapshot).status?.code === 'Skip') return 'skip'
  const node = snapshot.get(nodeName)
  return node === undefined ? undefined : plugin.filter(state, pod, node)
}

test('a Pod is skipped when no term concerns it', () => {
  const nodes = [inZone('a', 'east')]
  expect(rejectionOn('a', makePod('web'), nodes, [placed('db')])).toBe('skip')
  expect(rejectionOn('a', makePod('web'), nodes, [apart('db', 'other', 'a')])).toBe('skip')
})

test('the anti-affinity of a Pod that is there keeps others away from its whole zone', () => {
  const nodes = [inZone('a', 'east'), inZone('b', 'east'), inZone('c', 'west')]
  const pods = [apart('db', 'web', 'a')]
  const web = makePod('web', { labels: { app: 'web' } })
  expect(rejectionOn('b', web, nodes, pods)).toMatchObject({ code: 'Unschedulable' })
  expect(rejectionOn('c', web, nodes, pods)).toBeNull()
})

test('a copy of a node without the Pod in the way is judged by what is on the copy', () => {
  const web = apart('web', 'db')
  const { plugin, snapshot } = pluginOver([inZone('a', 'east')], [placed('db')])
  const state = createCycleState()
  plugin.preFilter(state, web, snapshot)
  const real = snapshot.get('a') ?? makeNodeInfo(inZone('a', 'east'))
  const trial = real.clone()
  trial.removePod('uid-of-one-db')
  expect(plugin.filter(state, web, real)).toMatchObject({ code: 'Unschedulable' })
  expect(plugin.filter(state, web, trial)).toBeNull()
  trial.addPod(podInfoOf(placed('db')))
  expect(plugin.filter(state, web, trial)).toMatchObject({ code: 'Unschedulable' })
})

test('the first of a group that wants to be together may be on any node that has the key', () => {
  const nodes = [inZone('a', 'east'), inZone('b'), inZone('c', 'west')]
  const first = near('web', 'web')
  expect(rejectionOn('a', first, nodes, [])).toBeNull()
  expect(rejectionOn('b', first, nodes, [])).toMatchObject({ code: 'UnschedulableAndUnresolvable' })
  expect(rejectionOn('a', near('web', 'db'), nodes, [])).toMatchObject({
    code: 'UnschedulableAndUnresolvable',
  })
  const there = [placed('web')]
  expect(rejectionOn('a', first, nodes, there)).toBeNull()
  expect(rejectionOn('c', first, nodes, there)).toMatchObject({
    code: 'UnschedulableAndUnresolvable',
  })
})

test('Pods of all namespaces with a label may be meant', () => {
  const { client, apply } = createFakeApiServer()
  for (const [name, team] of [
    ['shop', 'x'],
    ['lab', 'y'],
  ] as const) {
    apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } })
  }
  const away = (namespace: string): Pod => {
    const pod = placed('db', namespace)
    return { ...pod, metadata: { ...pod.metadata, namespace, uid: namespace } }
  }
  const nodes = ['shop', 'lab', 'nowhere'].map((name) => inZone(name, name))
  const snapshot = makeSnapshot(nodes, [away('shop'), away('lab'), away('nowhere')])
  const plugin = createInterPodAffinity({ client, snapshot })
  const web = apart('web', 'db')
  const namespaceSelector = { matchLabels: { team: 'x' } }
  const required = [{ ...term('db'), namespaceSelector }]
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } }
  const pod: Pod = { ...web, spec: { containers: [], ...web.spec, affinity } }
  const state = createCycleState()
  plugin.preFilter(state, pod, snapshot)
  expect(snapshot.nodes.map((node) => [node.name, plugin.filter(state, pod, node)?.code])).toEqual([
    ['shop', 'Unschedulable'],
    ['lab', undefined],
    ['nowhere', undefined],
  ])
})
