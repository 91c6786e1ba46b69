// When Jobs of a schedule come and go, and what is said of it, against pkg/controller/cronjob/cronjob_controllerv2.go (v1.36).
import { expect, test } from 'vitest'
import type { CronJob, CronJobSpec, Job } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { about, done, reported, startController } from '#testing/start-controller.ts'
import { cronJobController } from './cronjob-controller.ts'

const MINUTE = 60_000

const cronJob = (spec: Partial<CronJobSpec> = {}): CronJob => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick', namespace: 'default', uid: 'uid-of-tick' },
  spec: {
    schedule: '* * * * *',
    concurrencyPolicy: 'Allow',
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
      spec: { template: {} },
    },
    ...spec,
  },
})

function start(spec: Partial<CronJobSpec> = {}, server = createFakeApiServer()) {
  const started = startController(cronJobController, {}, server)
  started.apply(cronJob(spec))
  return started
}

/** The minutes of the Jobs that are there. */
const jobs = ({ client }: FakeApiServer): readonly Job[] => client.list('Job')
const shortOf = (text: string): string => text.replaceAll(/tick-\d{4,}/g, 'tick-x')
const said = (server: FakeApiServer): readonly string[] =>
  [...done(server), ...reported(server)].map((line) =>
    shortOf(line.replace('cronjob-controller ', '')),
  )

function end(server: FakeApiServer, type = 'Complete'): void {
  const time = timeOf(server.clock.nowMs)
  for (const job of jobs(server)) {
    if (job.status?.conditions !== undefined) continue
    const conditions = [{ type, status: 'True', lastTransitionTime: time }]
    const completed = type === 'Complete' ? { completionTime: time } : {}
    server.client.updateStatus(
      { ...job, status: { startTime: time, conditions, ...completed } },
      BY_TEST,
    )
  }
}

const own = (server: FakeApiServer): CronJob => {
  const found = server.client.get('CronJob', 'default', 'tick')
  if (found === undefined) throw new Error('it is gone')
  return found
}

