// The Pods of a Job: those that it made, and orphans that its selector names.
// Follows pkg/controller/job/job_controller.go (v1.36), getPodsForJob, and controller_ref_manager.go.
import { JOB_TRACKING_FINALIZER } from '#api/batch/job-labels.ts'
import type { Job, Pod } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { Informers } from '#client/informer.ts'
import type { Lister } from '#client/indexer.ts'
import { controllerOf } from '../controller-ref.ts'
import type { JobRun } from './job-context.ts'
import { ownerReferenceTo } from './job-control.ts'
import { hasJobTrackingFinalizer } from './job-pods.ts'

/** Pods by the UID of their Job, and those without a controller by namespace; also those that have ended. */
const JOB_POD_INDEX = 'jobPods'

/** Adds the index; the controller does when it starts. */
export function addJobPodIndexer(informers: Informers): void {
  informers.informer('Pod').indexer.addIndexers({
    [JOB_POD_INDEX]({ metadata }) {
      const owner = controllerOf(metadata)
      if (owner === undefined) return [`orphans/${metadata.namespace ?? 'default'}`]
      return owner.kind === 'Job' ? [`uid/${owner.uid}`] : []
    },
  })
}

/** The Pods that the Job with this UID controls. */
export function podsOfJob(pods: Lister<Pod>, uid: string): readonly Pod[] {
  return pods.byIndex(JOB_POD_INDEX, `uid/${uid}`)
}

/** The Pods of a namespace that nobody controls. */
export function podsOfNobody(pods: Lister<Pod>, namespace: string | undefined): readonly Pod[] {
  return pods.byIndex(JOB_POD_INDEX, `orphans/${namespace ?? 'default'}`)
}

/** Whether a Job's selector names a Pod. */
export function selects({ spec }: Job, { metadata }: Pod): boolean {
  return matchesLabelSelector(spec?.selector, metadata.labels)
}

/** The Job's Pods after it took over orphans and let go of strangers; null when one could not be changed. */
export function claimPods(run: JobRun, job: Job): readonly Pod[] | null {
  const lister = run.lister('Pod')
  const owned = podsOfJob(lister, job.metadata.uid ?? '')
  const mine = owned.filter((pod) => selects(job, pod))
  if (job.metadata.deletionTimestamp !== undefined) return mine
  const strangers = owned.filter((pod) => !selects(job, pod))
  const orphans = podsOfNobody(lister, job.metadata.namespace).filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && selects(job, pod),
  )
  const isReleased = strangers.map((pod) => releasePod(run, job, pod)).every(Boolean)
  if (orphans.length === 0) return isReleased ? mine : null
  if (!canAdopt(run, job)) return null
  const taken = orphans.map((pod) => adoptPod(run, job, pod))
  if (!isReleased || taken.includes('failed')) return null
  return [...mine, ...taken.filter((one) => typeof one !== 'string')]
}

/** Asks the API server itself: one that was deleted and made again has other Pods. */
function canAdopt({ client }: JobRun, { metadata }: Job): boolean {
  const fresh = client.get('Job', metadata.namespace ?? 'default', metadata.name ?? '')
  return fresh?.metadata.uid === metadata.uid && fresh?.metadata.deletionTimestamp === undefined
}

function adoptPod(run: JobRun, job: Job, pod: Pod): Pod | 'gone' | 'failed' {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const ownerReferences = [ownerReferenceTo(job)]
  const finalizers = [JOB_TRACKING_FINALIZER]
  const patch = {
    type: 'strategic',
    body: { metadata: { uid, ownerReferences, finalizers } },
  } as const
  const said = run.narration({
    message: `adopted ${nameInSentence(pod)} for ${nameInSentence(job)}`,
    because: 'its labels match the selector and nothing else controls it',
    level: 'step',
    kind: 'Adopted',
    objects: [keyOf(pod), keyOf(job)],
  })
  const result = run.client.patch('Pod', namespace, name, patch, said)
  if (result.ok) return result.object
  return result.status.reason === 'NotFound' ? 'gone' : 'failed'
}

function releasePod(run: JobRun, job: Job, pod: Pod): boolean {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const ownerReferences = [{ $patch: 'delete', uid: job.metadata.uid ?? '' }]
  const finalizers = hasJobTrackingFinalizer(pod)
    ? { '$deleteFromPrimitiveList/finalizers': [JOB_TRACKING_FINALIZER] }
    : {}
  const patch = {
    type: 'strategic',
    body: { metadata: { uid, ownerReferences, ...finalizers } },
  } as const
  const said = run.narration({
    message: `released ${nameInSentence(pod)} from ${nameInSentence(job)}`,
    because: 'its labels no longer match the selector',
    level: 'step',
    kind: 'Released',
    objects: [keyOf(pod), keyOf(job)],
  })
  const result = run.client.patch('Pod', namespace, name, patch, said)
  // Invalid says that another Pod has the name by now.
  return result.ok || ['NotFound', 'Invalid'].includes(result.status.reason)
}
