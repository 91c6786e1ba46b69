import { finishedCondition } from '#api/batch/job-condition.ts'
import type { Job } from '#api/generated/types.ts'
import type { KindPicture } from './kind-picture.ts'

/** How many successes make the Job complete; a work queue needs one. */
const wantedOf = ({ spec }: Job): number => spec?.completions ?? 1

export const jobPicture: KindPicture<Job> = {
  place: 'owner',
  label: 'Job',
  ready: (job) => ({ ready: job.status?.succeeded ?? 0, desired: wantedOf(job) }),
  outline(job) {
    const { status } = job
    const finished = finishedCondition(job)
    const failures = (status?.failed ?? 0) > 0 ? `, ${status?.failed} failed` : ''
    const done = `${status?.succeeded ?? 0} of ${wantedOf(job)} succeeded${failures}`
    return finished === undefined ? done : `${finished.type}: ${done}`
  },
  facts: ({ spec, status }) => [
    ['Parallelism', String(spec?.parallelism ?? 1)],
    ['Completions', spec?.completions === undefined ? 'the first' : String(spec.completions)],
    ['Active', String(status?.active ?? 0)],
    ['Ready', String(status?.ready ?? 0)],
    ['Terminating', String(status?.terminating ?? 0)],
    ['Succeeded', String(status?.succeeded ?? 0)],
    ['Failed', `${status?.failed ?? 0} of ${spec?.backoffLimit ?? 6} allowed`],
    ...(status?.completedIndexes === undefined
      ? []
      : [['Completed indexes', status.completedIndexes] as const]),
    ...(status?.failedIndexes === undefined
      ? []
      : [['Failed indexes', status.failedIndexes] as const]),
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