test('each minute a Job, and what is said when one ends', () => {
  const server = start()
  server.runUntil(MINUTE + 1000)
  expect(jobs(server)).toMatchObject([
    {
      metadata: {
        labels: { a: 'b' },
        annotations: { c: 'd', 'batch.kubernetes.io/cronjob-scheduled-timestamp': timeOf(MINUTE) },
        ownerReferences: [
          {
            kind: 'CronJob',
            name: 'tick',
            uid: 'uid-of-tick',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
    },
  ])
  expect(own(server).status).toMatchObject({
    active: [{ kind: 'Job' }],
    lastScheduleTime: timeOf(MINUTE),
  })
  end(server)
  server.runUntil(MINUTE + 2000)
  expect(own(server).status).toEqual({
    lastScheduleTime: timeOf(MINUTE),
    lastSuccessfulTime: timeOf(MINUTE + 1000),
  })
  expect(said(server)).toEqual([
    'step SuccessfulCreate: created Job `tick-x` for CronJob `tick`, because its schedule `* * * * *` was due at 2026-03-02T10:01:00Z',
    'detail CronJobStatus: updated the status of CronJob `tick`: 1 Job is active, and the next run is due at 2026-03-02T10:02:00Z',
    'detail CronJobStatus: updated the status of CronJob `tick`: 0 Jobs are active, and the next run is due at 2026-03-02T10:02:00Z',
    'about CronJob tick: Normal SuccessfulCreate: Created job tick-x',
    'about CronJob tick: Normal SawCompletedJob: Saw completed job: tick-x, condition: Complete',
  ])
})

test.for<readonly [string, number, readonly string[]]>([
  ['Allow', 3, []],
  [
    'Forbid',
    1,
    [
      'Normal JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    ],
  ],
  ['Replace', 1, []],
])('while the last one runs: %s', ([concurrencyPolicy, count, events]) => {
  const server = start({ concurrencyPolicy })
  server.runUntil(3 * MINUTE + 1000)
  expect(jobs(server)).toHaveLength(count)
  const found = reported(server)
    .map((line) => line.slice(line.indexOf(': ') + 2))
    .filter((line) => !line.includes('job tick-'))
  expect([...new Set(found)]).toEqual(events)
})

test('what is said of one that is replaced', () => {
  const server = start({ concurrencyPolicy: 'Replace' })
  server.runUntil(MINUTE + 1000)
  const before = said(server)
  server.runUntil(2 * MINUTE + 1000)
  expect(said(server).filter((line) => !before.includes(line))).toEqual([
    'step SuccessfulDelete: deleted Job `tick-x` of CronJob `tick`, because the next run is due, and replaces it',
    'step SuccessfulCreate: created Job `tick-x` for CronJob `tick`, because its schedule `* * * * *` was due at 2026-03-02T10:02:00Z',
    'detail CronJobStatus: updated the status of CronJob `tick`: 1 Job is active, and the next run is due at 2026-03-02T10:03:00Z',
    'about CronJob tick: Normal SuccessfulDelete: Deleted job tick-x',
  ])
})

test('of those that have ended the newest are kept, so many of each kind', () => {
  const server = start({ successfulJobsHistoryLimit: 2 })
  for (let minute = 1; minute <= 4; minute += 1) {
    server.runUntil(minute * MINUTE + 1000)
    end(server)
  }
  server.runUntil(4 * MINUTE + 9000)
  expect(jobs(server).map(({ status }) => status?.startTime)).toEqual(
    [3, 4].map((minute) => timeOf(minute * MINUTE + 1000)),
  )
  expect(said(server).filter((line) => line.includes('SuccessfulDelete'))).toEqual([
    'step SuccessfulDelete: deleted Job `tick-x` of CronJob `tick`, because no more than 2 successful Jobs are kept',
    'step SuccessfulDelete: deleted Job `tick-x` of CronJob `tick`, because no more than 2 successful Jobs are kept',
    'about CronJob tick: Normal SuccessfulDelete: Deleted job tick-x',
    'about CronJob tick: Normal SuccessfulDelete: Deleted job tick-x',
  ])
  const failing = start()
  for (let minute = 1; minute <= 3; minute += 1) {
    failing.runUntil(minute * MINUTE + 1000)
    end(failing, 'Failed')
  }
  failing.runUntil(3 * MINUTE + 9000)
  expect(jobs(failing)).toHaveLength(1)
  expect(said(failing).find((line) => line.includes('step SuccessfulDelete'))).toBe(
    'step SuccessfulDelete: deleted Job `tick-x` of CronJob `tick`, because no more than 1 failed Job is kept',
  )
  expect(own(failing).status?.lastSuccessfulTime).toBeUndefined()
})

test('one that is suspended starts nothing, and what it has missed is not made up for', () => {
  const server = start({ suspend: true, startingDeadlineSeconds: 10 })
  server.runUntil(5 * MINUTE + 30_000)
  expect(jobs(server)).toEqual([])
  server.client.update({ ...own(server), spec: { ...own(server).spec, suspend: false } }, BY_TEST)
  server.runUntil(5 * MINUTE + 50_000)
  expect(jobs(server)).toEqual([])
  server.runUntil(6 * MINUTE + 1000)
  expect(jobs(server)).toHaveLength(1)
})

test('one that was suspended makes up for the last that it has missed, where no deadline says else', () => {
  const server = start({ suspend: true })
  server.runUntil(5 * MINUTE + 30_000)
  server.client.update({ ...own(server), spec: { ...own(server).spec, suspend: false } }, BY_TEST)
  server.runUntil(5 * MINUTE + 31_000)
  expect(own(server).status?.lastScheduleTime).toBe(timeOf(5 * MINUTE))
  expect(jobs(server)).toHaveLength(1)
})

test.for<readonly [string, Partial<CronJobSpec>, readonly string[]]>([
  [
    'no such zone',
    { timeZone: 'Moon/Sea' },
    ['Warning UnknownTimeZone: invalid timeZone: "Moon/Sea": unknown time zone Moon/Sea'],
  ],
  [
    'no schedule',
    { schedule: 'never' },
    [
      'Warning UnparseableSchedule: unparseable schedule: "never" : expected exactly 5 fields, found 1: [never]',
    ],
  ],
  [
    'no day of the calendar',
    { schedule: '0 0 31 2 *' },
    [
      'Warning InvalidSchedule: invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ],
  ],
])('%s', ([, spec, events]) => {
  const server = start(spec)
  server.runUntil(2 * MINUTE)
  expect(jobs(server)).toEqual([])
  expect(reported(server)).toEqual(
    events.map((event) => `cronjob-controller about CronJob tick: ${event}`),
  )
})

test('in its zone', () => {
  // The clock begins at ten in the morning of UTC.
  const server = start({ schedule: '5 11 * * *', timeZone: 'Europe/Berlin' })
  server.runUntil(6 * MINUTE)
  const [job] = jobs(server)
  expect(job?.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp']).toMatch(
    /T11:05:00\+01:00$/,
  )
})

test('too many that were missed are said', () => {
  const server = start({ suspend: true })
  server.runUntil(120 * MINUTE)
  server.client.update({ ...own(server), spec: { ...own(server).spec, suspend: false } }, BY_TEST)
  server.runUntil(120 * MINUTE + 1000)
  expect(reported(server)[0]).toBe(
    'cronjob-controller about CronJob tick: Warning TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
  )
  expect(own(server).status?.lastScheduleTime).toBe(timeOf(120 * MINUTE))
})

test('a Job that vanished, one that came unasked, and one that is refused are said', () => {
  const server = createFakeApiServer()
  let isRefused = false
  const status = statusOf('Forbidden', 'exceeded quota')
  const client: typeof server.client = {
    ...server.client,
    create: (object, narration) =>
      isRefused && object.kind === 'Job'
        ? { ok: false, status }
        : server.client.create(object, narration),
  }
  startController(cronJobController, { client }, server)
  server.apply(cronJob())
  server.runUntil(MINUTE + 1000)
  const [job] = jobs(server)
  if (job === undefined) throw new Error('there is none')
  const policy = { propagationPolicy: 'Background' } as const
  server.client.delete('Job', 'default', job.metadata.name ?? '', policy, BY_TEST)
  const { uid: _uid, resourceVersion: _version, ...metadata } = job.metadata
  server.apply({ ...job, metadata: { ...metadata, name: 'unasked' } })
  server.runUntil(MINUTE + 2000)
  isRefused = true
  server.runUntil(2 * MINUTE + 300)
  expect([...new Set(reported(server).map(shortOf))].slice(1)).toEqual([
    'cronjob-controller about CronJob tick: Warning UnexpectedJob: Saw a job that the controller did not create or forgot: unasked',
    'cronjob-controller about CronJob tick: Normal MissingJob: Active job went missing: tick-x',
    'cronjob-controller about CronJob tick: Warning FailedCreate: Error creating job: exceeded quota',
  ])
  expect(own(server).status?.active).toBeUndefined()
})

test('another schedule holds from now on', () => {
  const server = start({ schedule: '0 * * * *' })
  server.runUntil(10_000)
  const { spec } = own(server)
  server.client.update({ ...own(server), spec: { ...spec, schedule: '* * * * *' } }, BY_TEST)
  server.runUntil(11_000)
  expect(server.clock.nextMs()).toBe(MINUTE + 100)
  server.runUntil(MINUTE + 1000)
  expect(jobs(server)).toHaveLength(1)
})

test('the entries say which objects they are about', () => {
  const server = start({ concurrencyPolicy: 'Replace' })
  server.runUntil(2 * MINUTE + 1000)
  expect(about(server)).toEqual({
    CronJobStatus: 'CronJob',
    SuccessfulCreate: 'Job CronJob',
    SuccessfulDelete: 'Job CronJob',
  })
})

test('while its namespace goes nothing is said of a Job that is refused for that', () => {
  const server = createFakeApiServer()
  const causes = [
    { reason: 'NamespaceTerminating', message: 'it goes', field: 'metadata.namespace' },
  ]
  const status = { ...statusOf('Forbidden', 'the namespace goes'), causes }
  const client: typeof server.client = {
    ...server.client,
    create: (object, said) =>
      object.kind === 'Job' ? { ok: false, status } : server.client.create(object, said),
  }
  startController(cronJobController, { client }, server)
  server.apply(cronJob())
  server.runUntil(MINUTE + 1000)
  expect(reported(server)).toEqual([])
  expect(own(server).status?.lastScheduleTime).toBeUndefined()
})
