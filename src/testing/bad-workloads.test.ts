// Workloads that nobody should write: none of them freezes the run, each can be left at any time, and what is wrong is said.
import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import { modifiedConfiguration } from '#kubectl/last-applied.ts'
import { byteLength } from '#lib/byte-length.ts'
import { tooLongToApply } from '#manifest/lint-size.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { isApiObject } from '#client/world.ts'
import { runScenario, startScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const files = (manifest: string, scenario = ''): readonly ScenarioFile[] => [
  { path: 'manifests/all.yaml', text: manifest },
  ...(scenario === '' ? [] : [{ path: 'scenario.yaml', text: scenario }]),
]
const deployment = (name: string, more: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  ${more}\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: c, image: nginx }] }\n`

/** Goes on in slices as the page does, and says how many entries the longest has had. */
function longestSlice(run: ReturnType<typeof startScenario>, slices: number): number {
  let longest = 0
  for (let index = 0; index < slices; index += 1) {
    const before = run.cluster.journal.length
    if (run.advanceSome(run.untilMs, SLICE).reason !== 'paused') break
    longest = Math.max(longest, run.cluster.journal.length - before)
  }
  return longest
}
const SLICE = 500

const everyMinute = (until: string) =>
  files(
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: c }\nspec:\n  schedule: '* * * * *'\n  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: busybox, command: ['true'] }] } } } }\n`,
    `until: ${until}\n`,
  )

test('a CronJob of each minute may run for a year: it goes on in slices, and keeps few Jobs', () => {
  expect(checkScenario(everyMinute('8760h'), admitInEmptyCluster()).diagnostics).toEqual([])
  expect(
    checkScenario(everyMinute('8761h'), admitInEmptyCluster()).diagnostics.map(
      ({ message }) => message,
    ),
  ).toEqual(['until must be a time with its unit, like 30s or 1m30s, of at most 8760h (a year)'])
  const run = startScenario(everyMinute('8760h'))
  expect(longestSlice(run, 10)).toBeLessThan(2 * SLICE)
  expect(run.cluster.world.clock.nowMs).toBeGreaterThan(60 * 60_000)
  const { cluster } = run
  const jobs = [...cluster.world.stateAt(cluster.journal.length - 1).values()].filter(
    (object) => isApiObject(object) && object.kind === 'Job',
  )
  expect(jobs.length).toBeLessThanOrEqual(5)
})

test('a CronJob of each month runs for its year', () => {
  const monthly = everyMinute('8760h').map((file) => ({
    ...file,
    text: file.text.replace('* * * * *', '0 0 1 * *'),
  }))
  const { cluster } = runScenario(monthly)
  const started = cluster.journal.filter(
    ({ kind, actor }) => kind === 'SuccessfulCreate' && actor === 'cronjob-controller',
  )
  expect(started).toHaveLength(12)
})

test('a run that is too long ends with a sentence', () => {
  const run = startScenario(everyMinute('24h'), { limits: { maxEntries: 2000 } })
  expect(run.advance(run.untilMs)).toMatchObject({
    reason: 'limit',
    message: expect.stringMatching(/2,?000/),
  })
})

test('replicas: 2147483647 come as quickly as a controller may make them, can be left, and the others run', () => {
  const tree = files(
    `${deployment('endless', 'replicas: 2147483647')}---\n${deployment('web', 'replicas: 2')}`,
    'until: 60s\n',
  )
  expect(checkScenario(tree, admitInEmptyCluster()).diagnostics).toEqual([])
  const run = startScenario(tree)
  expect(longestSlice(run, 3)).toBeLessThan(2 * SLICE)
  const { cluster } = run
  const made = (app: string): number =>
    [...cluster.world.state.values()].filter(
      (object) => object.kind === 'Pod' && object.metadata.labels?.['app'] === app,
    ).length
  expect(made('web')).toBe(2)
  expect(made('endless')).toBeGreaterThan(100)
  // 30 requests at once, and then 20 a second.
  expect(made('endless')).toBeLessThan(30 + (20 * cluster.world.clock.nowMs) / 1000)
})

