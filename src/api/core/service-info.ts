import type { Service } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'
import { objectIndex, oneValue, selectorIn } from '../meta/object-index.ts'

export const serviceInfo = kindInfo<Service>('Service', 'Service', {
  podSpecPath: null,
  shortNames: ['svc'],
  categories: ['all'],
  indexes: [
    objectIndex(
      'selector',
      ({ spec }: Service) => spec?.selector,
      (selector, { metadata }) => selectorIn(metadata.namespace, selector),
    ),
    objectIndex('clusterIP', ({ spec }: Service) => spec?.clusterIP, oneValue),
  ],
})
