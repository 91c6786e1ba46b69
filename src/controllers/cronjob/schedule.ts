// When a CronJob is due: which times it has missed, which of them it makes up for, and when to look again.
// Follows pkg/controller/cronjob/utils.go (v1.36), mostRecentScheduleTime and its callers.
// Times here are milliseconds of the calendar.
import { nextTime } from '#api/batch/cron/next-time.ts'
import { type Parsed, parseCronSchedule, type Schedule } from '#api/batch/cron/parse-schedule.ts'
import { loadTimeZone, UTC } from '#api/batch/cron/time-zone.ts'
import type { CronJob } from '#api/generated/types.ts'

/** So long after its time a CronJob is looked at, so that a clock that is a little behind does no harm. */
const NEXT_SCHEDULE_DELTA_MS = 100
const MANY_MISSED = 100

interface Missed {
  /** From where on times count. */
  readonly earliestMs: number
  /** The latest time that has come; null when none has. */
  readonly mostRecentMs: number | null
  readonly missed: 'none' | 'few' | 'many'
}

/** Upstream's error about a schedule that no calendar fulfils. */
export interface NeverDue {
  readonly problem: string
}

const NEVER_DUE: NeverDue = {
  problem: 'time difference between two schedules is less than 1 second',
}

/** The schedule of a CronJob in its time zone, or what is wrong with it. */
export function scheduleOf({ spec }: CronJob): Parsed {
  const { schedule, timeZone = '' } = spec
  const zone = schedule.includes('TZ') ? UTC : (loadTimeZone(timeZone) ?? UTC)
  return parseCronSchedule(schedule, zone)
}

function mostRecentScheduleTime(
  { metadata, spec, status }: CronJob,
  { schedule, nowMs }: { readonly schedule: Schedule; readonly nowMs: number },
  includesDeadline: boolean,
): Missed | NeverDue {
  const { startingDeadlineSeconds } = spec
  const since = status?.lastScheduleTime ?? metadata.creationTimestamp
  let earliestMs = since === undefined ? nowMs : Date.parse(since)
  if (includesDeadline && startingDeadlineSeconds !== undefined) {
    earliestMs = Math.max(earliestMs, nowMs - startingDeadlineSeconds * 1000)
  }
  const first = nextTime(schedule, earliestMs)
  const second = first === null ? null : nextTime(schedule, first)
  if (first === null || second === null) return NEVER_DUE
  if (nowMs < first) return { earliestMs, mostRecentMs: null, missed: 'none' }
  if (nowMs < second) return { earliestMs, mostRecentMs: first, missed: 'none' }
  const betweenMs = Math.round((second - first) / 1000) * 1000
  if (betweenMs < 1000) return NEVER_DUE
  // Roughly, as if all times were as far apart as the first two; from just before the last of them one looks closely.
  const count = Math.floor((nowMs - first) / betweenMs) + 1
  let mostRecentMs: number | null = null
  let at = nextTime(schedule, first + (count - 2) * betweenMs)
  while (at !== null && at <= nowMs) {
    mostRecentMs = at
    at = nextTime(schedule, at)
  }
  return { earliestMs, mostRecentMs, missed: count > MANY_MISSED ? 'many' : 'few' }
}

/** The time for which a Job is to be started now; null when there is none. */
export function nextScheduleTime(
  cronJob: CronJob,
  schedule: Schedule,
  nowMs: number,
): { readonly dueMs: number | null; readonly missedMany: boolean } | NeverDue {
  const found = mostRecentScheduleTime(cronJob, { schedule, nowMs }, true)
  if ('problem' in found) return found
  return { dueMs: found.mostRecentMs, missedMany: found.missed === 'many' }
}

/** In how many milliseconds to look at the CronJob again; null when it is never due again. */
export function nextScheduleTimeDuration(
  cronJob: CronJob,
  schedule: Schedule,
  nowMs: number,
): number | null {
  const found = mostRecentScheduleTime(cronJob, { schedule, nowMs }, false)
  let fromMs = nowMs
  if (!('problem' in found)) {
    const { mostRecentMs, earliestMs, missed } = found
    fromMs = mostRecentMs ?? (missed === 'none' ? earliestMs : nowMs)
  }
  const dueMs = nextTime(schedule, fromMs)
  return dueMs === null ? null : Math.max(0, dueMs + NEXT_SCHEDULE_DELTA_MS - nowMs)
}

/** The same time gives the same name, so that no Job is made twice. */
export function getJobName({ metadata }: CronJob, scheduledMs: number): string {
  return `${metadata.name ?? ''}-${Math.floor(scheduledMs / 60_000)}`
}
