import type { CronJob } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const cronJobInfo = kindInfo<CronJob>('CronJob.batch', 'CronJob', {
  podSpecPath: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  shortNames: ['cj'],
  categories: ['all'],
})
