import { maxSurgeOf, maxUnavailableOf, replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment } from '#api/generated/types.ts'
import type { StateWord } from '../words/pod-state.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'
import { DELETING, madeAt, stateOfCounts } from './owner-words.ts'

const TIMED_OUT = 'ProgressDeadlineExceeded'

export const deploymentPicture: KindPicture<Deployment> = {
  ...UNSEEN,
  place: 'owner',
  label: 'Deployment',
  owner(deployment) {
    const { metadata, spec, status } = deployment
    const desired = replicasOf(deployment)
    return {
      ready: status?.readyReplicas ?? 0,
      desired,
      state: stateOf(deployment),
      counts: [
        ['desired', desired],
        ['updated', status?.updatedReplicas ?? 0],
        ['current', status?.replicas ?? 0],
        ['ready', status?.readyReplicas ?? 0],
        ['available', status?.availableReplicas ?? 0],
      ],
      detail: spec?.strategy?.type ?? 'RollingUpdate',
      order: madeAt(metadata),
      active: true,
    }
  },
  children: 'revisions',
  band(deployment, children) {
    const desired = replicasOf(deployment)
    let available = 0
    let total = 0
    for (const child of children) {
      if (child.kind !== 'ReplicaSet') continue
      total += child.status?.replicas ?? 0
      available += child.status?.availableReplicas ?? 0
    }
    return {
      least: desired - maxUnavailableOf(deployment),
      most: desired + maxSurgeOf(deployment),
      available,
      total,
    }
  },
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

function stateOf(deployment: Deployment): StateWord {
  const { metadata, spec, status } = deployment
  if (metadata.deletionTimestamp !== undefined) return DELETING
  if (spec?.paused === true) return { word: 'Paused', tone: 'wait' }
  const desired = replicasOf(deployment)
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === TIMED_OUT) return { word: 'Stalled', tone: 'fail' }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {}
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  if (!isSeen || updatedReplicas < desired || replicas > updatedReplicas) {
    return { word: 'Progressing', tone: 'wait' }
  }
  return stateOfCounts(availableReplicas, desired)
}
