// Which start of a CronJob is due and when it is looked at again: the cases of pkg/controller/cronjob/utils_test.go (v1.36),
// TestMostRecentScheduleTime and TestNextScheduleTimeDuration, in minutes from a Thursday at ten.
import { expect, test } from 'vitest'
import type { CronJob } from '#api/generated/types.ts'
import { getJobName, nextScheduleTime, nextScheduleTimeDuration, scheduleOf } from './schedule.ts'

const TEN_MS = Date.parse('2016-05-19T10:00:00Z')
const MINUTE = 60_000
const HOUR = 60
const DAY = 24 * HOUR
const at = (minutes: number): number => TEN_MS + minutes * MINUTE

interface Given {
  readonly schedule: string
  /** In minutes; nothing is known of it without. */
  readonly created?: number
  readonly last?: number
  readonly deadline?: number
  readonly timeZone?: string
}

function cronJob({ schedule, created, last, deadline, timeZone }: Given): CronJob {
  const timeOf = (minutes: number): string => new Date(at(minutes)).toISOString()
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'tick',
      ...(created === undefined ? {} : { creationTimestamp: timeOf(created) }),
    },
    spec: {
      schedule,
      jobTemplate: {},
      ...(deadline === undefined ? {} : { startingDeadlineSeconds: deadline }),
      ...(timeZone === undefined ? {} : { timeZone }),
    },
    status: last === undefined ? {} : { lastScheduleTime: timeOf(last) },
  }
}

function scheduled(given: Given) {
  const object = cronJob(given)
  const parsed = scheduleOf(object)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return [object, parsed.schedule] as const
}

const HOURLY = '0 * * * *'
const EVERY_FIVE = '*/5 * * * *'
const ON_WORKDAYS = '30 6-16/4 * * 1-5'

/** The minute that is due, or null, and whether many were missed. */
test.for<readonly [string, Given, number, number | null, boolean]>([
  ['before the first', { schedule: HOURLY, created: 0 }, 0.5, null, false],
  ['just after the first', { schedule: HOURLY, created: 0 }, 61, 60, false],
  ['at the first', { schedule: HOURLY, created: 0 }, 60, 60, false],
  ['five were missed', { schedule: HOURLY, created: 10 / 60 }, 301, 300, false],
  ['a day later', { schedule: ON_WORKDAYS, created: 0, last: 30 }, DAY + 31, DAY + 30, false],
  ['it began later', { schedule: ON_WORKDAYS, created: 0 }, DAY + 31, DAY + 30, false],
  [
    'after a weekend',
    { schedule: ON_WORKDAYS, created: 0, last: 30 },
    4 * DAY + 31,
    4 * DAY + 30,
    false,
  ],
  [
    'upstream finds none',
    { schedule: '30 10,11,12 * * 1-5', created: 0, last: 30 },
    30 * HOUR + 30,
    null,
    false,
  ],
  ['it ran at its creation', { schedule: HOURLY, created: 0, last: 0 }, 0.5, null, false],
  ['it ran just before', { schedule: EVERY_FIVE, created: 0, last: 30 }, 31, null, false],
  [
    'within its deadline',
    { schedule: EVERY_FIVE, created: 0, last: 30, deadline: 60 },
    31,
    null,
    false,
  ],
  [
    'beyond its deadline',
    { schedule: EVERY_FIVE, created: 0, last: 20, deadline: 60 },
    32,
    null,
    false,
  ],
  [
    'its deadline includes the last',
    { schedule: EVERY_FIVE, created: 0, last: 20, deadline: 180 },
    32,
    30,
    false,
  ],
  ['a hundred were missed', { schedule: '* * * * *', created: 0 }, 100, 100, false],
  ['one more', { schedule: '* * * * *', created: 0 }, 101, 101, true],
  ['nobody knows since when', { schedule: '* * * * *' }, 90, null, false],
])('due: %s', ([, given, now, due, missedMany]) => {
  expect(nextScheduleTime(...scheduled(given), at(now))).toEqual({
    dueMs: due === null ? null : at(due),
    missedMany,
  })
})

test('what no calendar fulfils is a problem, and is never looked at again', () => {
  const given = scheduled({ schedule: '59 23 31 2 *', created: 0 })
  expect(nextScheduleTime(...given, at(60))).toEqual({
    problem: 'time difference between two schedules is less than 1 second',
  })
  expect(nextScheduleTimeDuration(...given, at(60))).toBeNull()
})

/** In how many minutes, and a tenth of a second more. */
test.for<readonly [string, Given, number, number]>([
  ['the same day', { schedule: ON_WORKDAYS, created: 0, last: 30 }, DAY + 31, 3 * HOUR + 59],
  [
    'after the weekend',
    { schedule: '30 10,11,12 * * 1-5', created: 0, last: 30 },
    30 * HOUR + 30,
    66 * HOUR,
  ],
  [
    'once a week, two missed',
    { schedule: '0 12 * * 4', created: 0, last: 2 * HOUR },
    19 * DAY + HOUR + 30,
    48 * HOUR + 30,
  ],
  ['it never ran', { schedule: '0 12 * * 5', created: 0 }, 6 * HOUR, 20 * HOUR],
  ['its deadline does not count here', { schedule: HOURLY, created: 0, deadline: 1 }, 30, 30],
])('again: %s', ([, given, now, minutes]) => {
  expect(nextScheduleTimeDuration(...scheduled(given), at(now))).toBe(minutes * MINUTE + 100)
})

test('a time zone shifts it, unless the schedule names one itself', () => {
  const firstOf = (given: Given) => {
    const inMs = nextScheduleTimeDuration(...scheduled({ created: 0, ...given }), at(0)) ?? 0
    return new Date(at(0) + inMs).toISOString().slice(0, 16)
  }
  expect(firstOf({ schedule: '0 15 * * *' })).toBe('2016-05-19T15:00')
  expect(firstOf({ schedule: '0 15 * * *', timeZone: 'Asia/Tokyo' })).toBe('2016-05-20T06:00')
  expect(firstOf({ schedule: '0 15 * * *', timeZone: 'Moon/Sea' })).toBe('2016-05-19T15:00')
  expect(firstOf({ schedule: 'TZ=Asia/Tokyo 0 15 * * *', timeZone: 'Europe/Berlin' })).toBe(
    '2016-05-20T06:00',
  )
})

test('the name of a Job says its minute', () => {
  expect(getJobName(cronJob({ schedule: HOURLY }), at(0))).toBe('tick-24394200')
  expect(getJobName(cronJob({ schedule: HOURLY }), at(0.9))).toBe('tick-24394200')
  expect(getJobName(cronJob({ schedule: HOURLY }), at(1))).toBe('tick-24394201')
})
