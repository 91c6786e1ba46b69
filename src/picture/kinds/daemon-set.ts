import type { DaemonSet } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const daemonSetPicture: KindPicture<DaemonSet> = {
  ...UNSEEN,
  place: 'owner',
  label: 'DaemonSet',
  ready: ({ status }) => ({
    ready: status?.numberReady ?? 0,
    desired: status?.desiredNumberScheduled ?? 0,
  }),
  outline: ({ status }) =>
    `${status?.numberReady ?? 0} of ${status?.desiredNumberScheduled ?? 0} ready`,
  facts: ({ status }) => [
    ['Desired', String(status?.desiredNumberScheduled ?? 0)],
    ['Current', String(status?.currentNumberScheduled ?? 0)],
    ['Ready', String(status?.numberReady ?? 0)],
    ['Updated', String(status?.updatedNumberScheduled ?? 0)],
  ],
}
