// Starts the Job of a CronJob that is due, if nothing speaks against it.
// Follows pkg/controller/cronjob/cronjob_controllerv2.go (v1.36), the second half of syncCronJob.
import { CRON_SCHEDULED_TIMESTAMP_ANNOTATION } from '#api/batch/job-labels.ts'
import type { Schedule } from '#api/batch/cron/parse-schedule.ts'
import { loadTimeZone, localTimeText, UTC } from '#api/batch/cron/time-zone.ts'
import type { CronJob, Job } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { SyncResult } from '../define-controller.ts'
import { calendarTime, type CronJobDraft, type CronJobRun, deleteJob } from './cronjob-draft.ts'
import { getJobName, nextScheduleTime, nextScheduleTimeDuration, scheduleOf } from './schedule.ts'

/** Starts a Job when one is due; says when to look again. */
export function startDueJob(run: CronJobRun, draft: CronJobDraft): SyncResult {
  const { cronJob } = draft
  const { schedule: text, timeZone } = cronJob.spec
  const warn = (reason: string, message: string): 'done' => {
    run.report(cronJob, { type: 'Warning', reason, message })
    return 'done'
  }
  if (timeZone !== undefined && timeZone !== 'Local' && loadTimeZone(timeZone) === null) {
    const quoted = JSON.stringify(timeZone)
    return warn('UnknownTimeZone', `invalid timeZone: ${quoted}: unknown time zone ${timeZone}`)
  }
  const parsed = scheduleOf(cronJob)
  if ('problem' in parsed) {
    const quoted = JSON.stringify(text)
    return warn('UnparseableSchedule', `unparseable schedule: ${quoted} : ${parsed.problem}`)
  }
  const { schedule } = parsed
  const nowMs = EPOCH_MS + run.clock.nowMs
  const next = nextScheduleTime(withStatus(draft), schedule, nowMs)
  if ('problem' in next) {
    return warn('InvalidSchedule', `invalid schedule: ${text} : ${next.problem}`)
  }
  if (next.missedMany) {
    const message =
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    warn('TooManyMissedTimes', message)
  }
  const result = next.dueMs === null ? null : start(run, draft, { dueMs: next.dueMs, nowMs })
  return result ?? again(draft, schedule, nowMs)
}

/** The CronJob with what this sync has found out. */
function withStatus({ cronJob, lastScheduleTime }: CronJobDraft): CronJob {
  const { lastScheduleTime: _, ...status } = cronJob.status ?? {}
  return {
    ...cronJob,
    status: { ...status, ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }) },
  }
}

function again(draft: CronJobDraft, schedule: Schedule, nowMs: number): SyncResult {
  const againInMs = nextScheduleTimeDuration(withStatus(draft), schedule, nowMs)
  if (againInMs === null) return 'done'
  draft.nextMs = Math.floor((nowMs + againInMs) / 1000) * 1000
  return { againInMs }
}

interface Due {
  readonly dueMs: number
  readonly nowMs: number
}

/**
 * Null when the CronJob is to be looked at when it is due again. That a start is too late for its deadline, as upstream asks once more
 * here, cannot be: only those within it are found.
 */
function start(run: CronJobRun, draft: CronJobDraft, due: Due): SyncResult | null {
  const { cronJob, active } = draft
  const { concurrencyPolicy } = cronJob.spec
  const name = getJobName(cronJob, due.dueMs)
  const isStarted =
    active.some((one) => one.name === name && one.namespace === cronJob.metadata.namespace) ||
    draft.lastScheduleTime === calendarTime(due.dueMs)
  if (isStarted) return null
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message =
      'Not starting job because prior execution is running and concurrency policy is Forbid'
    run.report(cronJob, { type: 'Normal', reason: 'JobAlreadyActive', message })
    return null
  }
  if (concurrencyPolicy === 'Replace' && !replaceActive(run, draft)) return 'retry'
  return create(run, draft, { due, name })
}

/** Deletes the Jobs that still run; false when one could not be deleted. */
function replaceActive(run: CronJobRun, draft: CronJobDraft): boolean {
  for (const { namespace = 'default', name = '' } of draft.active) {
    const job = run.client.get('Job', namespace, name)
    if (job === undefined) {
      const message = `Get job: jobs.batch "${name}" not found`
      run.report(draft.cronJob, { type: 'Warning', reason: 'FailedGet', message })
      return false
    }
    const because = 'the next run is due, and replaces it'
    if (!deleteJob(run, draft, { job, because })) return false
  }
  return true
}

function create(
  run: CronJobRun,
  draft: CronJobDraft,
  { due, name }: { readonly due: Due; readonly name: string },
): SyncResult | null {
  const { cronJob } = draft
  const created = createJob(run, cronJob, getJobFromTemplate(cronJob, due.dueMs, name))
  if (!created.ok) {
    // Upstream asks for the Job of that name in no namespace, which its client refuses: whoever made it, it tries again.
    if (created.status.reason === 'AlreadyExists') return 'retry'
    const isEnding = (created.status.causes ?? []).some(
      ({ reason }) => reason === 'NamespaceTerminating',
    )
    if (!isEnding) {
      const message = `Error creating job: ${created.status.message}`
      run.report(cronJob, { type: 'Warning', reason: 'FailedCreate', message })
    }
    return 'retry'
  }
  run.report(cronJob, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created job ${name}`,
  })
  const { uid = '', resourceVersion = '', namespace = 'default' } = created.object.metadata
  const reference = { apiVersion: 'batch/v1', kind: 'Job', name, namespace, resourceVersion, uid }
  draft.active = [...draft.active, reference]
  draft.lastScheduleTime = calendarTime(due.dueMs)
  draft.isDirty = true
  return null
}

function createJob(run: CronJobRun, cronJob: CronJob, job: Job): ApiResult<Job> {
  const at = job.metadata.annotations?.[CRON_SCHEDULED_TIMESTAMP_ANNOTATION] ?? ''
  return run.client.create(
    job,
    run.narration({
      message: `created ${nameInSentence(job)} for ${nameInSentence(cronJob)}`,
      because: `its schedule \`${cronJob.spec.schedule}\` was due at ${at}`,
      level: 'step',
      kind: 'SuccessfulCreate',
      objects: [keyOf(job), keyOf(cronJob)],
    }),
  )
}

function getJobFromTemplate(
  { metadata, spec, ...cronJob }: CronJob,
  dueMs: number,
  name: string,
): Job {
  const { labels, annotations } = spec.jobTemplate.metadata ?? {}
  const zone = loadTimeZone(spec.timeZone ?? '') ?? UTC
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: metadata.namespace ?? 'default',
      ...(labels === undefined ? {} : { labels }),
      annotations: {
        ...annotations,
        [CRON_SCHEDULED_TIMESTAMP_ANNOTATION]: localTimeText(zone, dueMs),
      },
      ownerReferences: [
        {
          apiVersion: cronJob.apiVersion,
          kind: cronJob.kind,
          name: metadata.name ?? '',
          uid: metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: spec.jobTemplate.spec ?? { template: {} },
  }
}
