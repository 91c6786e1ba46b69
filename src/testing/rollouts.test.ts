// Rollouts through the whole engine: what `kubectl get rs -w` and the conditions would have shown.
import { expect, test } from 'vitest'
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Deployment, ReplicaSet } from '#api/generated/types.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { Cluster } from '#cluster/types.ts'
import { runWorkload } from './workload-run.ts'

const deployment = (image: string, more = '', replicas = 3): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  ${more}
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 2
      containers: [{ name: main, image: '${image}' }]
`

/** A run of a Deployment, and of what is applied over it: the path of a file says when, in seconds. */
function run(first: string, later: Readonly<Record<number, string>> = {}, until = '10m'): Cluster {
  const actions = Object.keys(later).map((at) => `- { at: ${at}s, apply: later/${at}.yaml }\n`)
  const images = 'images:\n- { image: "nginx:missing", missing: true }\n'
  return runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\n${images}actions:\n${actions.join('')}` },
    { path: 'manifests/web.yaml', text: first },
    ...Object.entries(later).map(([at, text]) => ({ path: `later/${at}.yaml`, text })),
  ]).cluster
}

const stored = ({ world }: Cluster): Deployment => {
  const object = world.get('Deployment.apps/default/web')
  if (object?.kind !== 'Deployment') throw new Error('there is no Deployment')
  return object
}

const replicaSets = ({ world }: Cluster): readonly ReplicaSet[] =>
  [...world.state.values()].filter((object): object is ReplicaSet => object.kind === 'ReplicaSet')

const revisions = (cluster: Cluster): Readonly<Record<string, number>> =>
  Object.fromEntries(
    replicaSets(cluster).map(({ metadata, spec }) => [
      metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '',
      spec?.replicas ?? -1,
    ]),
  )

const reasonOf = (cluster: Cluster, type: string): string | undefined =>
  stored(cluster).status?.conditions?.find((condition) => condition.type === type)?.reason

/** After each entry: the replicas that all ReplicaSets are to have, and the Pods that are ready. */
function* counts(
  cluster: Cluster,
): Generator<readonly [replicas: number, ready: number, atMs: number]> {
  const replicas = new Map<string, number>()
  const ready = new Map<string, boolean>()
  for (const { changes, timeMs } of cluster.journal) {
    for (const { key, after } of changes) {
      if (after?.kind === 'ReplicaSet') replicas.set(key, after.spec?.replicas ?? 0)
      if (after?.kind === 'Pod') {
        const isGoing = after.metadata.deletionTimestamp !== undefined
        ready.set(key, !isGoing && isPodReady(after.status))
      }
    }
    const sum = [...replicas.values()].reduce((all, one) => all + one, 0)
    yield [sum, [...ready.values()].filter(Boolean).length, timeMs]
  }
}

test('a new image replaces the Pods inside the band of surge and unavailable', () => {
  const cluster = run(deployment('nginx:1.26', '', 4), { 60: deployment('nginx:1.27', '', 4) })
  expect(revisions(cluster)).toEqual({ 1: 0, 2: 4 })
  expect(stored(cluster).status).toMatchObject({
    replicas: 4,
    updatedReplicas: 4,
    availableReplicas: 4,
  })
  expect(reasonOf(cluster, 'Progressing')).toBe('NewReplicaSetAvailable')
  const rollout = [...counts(cluster)].filter(([, , atMs]) => atMs >= 60_000)
  expect(Math.max(...rollout.map(([replicas]) => replicas))).toBe(5)
  expect(Math.min(...rollout.map(([, ready]) => ready))).toBe(3)
})

test('each change of size says why', () => {
  const cluster = run(deployment('nginx:1.26', '', 4), { 60: deployment('nginx:1.27', '', 4) })
  const scaled = cluster.journal.find(
    ({ kind, message }) => kind === 'ScalingReplicaSet' && message.startsWith('scaled down'),
  )
  expect(scaled).toMatchObject({
    actor: 'deployment-controller',
    because: '4 are available and 3 of 4 must be (maxUnavailable 1)',
    data: { plan: { desired: 4, available: 4, unavailable: 1 } },
  })
})

test('an image that does not exist stalls the rollout, and the deadline says so', () => {
  const deadline = 'progressDeadlineSeconds: 60'
  const cluster = run(deployment('nginx:1.26', deadline), {
    60: deployment('nginx:missing', deadline),
  })
  expect(stored(cluster).status).toMatchObject({ replicas: 4, availableReplicas: 3 })
  expect(reasonOf(cluster, 'Progressing')).toBe('ProgressDeadlineExceeded')
  expect(reasonOf(cluster, 'Available')).toBe('MinimumReplicasAvailable')
  const late = cluster.journal.find(({ changes }) =>
    changes.some(
      ({ after }) =>
        after?.kind === 'Deployment' &&
        after.status?.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded'),
    ),
  )
  // 60 s after the last progress, and one more so that the deadline is past.
  expect(Math.floor((late?.timeMs ?? 0) / 1000)).toBe(121)
})

