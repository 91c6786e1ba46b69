import type { Deployment } from '#api/generated/types.ts'
import type { KindPicture } from './kind-picture.ts'

export const deploymentPicture: KindPicture<Deployment> = {
  place: 'owner',
  label: 'Deployment',
  ready: ({ spec, status }) => ({
    ready: status?.readyReplicas ?? 0,
    desired: spec?.replicas ?? 1,
  }),
  outline: ({ spec, status }) => `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 1} ready`,
  facts: ({ spec, status }) => [
    ['Desired', String(spec?.replicas ?? 1)],
    ['Updated', String(status?.updatedReplicas ?? 0)],
    ['Ready', String(status?.readyReplicas ?? 0)],
    ['Available', String(status?.availableReplicas ?? 0)],
    ['Strategy', spec?.strategy?.type ?? 'RollingUpdate'],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
