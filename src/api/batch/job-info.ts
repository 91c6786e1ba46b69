import type { Job } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const jobInfo = kindInfo<Job>('Job.batch', 'Job', {
  podSpecPath: ['spec', 'template', 'spec'],
  categories: ['all'],
})
