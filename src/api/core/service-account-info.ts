import type { ServiceAccount } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const serviceAccountInfo = kindInfo<ServiceAccount>('ServiceAccount', 'ServiceAccount', {
  podSpecPath: null,
  shortNames: ['sa'],
})
