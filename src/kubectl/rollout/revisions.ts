// The revisions of a workload: the ReplicaSets of a Deployment, the ControllerRevisions of the others.
// Follows k8s.io/kubectl/pkg/polymorphichelpers/history.go and rollback.go (v1.36).
import type { ControllerRevision, PodTemplateSpec, ReplicaSet } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import type { Reader } from '../resources.ts'
import type { Rollable } from './rollout-status.ts'

const REVISION = 'deployment.kubernetes.io/revision'
const POD_TEMPLATE_HASH = 'pod-template-hash'
const CHANGE_CAUSE = 'kubernetes.io/change-cause'

export interface Revision {
  readonly number: number
  /** Without the label that tells Pods of this revision from others. */
  readonly template: PodTemplateSpec
  /** As it is stored. */
  readonly stored: PodTemplateSpec
  readonly annotations: Readonly<Record<string, string>>
  readonly changeCause: string
  /** Null where a ControllerRevision keeps it. */
  readonly replicaSet: ReplicaSet | null
}

/** All revisions that are kept, by their numbers. */
export function revisionsOf(reader: Reader, object: Rollable): readonly Revision[] {
  const { namespace = 'default', uid = '' } = object.metadata
  const isOwn = ({ metadata }: ReplicaSet | ControllerRevision): boolean =>
    metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) ===
      true && matchesLabelSelector(object.spec?.selector, metadata.labels)
  const revisions =
    object.kind === 'Deployment'
      ? reader.list('ReplicaSet', { namespace }).filter(isOwn).map(ofReplicaSet)
      : reader.list('ControllerRevision', { namespace }).filter(isOwn).map(ofControllerRevision)
  return revisions.toSorted((a, b) => a.number - b.number)
}

function ofReplicaSet(replicaSet: ReplicaSet): Revision {
  const { metadata, spec } = replicaSet
  const { annotations = {} } = metadata
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = spec?.template?.metadata?.labels ?? {}
  return {
    number: Number(annotations[REVISION] ?? 0),
    template: { ...spec?.template, metadata: { ...spec?.template?.metadata, labels } },
    stored: spec?.template ?? {},
    annotations,
    changeCause: annotations[CHANGE_CAUSE] ?? '',
    replicaSet,
  }
}

type Data = {
  readonly spec?: { readonly template?: PodTemplateSpec & { readonly $patch?: string } }
}

function ofControllerRevision({ metadata, data, revision }: ControllerRevision): Revision {
  const { annotations = {} } = metadata
  const { $patch: _patch, ...template } = (data as Data | undefined)?.spec?.template ?? {}
  return {
    number: revision,
    template,
    stored: template,
    annotations,
    changeCause: annotations[CHANGE_CAUSE] ?? '',
    replicaSet: null,
  }
}

/** The table of `rollout history`. */
export function historyLines(revisions: readonly Revision[]): readonly string[] {
  if (revisions.length === 0) return ['No rollout history found.']
  const rows = revisions.map(({ number, changeCause }) => [String(number), changeCause || '<none>'])
  const width = Math.max('REVISION'.length, ...rows.map(([number = '']) => number.length)) + 2
  const lines = [['REVISION', 'CHANGE-CAUSE'], ...rows].map(
    ([number = '', cause = '']) => `${number.padEnd(width)}${cause}`,
  )
  return [...lines, '']
}
