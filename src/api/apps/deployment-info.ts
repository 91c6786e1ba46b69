import type { Deployment } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const deploymentInfo = kindInfo<Deployment>('Deployment.apps', 'Deployment', {
  podSpecPath: ['spec', 'template', 'spec'],
  shortNames: ['deploy'],
  categories: ['all'],
})
