import type { DaemonSet } from '#api/generated/types.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { DELETING, imagesOf, madeAt, stateOfCounts } from './owner-words.ts'

export const daemonSetPicture: KindPicture<DaemonSet> = {
  ...UNSEEN,
  place: 'owner',
  label: 'DaemonSet',
  owner({ metadata, spec, status }) {
    const desired = status?.desiredNumberScheduled ?? 0
    const updated = status?.updatedNumberScheduled ?? 0
    const steady = stateOfCounts(status?.numberAvailable ?? 0, desired)
    const state = updated < desired ? ({ word: 'Updating', tone: 'wait' } as const) : steady
    return {
      ready: status?.numberReady ?? 0,
      desired,
      state: metadata.deletionTimestamp === undefined ? state : DELETING,
      counts: [
        ['desired', desired],
        ['current', status?.currentNumberScheduled ?? 0],
        ['ready', status?.numberReady ?? 0],
        ['available', status?.numberAvailable ?? 0],
      ],
      detail: `one a node · ${imagesOf(spec?.template)}`,
      order: madeAt(metadata),
      active: true,
    }
  },
  outline: ({ status }) =>
    `${status?.numberReady ?? 0} of ${status?.desiredNumberScheduled ?? 0} ready`,
  facts: ({ status }) => [
    ['Desired', String(status?.desiredNumberScheduled ?? 0)],
    ['Current', String(status?.currentNumberScheduled ?? 0)],
    ['Ready', String(status?.numberReady ?? 0)],
    ['Updated', String(status?.updatedNumberScheduled ?? 0)],
  ],
}
