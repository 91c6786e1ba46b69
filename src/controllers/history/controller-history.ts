// What a DaemonSet or StatefulSet was before: each template as a ControllerRevision with a number.
// Follows pkg/controller/history/controller_history.go (v1.36).
import type { ControllerRevision } from '#api/generated/types.ts'
import { type ApiObject, keyOf, nameInSentence, type ObjectOf } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { equal } from '#lib/equal.ts'
import { safeEncodeString } from '../compute-hash.ts'
import { objectsControlledBy, orphans } from '../controlled-pods.ts'
import { ownerReferenceTo } from '../controller-ref.ts'
import type { Run } from '../define-controller.ts'
import { goJson } from '../go-json.ts'

/** The label of the Pods of a revision, and of a revision of a DaemonSet. */
export const CONTROLLER_REVISION_HASH = 'controller-revision-hash'
const MAX_PREFIX = 223
const FNV_OFFSET = 2_166_136_261
const FNV_PRIME = 16_777_619

export type Owner = ObjectOf<'DaemonSet'> | ObjectOf<'StatefulSet'>

/** The template of an owner, as a patch that brings it back. Upstream: getPatch. */
export function patchOf({ spec }: Owner): Readonly<Record<string, unknown>> {
  return { spec: { template: { ...spec?.template, $patch: 'replace' } } }
}

/** '<owner>-<hash>'. */
export function controllerRevisionName(prefix: string, hash: string): string {
  return `${prefix.slice(0, MAX_PREFIX)}-${hash}`
}

/** The hash of a revision's data; `collisionCount` makes it another one when that name is taken. */
export function hashControllerRevision(
  { data }: Pick<ControllerRevision, 'data'>,
  collisionCount: number,
): string {
  const bytes = new TextEncoder().encode(`${goJson(data)}${collisionCount}`)
  let hash = FNV_OFFSET
  // FNV-1, not FNV-1a.
  for (const byte of bytes) hash = (Math.imul(hash, FNV_PRIME) ^ byte) >>> 0
  return safeEncodeString(String(hash))
}

/** By number; of the same number by age and name. */
export function sortControllerRevisions(
  revisions: readonly ControllerRevision[],
): readonly ControllerRevision[] {
  return revisions.toSorted(
    (a, b) =>
      a.revision - b.revision ||
      compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
      compareText(a.metadata.name ?? '', b.metadata.name ?? ''),
  )
}

/** Whether two revisions bring back the same. */
export function equalRevision(
  a: Pick<ControllerRevision, 'data'>,
  b: Pick<ControllerRevision, 'data'>,
): boolean {
  return equal(a.data, b.data)
}

/** The revisions that the owner controls, and those of its namespace that nobody does. */
export function revisionsNear<State>(
  run: Run<State>,
  { metadata }: Owner,
): readonly ControllerRevision[] {
  const lister = run.lister('ControllerRevision')
  return [
    ...objectsControlledBy(lister, metadata.uid ?? ''),
    ...orphans(lister, metadata.namespace),
  ]
}

/** A revision of the owner's template as it is now, with the given number; `label` has its hash. */
export function newControllerRevision(
  owner: Owner,
  revision: number,
  { label, hash }: { readonly label: string; readonly hash: string },
): ControllerRevision {
  const { name = '', namespace = 'default', annotations } = owner.metadata
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: controllerRevisionName(name, hash),
      namespace,
      labels: { ...owner.spec?.template?.metadata?.labels, [label]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [ownerReferenceTo(owner)],
    },
    data: patchOf(owner),
    revision,
  }
}

/** What is said of a write of a revision. */
export function revisionNarration<State>(
  run: Run<State>,
  owner: ApiObject,
  message: string,
  because: string,
) {
  return run.narration({
    message,
    because,
    level: 'detail',
    kind: 'ControllerRevision',
    objects: [keyOf(owner)],
  })
}

/** Gives a revision another number; undefined when that was refused. */
export function updateControllerRevision<State>(
  run: Run<State>,
  owner: Owner,
  revision: ControllerRevision,
  number: number,
): ControllerRevision | undefined {
  if (revision.revision === number) return revision
  const said = revisionNarration(
    run,
    owner,
    `numbered ${nameInSentence(revision)} as revision ${number}`,
    `${nameInSentence(owner)} has its template again`,
  )
  const result = run.client.update({ ...revision, revision: number }, said)
  return result.ok ? result.object : undefined
}

/** Removes a revision: one more than the history keeps, if `because` says nothing else. False when that was refused. */
export function deleteControllerRevision<State>(
  run: Run<State>,
  owner: Owner,
  revision: ControllerRevision,
  because = historyOf(owner),
): boolean {
  const { namespace = '', name = '' } = revision.metadata
  const said = revisionNarration(run, owner, `deleted ${nameInSentence(revision)}`, because)
  const result = run.client.delete('ControllerRevision', namespace, name, {}, said)
  return result.ok || result.status.reason === 'NotFound'
}

function historyOf(owner: Owner): string {
  const limit = owner.spec?.revisionHistoryLimit ?? 10
  return `the history of ${nameInSentence(owner)} keeps ${limit} old ${limit === 1 ? 'revision' : 'revisions'}`
}
