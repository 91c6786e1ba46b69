// The history of a DaemonSet: which of its revisions is the one of now, and which go.
// Follows pkg/controller/daemon/update.go (v1.36), constructHistory, snapshot and cleanupHistory.
import type { ControllerRevision, DaemonSet, Pod } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { nameInSentence } from '#api/meta/object.ts'
import { computeHash } from '../compute-hash.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import type { Run } from '../define-controller.ts'
import {
  CONTROLLER_REVISION_HASH,
  deleteControllerRevision,
  equalRevision,
  newControllerRevision,
  patchOf,
  revisionNarration,
  revisionsNear,
  updateControllerRevision,
} from '../history/controller-history.ts'

export interface History {
  readonly current: ControllerRevision
  readonly old: readonly ControllerRevision[]
}

/** The revision of now, which is made when it is missing, and all others; null when something was refused. */
export function constructHistory<State>(run: Run<State>, set: DaemonSet): History | null {
  const claimed = claimObjects(run, set, {
    kind: 'ControllerRevision',
    objects: revisionsNear(run, set),
    selects: ({ metadata }) => matchesLabelSelector(set.spec?.selector, metadata.labels),
  })
  if (claimed === null) return null
  const labelled = claimed.map((revision) => withHashLabel(run, set, revision))
  const revisions = labelled.filter((revision) => revision !== undefined)
  if (revisions.length < labelled.length) return null
  const wanted = { data: patchOf(set) }
  const old = revisions.filter((revision) => !equalRevision(revision, wanted))
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1
  const same = revisions.filter((revision) => equalRevision(revision, wanted))
  const current = same.length === 0 ? snapshot(run, set, number) : deduplicated(run, set, same)
  if (current === undefined) return null
  const isNumbered = current.revision >= number
  const numbered = isNumbered ? current : updateControllerRevision(run, set, current, number)
  return numbered === undefined ? null : { current: numbered, old }
}

/** One that somebody made gets its name as its hash. */
function withHashLabel<State>(
  run: Run<State>,
  set: DaemonSet,
  revision: ControllerRevision,
): ControllerRevision | undefined {
  const { labels = {}, name = '' } = revision.metadata
  if (labels[CONTROLLER_REVISION_HASH] !== undefined) return revision
  const said = revisionNarration(run, set, `labelled ${nameInSentence(revision)}`, 'it had no hash')
  const metadata = { ...revision.metadata, labels: { ...labels, [CONTROLLER_REVISION_HASH]: name } }
  const result = run.client.update({ ...revision, metadata }, said)
  return result.ok ? result.object : undefined
}

/** Of several revisions with one template the one with the highest number stays. */
function deduplicated<State>(
  run: Run<State>,
  set: DaemonSet,
  same: readonly ControllerRevision[],
): ControllerRevision | undefined {
  const kept = same.reduce((best, one) => (one.revision >= best.revision ? one : best))
  const others = same.filter((one) => one !== kept)
  const because = `${nameInSentence(kept)} has the same template`
  return others.every((one) => deleteControllerRevision(run, set, one, because)) ? kept : undefined
}

function snapshot<State>(
  run: Run<State>,
  set: DaemonSet,
  number: number,
): ControllerRevision | undefined {
  const { collisionCount } = set.status ?? {}
  const hash = computeHash(set.spec?.template ?? {}, collisionCount)
  const wanted = newControllerRevision(set, number, { label: CONTROLLER_REVISION_HASH, hash })
  const message = `created ${nameInSentence(wanted)}`
  const because = `the template of ${nameInSentence(set)} is new: this is revision ${number}`
  const result = run.client.create(wanted, revisionNarration(run, set, message, because))
  if (result.ok) return result.object
  if (result.status.reason !== 'AlreadyExists') return undefined
  const { namespace = '', name = '' } = wanted.metadata
  const there = run.client.get('ControllerRevision', namespace, name)
  if (there !== undefined && equalRevision(there, wanted)) return there
  // The name is taken by another template: the next try has another hash.
  const latest = run.client.get('DaemonSet', namespace, set.metadata.name ?? '')
  if (latest === undefined || latest.status?.collisionCount !== collisionCount) return undefined
  const status = Object.assign({}, latest.status, { collisionCount: (collisionCount ?? 0) + 1 })
  const said = revisionNarration(
    run,
    set,
    `counted a collision of names in ${nameInSentence(set)}`,
    `\`${name}\` is taken`,
  )
  run.client.updateStatus({ ...latest, status }, said)
  return undefined
}

/** Deletes the oldest revisions beyond the limit of the history, but none that a Pod still has. */
export function cleanupHistory<State>(
  run: Run<State>,
  set: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
): boolean {
  let surplus = old.length - (set.spec?.revisionHistoryLimit ?? 10)
  if (surplus <= 0) return true
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[CONTROLLER_REVISION_HASH]))
  for (const revision of old.toSorted((a, b) => a.revision - b.revision)) {
    if (surplus <= 0) break
    if (live.has(revision.metadata.labels?.[CONTROLLER_REVISION_HASH])) continue
    if (!deleteControllerRevision(run, set, revision)) return false
    surplus -= 1
  }
  return true
}
