// The words that the boxes of owners have in common.
import type { ObjectMeta, PodTemplateSpec } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { StateWord } from '../words/pod-state.ts'

/** 'nginx:1.29', 'nginx:1.29 +1': the images of a template, as far as there is room for them. */
export function imagesOf(template: PodTemplateSpec | undefined): string {
  const [first, ...others] = template?.spec?.containers ?? []
  const image = (first?.image ?? '').split('/').at(-1) ?? ''
  return others.length === 0 ? image : `${image} +${others.length}`
}

/** The state of something that is there in numbers. */
export function stateOfCounts(available: number, desired: number): StateWord {
  if (desired === 0) return { word: 'Scaled to 0', tone: 'done' }
  return available >= desired
    ? { word: 'Available', tone: 'run' }
    : { word: 'Not available', tone: 'wait' }
}

/** The numbers of an owner that wants so many Pods at once. */
export function countsOfReplicas(
  desired: number,
  status:
    | {
        readonly replicas?: number
        readonly readyReplicas?: number
        readonly availableReplicas?: number
      }
    | undefined,
): readonly (readonly [string, number])[] {
  return [
    ['desired', desired],
    ['current', status?.replicas ?? 0],
    ['ready', status?.readyReplicas ?? 0],
    ['available', status?.availableReplicas ?? 0],
  ]
}

export const DELETING: StateWord = { word: 'Terminating', tone: 'term' }

/** When it was made, to stand in the order of making. */
export function madeAt({ creationTimestamp }: ObjectMeta): number {
  return creationTimestamp === undefined ? 0 : msOfTime(creationTimestamp)
}

/** The template of the Pods of an owner. */
export function templateOf(owner: ApiObject): PodTemplateSpec | undefined {
  switch (owner.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicationController':
    case 'Job':
      return owner.spec?.template
    default:
      return undefined
  }
}
