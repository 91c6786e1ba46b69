// Jobs. Follows pkg/registry/batch/job/strategy.go (v1.36).
import { jobInfo } from '#api/batch/job-info.ts'
import type { Job } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { equal } from '#lib/equal.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  nothingToAllocate,
  type Strategy,
} from '../../strategy.ts'
import { generateSelector } from './generate-selector.ts'
import { setDefaultsJobSpec } from './job-defaults.ts'
import { jobSpecWarnings, jobWarnings } from './job-warnings.ts'
import { validateJobStatusUpdate } from './validate-job-status.ts'
import { validateJob, validateJobUpdate } from './validate-job.ts'

const ORPHANS =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning'

/** A Job without labels takes those of its template. */
function setDefaultsJob(job: Job): Job {
  const { metadata } = job
  const spec = setDefaultsJobSpec(job.spec)
  const labels = spec.template.metadata?.labels
  const isBare = labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0
  return { ...job, ...(isBare ? { metadata: { ...metadata, labels } } : {}), spec }
}

export const jobStrategy = {
  info: jobInfo,
  isChecked: () => true,
  setDefaults: setDefaultsJob,
  prepareForCreate(job) {
    const generated = generateSelector(job)
    return { ...generated, metadata: { ...generated.metadata, generation: 1 }, status: {} }
  },
  beginCreate: nothingToAllocate,
  validate: (job) => validateJob(job),
  warningsOnCreate: ({ metadata, spec }) => jobWarnings(metadata.name ?? '', spec),
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: validateJobUpdate,
  warningsOnUpdate: (next, old) =>
    next.metadata.generation === old.metadata.generation
      ? []
      : jobSpecWarnings(next.spec, rootPath('spec')),
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: validateJobStatusUpdate,
  ...atOnce,
  // So batch/v1 says to this day.
  defaultGarbageCollectionPolicy: 'Orphan',
  warningsOnDelete: (policy) =>
    policy === undefined ? [{ message: ORPHANS, path: undefined }] : [],
  scale: null,
} satisfies Strategy<Job>
