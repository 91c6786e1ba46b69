// Deletes objects whose owners are gone.
// Follows pkg/controller/garbagecollector/garbagecollector.go (v1.36), attemptToDeleteItem.
import type { OwnerReference } from '#api/generated/types.ts'
import { isKind, keyOf, KINDS, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import {
  type Graph,
  isDeletingDependents,
  isOrphaning,
  orphanDependents,
  ownersOf,
  processDeletingDependents,
} from './dependents.ts'

const COLLECTED: readonly Kind[] = Object.values(KINDS)
  .map(({ kind }) => kind)
  .filter((kind) => kind !== 'Event')

export const garbageCollector = defineController<Graph>({
  name: 'garbage-collector-controller',
  state: () => ({ living: new Set(), dependents: new Map() }),
  watches: COLLECTED.map((kind) => watching(kind, processGraphChanges)),
  sync,
})

/** Follows a change in the graph: the objects that may have lost an owner by it. */
function processGraphChanges(
  { type, object }: WatchEvent,
  { state }: Run<Graph>,
): readonly string[] {
  const { living, dependents } = state
  const uid = object.metadata.uid ?? ''
  if (type === 'DELETED') {
    living.delete(uid)
    for (const owner of ownersOf(object)) dependents.get(owner.uid)?.delete(keyOf(object))
    const orphaned = [...(dependents.get(uid) ?? [])]
    dependents.delete(uid)
    return [...orphaned, ...waitingOwners(object)]
  }
  living.add(uid)
  for (const owner of ownersOf(object)) {
    const keys = dependents.get(owner.uid) ?? new Set()
    keys.add(keyOf(object))
    dependents.set(owner.uid, keys)
  }
  const hasLost = ownersOf(object).some((owner) => !living.has(owner.uid))
  const isAsked = isOrphaning(object) || isDeletingDependents(object)
  return hasLost || isAsked ? [keyOf(object)] : []
}

/** The owners of a deleted object, which may have waited for it. */
function waitingOwners(object: ApiObject): readonly string[] {
  return ownersOf(object).flatMap(({ kind, name }) =>
    isKind(kind) ? [objectKey(kind, object.metadata.namespace, name)] : [],
  )
}

function sync(run: Run<Graph>, key: string): SyncResult {
  const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
  // What is deleted is read from the API server itself, and so are its owners.
  const object = kind === undefined ? undefined : run.client.get(kind, namespace, name)
  if (object === undefined) return 'done'
  if (isOrphaning(object)) return orphanDependents(run, object)
  if (isDeletingDependents(object)) return processDeletingDependents(run, object)
  return attemptToDelete(run, object)
}

function attemptToDelete(run: Run<Graph>, object: ApiObject): SyncResult {
  const { namespace = '' } = object.metadata
  const gone = ownersOf(object).filter((owner) => !isThere(run, owner, namespace))
  return gone.length === 0 || collect(run, object, gone) ? 'done' : 'retry'
}

function isThere(run: Run<Graph>, owner: OwnerReference, namespace: string): boolean {
  if (run.state.living.has(owner.uid)) return true
  if (!isKind(owner.kind)) return false
  return run.client.get(owner.kind, namespace, owner.name)?.metadata.uid === owner.uid
}

/**
 * Deletes an object without owners; takes away the dead references of one that has others. False when it was
 * refused for a reason that may pass.
 */
function collect(run: Run<Graph>, object: ApiObject, gone: readonly OwnerReference[]): boolean {
  const { namespace = '', name = '', uid } = object.metadata
  const [first] = gone
  const owner = `${first?.kind ?? 'owner'} \`${first?.name ?? ''}\``
  const because = `its owner ${owner} is gone`
  const kind = 'GarbageCollected'
  const alive = ownersOf(object).filter((reference) => !gone.includes(reference))
  if (alive.length > 0) {
    const message = `removed a dead owner reference from ${nameInSentence(object)}`
    const result = run.client.update(
      { ...object, metadata: { ...object.metadata, ownerReferences: alive } },
      run.narration({ because, kind, message, level: 'detail' }),
    )
    return result.ok || result.status.reason !== 'Conflict'
  }
  if (object.metadata.deletionTimestamp !== undefined || !isKind(object.kind)) return true
  const message = `deleted ${nameInSentence(object)}`
  const result = run.client.delete(
    object.kind,
    namespace,
    name,
    uid === undefined ? {} : { uid },
    run.narration({ because, kind, message, level: 'step' }),
  )
  return result.ok || result.status.reason !== 'Conflict'
}
