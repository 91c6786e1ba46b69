// CronJobs. Follows pkg/registry/batch/cronjob/strategy.go and pkg/apis/batch/v1/defaults.go (v1.36).
import { cronJobInfo } from '#api/batch/cron-job-info.ts'
import type { CronJob } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { nameWarnings } from '../../../warnings/workload-warnings.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  noErrors,
  nothingToAllocate,
  type Strategy,
} from '../../strategy.ts'
import { setDefaultsJobTemplate } from '../job/job-defaults.ts'
import { jobSpecWarnings } from '../job/job-warnings.ts'
import { validateCronJob, validateCronJobUpdate } from './validate-cron-job.ts'

const TEMPLATE = rootPath('spec', 'jobTemplate', 'spec')

function setDefaultsCronJob(cronJob: CronJob): CronJob {
  const { spec } = cronJob
  const job = setDefaultsJobTemplate(spec?.jobTemplate?.spec)
  return {
    ...cronJob,
    // The schedule may be missing: validation asks for it.
    spec: Object.assign({}, spec, {
      concurrencyPolicy: spec?.concurrencyPolicy || 'Allow',
      suspend: spec?.suspend ?? false,
      successfulJobsHistoryLimit: spec?.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: spec?.failedJobsHistoryLimit ?? 1,
      jobTemplate: {
        // Go has no way to leave out a struct.
        metadata: spec?.jobTemplate?.metadata ?? {},
        spec: { ...job, template: { ...job.template, metadata: job.template.metadata ?? {} } },
      },
    }),
  }
}

function updateWarnings(next: CronJob, old: CronJob): readonly AdmissionWarning[] {
  const message =
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
  return [
    ...(next.metadata.generation === old.metadata.generation
      ? []
      : jobSpecWarnings(next.spec.jobTemplate.spec, TEMPLATE)),
    ...(next.spec.schedule.includes('TZ') ? [{ message, path: rootPath('spec', 'schedule') }] : []),
  ]
}

export const cronJobStrategy = {
  info: cronJobInfo,
  isChecked: () => true,
  setDefaults: setDefaultsCronJob,
  prepareForCreate: (cronJob) => ({
    ...cronJob,
    metadata: { ...cronJob.metadata, generation: 1 },
    status: {},
  }),
  beginCreate: nothingToAllocate,
  validate: validateCronJob,
  warningsOnCreate: ({ metadata, spec }) => [
    ...nameWarnings(metadata.name ?? ''),
    ...jobSpecWarnings(spec.jobTemplate.spec, TEMPLATE),
  ],
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: validateCronJobUpdate,
  warningsOnUpdate: updateWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<CronJob>
