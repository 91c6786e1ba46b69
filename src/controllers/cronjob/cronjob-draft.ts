// What one sync of a CronJob finds out, and the deletion of its Jobs, which is noted in it.
// Follows pkg/controller/cronjob/cronjob_controllerv2.go (v1.36).
import type { CronJob, Job, ObjectReference } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import { EPOCH_MS, timeOf } from '#api/meta/time.ts'
import type { Run } from '../define-controller.ts'

export type CronJobRun = Run<null>

/** What a sync makes of the status of a CronJob before it is written. */
export interface CronJobDraft {
  readonly cronJob: CronJob
  active: readonly ObjectReference[]
  lastScheduleTime: string | undefined
  lastSuccessfulTime: string | undefined
  isDirty: boolean
  /** When it is due next, in milliseconds of the calendar; null when it is not, or nobody has looked. */
  nextMs: number | null
}

/** Deletes a Job in the background and reports it; false when that failed. */
export function deleteJob(
  run: CronJobRun,
  draft: CronJobDraft,
  { job, because }: { readonly job: Job; readonly because: string },
): boolean {
  const { cronJob } = draft
  const { namespace = 'default', name = '', uid } = job.metadata
  const said = run.narration({
    message: `deleted ${nameInSentence(job)} of ${nameInSentence(cronJob)}`,
    because,
    level: 'step',
    kind: 'SuccessfulDelete',
    objects: [keyOf(job), keyOf(cronJob)],
  })
  const options = { propagationPolicy: 'Background' } as const
  const result = run.client.delete('Job', namespace, name, options, said)
  if (!result.ok) {
    const message = `Deleted job: ${result.status.message}`
    run.report(cronJob, { type: 'Warning', reason: 'FailedDelete', message })
    return false
  }
  draft.active = draft.active.filter((one) => one.uid !== uid)
  draft.isDirty = true
  run.report(cronJob, {
    type: 'Normal',
    reason: 'SuccessfulDelete',
    message: `Deleted job ${name}`,
  })
  return true
}

/** A moment of the calendar as a status has it. */
export const calendarTime = (calendarMs: number): string => timeOf(calendarMs - EPOCH_MS)
