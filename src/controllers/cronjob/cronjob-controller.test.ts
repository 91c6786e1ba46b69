import { expect, test } from 'vitest'
import type { CronJob, Job } from '#api/generated/types.ts'
import { EPOCH_MS, timeOf } from '#api/meta/time.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { startController } from '#testing/start-controller.ts'
import { cronJobController } from './cronjob-controller.ts'
import { getJobName } from './schedule.ts'

const TICK: CronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: {
    name: 'tick',
    namespace: 'default',
    uid: 'uid-of-tick',
    creationTimestamp: timeOf(0),
  },
  spec: { schedule: '* * * * *', jobTemplate: { spec: { template: {} } } },
}

const start = () => startController(cronJobController)

test('a Job whose name is taken is tried again until the name is free', () => {
  const server = start()
  const { client } = server
  const name = getJobName(TICK, EPOCH_MS + 60_000)
  const foreign: Job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default', uid: 'uid-of-foreign' },
    spec: { template: {} },
  }
  server.apply(foreign, TICK)
  server.runUntil(70_000)
  // Nothing is noted of the run that could not begin, and nothing is said of it.
  expect(client.get('CronJob', 'default', 'tick')?.status).toBeUndefined()
  expect(client.list('Event')).toEqual([])
  client.delete('Job', 'default', name, { propagationPolicy: 'Background' }, BY_TEST)
  server.runUntil(100_000)
  expect(client.list('Job').map(({ metadata }) => metadata.name)).toEqual([name])
  expect(client.get('CronJob', 'default', 'tick')?.status).toMatchObject({
    active: [{ name }],
    lastScheduleTime: timeOf(60_000),
  })
})
