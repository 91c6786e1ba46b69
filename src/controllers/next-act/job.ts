// The next act of a Job: make Pods, wait out the back-off after a failure, or give Pods up.
import type { Job, Pod } from '#api/generated/types.ts'
import { finishedCondition } from '#api/batch/job-condition.ts'
import { countIndexes, parseIndexes } from '#api/batch/ordered-intervals.ts'
import { keyOf } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { newBackoffRecord, NO_FAILURES } from '../job/backoff-utils.ts'
import { isPodFailed } from '../job/job-pods.ts'
import { computePodPlan, wantActive } from '../job/manage-job.ts'
import { isManagedByOther, jobContextOf } from '../job/sync-job.ts'
import {
  acts,
  countRow,
  type LoopRow,
  type Moment,
  namesOf,
  type NextAct,
  pods,
  rests,
  waits,
} from './next-act.ts'
import { podsOf } from './owned.ts'

/** What the Job controller will do. */
export function nextActOfJob({ world, nowMs }: Moment, job: Job): NextAct {
  const finished = finishedCondition(job)
  const counts = [succeededRow(job), failedRow(job)]
  if (finished !== undefined) {
    const rows = counts.map((row) => ({ ...row, difference: '' }))
    return { ...ended(job, finished.type ?? ''), rows }
  }
  if (isManagedByOther(job)) return rests('another controller manages it')
  const all = podsOf(world, job)
  const context = jobContextOf(
    { removed: NOTHING, backoff: backoffOf(job, all) },
    { key: keyOf(job), job, pods: all },
    nowMs,
  )
  const active = context.active.length
  const rows = [countRow('running', wantActive(context), active), ...counts]
  const plan = computePodPlan(context, nowMs)
  switch (plan.act) {
    case 'wait': {
      const failures = plan.failures === 1 ? '1 Pod has' : `${plan.failures} Pods in a row have`
      const because = `${failures} failed, and the wait doubles each time: 10 s, 20 s, 40 s … 10 minutes`
      return acts('Create a Pod', because, { atMs: nowMs + plan.remainingMs, rows })
    }
    case 'create': {
      const because = `${plan.wanted} should run and ${active} ${active === 1 ? 'does' : 'do'}`
      return acts(`Create ${pods(plan.count)}`, because, { rows })
    }
    case 'delete':
      return plan.pods.length === 0
        ? rests(plan.because, { rows })
        : acts(`Delete ${namesOf(plan.pods)}`, plan.because, { rows })
    case 'none': {
      const running = namesOf(context.active)
      const because = `${active} of ${wantActive(context)} that should run ${active === 1 ? 'runs' : 'run'}`
      return {
        ...waits(running === '' ? '' : `${running} to end`, because),
        ...deadlineOf(job),
        rows,
      }
    }
    default:
      return plan satisfies never
  }
}

/** Without `completions` any number may succeed, and one has to. */
function succeededRow({ spec, status }: Job): LoopRow {
  const succeeded = status?.succeeded ?? 0
  const row = countRow('succeeded', spec?.completions ?? 1, succeeded)
  if (spec?.completions !== undefined) return row
  return { ...row, desired: '≥ 1', difference: succeeded > 0 ? '' : row.difference }
}

/** Where each index has tries of its own, the API server's backoffLimit for all of them is no bound. */
function failedRow({ spec, status }: Job): LoopRow {
  const row = { name: 'failed', observed: String(status?.failed ?? 0), difference: '' }
  if (spec?.backoffLimitPerIndex === undefined)
    return { ...row, desired: `≤ ${spec?.backoffLimit ?? 6}` }
  const failed = countIndexes(parseIndexes(status?.failedIndexes ?? '', spec.completions ?? 0))
  const name = 'failed indexes'
  return { ...row, name, observed: String(failed), desired: `≤ ${spec.maxFailedIndexes ?? 0}` }
}

const NOTHING: ReadonlySet<string> = new Set()

/** As the controller would remember it: from the Pods that are still there. */
function backoffOf(job: Job, all: readonly Pod[]) {
  const succeeded = all.filter(({ status }) => status?.phase === 'Succeeded')
  return newBackoffRecord(
    NO_FAILURES,
    succeeded,
    all.filter((pod) => isPodFailed(pod, job)),
  )
}

function ended({ spec, status }: Job, type: string): NextAct {
  const word = type === 'Complete' ? 'it is complete' : 'it has failed, and is not tried again'
  const since = status?.completionTime ?? status?.conditions?.at(-1)?.lastTransitionTime
  if (spec?.ttlSecondsAfterFinished === undefined || since === undefined) return rests(word)
  const atMs = msOfTime(since) + spec.ttlSecondsAfterFinished * 1000
  return acts('Delete the Job and its Pods', `${word}, and ttlSecondsAfterFinished is over then`, {
    atMs,
  })
}

function deadlineOf({ spec, status }: Job): Partial<NextAct> {
  const { activeDeadlineSeconds: seconds } = spec ?? {}
  if (seconds === undefined || status?.startTime === undefined) return {}
  return { act: 'Give the Job up', atMs: msOfTime(status.startTime) + seconds * 1000 }
}
