import type { ReplicaSet } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'
import { objectIndex, selectorIn } from '../meta/object-index.ts'

export const replicaSetInfo = kindInfo<ReplicaSet>('ReplicaSet.apps', 'ReplicaSet', {
  podSpecPath: ['spec', 'template', 'spec'],
  shortNames: ['rs'],
  categories: ['all'],
  indexes: [
    objectIndex(
      'selector',
      ({ spec }: ReplicaSet) => spec?.selector,
      (selector, { metadata }) => selectorIn(metadata.namespace, selector?.matchLabels),
    ),
  ],
})
