// Every recorded answer of the schedule library that the CronJob controller uses.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nextTime } from './next-time.ts'
import { parseCronSchedule } from './parse-schedule.ts'
import { loadTimeZone, localTimeText, UTC } from './time-zone.ts'

interface Recorded {
  readonly zone: string
  readonly schedule: string
  /** Seconds of the calendar. */
  readonly from: number
  /** From each time to the next; 0 when there is none. */
  readonly next?: readonly number[]
  readonly error?: string
}

const FILE = new URL('../../../../conformance/cron/schedules.json', import.meta.url)
const RECORDED = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Recorded[]

/** What is recorded of a schedule, as we answer it. */
function answer({ zone, schedule, from, next = [] }: Recorded): Pick<Recorded, 'next' | 'error'> {
  const parsed = parseCronSchedule(schedule, loadTimeZone(zone) ?? UTC)
  if ('problem' in parsed) return { error: parsed.problem }
  let atMs = from * 1000
  const steps = next.map(() => {
    const dueMs = nextTime(parsed.schedule, atMs)
    if (dueMs === null) return 0
    const step = (dueMs - atMs) / 1000
    atMs = dueMs
    return step
  })
  return { next: steps }
}

test('there are 500 recorded schedules, in many zones', () => {
  expect(RECORDED).toHaveLength(500)
  expect(new Set(RECORDED.map(({ zone }) => zone)).size).toBeGreaterThan(20)
})

test('each is answered as it was recorded', () => {
  const ours = RECORDED.map((recorded) => ({ ...recorded, ...answer(recorded) }))
  expect(ours).toEqual(RECORDED)
})

test.each(['', 'UTC', 'Europe/Berlin', 'US/Pacific', 'Etc/GMT+5', 'EST5EDT', 'GMT'])(
  '%s is a time zone',
  (name) => expect(loadTimeZone(name)).not.toBeNull(),
)

test.each(['Mars/Base', 'europe/berlin', 'EUROPE/BERLIN', '+05:30', 'Europe/', 'Europe Berlin'])(
  '%s is none',
  (name) => expect(loadTimeZone(name)).toBeNull(),
)

test('a moment is written with the offset of its zone', () => {
  const moment = Date.UTC(2026, 6, 1, 12)
  expect(localTimeText(UTC, moment)).toBe('2026-07-01T12:00:00Z')
  const [berlin, havana] = ['Europe/Berlin', 'America/Havana'].map(
    (name) => loadTimeZone(name) ?? UTC,
  )
  expect(localTimeText(berlin ?? UTC, moment)).toBe('2026-07-01T14:00:00+02:00')
  expect(localTimeText(havana ?? UTC, moment)).toBe('2026-07-01T08:00:00-04:00')
})

test('a year of minutes is worked out in a moment', () => {
  const parsed = parseCronSchedule('* * * * *', loadTimeZone('Europe/Berlin') ?? UTC)
  if ('problem' in parsed) throw new Error(parsed.problem)
  let at = Date.UTC(2026, 0, 1)
  for (let minute = 0; minute < 366 * 24 * 60; minute += 1) at = nextTime(parsed.schedule, at) ?? 0
  expect(new Date(at).toISOString()).toBe('2027-01-02T00:00:00.000Z')
})
