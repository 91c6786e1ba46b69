// Runs Pods until enough of them have succeeded.
// Follows pkg/controller/job/job_controller.go (v1.36).
import { isJobFinished } from '#api/batch/job-condition.ts'
import type { Job, Pod } from '#api/generated/types.ts'
import { keyOf, parseKey } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import { createConsistencyStore } from '../consistency-store.ts'
import { addPodControllerIndexer, podKey } from '../controlled-pods.ts'
import { controllerOf } from '../controller-ref.ts'
import { defineController, type SyncResult, watching } from '../define-controller.ts'
import { podsNear, selects } from './claim-pods.ts'
import type { JobRun, JobState } from './job-context.ts'
import { removeTrackingFinalizer } from './job-control.ts'
import { hasJobTrackingFinalizer } from './job-pods.ts'
import { isManagedByOther, syncJob } from './sync-job.ts'
import { createFinalizerExpectations } from './tracking-utils.ts'

/** What happens to Pods and statuses is collected for so long. */
const SYNC_JOB_BATCH_PERIOD_MS = 1000
/** Keys of the second queue, which lets go of Pods that no Job counts. */
const ORPHAN = 'orphan:'
const ORPHANS_OF = 'orphans of:'

simplified(
  'job-rate-limit',
  "only the Pods that a Job's controller creates count towards its limit of 20 requests a second, and they wait for their turn without holding up its other work.",
)

export const jobController = defineController<JobState>({
  name: 'job-controller',
  retryDelays: { baseMs: 1000, maxMs: 60_000 },
  state({ informers }) {
    addPodControllerIndexer(informers)
    return {
      backoff: new Map(),
      finalizers: createFinalizerExpectations(),
      finished: new Set(),
      consistency: createConsistencyStore(informers),
    }
  },
  watches: [watching('Job', onJob), watching('Pod', onPod)],
  sync(run, key) {
    if (key.startsWith(ORPHANS_OF)) return syncOrphansOf(run, key.slice(ORPHANS_OF.length))
    if (key.startsWith(ORPHAN)) return syncOrphanPod(run, key.slice(ORPHAN.length))
    return syncJob(run, key)
  },
})

function onJob({ type, object, old }: WatchEvent<Job>, run: JobRun): readonly string[] {
  const key = keyOf(object)
  if (type === 'DELETED') {
    run.state.consistency.clear(key)
    run.state.finished.delete(object.metadata.uid ?? '')
    run.state.backoff.delete(key)
    for (const pod of trackedPodsOf(run, object)) run.enqueue(orphanKey(pod))
    return [key]
  }
  if (type === 'MODIFIED' && isJobFinished(object)) {
    run.state.finished.delete(object.metadata.uid ?? '')
    return [`${ORPHANS_OF}${key}`]
  }
  if (type === 'ADDED' || old?.metadata.generation !== object.metadata.generation) return [key]
  run.enqueue(key, SYNC_JOB_BATCH_PERIOD_MS)
  return []
}

function onPod(event: WatchEvent<Pod>, run: JobRun): readonly string[] {
  const { type, object: pod, old } = event
  const isGoing = type === 'DELETED' || pod.metadata.deletionTimestamp !== undefined
  if (isGoing) onGoingPod(run, pod, type === 'DELETED')
  else if (type === 'ADDED') onNewPod(run, pod)
  else onChangedPod(run, pod, old)
  return []
}

function onNewPod(run: JobRun, pod: Pod): void {
  const job = jobOf(run, pod)
  if (job !== undefined) {
    run.expectations.creationObserved(keyOf(job))
    enqueueBatched(run, job)
  } else if (controllerOf(pod.metadata) === undefined) {
    onOrphan(run, pod)
  }
}

