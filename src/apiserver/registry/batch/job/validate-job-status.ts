// The status of a Job, which any controller may write that looks after it: its counts never fall, its end stays.
// Follows pkg/apis/batch/validation/validation.go (v1.36), validateJobStatus and ValidateJobStatusUpdate, and
// getStatusValidationOptions of pkg/registry/batch/job/strategy.go: what is wrong already may stay so.
import { hasCondition, isJobFinished, type JobConditionType } from '#api/batch/job-condition.ts'
import type { Job, JobStatus, UncountedTerminatedPods } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { msOfTime } from '#api/meta/time.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { duplicate, invalid, invalidWithoutValue, required } from '../../../validation/errors.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import { firstCommonIndex, parseIndexesStrictly } from './validate-indexes.ts'

const STATUS = rootPath('status')
const CONDITIONS = STATUS.child('conditions')

/** A rule about a status: whether it is looked at, and what is wrong. */
type Rule = (change: Change) => readonly FieldError[]

interface Change {
  readonly job: Job
  readonly old: Job
  readonly status: JobStatus
  readonly before: JobStatus
  is(type: JobConditionType): boolean
  was(type: JobConditionType): boolean
}

const changes = ({ status, before }: Change, ...fields: readonly (keyof JobStatus)[]): boolean =>
  fields.some((field) => !equal(status[field], before[field]))
const turns = ({ is, was }: Change, ...types: readonly JobConditionType[]): boolean =>
  types.some((type) => is(type) !== was(type))
const ends = ({ job, old }: Change): boolean => isJobFinished(job) !== isJobFinished(old)
const badConditions = (isBad: boolean, detail: string): readonly FieldError[] =>
  isBad ? [invalidWithoutValue(CONDITIONS, detail)] : []

function validateUncounted(pods: UncountedTerminatedPods = {}): readonly FieldError[] {
  const seen = new Set<string>()
  return (['succeeded', 'failed'] as const).flatMap((field) =>
    (pods[field] ?? []).flatMap((uid, index) => {
      const path = STATUS.child('uncountedTerminatedPods', field).index(index)
      if (uid === '') return [invalid(path, uid, 'must not be empty')]
      if (seen.has(uid)) return [duplicate(path, uid)]
      seen.add(uid)
      return []
    }),
  )
}

const countRules: Rule = ({ status }) => [
  ...(['active', 'succeeded', 'failed', 'ready', 'terminating'] as const).flatMap((field) =>
    validateNonNegative(status[field], STATUS.child(field)),
  ),
  ...validateUncounted(status.uncountedTerminatedPods),
]

const endRules: Rule = (change) => {
  const { is } = change
  return [
    ...(turns(change, 'Complete', 'Failed')
      ? badConditions(
          is('Complete') && is('Failed'),
          'cannot set Complete=True and Failed=true conditions',
        )
      : []),
    ...(turns(change, 'Complete', 'FailureTarget')
      ? badConditions(
          is('Complete') && is('FailureTarget'),
          'cannot set Complete=True and FailureTarget=true conditions',
        )
      : []),
  ]
}

const timeRules: Rule = (change) => {
  const { is, status } = change
  const path = STATUS.child('completionTime')
  const { startTime, completionTime } = status
  const errors: FieldError[] = []
  if (turns(change, 'Complete') || changes(change, 'completionTime')) {
    if (completionTime !== undefined && !is('Complete')) {
      const detail = 'cannot set completionTime when there is no Complete=True condition'
      errors.push(invalid(path, completionTime, detail))
    }
    if (completionTime === undefined && is('Complete')) {
      errors.push(required(path, 'completionTime is required for Complete jobs'))
    }
  }
  if (
    changes(change, 'startTime', 'completionTime') &&
    startTime !== undefined &&
    completionTime !== undefined &&
    msOfTime(completionTime) < msOfTime(startTime)
  ) {
    errors.push(invalid(path, completionTime, 'must be equal to or after `startTime`'))
  }
  return errors
}

