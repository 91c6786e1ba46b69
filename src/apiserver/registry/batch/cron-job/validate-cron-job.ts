// CronJobs: a schedule, and a template of Jobs.
// Follows pkg/apis/batch/validation/validation.go (v1.36), ValidateCronJobCreate and ValidateCronJobUpdate.
import { parseCronSchedule } from '#api/batch/cron/parse-schedule.ts'
import { loadTimeZone } from '#api/batch/cron/time-zone.ts'
import type { CronJob, CronJobSpec, JobTemplateSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { invalid, notSupported, required } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import { validateJobTemplateSpec } from '../job/validate-job-spec.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const SPEC = rootPath('spec')
/** The controller appends a dash and ten digits to make the name of a Job, which has 63 characters at most. */
const MAX_NAME_LENGTH = 52
const POLICIES = ['Allow', 'Forbid', 'Replace']
const ZONE_PART = /^[A-Za-z._\-0-9+]{1,14}$/

function validateSchedule(
  { schedule = '', timeZone }: Sparse<CronJobSpec>,
  old: CronJobSpec | undefined,
): readonly FieldError[] {
  const path = SPEC.child('schedule')
  if (schedule === '') return [required(path)]
  const parsed = parseCronSchedule(schedule)
  const errors = 'problem' in parsed ? [invalid(path, schedule, parsed.problem)] : []
  if (!schedule.includes('TZ')) return errors
  // Objects of before 1.27 may have it.
  const isOld = old?.schedule.includes('TZ') === true
  if (isOld && timeZone === undefined) return errors
  const detail = isOld
    ? 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
    : 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
  return [...errors, invalid(path, schedule, detail)]
}

function validateTimeZone(zone: string | undefined): readonly FieldError[] {
  const path = SPEC.child('timeZone')
  if (zone === undefined) return []
  if (zone === '') return [invalid(path, zone, 'timeZone must be nil or non-empty string')]
  const unknown = invalid(path, zone, `unknown time zone ${zone}`)
  const isName = zone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && ZONE_PART.test(part))
  if (!isName) return [unknown]
  const explicit =
    'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return [
    ...(zone.toLowerCase() === 'local' ? [invalid(path, zone, explicit)] : []),
    // Go takes the word for the zone of the machine.
    ...(zone === 'Local' || loadTimeZone(zone) !== null ? [] : [unknown]),
  ]
}

function validateConcurrencyPolicy(policy = ''): readonly FieldError[] {
  const path = SPEC.child('concurrencyPolicy')
  if (policy === '') return [required(path)]
  return POLICIES.includes(policy) ? [] : [notSupported(path, policy, POLICIES)]
}

function validateTemplate(
  { spec = {} }: Sparse<JobTemplateSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const { selector, manualSelector } = spec
  return [
    ...validateJobTemplateSpec(spec, path),
    ...(selector === undefined
      ? []
      : [
          invalid(
            path.child('selector'),
            printedSelector(selector),
            '`selector` will be auto-generated',
          ),
        ]),
    ...(manualSelector === true
      ? [notSupported(path.child('manualSelector'), manualSelector, ['nil', 'false'])]
      : []),
  ]
}

function validateSpec(
  spec: Sparse<CronJobSpec>,
  old: CronJobSpec | undefined,
): readonly FieldError[] {
  const count = (
    field: 'startingDeadlineSeconds' | 'successfulJobsHistoryLimit' | 'failedJobsHistoryLimit',
  ): readonly FieldError[] => validateNonNegative(spec[field], SPEC.child(field))
  return [
    ...validateSchedule(spec, old),
    ...count('startingDeadlineSeconds'),
    ...(old !== undefined && old.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone)),
    ...validateConcurrencyPolicy(spec.concurrencyPolicy),
    ...validateTemplate(spec.jobTemplate ?? {}, SPEC.child('jobTemplate', 'spec')),
    ...count('successfulJobsHistoryLimit'),
    ...count('failedJobsHistoryLimit'),
  ]
}

/** The errors of a new CronJob. */
export function validateCronJob({ metadata, spec }: Sparse<CronJob>): readonly FieldError[] {
  const { name = '' } = metadata ?? {}
  const detail = `must be no more than ${MAX_NAME_LENGTH} characters`
  return [
    ...validateObjectMeta(metadata ?? {}, META_RULES),
    ...validateSpec(spec ?? {}, undefined),
    ...(name.length > MAX_NAME_LENGTH ? [invalid(rootPath('metadata', 'name'), name, detail)] : []),
  ]
}

/** The errors of a changed CronJob: one with a longer name may stay. */
export function validateCronJobUpdate(next: CronJob, old: CronJob): readonly FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateSpec(asSparse(next.spec), old.spec),
  ]
}
