import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo, makeSnapshot } from '#testing/run-plugin.ts'
import { createCycleState } from '../../framework/cycle-state.ts'
import { createPodTopologySpread } from './pod-topology-spread.ts'

// What is rejected and how much is scored is compared with recordings of kube-scheduler; see conformance/.
const ZONE = 'topology.kubernetes.io/zone'
const spread = (name = 'web'): Pod =>
  makePod(name, {
    labels: { app: 'web' },
    spec: {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: ZONE,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    },
  })
const placed = (name: string, nodeName: string, app = 'web'): Pod =>
  makePod(name, { labels: { app }, spec: { nodeName } })
const inZone = (name: string, zone?: string): Node =>
  makeNode(name, zone === undefined ? {} : { labels: { [ZONE]: zone } })

function pluginOver(nodes: readonly Node[], pods: readonly Pod[]) {
  const { client } = createFakeApiServer()
  const snapshot = makeSnapshot(nodes, pods)
  return { plugin: createPodTopologySpread({ client, snapshot }), snapshot }
}

test('a zone that is ahead is refused until a Pod of it is gone', () => {
  const nodes = [inZone('a', 'east'), inZone('b', 'west')]
  const { plugin, snapshot } = pluginOver(nodes, [placed('one', 'a')])
  const state = createCycleState()
  plugin.preFilter(state, spread(), snapshot)
  const real = snapshot.get('a') ?? makeNodeInfo(inZone('a', 'east'))
  const trial = real.clone()
  trial.removePod('uid-of-one')
  expect(plugin.filter(state, spread(), real)).toMatchObject({ code: 'Unschedulable' })
  expect(plugin.filter(state, spread(), trial)).toBeNull()
})

test.for([
  [1, null],
  [2, null],
  [3, 'Unschedulable'],
] as const)(
  'with %i domains asked for two are enough or count as one more without Pods: %s',
  ([minDomains, code]) => {
    const nodes = [inZone('a', 'east'), inZone('b', 'west')]
    const { plugin, snapshot } = pluginOver(nodes, [placed('one', 'a'), placed('two', 'b')])
    const [constraint] = spread().spec?.topologySpreadConstraints ?? []
    const topologySpreadConstraints =
      constraint === undefined ? [] : [{ ...constraint, minDomains }]
    const pod = makePod('web', { labels: { app: 'web' }, spec: { topologySpreadConstraints } })
    const state = createCycleState()
    plugin.preFilter(state, pod, snapshot)
    const node = snapshot.get('a') ?? makeNodeInfo(inZone('a', 'east'))
    expect(plugin.filter(state, pod, node)?.code ?? null).toBe(code)
  },
)

test('Pods without constraints and without a group are not scored', () => {
  const { plugin, snapshot } = pluginOver([inZone('a', 'east')], [])
  const skipped = plugin.preScore(createCycleState(), makePod('web'), snapshot.nodes)
  expect(skipped?.code).toBe('Skip')
})
