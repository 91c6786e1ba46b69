import type { ReplicaSet } from '#api/generated/types.ts'
import type { KindPicture } from './kind-picture.ts'

export const replicaSetPicture: KindPicture<ReplicaSet> = {
  place: 'owner',
  label: 'ReplicaSet',
  ready: ({ spec, status }) => ({
    ready: status?.readyReplicas ?? 0,
    desired: spec?.replicas ?? 1,
  }),
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Current', String(status?.replicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
    ['Available', String(status?.availableReplicas ?? 0)],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
