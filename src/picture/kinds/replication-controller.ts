import type { ReplicationController } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const replicationControllerPicture: KindPicture<ReplicationController> = {
  ...UNSEEN,
  place: 'owner',
  label: 'ReplicationController',
  ready: ({ spec, status }) => ({
    ready: status?.readyReplicas ?? 0,
    desired: spec?.replicas ?? 1,
  }),
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Current', String(status?.replicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
  ],
}
