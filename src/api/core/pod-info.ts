import type { Pod } from '../generated/types.ts'
import { kindInfo } from '../meta/kind-info.ts'
import { labelsIn, objectIndex, oneValue } from '../meta/object-index.ts'

export const podInfo = kindInfo<Pod>('Pod', 'Pod', {
  podSpecPath: ['spec'],
  shortNames: ['po'],
  categories: ['all'],
  indexes: [
    objectIndex('node', ({ spec }: Pod) => spec?.nodeName, oneValue),
    objectIndex(
      'label',
      ({ metadata }: Pod) => metadata.labels,
      (labels, { metadata }) => labelsIn(metadata.namespace, labels),
    ),
    objectIndex(
      'claim',
      ({ spec }: Pod) => spec?.volumes,
      (volumes, { metadata }) =>
        (volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
          persistentVolumeClaim === undefined
            ? []
            : [`${metadata.namespace ?? 'default'}/${persistentVolumeClaim.claimName}`],
        ),
    ),
  ],
})
