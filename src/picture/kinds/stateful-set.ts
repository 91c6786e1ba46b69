import type { StatefulSet } from '#api/generated/types.ts'
import { referenceTo } from '#api/core/pod-references.ts'
import { objectKey } from '#api/meta/object.ts'
import { type KindPicture, type OwnPlace, UNSEEN } from './kind-picture.ts'
import { countsOfReplicas, DELETING, imagesOf, madeAt, stateOfCounts } from './owner-words.ts'

export const statefulSetPicture: KindPicture<StatefulSet> = {
  ...UNSEEN,
  place: 'owner',
  label: 'StatefulSet',
  owner({ metadata, spec, status }) {
    const desired = spec?.replicas ?? 1
    const { currentRevision, updateRevision } = status ?? {}
    const isRolling = updateRevision !== undefined && currentRevision !== updateRevision
    const steady = stateOfCounts(status?.availableReplicas ?? 0, desired)
    const state = isRolling ? ({ word: 'Updating', tone: 'wait' } as const) : steady
    return {
      ready: status?.readyReplicas ?? 0,
      desired,
      state: metadata.deletionTimestamp === undefined ? state : DELETING,
      counts: countsOfReplicas(desired, status),
      detail: imagesOf(spec?.template),
      order: madeAt(metadata),
      active: true,
    }
  },
  places: placesOf,
  refersTo: ({ metadata, spec }) =>
    spec?.serviceName === undefined || spec.serviceName === ''
      ? []
      : [referenceTo('Service', metadata.namespace, spec.serviceName, 'serviceName')],
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Current', String(status?.replicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
    ['Pods are made', spec?.podManagementPolicy === 'Parallel' ? 'all at once' : 'in their order'],
  ],
}

/** Beyond so many they are a bar. */
const MOST_PLACES = 12

function placesOf({ metadata, spec }: StatefulSet): readonly OwnPlace[] {
  const count = spec?.replicas ?? 1
  if (count > MOST_PLACES) return []
  const { name = '', namespace } = metadata
  const first = spec?.ordinals?.start ?? 0
  return Array.from({ length: count }, (_, index) => {
    const pod = `${name}-${first + index}`
    const claims = (spec?.volumeClaimTemplates ?? []).map((template) =>
      objectKey('PersistentVolumeClaim', namespace, `${template.metadata?.name ?? ''}-${pod}`),
    )
    return { label: String(first + index), pod, claims }
  })
}