const announcedRules: Rule = (change) => [
  ...(turns(change, 'Failed') || changes(change, 'failedIndexes')
    ? badConditions(
        change.is('Failed') && !change.is('FailureTarget'),
        'cannot set Failed=True condition without the FailureTarget=true condition',
      )
    : []),
  ...(turns(change, 'Complete', 'SuccessCriteriaMet')
    ? badConditions(
        change.is('Complete') && !change.is('SuccessCriteriaMet'),
        'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      )
    : []),
]

const finishedRules: Rule = (change) => {
  const { job, status } = change
  if (!isJobFinished(job)) return []
  const errors: FieldError[] = []
  if ((ends(change) || changes(change, 'active')) && (status.active ?? 0) > 0) {
    const detail = 'active>0 is invalid for finished job'
    errors.push(invalid(STATUS.child('active'), status.active, detail))
  }
  const isEmptyAndSuspended = job.spec?.suspend === true && job.spec.completions === 0
  const needsStart = (ends(change) || changes(change, 'startTime')) && !isEmptyAndSuspended
  if (needsStart && status.startTime === undefined) {
    errors.push(required(STATUS.child('startTime'), 'startTime is required for finished job'))
  }
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const mayHaveUncounted = !ends(change) && !changes(change, 'uncountedTerminatedPods')
  if (!mayHaveUncounted && succeeded.length + failed.length > 0) {
    const path = STATUS.child('uncountedTerminatedPods')
    const orNull = (uids: readonly string[]) => (uids.length === 0 ? null : uids)
    const printed = { Succeeded: orNull(succeeded), Failed: orNull(failed) }
    errors.push(invalid(path, printed, 'must be empty for finished job'))
  }
  return errors
}

const indexRules: Rule = (change) => {
  const { job, status } = change
  const { completions, completionMode, backoffLimitPerIndex } = job.spec ?? {}
  const { completedIndexes = '', failedIndexes } = status
  const errors: FieldError[] = []
  const parse = (field: 'completedIndexes' | 'failedIndexes', text: string): void => {
    const parsed = parseIndexesStrictly(text, completions ?? 0)
    if (completions === undefined || !('problem' in parsed)) return
    errors.push(invalid(STATUS.child(field), text, `error parsing ${field}: ${parsed.problem}`))
  }
  const areCompletedNew = changes(change, 'completedIndexes')
  const areFailedNew = changes(change, 'failedIndexes')
  const failedPath = STATUS.child('failedIndexes')
  if (areCompletedNew) parse('completedIndexes', completedIndexes)
  if (areFailedNew && backoffLimitPerIndex !== undefined) {
    parse('failedIndexes', failedIndexes ?? '')
  }
  if (areCompletedNew && completedIndexes !== '' && completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode'
    errors.push(invalid(STATUS.child('completedIndexes'), completedIndexes, detail))
  }
  if (areFailedNew && backoffLimitPerIndex === undefined && failedIndexes !== undefined) {
    const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
    errors.push(invalid(failedPath, failedIndexes, detail))
  }
  if ((areFailedNew || areCompletedNew) && completions !== undefined && failedIndexes) {
    const common = firstCommonIndex(completedIndexes, failedIndexes, completions)
    const detail = `failedIndexes and completedIndexes overlap at index: ${common}`
    if (common !== undefined) errors.push(invalid(failedPath, failedIndexes, detail))
  }
  return errors
}

const podRules: Rule = (change) => {
  const { job, status } = change
  const { terminating = 0, ready, active = 0 } = status
  const errors: FieldError[] = []
  if ((ends(change) || changes(change, 'terminating')) && terminating > 0 && isJobFinished(job)) {
    const detail = 'terminating>0 is invalid for finished job'
    errors.push(invalid(STATUS.child('terminating'), terminating, detail))
  }
  if (changes(change, 'ready', 'active') && ready !== undefined && ready > active) {
    errors.push(invalid(STATUS.child('ready'), ready, 'cannot set more ready pods than active'))
  }
  return errors
}

const successRules: Rule = ({ job, is }) => [
  ...badConditions(
    is('SuccessCriteriaMet') && is('Failed'),
    'cannot set SuccessCriteriaMet=True and Failed=true conditions',
  ),
  ...badConditions(
    is('SuccessCriteriaMet') && is('FailureTarget'),
    'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  ),
  ...badConditions(
    job.spec?.successPolicy !== undefined && !is('SuccessCriteriaMet') && is('Complete'),
    'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
  ),
]

const lastingRules: Rule = ({ is, was }) =>
  (['Failed', 'Complete', 'FailureTarget'] as const).flatMap((type) =>
    badConditions(was(type) && !is(type), `cannot disable the terminal ${type}=True condition`),
  )

const growingRules: Rule = ({ job, status, before }) => {
  const { completionMode, completions, parallelism } = job.spec ?? {}
  const falls = (field: 'failed' | 'succeeded'): readonly FieldError[] =>
    (status[field] ?? 0) < (before[field] ?? 0)
      ? [invalid(STATUS.child(field), status[field] ?? 0, `cannot decrease the ${field} counter`)]
      : []
  // An Indexed Job that shrinks forgets the indexes that it no longer has.
  const mayShrink = completionMode === 'Indexed' && completions === parallelism
  return [...falls('failed'), ...(mayShrink ? [] : falls('succeeded'))]
}

const changedTimeRules: Rule = (change) => {
  const { job, status, before, was } = change
  const { completionTime, startTime } = status
  const isResuming =
    was('Suspended') &&
    (status.conditions ?? []).some(({ type, status: is }) => type === 'Suspended' && is === 'False')
  const errors: FieldError[] = []
  if (
    completionTime !== undefined &&
    before.completionTime !== undefined &&
    completionTime !== before.completionTime
  ) {
    errors.push(invalid(STATUS.child('completionTime'), completionTime, IMMUTABLE))
  }
  if (
    before.startTime !== undefined &&
    startTime !== before.startTime &&
    !isResuming &&
    job.spec?.suspend !== true
  ) {
    const detail = 'field is immutable for unsuspended job once set'
    errors.push(invalid(STATUS.child('startTime'), startTime ?? null, detail))
  }
  return errors
}

const metRules: Rule = ({ is, was }) => [
  ...badConditions(
    was('SuccessCriteriaMet') && !is('SuccessCriteriaMet'),
    'cannot disable the SuccessCriteriaMet=True condition',
  ),
  ...badConditions(
    was('Complete') && !was('SuccessCriteriaMet') && is('SuccessCriteriaMet'),
    'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions',
  ),
]

/** In the order of the API server. */
const RULES: readonly Rule[] = [
  countRules,
  endRules,
  timeRules,
  announcedRules,
  finishedRules,
  indexRules,
  podRules,
  successRules,
  lastingRules,
  growingRules,
  changedTimeRules,
  metRules,
]

/** The errors of a changed status. */
export function validateJobStatusUpdate(job: Job, old: Job): readonly FieldError[] {
  const status = job.status ?? {}
  const before = old.status ?? {}
  const change: Change = {
    job,
    old,
    status,
    before,
    is: (type) => hasCondition(status.conditions, type),
    was: (type) => hasCondition(before.conditions, type),
  }
  return RULES.flatMap((rule) => rule(change))
}
