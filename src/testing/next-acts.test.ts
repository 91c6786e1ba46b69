// What the page says a controller will do next is what the controller then does.
import { expect, test } from 'vitest'
import { nextActOf } from '#controllers/next-act/next-acts.ts'
import type { NextAct } from '#controllers/next-act/next-act.ts'
import type { JournalEntry } from '#client/world.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const TEMPLATE = `
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 5
      containers:
      - name: web
        image: nginx:1.28
        ports: [{ containerPort: 80 }]
        readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 3 }
`
const workload = (kind: string, more: string): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec:
  ${more}
  selector: { matchLabels: { app: web } }
  template:${TEMPLATE}`

function run(manifest: string, actions: readonly string[] = [], until = '3m') {
  const lines = actions.map((action) => {
    const [at, ...line] = action.split(' ')
    return `- at: ${at}\n  kubectl: ${line.join(' ')}\n`
  })
  const list = lines.length === 0 ? '' : `actions:\n${lines.join('')}`
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\n${list}` },
    { path: 'manifests/all.yaml', text: manifest },
  ])
  return cluster.world
}

type World = ReturnType<typeof run>

const before = (world: World, { id, timeMs }: JournalEntry, key: string): NextAct | null =>
  nextActOf({ world: world.stateAt(id - 1), nowMs: timeMs }, key)

/** The entries of a kind, each with what was said to be next just before it. */
function foretold(world: World, kind: string, key: string): readonly (readonly [string, string])[] {
  return world.journal
    .filter((entry) => entry.kind === kind && entry.objects.includes(key))
    .map((entry) => [entry.message, before(world, entry, key)?.act ?? ''])
}

const scaled = (message: string): string =>
  message.replace(/^.*ReplicaSet (`[^`]+`) from (\d+) to (\d+).*$/, 'Scale $1 from $2 to $3')

test('each step of a rollout is foretold, with its numbers', () => {
  const world = run(workload('Deployment', 'replicas: 5'), [
    '20s set image deployment/web web=nginx:1.29',
  ])
  const steps = foretold(world, 'ScalingReplicaSet', 'Deployment.apps/default/web')
  expect(steps.length).toBeGreaterThan(6)
  for (const [message, act] of steps.filter(([text]) => text.includes(' from '))) {
    expect(act).toBe(scaled(message))
  }
})

