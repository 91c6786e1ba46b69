import type { ReplicationController } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { countsOfReplicas, imagesOf, madeAt, stateOfCounts } from './owner-words.ts'

export const replicationControllerPicture: KindPicture<ReplicationController> = {
  ...UNSEEN,
  place: 'owner',
  label: 'ReplicationController',
  owner({ metadata, spec, status }) {
    const desired = spec?.replicas ?? 1
    return {
      ready: status?.readyReplicas ?? 0,
      desired,
      state: stateOfCounts(status?.availableReplicas ?? 0, desired),
      counts: countsOfReplicas(desired, status),
      detail: imagesOf(spec?.template),
      order: madeAt(metadata),
      active: true,
    }
  },
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Current', String(status?.replicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
  ],
}
