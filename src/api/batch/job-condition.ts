// The conditions of a Job: which there are, and what follows of them.
// Follows k8s.io/api/batch/v1/types.go and pkg/controller/job/util/utils.go (v1.36).
import type { Job, JobCondition } from '../generated/types.ts'

export type JobConditionType =
  | 'Suspended'
  | 'Complete'
  | 'Failed'
  | 'FailureTarget'
  | 'SuccessCriteriaMet'

type Conditions = readonly { readonly type?: string; readonly status?: string }[] | undefined

/** True when the condition of this type is there and says so. */
export function hasCondition(conditions: Conditions, type: JobConditionType): boolean {
  return (conditions ?? []).some((one) => one.type === type && one.status === 'True')
}

/** The condition that ended a Job, Complete or Failed; undefined while it goes on. */
export function finishedCondition({ status }: Job): JobCondition | undefined {
  return status?.conditions?.find(
    (one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True',
  )
}

/** True for a Job that is Complete or Failed. */
export function isJobFinished(job: Job): boolean {
  return finishedCondition(job) !== undefined
}