function onChangedPod(run: JobRun, pod: Pod, old: Pod | undefined): void {
  const isReleased = !hasJobTrackingFinalizer(pod)
  const owner = controllerOf(pod.metadata)
  const oldOwner = old === undefined ? undefined : controllerOf(old.metadata)
  const isMoved = !equal(owner, oldOwner)
  if (isMoved && old !== undefined) observe(run, jobOf(run, old), { pod, isReleased })
  if (owner !== undefined) observe(run, jobOf(run, pod), { pod, isReleased })
  else if (isMoved || !equal(pod.metadata.labels, old?.metadata.labels)) onOrphan(run, pod)
  else if (!isReleased) run.enqueue(orphanKey(pod))
}

function observe(
  run: JobRun,
  job: Job | undefined,
  { pod, isReleased }: { readonly pod: Pod; readonly isReleased: boolean },
): void {
  if (job === undefined) return
  const { uid = '' } = pod.metadata
  if (isReleased) run.state.finalizers.finalizerRemovalObserved(keyOf(job), uid)
  enqueueBatched(run, job)
}

/** A Pod that is being deleted, or is gone. */
function onGoingPod(run: JobRun, pod: Pod, isGone: boolean): void {
  const isHeld = hasJobTrackingFinalizer(pod)
  const job = jobOf(run, pod)
  const owner = controllerOf(pod.metadata)
  if (job === undefined || isJobFinished(job)) {
    const mayBeOurs = owner === undefined || owner.kind === 'Job'
    if (isHeld && mayBeOurs && !isGone) run.enqueue(orphanKey(pod))
    return
  }
  run.expectations.deletionObserved(keyOf(job), podKey(pod))
  observe(run, job, { pod, isReleased: isGone || !isHeld })
}

/** A Pod that nobody controls: who wants it is asked, and it is let go if somebody held it. */
function onOrphan(run: JobRun, pod: Pod): void {
  if (hasJobTrackingFinalizer(pod)) run.enqueue(orphanKey(pod))
  for (const job of run.lister('Job').list(pod.metadata.namespace ?? 'default')) {
    if (selects(job, pod)) enqueueBatched(run, job)
  }
}

function enqueueBatched(run: JobRun, job: Job): void {
  run.enqueue(keyOf(job), SYNC_JOB_BATCH_PERIOD_MS)
}

const orphanKey = (pod: Pod): string => `${ORPHAN}${keyOf(pod)}`

/** The Job that a Pod says controls it; undefined when it is gone, or another has its name. */
function jobOf(run: JobRun, { metadata }: Pod): Job | undefined {
  const owner = controllerOf(metadata)
  if (owner?.kind !== 'Job') return undefined
  const job = run.lister('Job').get(metadata.namespace, owner.name)
  return job?.metadata.uid === owner.uid ? job : undefined
}

/** The Pods of a Job that still wait to be counted. */
function trackedPodsOf(run: JobRun, job: Job): readonly Pod[] {
  const pods = run.lister('Pod')
  return podsNear(pods, job).filter((pod) => hasJobTrackingFinalizer(pod) && selects(job, pod))
}

function syncOrphansOf(run: JobRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const job = run.lister('Job').get(namespace, name)
  if (job === undefined) return 'done'
  const results = trackedPodsOf(run, job).map((pod) => release(run, pod))
  return results.every(Boolean) ? 'done' : 'retry'
}

function syncOrphanPod(run: JobRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod = run.lister('Pod').get(namespace, name)
  return pod === undefined || release(run, pod) ? 'done' : 'retry'
}

/** Lets go of a Pod if no Job counts it; false when that failed. */
function release(run: JobRun, pod: Pod): boolean {
  const owner = controllerOf(pod.metadata)
  if (owner !== undefined && (owner.kind !== 'Job' || owner.apiVersion !== 'batch/v1')) return true
  const job = jobOf(run, pod)
  if (job !== undefined && (isManagedByOther(job) || !isJobFinished(job))) return true
  return (
    removeTrackingFinalizer(run, null, { pod, because: 'no Job counts it any more' }) !== 'failed'
  )
}