test('a StatefulSet with a template of 1 MiB is too long for kubectl apply, as it says, and the others run', () => {
  const tree = files(
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: big }\nspec:\n  replicas: 2\n  serviceName: big\n  selector: { matchLabels: { app: big } }\n  template:\n    metadata: { labels: { app: big } }\n    spec: { containers: [{ name: c, image: nginx, env: [{ name: BIG, value: '${'x'.repeat(1_048_576)}' }] }] }\n---\n${deployment('web', 'replicas: 2')}`,
  )
  // It is said before it is tried.
  expect(checkScenario(tree, admitInEmptyCluster()).diagnostics).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringContaining('kubectl apply --server-side or kubectl create'),
    },
  ])
  const { cluster } = runScenario(tree)
  const world = cluster.world.stateAt(cluster.journal.length - 1)
  expect(cluster.journal.find(({ kind }) => kind === 'Refused')).toMatchObject({
    message: 'could not apply StatefulSet `big`',
    because: expect.stringContaining('may not be more than 262144 bytes'),
  })
  expect(world.get('Deployment.apps/default/web')).toMatchObject({ status: { readyReplicas: 2 } })
})

test('a manifest is too long from the byte on that kubectl apply cannot keep', () => {
  const mapOf = (filling: string): ApiObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'long', annotations: { note: '<ä>' } },
    data: { text: `<&ä${filling}` },
  })
  const sizeOf = (filling: string): number => {
    const { annotations = {} } = modifiedConfiguration(mapOf(filling), 'default').metadata
    return byteLength(Object.entries(annotations).flat().join(''))
  }
  const most = 262_144 - sizeOf('')
  expect(sizeOf('x'.repeat(most))).toBe(262_144)
  expect(tooLongToApply(mapOf('x'.repeat(most)))).toEqual([])
  expect(tooLongToApply(mapOf('x'.repeat(most + 1)))).toHaveLength(1)
})

test('owners in a circle are collected, and the run comes to rest', () => {
  const owned = (name: string, by: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: ${by}, uid: u-${by} }] }\n`
  const { cluster } = runScenario(files(`${owned('a', 'b')}---\n${owned('b', 'a')}`))
  const world = cluster.world.stateAt(cluster.journal.length - 1)
  expect([world.get('ConfigMap/default/a'), world.get('ConfigMap/default/b')]).toEqual([
    undefined,
    undefined,
  ])
  expect(cluster.journal.length).toBeLessThan(200)
})

test('a surge of 200% is taken, and three times as many Pods are the most', () => {
  const tree = files(
    deployment('web', 'replicas: 2\n  strategy: { rollingUpdate: { maxSurge: 200% } }'),
    'until: 60s\nactions:\n- { at: 20s, kubectl: set image deployment/web c=nginx:1.29 }\n',
  )
  const { cluster } = runScenario(tree)
  let most = 0
  for (const entry of cluster.journal) {
    const web = cluster.world.stateAt(entry.id).get('Deployment.apps/default/web')
    if (web?.kind === 'Deployment') most = Math.max(most, web.status?.replicas ?? 0)
  }
  expect(most).toBeGreaterThan(2)
  expect(most).toBeLessThanOrEqual(6)
})

test('of selectors that match the Pods of others it is said whom they take them from', () => {
  const tree = files(
    `${deployment('web', 'replicas: 1')}---\n${deployment('web', 'replicas: 1').replace('{ name: web }', '{ name: other }')}---\napiVersion: v1\nkind: Pod\nmetadata: { name: bare, labels: { app: web } }\nspec: { containers: [{ name: c, image: nginx }] }\n`,
  )
  const said = checkScenario(tree, admitInEmptyCluster()).diagnostics.map(({ message }) => message)
  expect(said).toContainEqual(
    expect.stringContaining(
      'also selects the Pods of Deployment `other`: each keeps those that it has made',
    ),
  )
  // Each has its own Pods all the same, and nobody takes the bare one, which has no hash.
  const { cluster } = runScenario(tree)
  const world = cluster.world.stateAt(cluster.journal.length - 1)
  for (const name of ['web', 'other']) {
    expect(world.get(`Deployment.apps/default/${name}`)).toMatchObject({
      status: { replicas: 1, readyReplicas: 1 },
    })
  }
  expect(world.get('Pod/default/bare')).not.toHaveProperty('metadata.ownerReferences')
})

test('an autoscaler whose least is more than its most is refused, and the others run', () => {
  const tree = files(
    `${deployment('web', 'replicas: 2')}---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web }\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }\n  minReplicas: 5\n  maxReplicas: 3\n`,
  )
  const said = checkScenario(tree, admitInEmptyCluster()).diagnostics.map(({ message }) => message)
  expect(said).toContain(
    'spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`',
  )
  const { cluster } = runScenario(tree)
  const world = cluster.world.stateAt(cluster.journal.length - 1)
  expect(world.get('HorizontalPodAutoscaler.autoscaling/default/web')).toBeUndefined()
  expect(world.get('Deployment.apps/default/web')).toMatchObject({ status: { readyReplicas: 2 } })
})

test('a maxUnavailable of more than 100% is refused with the field', () => {
  const tree = files(deployment('web', 'strategy: { rollingUpdate: { maxUnavailable: 150% } }'))
  const said = checkScenario(tree, admitInEmptyCluster()).diagnostics.map(({ message }) => message)
  expect(said).toContain(
    'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%',
  )
})
