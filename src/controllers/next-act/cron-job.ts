// The next act of a CronJob: when its next Job is due, and whether it will be started then.
import type { CronJob } from '#api/generated/types.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { nextScheduleTime, nextScheduleTimeDuration, scheduleOf } from '../cronjob/schedule.ts'
import { acts, type Moment, type NextAct, rests, waits } from './next-act.ts'

/** What the CronJob controller will do. */
export function nextActOfCronJob({ nowMs }: Moment, cronJob: CronJob): NextAct {
  const { spec, status, metadata } = cronJob
  if (metadata.deletionTimestamp !== undefined) return rests('it is being deleted')
  if (spec.suspend === true) return rests('it is suspended: its times pass by')
  const parsed = scheduleOf(cronJob)
  if ('problem' in parsed) return rests(`its schedule cannot be read: ${parsed.problem}`)
  const calendarMs = EPOCH_MS + nowMs
  const inMs = nextScheduleTimeDuration(cronJob, parsed.schedule, calendarMs)
  if (inMs === null) return rests('no day of the calendar fits its schedule')
  const active = status?.active ?? []
  const atMs = nowMs + inMs
  const rows = [
    { name: 'schedule', desired: spec.schedule, observed: spec.timeZone ?? 'UTC', difference: '' },
    {
      name: 'running',
      desired: spec.concurrencyPolicy ?? 'Allow',
      observed: String(active.length),
      difference: '',
    },
  ]
  const names = active.map(({ name = '' }) => `\`${name}\``).join(', ')
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    const { startingDeadlineSeconds: deadline } = spec
    const due = nextScheduleTime(cronJob, parsed.schedule, calendarMs)
    const isLate = !('problem' in due) && due.dueMs !== null
    const until =
      deadline === undefined
        ? 'a run that is late is made up for, however late'
        : `a run may start ${deadline} s late at most`
    return waits(`${names} to end`, `concurrencyPolicy is Forbid, and ${until}`, {
      act: isLate ? 'Start the run that is due' : 'Start a Job, if the last one has ended',
      atMs: isLate ? null : atMs,
      rows,
    })
  }
  if (spec.concurrencyPolicy === 'Replace' && active.length > 0) {
    return acts(`Delete ${names} and start a Job`, 'concurrencyPolicy is Replace', { atMs, rows })
  }
  const beside = active.length === 0 ? '' : `, beside ${names}, since concurrencyPolicy is Allow`
  return acts('Start a Job', `its schedule is \`${spec.schedule}\`${beside}`, { atMs, rows })
}