test('going back gives the old ReplicaSet the next revision', () => {
  const cluster = run(deployment('nginx:1.26'), {
    60: deployment('nginx:missing'),
    120: deployment('nginx:1.26'),
  })
  expect(revisions(cluster)).toEqual({ 2: 0, 3: 3 })
  const again = replicaSets(cluster).find(({ spec }) => spec?.replicas === 3)
  expect(again?.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision-history': '1',
  })
  expect(stored(cluster).metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
  })
})

test('the history keeps as many old ReplicaSets as it is told to', () => {
  const limit = 'revisionHistoryLimit: 1'
  const cluster = run(deployment('nginx:1.26', limit), {
    60: deployment('nginx:1.27', limit),
    120: deployment('nginx:1.28', limit),
    180: deployment('nginx:1.29', limit),
  })
  expect(revisions(cluster)).toEqual({ 3: 0, 4: 3 })
})

test('Recreate starts no new Pod before the last old one has ended', () => {
  const strategy = 'strategy: { type: Recreate }'
  const cluster = run(deployment('nginx:1.26', strategy), {
    60: deployment('nginx:1.27', strategy),
  })
  const created = cluster.journal.find(
    ({ kind, timeMs }) => kind === 'SuccessfulCreate' && timeMs >= 60_000,
  )
  const running = [...cluster.world.stateAt((created?.id ?? 0) - 1).values()].filter(
    (object) => object.kind === 'Pod' && object.status?.phase === 'Running',
  )
  expect(created?.timeMs).toBeGreaterThan(60_001)
  expect(running).toEqual([])
  expect(revisions(cluster)).toEqual({ 1: 0, 2: 3 })
})

test('a paused Deployment scales and does not roll, and its deadline waits', () => {
  const paused = 'paused: true'
  const cluster = run(deployment('nginx:1.26'), {
    60: deployment('nginx:1.27', paused),
    120: deployment('nginx:1.27', paused, 5),
  })
  expect(revisions(cluster)).toEqual({ 1: 5 })
  expect(reasonOf(cluster, 'Progressing')).toBe('DeploymentPaused')
  const resumed = run(deployment('nginx:1.26'), {
    60: deployment('nginx:1.27', paused),
    120: deployment('nginx:1.27', 'paused: false'),
  })
  expect(revisions(resumed)).toEqual({ 1: 0, 2: 3 })
})

test('minReadySeconds makes a rollout wait until the new Pods have been ready for so long', () => {
  const ready = 'minReadySeconds: 30'
  const cluster = run(
    deployment('nginx:1.26', ready),
    { 60: deployment('nginx:1.27', ready) },
    '5m',
  )
  const downs = cluster.journal.filter(({ message }) => message.startsWith('scaled down'))
  expect(downs).toHaveLength(3)
  const [first, second] = downs.map(({ timeMs }) => timeMs)
  expect((first ?? 0) - 60_000).toBeGreaterThanOrEqual(30_000)
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(30_000)
})

test('a person changes the image, undoes it, pauses, resumes and restarts with kubectl', () => {
  const run = (...lines: readonly string[]): Cluster =>
    runWorkload(deployment('nginx:1.27'), {
      later: lines.map((kubectl, index) => [60 * (index + 1), { kubectl }]),
    })
  const image = (cluster: Cluster): string | undefined =>
    stored(cluster).spec?.template.spec?.containers[0]?.image
  const changed = run('set image deployment/web main=nginx:1.28')
  expect([image(changed), revisions(changed)]).toEqual(['nginx:1.28', { 1: 0, 2: 3 }])
  const undone = run('set image deployment/web main=nginx:1.28', 'rollout undo deployment/web')
  expect([image(undone), revisions(undone)]).toEqual(['nginx:1.27', { 2: 0, 3: 3 }])
  const paused = run('rollout pause deployment/web', 'set image deploy web main=nginx:1.28')
  expect(revisions(paused)).toEqual({ 1: 3 })
  const resumed = run(
    'rollout pause deployment/web',
    'set image deploy web main=nginx:1.28',
    'rollout resume deployment/web',
  )
  expect(revisions(resumed)).toEqual({ 1: 0, 2: 3 })
  const restarted = run('rollout restart deployment/web')
  expect(revisions(restarted)).toEqual({ 1: 0, 2: 3 })
  expect(stored(restarted).spec?.template.metadata?.annotations).toEqual({
    'kubectl.kubernetes.io/restartedAt': '2026-03-02T10:01:00Z',
  })
})
