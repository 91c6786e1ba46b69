// What becomes of the dependents of an object that is being deleted and has been asked to see to them first.
// Follows pkg/controller/garbagecollector/garbagecollector.go (v1.36), processDeletingDependentsItem and attemptToOrphan.
import type { OwnerReference } from '#api/generated/types.ts'
import { type ApiObject, keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import type { Run, SyncResult } from '../define-controller.ts'

/** Who owns whom, as far as the watches have told. */
/** What an object is called, and where; '' is no namespace. */
export interface Coordinates {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

export interface Graph {
  /** By their UIDs: the objects that are there. */
  readonly living: Map<string, Coordinates>
  /** By the UID of an owner: the keys of what it owns. */
  readonly dependents: Map<string, Set<string>>
  /** The keys of objects of which an owner has a kind that nobody serves. */
  readonly unmapped: Set<string>
  /** 'example.com/v1 Web': what definitions have served; the last of them go before what they own. */
  readonly served: Set<string>
}

export const ORPHAN = 'orphan'
export const FOREGROUND = 'foregroundDeletion'

export function ownersOf(object: ApiObject): readonly OwnerReference[] {
  return object.metadata.ownerReferences ?? []
}

const isGoingWith = ({ metadata }: ApiObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)

/** True for an object that leaves its dependents behind before it goes. */
export const isOrphaning = (object: ApiObject): boolean => isGoingWith(object, ORPHAN)

/** True for an object that goes after its dependents. */
export const isDeletingDependents = (object: ApiObject): boolean => isGoingWith(object, FOREGROUND)

/** What an object owns, as the API server has it now. */
export function dependentsOf(run: Run<Graph>, { metadata }: ApiObject): readonly ApiObject[] {
  const { uid = '' } = metadata
  return [...(run.state.dependents.get(uid) ?? [])].flatMap((key): readonly ApiObject[] => {
    const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
    const found: ApiObject | undefined =
      kind === undefined ? undefined : run.client.get(kind, namespace, name)
    return found !== undefined && ownersOf(found).some((owner) => owner.uid === uid) ? [found] : []
  })
}

/** Takes the references to the object out of its dependents, then lets it go. */
export function orphanDependents(run: Run<Graph>, owner: ApiObject): SyncResult {
  const isFree = dependentsOf(run, owner).every((object) => {
    const ownerReferences = ownersOf(object).filter(({ uid }) => uid !== owner.metadata.uid)
    const result = run.client.update(
      { ...object, metadata: { ...object.metadata, ownerReferences } },
      run.narration({
        message: `left ${nameInSentence(object)} without ${nameInSentence(owner)}`,
        because: 'its owner is deleted and orphans what it owns',
        level: 'step',
        kind: 'Orphaned',
      }),
    )
    return result.ok || result.status.reason === 'NotFound'
  })
  return isFree && removeFinalizer(run, owner, ORPHAN) ? 'done' : 'retry'
}

/** Lets an object go when none is left of the dependents that hold it back; else has them looked at. */
export function processDeletingDependents(run: Run<Graph>, owner: ApiObject): SyncResult {
  const { uid } = owner.metadata
  const blocking = dependentsOf(run, owner).filter((object) =>
    ownersOf(object).some((one) => one.uid === uid && one.blockOwnerDeletion === true),
  )
  if (blocking.length === 0) return removeFinalizer(run, owner, FOREGROUND) ? 'done' : 'retry'
  for (const object of blocking) if (!isDeletingDependents(object)) run.enqueue(keyOf(object))
  return 'done'
}

function removeFinalizer(run: Run<Graph>, object: ApiObject, finalizer: string): boolean {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer)
  const result = run.client.update(
    { ...object, metadata: { ...object.metadata, finalizers } },
    run.narration({
      message: `let ${nameInSentence(object)} go`,
      because: 'its dependents are seen to',
      level: 'detail',
      kind: 'FinalizerRemoved',
    }),
  )
  return result.ok || result.status.reason === 'NotFound'
}
