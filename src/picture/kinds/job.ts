import { finishedCondition } from '#api/batch/job-condition.ts'
import type { Job } from '#api/generated/types.ts'
import type { StateWord } from '../words/pod-state.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { DELETING, imagesOf, madeAt } from './owner-words.ts'

/** How many successes make the Job complete; a work queue needs one. */
const wantedOf = ({ spec }: Job): number => spec?.completions ?? 1

export const jobPicture: KindPicture<Job> = {
  ...UNSEEN,
  place: 'owner',
  label: 'Job',
  owner(job) {
    const { metadata, spec, status } = job
    return {
      ready: status?.succeeded ?? 0,
      desired: wantedOf(job),
      state: stateOf(job),
      counts: [
        ['wanted', wantedOf(job)],
        ['active', status?.active ?? 0],
        ['succeeded', status?.succeeded ?? 0],
        ['failed', status?.failed ?? 0],
      ],
      detail: imagesOf(spec?.template),
      order: madeAt(metadata),
      active: true,
    }
  },
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

function stateOf(job: Job): StateWord {
  const { metadata, spec, status } = job
  if (metadata.deletionTimestamp !== undefined) return DELETING
  const finished = finishedCondition(job)
  if (finished?.type === 'Complete') return { word: 'Complete', tone: 'done' }
  if (finished !== undefined) return { word: 'Failed', tone: 'fail' }
  if (spec?.suspend === true) return { word: 'Suspended', tone: 'wait' }
  return (status?.active ?? 0) > 0
    ? { word: 'Running', tone: 'run' }
    : { word: 'Waiting', tone: 'wait' }
}