test('each Pod that a ReplicaSet makes is among those that were foretold', () => {
  const replicaSet = workload('ReplicaSet', 'replicas: 3')
  const world = run(replicaSet, [
    '20s scale replicaset/web --replicas=5',
    '40s scale replicaset/web --replicas=4',
  ])
  const key = 'ReplicaSet.apps/default/web'
  expect(foretold(world, 'SuccessfulCreate', key).map(([, act]) => act)).toEqual([
    'Create 3 Pods',
    'Create 2 Pods',
    'Create 1 Pod',
    'Create 2 Pods',
    'Create 1 Pod',
  ])
  for (const [message, act] of foretold(world, 'SuccessfulDelete', key)) {
    expect(act).toBe(`Delete ${/`[^`]+`/.exec(message)?.[0]}`)
  }
})

test('a StatefulSet says which Pod is next, and what it waits for', () => {
  const world = run(workload('StatefulSet', 'replicas: 3\n  serviceName: web'), [
    '40s set image statefulset/web web=nginx:1.29',
    '2m scale statefulset/web --replicas=2',
  ])
  const key = 'StatefulSet.apps/default/web'
  const named = (message: string): string => /`([^`]+)`/.exec(message)?.[0] ?? ''
  const made = foretold(world, 'SuccessfulCreate', key)
  expect(made.length).toBeGreaterThanOrEqual(5)
  for (const [message, act] of made) expect(act).toBe(`Create ${named(message)}`)
  const deleted = foretold(world, 'SuccessfulDelete', key)
  expect(deleted.length).toBeGreaterThanOrEqual(3)
  for (const [message, act] of deleted) expect(act).toBe(`Delete ${named(message)}`)
  const first = world.journal.find(({ kind }) => kind === 'SuccessfulCreate')
  const after = nextActOf({ world: world.stateAt(first?.id ?? 0), nowMs: first?.timeMs ?? 0 }, key)
  expect(after).toMatchObject({ act: 'Wait', waitsFor: '`web-0`, which is Pending' })
})

test('a DaemonSet says on how many nodes it will make a Pod', () => {
  const world = run(workload('DaemonSet', 'minReadySeconds: 0'))
  const acts = foretold(world, 'SuccessfulCreate', 'DaemonSet.apps/default/web').map(
    ([, act]) => act,
  )
  expect(acts).toHaveLength(2)
  expect(acts[0]).toBe('Create 2 Pods')
  expect(acts[1]).toMatch(/^Create a Pod on `worker-\d`$/)
})

test('a Job says when it will try again after a failure', () => {
  const world = run(
    `
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: a, image: busybox, command: [sh, -c, 'exit 1'] }]
`,
    [],
    '4m',
  )
  const made = world.journal.filter(({ kind }) => kind === 'SuccessfulCreate')
  expect(made).toHaveLength(4)
  const key = 'Job.batch/default/once'
  for (const [index, entry] of made.entries()) {
    if (index === 0) continue
    const earlierMs = entry.timeMs - 3000
    const earlier = world.journal.findLast(({ timeMs }) => timeMs <= earlierMs)
    const next = nextActOf({ world: world.stateAt(earlier?.id ?? 0), nowMs: earlierMs }, key)
    expect(next?.act).toBe('Create a Pod')
    expect(Math.abs((next?.atMs ?? 0) - entry.timeMs)).toBeLessThanOrEqual(1000)
  }
  const end = nextActOf({ world: world.stateAt(world.journal.length - 1), nowMs: 240_000 }, key)
  expect(end).toMatchObject({ rests: true, because: 'it has failed, and is not tried again' })
})

test.for([
  [
    'completions: 3, completionMode: Indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 1',
    '[ $JOB_COMPLETION_INDEX != 1 ]',
    ['succeeded 3 2 ', 'failed indexes ≤ 1 1 '],
  ],
  ['parallelism: 3', 'exit 0', ['succeeded ≥ 1 3 ', 'failed ≤ 6 0 ']],
  ['completions: 2, backoffLimit: 0', 'exit 1', ['succeeded 2 0 ', 'failed ≤ 0 1 ']],
] as const)('a Job that has ended lacks nothing more: %s', ([spec, script, rows]) => {
  const world = run(
    `
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec: { ${spec}, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: busybox, command: [sh, -c, '${script}'] }] } } }
`,
    [],
    '2m',
  )
  const state = world.stateAt(world.journal.length - 1)
  const end = nextActOf({ world: state, nowMs: 120_000 }, 'Job.batch/default/once')
  const shown = end?.rows.map(({ name, desired, observed, difference }) =>
    [name, desired, observed, difference].join(' '),
  )
  expect(shown).toEqual(rows)
})

test('a CronJob says when its next Job is due, and what Forbid means for it', () => {
  const cronJob = (seconds: number, more = ''): string => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec:
  schedule: '* * * * *'
  ${more}
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: a, image: busybox, command: [sh, -c, 'sleep ${seconds}'] }]
`
  const key = 'CronJob.batch/default/tick'
  const world = run(cronJob(5))
  for (const entry of world.journal.filter(({ kind }) => kind === 'SuccessfulCreate')) {
    if (!entry.objects.includes(key)) continue
    const state = world.stateAt(entry.id - 1)
    const next = nextActOf({ world: state, nowMs: entry.timeMs - 20_000 }, key)
    expect(next?.act).toBe('Start a Job')
    expect(Math.abs((next?.atMs ?? 0) - entry.timeMs)).toBeLessThan(200)
  }
  const held = run(cronJob(100, 'concurrencyPolicy: Forbid'))
  const next = nextActOf({ world: held.stateAt(held.journal.length - 1), nowMs: 130_000 }, key)
  expect(next?.because).toContain('concurrencyPolicy is Forbid')
  expect(next?.waitsFor).toMatch(/^`tick-\d+` to end$/)
})

test('a silent node says when it is tainted, and each Pod on it when it is deleted', () => {
  const { cluster } = runScenario([
    {
      path: 'scenario.yaml',
      text: 'until: 8m\nactions:\n- { at: 30s, power: { node: worker-1, state: off } }\n',
    },
    { path: 'manifests/all.yaml', text: workload('ReplicaSet', 'replicas: 2') },
  ])
  const { world } = cluster
  const key = 'Node//worker-1'
  const off = world.journal.findLast(({ timeMs }) => timeMs <= 31_000)
  const tainted = world.journal.find(
    ({ kind, message }) =>
      kind === 'NodeTainted' && message.includes('worker-1') && message.includes('NoExecute'),
  )
  const next = nextActOf({ world: world.stateAt(off?.id ?? 0), nowMs: 31_000 }, key)
  expect(next?.act).toBe('Call `worker-1` unreachable and taint it')
  expect(Math.abs((next?.atMs ?? 0) - (tainted?.timeMs ?? 0))).toBeLessThan(200)
  const evicted = world.journal.filter(({ kind }) => kind === 'TaintEviction')
  expect(evicted.length).toBeGreaterThan(0)
  for (const entry of evicted) {
    const pod = entry.objects[0] ?? ''
    for (const moment of [off, tainted]) {
      const state = world.stateAt(moment?.id ?? 0)
      const said = nextActOf({ world: state, nowMs: moment?.timeMs ?? 0 }, pod)
      expect(said?.act).toBe('Delete this Pod')
      expect(Math.abs((said?.atMs ?? 0) - entry.timeMs)).toBeLessThan(1000)
    }
  }
})
