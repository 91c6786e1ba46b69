// The Pods of a Job: those that it made, and orphans that its selector names.
// Follows pkg/controller/job/job_controller.go (v1.36), getPodsForJob.
import { JOB_TRACKING_FINALIZER } from '#api/batch/job-labels.ts'
import type { Job, Pod } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import type { Lister } from '#client/indexer.ts'
import { orphanPods, podsControlledBy } from '../controlled-pods.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import type { JobRun } from './job-context.ts'

/** The Pods that a Job controls, and those of its namespace that nobody does. */
export function podsNear(pods: Lister<Pod>, { metadata }: Job): readonly Pod[] {
  return [...podsControlledBy(pods, metadata.uid ?? ''), ...orphanPods(pods, metadata.namespace)]
}

/** Whether a Job's selector names a Pod. */
export function selects({ spec }: Job, { metadata }: Pod): boolean {
  return matchesLabelSelector(spec?.selector, metadata.labels)
}

/** The Job's Pods after it took over orphans and let go of strangers; null when one could not be changed. */
export function claimPods(run: JobRun, job: Job): readonly Pod[] | null {
  return claimObjects(run, job, {
    kind: 'Pod',
    objects: podsNear(run.lister('Pod'), job),
    selects: (pod) => selects(job, pod),
    finalizers: [JOB_TRACKING_FINALIZER],
  })
}
