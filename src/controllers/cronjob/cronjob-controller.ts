// Starts Jobs at their times.
// Follows pkg/controller/cronjob/cronjob_controllerv2.go (v1.36).
import type { CronJob, Job } from '#api/generated/types.ts'
import { finishedCondition, isJobFinished } from '#api/batch/job-condition.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import { EPOCH_MS, msOfTime } from '#api/meta/time.ts'
import type { WatchEvent } from '#client/client.ts'
import { compareText } from '#lib/compare.ts'
import { controllerOf } from '../controller-ref.ts'
import { defineController, type SyncResult, watching } from '../define-controller.ts'
import { calendarTime, type CronJobDraft, type CronJobRun, deleteJob } from './cronjob-draft.ts'
import { nextScheduleTimeDuration, scheduleOf } from './schedule.ts'
import { startDueJob } from './start-job.ts'

const JOB_OWNER_INDEX = 'cronJobOfJob'

export const cronJobController = defineController<null>({
  name: 'cronjob-controller',
  state({ informers }) {
    // By the name of the owner, as upstream looks for them.
    informers.informer('Job').indexer.addIndexers({
      [JOB_OWNER_INDEX]({ metadata }) {
        const owner = controllerOf(metadata)
        return owner === undefined ? [] : [`${metadata.namespace ?? 'default'}/${owner.name}`]
      },
    })
    return null
  },
  watches: [watching('Job', onJob), watching('CronJob', onCronJob)],
  sync,
})

function onJob({ object, old }: WatchEvent<Job>, run: CronJobRun): readonly string[] {
  return [old, object].flatMap((job) => {
    const key = job === undefined ? undefined : cronJobKeyOf(run, job)
    return key === undefined ? [] : [key]
  })
}

function cronJobKeyOf(run: CronJobRun, { metadata }: Job): string | undefined {
  const owner = controllerOf(metadata)
  if (owner?.kind !== 'CronJob') return undefined
  const cronJob = run.lister('CronJob').get(metadata.namespace, owner.name)
  return cronJob?.metadata.uid === owner.uid
    ? objectKey('CronJob', metadata.namespace, owner.name)
    : undefined
}

/** After another schedule the CronJob is looked at when that is due, not before. */
function onCronJob({ type, object, old }: WatchEvent<CronJob>, run: CronJobRun): readonly string[] {
  const key = keyOf(object)
  const isOther =
    type === 'MODIFIED' &&
    old !== undefined &&
    (old.spec.schedule !== object.spec.schedule || old.spec.timeZone !== object.spec.timeZone)
  if (!isOther) return [key]
  const parsed = scheduleOf(object)
  if ('problem' in parsed) {
    return [key]
  }
  const waitMs = nextScheduleTimeDuration(object, parsed.schedule, EPOCH_MS + run.clock.nowMs)
  if (waitMs !== null) run.enqueue(key, waitMs)
  return []
}

function sync(run: CronJobRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const cronJob = run.lister('CronJob').get(namespace, name)
  if (cronJob === undefined) return 'done'
  const jobs = run.lister('Job').byIndex(JOB_OWNER_INDEX, `${namespace}/${name}`)
  const { active = [], lastScheduleTime, lastSuccessfulTime } = cronJob.status ?? {}
  const draft: CronJobDraft = {
    cronJob,
    active,
    lastScheduleTime,
    lastSuccessfulTime,
    isDirty: false,
    nextMs: null,
  }
  cleanupFinishedJobs(run, draft, jobs)
  const result = syncCronJob(run, draft, jobs)
  if (draft.isDirty && !updateStatus(run, draft)) return 'retry'
  return result
}

