// Deletes Jobs some time after they have ended.
// Follows pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (v1.36).
import { finishedCondition } from '#api/batch/job-condition.ts'
import type { Job } from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { defineController, type SyncResult, type Run, watching } from '../define-controller.ts'

export const ttlAfterFinishedController = defineController<null>({
  name: 'ttl-after-finished-controller',
  state: () => null,
  watches: [
    watching('Job', ({ type, object }) =>
      type !== 'DELETED' && remainingMs(object, 0) !== null ? [keyOf(object)] : [],
    ),
  ],
  sync: processJob,
})

/** Milliseconds until a Job is to be deleted; null when it is not. */
function remainingMs(job: Job, nowMs: number): number | null {
  const seconds = job.spec?.ttlSecondsAfterFinished
  const finishedAt = finishedCondition(job)?.lastTransitionTime
  const isGoing = job.metadata.deletionTimestamp !== undefined
  if (seconds === undefined || finishedAt === undefined || isGoing) return null
  return msOfTime(finishedAt) + seconds * 1000 - nowMs
}

function processJob({ lister, client, clock, narration }: Run<null>, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const seen = lister('Job').get(namespace, name)
  const waitMs = seen === undefined ? null : remainingMs(seen, clock.nowMs)
  if (waitMs === null) return 'done'
  if (waitMs > 0) return { againInMs: waitMs }
  // The cache may be old: the API server is asked before anything is deleted.
  const fresh = client.get('Job', namespace, name)
  const freshMs = fresh === undefined ? null : remainingMs(fresh, clock.nowMs)
  if (fresh === undefined || freshMs === null) return 'done'
  if (freshMs > 0) return { againInMs: freshMs }
  const { uid } = fresh.metadata
  const seconds = fresh.spec?.ttlSecondsAfterFinished ?? 0
  const said = narration({
    message: `deleted ${nameInSentence(fresh)}`,
    because: `it ended more than ${seconds} s ago, its ttlSecondsAfterFinished`,
    level: 'step',
    kind: 'TTLExpired',
    objects: [keyOf(fresh)],
  })
  const options = {
    propagationPolicy: 'Foreground',
    ...(uid === undefined ? {} : { uid }),
  } as const
  const result = client.delete('Job', namespace, name, options, said)
  return result.ok || result.status.reason === 'NotFound' ? 'done' : 'retry'
}
