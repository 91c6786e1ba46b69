import { REVISION } from '#api/apps/deployment-strategy.ts'
import type { ReplicaSet } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { countsOfReplicas, DELETING, imagesOf, madeAt, stateOfCounts } from './owner-words.ts'

export const replicaSetPicture: KindPicture<ReplicaSet> = {
  ...UNSEEN,
  place: 'owner',
  label: 'ReplicaSet',
  owner({ metadata, spec, status }) {
    const desired = spec?.replicas ?? 1
    const revision = metadata.annotations?.[REVISION]
    const isDeleted = metadata.deletionTimestamp !== undefined
    const image = imagesOf(spec?.template)
    return {
      ready: status?.readyReplicas ?? 0,
      desired,
      state: isDeleted ? DELETING : stateOfCounts(status?.availableReplicas ?? 0, desired),
      counts: countsOfReplicas(desired, status),
      detail: revision === undefined ? image : `rev ${revision} · ${image}`,
      order: revision === undefined ? madeAt(metadata) : Number(revision),
      active: desired > 0 || (status?.replicas ?? 0) > 0,
    }
  },
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Current', String(status?.replicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
    ['Available', String(status?.availableReplicas ?? 0)],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
