import type { Service } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'

export const serviceInfo = kindInfo<Service>('Service', 'Service', {
  shortNames: ['svc'],
  categories: ['all'],
})
