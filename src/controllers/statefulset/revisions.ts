// The revisions of a StatefulSet: the one that its Pods have, and the one that they are to get.
// Follows pkg/controller/statefulset/stateful_set_control.go (v1.36), getStatefulSetRevisions and truncateHistory.
import type { ControllerRevision, Pod, PodTemplateSpec, StatefulSet } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { controllerOf } from '../controller-ref.ts'
import {
  controllerRevisionName,
  deleteControllerRevision,
  equalRevision,
  hashControllerRevision,
  newControllerRevision,
  patchOf,
  revisionNarration,
  revisionsNear,
  sortControllerRevisions,
  updateControllerRevision,
} from '../history/controller-history.ts'
import type { Sync } from './stateful-pod-control.ts'
import { podRevisionOf } from './statefulset-util.ts'

/** The label of a revision of a StatefulSet. */
const REVISION_HASH = 'controller.kubernetes.io/hash'

export interface Revisions {
  readonly current: ControllerRevision
  readonly update: ControllerRevision
  readonly collisionCount: number
}

/**
 * The revisions that are the set's, by their numbers; null when one could not be taken over, as none is by a set that is being
 * deleted. One whose labels do not match any more is left as it is. Upstream: adoptOrphanRevisions and ListRevisions.
 */
export function listRevisions(run: Sync, set: StatefulSet): readonly ControllerRevision[] | null {
  const selects = ({ metadata }: ControllerRevision): boolean =>
    matchesLabelSelector(set.spec?.selector, metadata.labels)
  const objects = revisionsNear(run, set).filter(selects)
  const isGoing = set.metadata.deletionTimestamp !== undefined
  if (isGoing && objects.some(({ metadata }) => controllerOf(metadata) === undefined)) return null
  const claimed = claimObjects(run, set, { kind: 'ControllerRevision', objects, selects })
  return claimed === null ? null : sortControllerRevisions(claimed)
}

function newRevision(
  set: StatefulSet,
  revision: number,
  collisionCount: number,
): ControllerRevision {
  const hash = hashControllerRevision({ data: patchOf(set) }, collisionCount)
  return newControllerRevision(set, revision, { label: REVISION_HASH, hash })
}

/** The revisions of now; the one of the template is made, or gets the next number, when it has to be. */
export function getStatefulSetRevisions(
  run: Sync,
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
): Revisions | null {
  const last = revisions.at(-1)
  const { collisionCount = 0, currentRevision } = set.status ?? {}
  const wanted = newRevision(set, (last?.revision ?? 0) + 1, collisionCount)
  const same = revisions.findLast((one) => equalRevision(one, wanted))
  let count = collisionCount
  let update = same
  if (same === undefined) {
    const created = createControllerRevision(run, set, wanted, collisionCount)
    if (created === null) return null
    update = created.revision
    count = created.collisionCount
  } else if (same !== last && last !== undefined && !equalRevision(last, same)) {
    update = updateControllerRevision(run, set, same, wanted.revision)
  }
  if (update === undefined) return null
  const current = revisions.find(({ metadata }) => metadata.name === currentRevision) ?? update
  return { current, update, collisionCount: count }
}

/** Creates a revision; while its name is taken by another template it gets another one. */
function createControllerRevision(
  run: Sync,
  set: StatefulSet,
  wanted: ControllerRevision,
  collisionCount: number,
): { readonly revision: ControllerRevision; readonly collisionCount: number } | null {
  for (let count = collisionCount; ; count += 1) {
    const name = controllerRevisionName(
      set.metadata.name ?? '',
      hashControllerRevision(wanted, count),
    )
    const named = { ...wanted, metadata: { ...wanted.metadata, name } }
    const because = `the template of ${nameInSentence(set)} is new: this is revision ${wanted.revision}`
    const said = revisionNarration(run, set, `created ${nameInSentence(named)}`, because)
    const result = run.client.create(named, said)
    if (result.ok) return { revision: result.object, collisionCount: count }
    if (result.status.reason !== 'AlreadyExists') return null
    const there = run.client.get('ControllerRevision', set.metadata.namespace ?? '', name)
    if (there === undefined) return null
    if (equalRevision(there, named)) return { revision: there, collisionCount: count }
  }
}

/** The template that a revision brings back. Upstream: ApplyRevision. */
export function templateOf(set: StatefulSet, { data }: ControllerRevision): PodTemplateSpec {
  if (equalRevision({ data: patchOf(set) }, data === undefined ? {} : { data })) {
    return set.spec?.template ?? {}
  }
  const { spec } = (data ?? {}) as { readonly spec?: { readonly template?: Template } }
  const { $patch: _patch, ...template } = spec?.template ?? {}
  return template
}

type Template = PodTemplateSpec & { readonly $patch?: string }

/** Deletes the oldest revisions beyond the limit of the history that no Pod and no status names. */
export function truncateHistory(
  run: Sync,
  set: StatefulSet,
  revisions: readonly ControllerRevision[],
  { pods, live }: { readonly pods: readonly Pod[]; readonly live: readonly ControllerRevision[] },
): boolean {
  const names = new Set([...live.map(({ metadata }) => metadata.name), ...pods.map(podRevisionOf)])
  const history = revisions.filter(({ metadata }) => !names.has(metadata.name))
  const surplus = history.length - (set.spec?.revisionHistoryLimit ?? 10)
  return history
    .slice(0, Math.max(0, surplus))
    .every((revision) => deleteControllerRevision(run, set, revision))
}
