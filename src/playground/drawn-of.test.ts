import { expect, test } from 'vitest'
import type { ObjectOf } from '#api/meta/object.ts'
import { type WorldState, worldStateOf } from '#client/world.ts'
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import { createOverviewFold } from '#picture/inspector/overview-of.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { randomScenario } from '#testing/random-scenario.ts'
import { drawnInCrowd, drawnOf } from './drawn-of.ts'

const WEB = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers: [{ name: web, image: nginx }]
`

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const terminated = { exitCode: 0, reason: 'Completed' }

const pod: ObjectOf<'Pod'> = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', annotations: { [LAST_APPLIED]: '{}', mine: 'yes' } },
  spec: { containers: [{ name: 'web' }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'web',
        image: 'nginx',
        imageID: 'sha256:1',
        containerID: 'containerd://1',
        ready: true,
        restartCount: 1,
        state: { running: {} },
        lastState: { terminated: { ...terminated, containerID: 'containerd://0' } },
      },
    ],
  },
}

test('what only the YAML of a Pod shows is not sent to the page', () => {
  expect(drawnOf(pod)).toEqual({
    ...pod,
    metadata: { name: 'web', annotations: { mine: 'yes' } },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'web',
          image: 'nginx',
          imageID: 'sha256:1',
          ready: true,
          restartCount: 1,
          state: { running: {} },
          lastState: { terminated },
        },
      ],
    },
  })
  const bare: ObjectOf<'Pod'> = {
    ...pod,
    metadata: { name: 'web', annotations: { [LAST_APPLIED]: '{}' } },
  }
  expect(drawnOf(bare)).toMatchObject({ metadata: { name: 'web' } })
  expect(drawnOf(bare)).not.toHaveProperty('metadata.annotations')
})

test('everything else is the object itself', () => {
  const node: ObjectOf<'Node'> = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }
  expect(drawnOf(node)).toBe(node)
})

/** A moment as the page has it where Pods are dots. */
function crowdOf(world: WorldState): WorldState {
  return worldStateOf(
    [...world].flatMap(([key, object]) => {
      const drawn = drawnInCrowd(object)
      return drawn === null ? [] : [[key, drawn] as const]
    }),
  )
}

/** What is drawn of a crowd. */
function dotsOf(world: WorldState) {
  const { nodes, pods, owners, apiItems } = createGraphFold()(world, undefined, 'dot')
  return {
    pods: pods.map(({ id, key, nodeName, state, ready, total, restarts, owner, reason }) => {
      return { id, key, nodeName, state, ready, total, restarts, owner, reason }
    }),
    nodes: nodes.map(({ sources: _sources, ...node }) => node),
    owners: owners.map(({ sources: _sources, ...owner }) => owner),
    apiItems,
  }
}

test.each(Array.from({ length: 12 }, (_, seed) => seed))(
  'where Pods are dots the page draws and counts them of less, but the same: seed %i',
  (seed) => {
    const { cluster } = runScenario(randomScenario(seed), { untilMs: 120_000, exact: true })
    const { journal, world } = cluster
    const overview = createOverviewFold()
    const crowdOverview = createOverviewFold()
    for (let entry = 0; entry < journal.length; entry += 7) {
      const state = world.stateAt(entry)
      const crowd = crowdOf(state)
      expect(dotsOf(crowd)).toEqual(dotsOf(state))
      expect(crowdOverview(crowd)).toEqual(overview(state))
    }
  },
)

test('of a Pod among many little is sent: its runtime, its images and its IPs are asked for', () => {
  const { cluster } = runScenario([{ path: 'manifests/web.yaml', text: WEB }], { untilMs: 30_000 })
  const sizeOf = (world: WorldState): number => JSON.stringify(world.get('Pod/default/web')).length
  const crowd = crowdOf(cluster.world.state)
  expect(cluster.world.state.list('pod', 'default/web').length).toBeGreaterThan(1)
  expect(crowd.list('pod', 'default/web')).toEqual([])
  expect(JSON.stringify(crowd.get('Pod/default/web'))).not.toMatch(/nginx|podIP|containerd/)
  expect(sizeOf(crowd)).toBeLessThan(sizeOf(cluster.world.state) / 2)
})