/** Of the Jobs that have ended, only so many are kept: the oldest go first. */
function cleanupFinishedJobs(run: CronJobRun, draft: CronJobDraft, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit: successful, failedJobsHistoryLimit: failed } =
    draft.cronJob.spec
  const kept = [
    ['Complete', successful, 'successful'],
    ['Failed', failed, 'failed'],
  ] as const
  for (const [type, limit, word] of kept) {
    if (limit === undefined) continue
    const ended = jobs.filter((job) => finishedCondition(job)?.type === type)
    const many = limit === 1 ? `1 ${word} Job is` : `${limit} ${word} Jobs are`
    for (const job of ended.toSorted(byJobStartTime).slice(0, Math.max(0, ended.length - limit))) {
      deleteJob(run, draft, { job, because: `no more than ${many} kept` })
    }
  }
}

function byJobStartTime(a: Job, b: Job): number {
  const [start, other] = [a.status?.startTime, b.status?.startTime]
  if (start === other) return compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  if (start === undefined) return 1
  return other === undefined ? -1 : msOfTime(start) - msOfTime(other)
}

function syncCronJob(run: CronJobRun, draft: CronJobDraft, jobs: readonly Job[]): SyncResult {
  for (const job of jobs) noteJob(run, draft, job)
  const known = new Set(jobs.map(({ metadata }) => metadata.uid))
  for (const { uid, name = '', namespace = 'default' } of draft.active) {
    if (known.has(uid) || run.client.get('Job', namespace, name) !== undefined) continue
    const message = `Active job went missing: ${name}`
    run.report(draft.cronJob, { type: 'Normal', reason: 'MissingJob', message })
    draft.active = draft.active.filter((one) => one.uid !== uid)
    draft.isDirty = true
  }
  const { metadata, spec } = draft.cronJob
  if (metadata.deletionTimestamp !== undefined || spec.suspend === true) return 'done'
  return startDueJob(run, draft)
}

/** What a Job says about itself is taken over: that it has ended, and when the last success was. */
function noteJob(run: CronJobRun, draft: CronJobDraft, job: Job): void {
  const { name = '', uid } = job.metadata
  const isActive = draft.active.some((one) => one.uid === uid)
  if (!isJobFinished(job)) {
    if (!isActive) noteUnknownJob(run, draft, job)
    return
  }
  const { type = '' } = finishedCondition(job) ?? {}
  if (isActive) {
    draft.active = draft.active.filter((one) => one.uid !== uid)
    draft.isDirty = true
    const message = `Saw completed job: ${name}, condition: ${type}`
    run.report(draft.cronJob, { type: 'Normal', reason: 'SawCompletedJob', message })
  }
  const { completionTime } = job.status ?? {}
  const last = draft.lastSuccessfulTime
  if (type !== 'Complete' || completionTime === undefined) return
  if (last !== undefined && msOfTime(completionTime) <= msOfTime(last)) return
  draft.lastSuccessfulTime = completionTime
  draft.isDirty = true
}

/** A Job that goes on and is not among the active ones: the cache may be old, or somebody else made it. */
function noteUnknownJob(run: CronJobRun, draft: CronJobDraft, job: Job): void {
  const { namespace = 'default', name = '' } = draft.cronJob.metadata
  const fresh = run.client.get('CronJob', namespace, name)
  if (fresh?.status?.active?.some(({ uid }) => uid === job.metadata.uid) === true) {
    draft.active = fresh.status.active
    return
  }
  const message = `Saw a job that the controller did not create or forgot: ${job.metadata.name ?? ''}`
  run.report(draft.cronJob, { type: 'Warning', reason: 'UnexpectedJob', message })
}

function updateStatus(run: CronJobRun, draft: CronJobDraft): boolean {
  const { cronJob, active, lastScheduleTime, lastSuccessfulTime } = draft
  const status = {
    ...(active.length === 0 ? {} : { active }),
    ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }),
    ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
  }
  const are = active.length === 1 ? '1 Job is' : `${active.length} Jobs are`
  const next =
    draft.nextMs === null ? '' : `, and the next run is due at ${calendarTime(draft.nextMs)}`
  const said = run.narration({
    message: `updated the status of ${nameInSentence(cronJob)}: ${are} active${next}`,
    level: 'detail',
    kind: 'CronJobStatus',
  })
  return run.client.updateStatus({ ...cronJob, status }, said).ok
}
