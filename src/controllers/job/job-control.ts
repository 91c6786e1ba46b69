// What the Job controller asks of the API server about Pods, and the Events about it.
// Follows pkg/controller/controller_utils.go (v1.36), RealPodControl.
import { JOB_TRACKING_FINALIZER } from '#api/batch/job-labels.ts'
import type { Job, Pod, PodTemplateSpec } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { Narration } from '#sim/world.ts'
import { podFromTemplate } from '../pod-control.ts'
import { generateName } from '../random-name.ts'
import { hasJobTrackingFinalizer, REMOVE_TRACKING_FINALIZER } from './job-pods.ts'
import type { JobRun } from './job-context.ts'

/** The Pod of a template, held by the finalizer until its end is counted. */
function podOf(job: Job, { template, generateName: prefix }: NewPod, name: string): Pod {
  const { metadata, ...pod } = podFromTemplate(job, template, name)
  const finalizers = [...new Set([...(metadata.finalizers ?? []), JOB_TRACKING_FINALIZER])]
  return { ...pod, metadata: { ...metadata, generateName: prefix, finalizers } }
}

export interface NewPod {
  readonly template: PodTemplateSpec
  readonly generateName: string
  readonly because: string
}

/** Creates a Pod and reports it; what went wrong when it was refused. */
export function createPod(run: JobRun, job: Job, wanted: NewPod): Status | null {
  const { client, prng, narration } = run
  const { namespace = 'default' } = job.metadata
  const isTaken = (name: string): boolean => client.get('Pod', namespace, name) !== undefined
  const name = generateName(prng, wanted.generateName, isTaken)
  const pod = podOf(job, wanted, name)
  const said = narration({
    message: `created ${nameInSentence(pod)} for ${nameInSentence(job)}`,
    because: wanted.because,
    level: 'step',
    kind: 'SuccessfulCreate',
    objects: [keyOf(pod), keyOf(job)],
  })
  const result = client.create(pod, said)
  if (result.ok) {
    run.state.consistency.wroteAt(keyOf(job), result.object)
    const message = `Created pod: ${result.object.metadata.name ?? ''}`
    run.report(job, { type: 'Normal', reason: 'SuccessfulCreate', message })
    return null
  }
  const { status } = result
  // While the namespace goes, all others are refused as well.
  if (!isNamespaceTerminating(status)) {
    const message = `Error creating: ${status.message}`
    run.report(job, { type: 'Warning', reason: 'FailedCreate', message })
  }
  return status
}

/** True when nothing is created because the namespace is being deleted. */
export function isNamespaceTerminating({ causes = [] }: Status): boolean {
  return causes.some(({ reason }) => reason === 'NamespaceTerminating')
}

/** Deletes a Pod and reports it; true when it is gone or going. */
export function deletePod(run: JobRun, job: Job, { pod, because }: Deleted): boolean {
  const { namespace = 'default', name = '' } = pod.metadata
  const said = about(run, job, { pod, kind: 'SuccessfulDelete', because })
  const message = `deleted ${nameInSentence(pod)} of ${nameInSentence(job)}`
  const result = run.client.delete('Pod', namespace, name, {}, { ...said, message })
  if (result.ok) {
    const text = `Deleted pod: ${name}`
    run.report(job, { type: 'Normal', reason: 'SuccessfulDelete', message: text })
    return true
  }
  if (result.status.reason === 'NotFound') return true
  const text = `Error deleting: ${result.status.message}`
  run.report(job, { type: 'Warning', reason: 'FailedDelete', message: text })
  return false
}

/** A Pod that is deleted or let go, and why. */
export interface Deleted {
  readonly pod: Pod
  readonly because: string
}

/** Takes the tracking finalizer from a Pod; 'gone' when there is nothing to take it from. */
export function removeTrackingFinalizer(
  run: JobRun,
  job: Job | null,
  { pod, because }: Deleted,
): 'removed' | 'gone' | 'failed' {
  if (!hasJobTrackingFinalizer(pod)) return 'gone'
  const { namespace = 'default', name = '' } = pod.metadata
  const said = about(run, job, { pod, kind: 'TrackingFinalizerRemoved', because })
  const message = `let go of ${nameInSentence(pod)}`
  const patch = REMOVE_TRACKING_FINALIZER
  const result = run.client.patch('Pod', namespace, name, patch, { ...said, message })
  if (result.ok) {
    if (job !== null) run.state.consistency.wroteAt(keyOf(job), result.object)
    return 'removed'
  }
  return result.status.reason === 'NotFound' ? 'gone' : 'failed'
}

function about(
  { narration }: JobRun,
  job: Job | null,
  { pod, kind, because }: Deleted & { readonly kind: string },
): Narration {
  const level = kind === 'TrackingFinalizerRemoved' ? 'detail' : 'step'
  const objects = job === null ? [keyOf(pod)] : [keyOf(pod), keyOf(job)]
  return narration({ message: '', because, level, kind, objects })
}
