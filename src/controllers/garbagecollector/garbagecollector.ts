// Deletes objects whose owners are gone.
// Follows pkg/controller/garbagecollector/garbagecollector.go (v1.36), attemptToDeleteItem.
// SIMPLIFIED: dependents are always deleted in the background; foreground deletion and orphaning are left out.
import type { OwnerReference } from '#api/generated/types.ts'
import { isKind, keyOf, KINDS, nameInSentence, parseKey } from '#api/meta/object.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import { createWorkQueue } from '#client/work-queue.ts'
import type { Controller, ControllerParts } from '../controller.ts'

const NAME = 'garbage-collector-controller'

export const garbageCollector: Controller = { name: NAME, create: createGarbageCollector }

const COLLECTED: readonly Kind[] = Object.values(KINDS)
  .map(({ kind }) => kind)
  .filter((kind) => kind !== 'Event')

function createGarbageCollector({ client, clock }: ControllerParts): void {
  const living = new Set<string>()
  const dependents = new Map<string, Set<string>>()

  const note = (object: ApiObject): void => {
    living.add(object.metadata.uid ?? '')
    for (const { uid } of ownersOf(object)) {
      const keys = dependents.get(uid) ?? new Set()
      keys.add(keyOf(object))
      dependents.set(uid, keys)
    }
  }
  const queue = createWorkQueue(clock, NAME, (key) => {
    const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
    const object = kind === undefined ? undefined : client.get(kind, namespace, name)
    if (object === undefined) return
    const gone = ownersOf(object).filter(({ uid }) => !living.has(uid))
    if (gone.length > 0) collect(client, object, gone)
  })
  const onAdded = (object: ApiObject): void => {
    note(object)
    if (ownersOf(object).some(({ uid }) => !living.has(uid))) queue.add(keyOf(object))
  }
  const onDeleted = (object: ApiObject): void => {
    const uid = object.metadata.uid ?? ''
    living.delete(uid)
    for (const owner of ownersOf(object)) dependents.get(owner.uid)?.delete(keyOf(object))
    for (const key of dependents.get(uid) ?? []) queue.add(key)
    dependents.delete(uid)
  }

  for (const kind of COLLECTED) for (const object of client.list(kind)) note(object)
  for (const kind of COLLECTED) {
    client.watch(kind, ({ type, object }) => {
      if (type === 'DELETED') onDeleted(object)
      else onAdded(object)
    })
  }
}

function ownersOf(object: ApiObject): readonly OwnerReference[] {
  return object.metadata.ownerReferences ?? []
}

/** Deletes an object without owners; takes away the dead references of one that has others. */
function collect(
  client: ControllerParts['client'],
  object: ApiObject,
  gone: readonly OwnerReference[],
): void {
  const { namespace = '', name = '', uid } = object.metadata
  const [first] = gone
  const owner = `${first?.kind ?? 'owner'} \`${first?.name ?? ''}\``
  const narration = { actor: NAME, because: `its owner ${owner} is gone`, kind: 'GarbageCollected' }
  const alive = ownersOf(object).filter((reference) => !gone.includes(reference))
  if (alive.length > 0) {
    client.update(
      { ...object, metadata: { ...object.metadata, ownerReferences: alive } },
      {
        ...narration,
        message: `removed a dead owner reference from ${nameInSentence(object)}`,
        level: 'detail',
      },
    )
    return
  }
  if (object.metadata.deletionTimestamp !== undefined || !isKind(object.kind)) return
  client.delete(object.kind, namespace, name, uid === undefined ? {} : { uid }, {
    ...narration,
    message: `deleted ${nameInSentence(object)}`,
    level: 'step',
  })
}
