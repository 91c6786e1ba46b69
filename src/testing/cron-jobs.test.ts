// CronJobs over hours, with scheduler and kubelets.
import { expect, test } from 'vitest'
import type { CronJob } from '#api/generated/types.ts'
import { runScenario } from '#scenario/run-scenario.ts'

interface CronWanted {
  readonly spec: string
  readonly script?: string
  readonly job?: string
  readonly actions?: string
  readonly until?: string
  readonly untilMs?: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Every run begins at ten o'clock UTC of Monday, 2 March 2026. */
function run({
  spec,
  script = 'date',
  job = '',
  actions = '',
  until = '1h',
  untilMs = 0,
}: CronWanted) {
  const text = [
    'apiVersion: batch/v1',
    'kind: CronJob',
    'metadata: { name: tick }',
    'spec:',
    ...spec.split('\n').map((line) => `  ${line}`),
    '  jobTemplate:',
    '    spec:',
    `      ${job}`,
    '      template:',
    '        spec:',
    '          restartPolicy: Never',
    `          containers: [{ name: main, image: busybox, command: [sh, -c, "${script}"] }]`,
  ]
  const { cluster } = runScenario(
    [
      { path: 'scenario.yaml', text: `until: ${until}\nactions:\n${actions}` },
      { path: 'manifests/cron.yaml', text: text.join('\n') },
      { path: 'later/on.yaml', text: text.join('\n').replace('suspend: true', 'suspend: false') },
    ],
    { untilMs },
  )
  const { client } = cluster.session({ out: () => {}, err: () => {} })
  /** The largest number of Jobs that were active at once. */
  let most = 0
  for (const { changes } of cluster.journal) {
    for (const { key, after } of changes) {
      if (key !== 'CronJob.batch/default/tick') continue
      most = Math.max(most, (after as CronJob | undefined)?.status?.active?.length ?? 0)
    }
  }
  return {
    cluster,
    most,
    cronJob: client.get('CronJob', 'default', 'tick'),
    jobs: client.list('Job').map(({ metadata }) => metadata.name),
    pods: client.list('Pod'),
    events: client
      .list('Event')
      .filter(({ involvedObject }) => involvedObject.kind === 'CronJob')
      .map(({ reason, message }) => `${reason}: ${message}`),
  }
}

test('each run is a Job with the minute in its name, and only the last three are kept', () => {
  const { jobs, cronJob } = run({ spec: 'schedule: "*/10 * * * *"' })
  const minutes = [30, 40, 50].map((minute) => Date.UTC(2026, 2, 2, 10, minute) / 60_000)
  expect(jobs).toEqual(minutes.map((minute) => `tick-${minute}`))
  expect(cronJob?.status).toEqual({
    lastScheduleTime: '2026-03-02T10:50:00Z',
    lastSuccessfulTime: expect.stringContaining('T10:50:0'),
  })
})

test('a time zone decides when nine in the morning is', () => {
  const { cronJob } = run({
    spec: 'schedule: "0 9 * * *"\ntimeZone: America/New_York',
    until: '5h',
  })
  expect(cronJob?.status?.lastScheduleTime).toBe('2026-03-02T14:00:00Z')
})

test('Forbid never has two; Allow has as many as are due; Replace ends the one before', () => {
  const spec = (policy: string): string => `schedule: "* * * * *"\nconcurrencyPolicy: ${policy}`
  const script = 'sleep 150'
  const forbid = run({ spec: spec('Forbid'), script, until: '20m' })
  expect(forbid.most).toBe(1)
  expect(forbid.events).toContainEqual(
    'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
  )
  expect(run({ spec: spec('Allow'), script, until: '20m' }).most).toBe(3)
  const replace = run({ spec: spec('Replace'), script, until: '20m' })
  expect(replace.most).toBe(1)
  expect(replace.jobs).toHaveLength(1)
})

test('a run that comes too late is not made up for', () => {
  const actions = '- at: 20m30s\n  apply: later/on.yaml\n'
  const spec = 'schedule: "*/10 * * * *"\nsuspend: true'
  const late = run({ spec: `${spec}\nstartingDeadlineSeconds: 10`, actions, until: '25m' })
  expect(late.jobs).toEqual([])
  const madeUp = run({ spec, actions, until: '25m' })
  expect(madeUp.jobs).toEqual([`tick-${Date.UTC(2026, 2, 2, 10, 20) / 60_000}`])
})

test('a Job that has ended is deleted when its time is over, with its Pods', () => {
  const { jobs, pods } = run({
    spec: 'schedule: "5 10 * * *"',
    job: 'ttlSecondsAfterFinished: 60',
  })
  expect(jobs).toEqual([])
  expect(pods).toEqual([])
})

test('a schedule that no calendar fulfils is reported', () => {
  expect(run({ spec: 'schedule: "0 0 31 2 *"' }).events).toEqual([
    'InvalidSchedule: invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
  ])
})

test('between two runs nothing happens: a daily run of two months needs few timers', () => {
  const { cluster, cronJob } = run({ spec: 'schedule: "@daily"', untilMs: 61 * DAY_MS })
  expect(cronJob?.status?.lastScheduleTime).toBe('2026-05-02T00:00:00Z')
  expect(cluster.world.clock.fired / 61).toBeLessThan(100)
})

test('a run every minute leaves three Jobs, and each as many entries as the one before', () => {
  const { cluster, jobs, pods } = run({ spec: 'schedule: "* * * * *"', until: '4h' })
  expect(jobs).toHaveLength(3)
  expect(pods).toHaveLength(3)
  const entriesOf = (hour: number): number =>
    cluster.journal.filter(({ timeMs }) => Math.floor(timeMs / HOUR_MS) === hour).length
  expect(Math.abs(entriesOf(3) - entriesOf(1))).toBeLessThan(50)
  expect(cluster.world.state.size).toBeLessThan(20_000)
})
