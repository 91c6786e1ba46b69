// Watches may tell of a change long after it was written. Controllers must do with that: they may be slow, but never
// wrong.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Pod, ReplicaSet } from '#api/generated/types.ts'
import type { WorldState } from '#client/world.ts'
import { createCluster } from '#cluster/cluster.ts'
import type { Cluster } from '#cluster/types.ts'
import type { Action } from '#cluster/verbs.ts'
import { violationsOf } from './invariants.ts'
import { journalHash } from './journal-hash.ts'

const NAMESPACE = 'default'

function makeReplicaSet(replicas: number): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: NAMESPACE },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          terminationGracePeriodSeconds: 2,
          containers: [{ name: 'main', image: 'nginx:1.27' }],
        },
      },
    },
  }
}

const activePods = (state: WorldState): readonly Pod[] =>
  [...state.values()].filter(
    (object): object is Pod =>
      object.kind === 'Pod' &&
      object.metadata.deletionTimestamp === undefined &&
      object.status?.phase !== 'Failed',
  )

/** A run whose watches are up to `max` milliseconds late. */
function run(seed: number, max: number, actions: readonly Action[]): Cluster {
  const cluster = createCluster({
    decodeStaticPod: () => ({ error: 'there is none' }),
    seed,
    watchDelayMs: { min: 0, max },
    nodes: [],
    nodeFiles: [],
    images: [],
    actions,
  })
  cluster.advance(600_000)
  return cluster
}

const scalings = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 8000 }),
    replicas: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 5 },
)

function actionsOf(
  steps: readonly { readonly afterMs: number; readonly replicas: number }[],
): readonly Action[] {
  let atMs = 0
  return steps.map(({ afterMs, replicas }, index): Action => {
    if (index === 0)
      return { verb: 'apply', atMs: 0, files: [], objects: [makeReplicaSet(replicas)] }
    atMs += afterMs
    return {
      verb: 'scale',
      atMs,
      namespace: NAMESPACE,
      resources: [{ kind: 'ReplicaSet', name: 'web' }],
      replicas,
    }
  })
}

test('a ReplicaSet with late watches never has more Pods than were ever asked for, and ends at what is', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5000 }), scalings, (seed, max, steps) => {
      const cluster = run(seed, max, actionsOf(steps))
      const most = Math.max(...steps.map(({ replicas }) => replicas))
      const times = new Set(cluster.journal.map(({ timeMs }) => timeMs))
      for (const timeMs of times) {
        expect(activePods(cluster.seek(timeMs)).length).toBeLessThanOrEqual(most)
      }
      expect(activePods(cluster.world.state)).toHaveLength(steps.at(-1)?.replicas ?? 0)
    }),
    { numRuns: 25, seed: 1 },
  )
})

test('Pods that are there are adopted, however late the watches are', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 3000 }), (seed, max) => {
      const template = makeReplicaSet(1).spec?.template
      const orphans = ['a', 'b'].map((name): Pod => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: NAMESPACE, labels: { app: 'web' } },
        ...(template?.spec === undefined ? {} : { spec: template.spec }),
      }))
      const cluster = run(seed, max, [
        { verb: 'apply', atMs: 0, files: [], objects: orphans },
        { verb: 'apply', atMs: 400, files: [], objects: [makeReplicaSet(3)] },
      ])
      // One that was not seen in time may have been made twice; then what is too many was deleted again.
      const owners = activePods(cluster.world.state).map(({ metadata }) => metadata.ownerReferences)
      expect(owners).toHaveLength(3)
      for (const owner of owners) expect(owner).toMatchObject([{ name: 'web' }])
    }),
    { numRuns: 25, seed: 1 },
  )
})

test('the delay is drawn by the seed', () => {
  const hash = (seed: number): string =>
    journalHash(run(seed, 700, actionsOf([{ afterMs: 0, replicas: 4 }])).journal)
  expect(hash(1)).toBe(hash(1))
  expect(hash(1)).not.toBe(hash(2))
})

test('the scheduler never gives more than a node has, and every Pod that fits runs in the end', () => {
  const requests = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 4000 }), requests, (seed, max, tenths) => {
      const pods = tenths.map((tenth, index): Pod => {
        const resources = { requests: { cpu: `${tenth * 100}m` } }
        return {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: `pod-${index}`, namespace: NAMESPACE },
          spec: { containers: [{ name: 'main', image: 'nginx:1.27', resources }] },
        }
      })
      const half = Math.ceil(pods.length / 2)
      const cluster = run(seed, max, [
        { verb: 'apply', atMs: 0, files: [], objects: pods.slice(0, half) },
        { verb: 'apply', atMs: 1500, files: [], objects: pods.slice(half) },
      ])
      expect(violationsOf(cluster.journal)).toEqual([])
      const phases = activePods(cluster.world.state).map(({ spec, status }) =>
        spec?.nodeName === undefined ? 'waits' : status?.phase,
      )
      expect(phases).toHaveLength(pods.length)
      expect(phases.every((phase) => phase === 'waits' || phase === 'Running')).toBe(true)
    }),
    { numRuns: 25, seed: 1 },
  )
})
