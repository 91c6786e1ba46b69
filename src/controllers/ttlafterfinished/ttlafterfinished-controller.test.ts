// When Jobs go that have ended, against pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (v1.36).
import { expect, test } from 'vitest'
import type { Job } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { BY_TEST, type FakeApiServer } from '#testing/fake-api-server.ts'
import { done, startController } from '#testing/start-controller.ts'
import { ttlAfterFinishedController } from './ttlafterfinished-controller.ts'

function job(seconds: number | undefined, condition: string | undefined, status = 'True'): Job {
  const ended = { type: condition ?? '', status, lastTransitionTime: timeOf(5000) }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', finalizers: [] },
    spec: { template: {}, ...(seconds === undefined ? {} : { ttlSecondsAfterFinished: seconds }) },
    status: condition === undefined ? {} : { conditions: [ended] },
  }
}
/** It goes after what it owns: until then it has a finalizer. */
const isThere = ({ client }: FakeApiServer): boolean => {
  const { deletionTimestamp, finalizers } = client.get('Job', 'default', 'work')?.metadata ?? {}
  expect(finalizers?.includes('foregroundDeletion') === true).toBe(deletionTimestamp !== undefined)
  return deletionTimestamp === undefined
}

test.for<readonly [string, Job, number | null]>([
  ['complete', job(10, 'Complete'), 15_000],
  ['failed', job(10, 'Failed'), 15_000],
  ['no time at all', job(0, 'Complete'), 5000],
  ['no time is named', job(undefined, 'Complete'), null],
  ['it goes on', job(10, undefined), null],
  ['it is suspended', job(10, 'Suspended'), null],
  ['it is not complete', job(10, 'Complete', 'False'), null],
])('%s', ([, given, goneMs]) => {
  const server = startController(ttlAfterFinishedController)
  server.runUntil(2000)
  server.apply(given)
  if (goneMs !== null) {
    server.runUntil(goneMs - 100)
    expect(isThere(server)).toBe(true)
  }
  server.runUntil(100_000)
  expect(isThere(server)).toBe(goneMs === null)
  const { spec } = given
  expect(done(server)).toEqual(
    goneMs === null
      ? []
      : [
          `ttl-after-finished-controller step TTLExpired: deleted Job \`work\`, because it ended more than ${spec?.ttlSecondsAfterFinished} s ago, its ttlSecondsAfterFinished`,
        ],
  )
  if (goneMs !== null) expect(server.world.journal.at(-1)?.timeMs).toBe(goneMs)
})

test('one whose time is made longer stays longer, and one that goes already is left alone', () => {
  const server = startController(ttlAfterFinishedController)
  server.apply(job(10, 'Complete'))
  server.runUntil(14_000)
  const found = server.client.get('Job', 'default', 'work')
  if (found === undefined) throw new Error('it is gone')
  const spec = { template: {}, ttlSecondsAfterFinished: 60 }
  server.client.update(
    { ...found, spec, metadata: { ...found.metadata, finalizers: ['a/b'] } },
    BY_TEST,
  )
  server.runUntil(64_900)
  expect(isThere(server)).toBe(true)
  expect(done(server)).toEqual([])
  server.client.delete('Job', 'default', 'work', { propagationPolicy: 'Foreground' }, BY_TEST)
  server.runUntil(99_000)
  expect(done(server)).toEqual([])
})
