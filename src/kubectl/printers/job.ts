// Follows pkg/printers/internalversion/printers.go printJob (v1.36).
import { hasCondition, type JobConditionType } from '#api/batch/job-condition.ts'
import type { Job } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { humanDuration } from '../duration.ts'
import { formatLabelSelector } from './label-selector.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'
import { containerCells } from './template-cells.ts'

/** The first that holds is shown; null stands for a Job that is being deleted. */
const STATUSES: readonly (JobConditionType | null)[] = [
  'Complete',
  'Failed',
  null,
  'Suspended',
  'FailureTarget',
  'SuccessCriteriaMet',
]

function statusOf({ metadata, status }: Job): string {
  const found = STATUSES.find((type) =>
    type === null
      ? metadata.deletionTimestamp !== undefined
      : hasCondition(status?.conditions, type),
  )
  return found === undefined ? 'Running' : (found ?? 'Terminating')
}

function completionsOf({ spec, status }: Job): string {
  const { completions, parallelism = 0 } = spec ?? {}
  const succeeded = status?.succeeded ?? 0
  if (completions !== undefined) return `${succeeded}/${completions}`
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function durationOf({ status }: Job, nowMs: number): string {
  const { startTime, completionTime } = status ?? {}
  if (startTime === undefined) return ''
  const endMs = completionTime === undefined ? nowMs : msOfTime(completionTime)
  return humanDuration(endMs - msOfTime(startTime))
}

export const jobPrinter: Printer<Job> = {
  columns: [
    column('Name'),
    column('Status'),
    column('Completions'),
    column('Duration'),
    column('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells: (job, { nowMs }) => [
    job.metadata.name ?? '',
    statusOf(job),
    completionsOf(job),
    durationOf(job, nowMs),
    ageOf(job.metadata.creationTimestamp, nowMs),
    ...containerCells(job.spec?.template),
    formatLabelSelector(job.spec?.selector),
  ],
}
