// Deletes objects whose owners are gone.
// Follows pkg/controller/garbagecollector/garbagecollector.go (v1.36), attemptToDeleteItem.
import { kindOfOwner } from './owner-kind.ts'
import { shownKind } from '#api/meta/custom-kind.ts'
import type { CustomResourceDefinition, OwnerReference } from '#api/generated/types.ts'
import { infoOf, keyOf, KINDS, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { PropagationPolicy, WatchEvent } from '#client/client.ts'
import {
  defineController,
  type Run,
  type SyncResult,
  watching,
  watchingDefined,
} from '../define-controller.ts'
import {
  type Coordinates,
  dependentsOf,
  FOREGROUND,
  type Graph,
  isDeletingDependents,
  isOrphaning,
  ORPHAN,
  orphanDependents,
  ownersOf,
  processDeletingDependents,
} from './dependents.ts'

const COLLECTED: readonly Kind[] = Object.values(KINDS)
  .map(({ kind }) => kind)
  .filter((kind) => kind !== 'Event')

export const garbageCollector = defineController<Graph>({
  name: 'garbage-collector-controller',
  state: () => ({
    living: new Map(),
    dependents: new Map(),
    unmapped: new Set(),
    served: new Set(),
  }),
  watches: [
    ...COLLECTED.map((kind) => watching(kind, processGraphChanges)),
    watchingDefined(processGraphChanges),
    watching('CustomResourceDefinition', meetDefinition),
  ],
  sync,
})

/** Follows a change in the graph: the objects that may have lost an owner, or what held them back, by it. */
function processGraphChanges(
  { type, object, old }: WatchEvent,
  run: Run<Graph>,
): readonly string[] {
  const { state } = run
  const { living, dependents } = state
  const uid = object.metadata.uid ?? ''
  if (type === 'DELETED') {
    living.delete(uid)
    for (const owner of ownersOf(object)) dependents.get(owner.uid)?.delete(keyOf(object))
    const orphaned = [...(dependents.get(uid) ?? [])]
    dependents.delete(uid)
    return [...orphaned, ...keysOf(run, object, ownersOf(object))]
  }
  living.set(uid, {
    kind: shownKind(object.kind),
    namespace: namespaceOf(object),
    name: nameOf(object),
  })
  for (const owner of ownersOf(object)) {
    const keys = dependents.get(owner.uid) ?? new Set()
    keys.add(keyOf(object))
    dependents.set(owner.uid, keys)
  }
  const { left, unblocked } = referencesChanged(object, old)
  for (const owner of left) dependents.get(owner.uid)?.delete(keyOf(object))
  const freed = keysOf(run, object, unblocked)
  if (isDeletingDependents(object)) return [...(dependents.get(uid) ?? []), keyOf(object), ...freed]
  const hasLost = ownersOf(object).some((owner) => !isThere(living.get(owner.uid), owner, object))
  return hasLost || isOrphaning(object) ? [keyOf(object), ...freed] : freed
}

const nameOf = ({ metadata }: ApiObject): string => metadata.name ?? ''
const namespaceOf = ({ kind, metadata }: ApiObject): string =>
  infoOf(kind).namespaced ? (metadata.namespace ?? 'default') : ''

/** Whether an owner is there, under the name of the reference and where what it owns may refer to it. Upstream: addDependentToOwners. */
function isThere(
  owner: Coordinates | undefined,
  { kind, name }: OwnerReference,
  object: ApiObject,
): boolean {
  return owner?.name === name && owner.kind === kind && !isElsewhere(owner, object)
}

const isElsewhere = (owner: Coordinates, object: ApiObject): boolean =>
  owner.namespace !== '' && owner.namespace !== namespaceOf(object)

/** A definition may bring the kind of an owner that nobody knew. */
function meetDefinition(
  { object: { spec } }: WatchEvent<CustomResourceDefinition>,
  { state }: Run<Graph>,
): readonly string[] {
  for (const { name } of spec.versions) state.served.add(`${spec.group}/${name} ${spec.names.kind}`)
  const keys = [...state.unmapped]
  state.unmapped.clear()
  return keys
}

/** The references that an object has no more, and all those that no longer hold their owners back. */
function referencesChanged(
  object: ApiObject,
  old: ApiObject | undefined,
): Readonly<Record<'left' | 'unblocked', readonly OwnerReference[]>> {
  if (old === undefined || ownersOf(old) === ownersOf(object)) return { left: [], unblocked: [] }
  const nowOf = ({ uid }: OwnerReference): OwnerReference | undefined =>
    ownersOf(object).find((one) => one.uid === uid)
  return {
    left: ownersOf(old).filter((owner) => nowOf(owner) === undefined),
    unblocked: ownersOf(old).filter(
      (owner) => owner.blockOwnerDeletion === true && nowOf(owner)?.blockOwnerDeletion !== true,
    ),
  }
}

/** The keys of owners of an object, which may have waited for it. */
function keysOf(
  run: Run<Graph>,
  { metadata }: ApiObject,
  owners: readonly OwnerReference[],
): readonly string[] {
  return owners.flatMap((owner) => {
    const kind = kindOfOwner(() => run.lister('CustomResourceDefinition').list(), owner)
    return kind === undefined ? [] : [objectKey(kind, metadata.namespace, owner.name)]
  })
}

function sync(run: Run<Graph>, key: string): SyncResult {
  const { kind, namespace = '', name = '' } = parseKey(key) ?? {}
  // What is deleted is read from the API server itself, and so are its owners.
  const object = kind === undefined ? undefined : run.client.get(kind, namespace, name)
  if (object === undefined) return 'done'
  if (isOrphaning(object)) return orphanDependents(run, object)
  if (isDeletingDependents(object)) return processDeletingDependents(run, object)
  // What is on its way already needs no push.
  if (object.metadata.deletionTimestamp !== undefined) return 'done'
  return attemptToDelete(run, object) ? 'done' : 'retry'
}

interface References {
  /** To owners that are there. */
  readonly solid: readonly OwnerReference[]
  /** To owners that are gone. */
  readonly dangling: readonly OwnerReference[]
  /** To owners that are being deleted and go after what they own. */
  readonly waiting: readonly OwnerReference[]
}

/** Null when one of them cannot be judged: then nothing is done about the object. */
function classifyReferences(run: Run<Graph>, object: ApiObject): References | null {
  const { namespace = '' } = object.metadata
  if (ownersOf(object).some((reference) => isUnmapped(run, object, reference))) return null
  const stateOf = (reference: OwnerReference): keyof References => {
    const owner = ownerOf(run, reference, namespace)
    if (owner === undefined) return 'dangling'
    return isDeletingDependents(owner) ? 'waiting' : 'solid'
  }
  const all = ownersOf(object).map((reference) => ({ reference, state: stateOf(reference) }))
  const only = (wanted: keyof References): readonly OwnerReference[] =>
    all.flatMap(({ reference, state }) => (state === wanted ? [reference] : []))
  return { solid: only('solid'), dangling: only('dangling'), waiting: only('waiting') }
}

/**
 * Whether nobody serves the kind of an owner: it may be served one day. Nor can an object of the cluster belong to one of a
 * namespace. Upstream: isDangling.
 */
function isUnmapped(
  { client, state }: Run<Graph>,
  object: ApiObject,
  reference: OwnerReference,
): boolean {
  const kind = kindOfOwner(() => client.list('CustomResourceDefinition'), reference)
  if (kind !== undefined) return infoOf(kind).namespaced && !infoOf(object.kind).namespaced
  if (state.served.has(`${reference.apiVersion} ${reference.kind}`)) return false
  state.unmapped.add(keyOf(object))
  return true
}

function ownerOf(
  { client }: Run<Graph>,
  reference: OwnerReference,
  namespace: string,
): ApiObject | undefined {
  const { name, uid } = reference
  const kind = kindOfOwner(() => client.list('CustomResourceDefinition'), reference)
  const owner: ApiObject | undefined =
    kind === undefined ? undefined : client.get(kind, namespace, name)
  return owner?.metadata.uid === uid ? owner : undefined
}

/**
 * Deletes an object when no owner needs it any more; one that an owner still needs loses its references to the
 * others. False when it was refused for a reason that may pass.
 */
function attemptToDelete(run: Run<Graph>, object: ApiObject): boolean {
  const references = classifyReferences(run, object)
  if (references === null) return true
  const { solid, dangling, waiting } = references
  reportInvalidNamespaceOwnerRef(run, object, dangling)
  const [first] = [...dangling, ...waiting]
  if (first === undefined) return true
  const owner = `${first.kind} \`${first.name}\``
  const because =
    dangling.length > 0
      ? `its owner ${owner} is gone`
      : `its owner ${owner} goes after what it owns`
  return solid.length > 0
    ? dropReferences(run, object, { solid, because })
    : deleteDependent(run, object, { isWaitedFor: waiting.length > 0, because })
}

/** Says of references that mean an object of another namespace that it is not in this one. */
function reportInvalidNamespaceOwnerRef(
  run: Run<Graph>,
  object: ApiObject,
  dangling: readonly OwnerReference[],
): void {
  const namespace = namespaceOf(object)
  for (const { apiVersion, kind, name, uid } of dangling) {
    const owner = run.state.living.get(uid)
    if (owner === undefined || !isElsewhere(owner, object)) continue
    const identity = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`
    const message = `ownerRef ${identity} does not exist in namespace "${namespace}"`
    run.report(object, { type: 'Warning', reason: 'OwnerRefInvalidNamespace', message })
  }
}

function dropReferences(
  run: Run<Graph>,
  object: ApiObject,
  { solid, because }: { readonly solid: readonly OwnerReference[]; readonly because: string },
): boolean {
  const result = run.client.update(
    { ...object, metadata: { ...object.metadata, ownerReferences: solid } },
    run.narration({
      because,
      kind: 'GarbageCollected',
      message: `removed a dead owner reference from ${nameInSentence(object)}`,
      level: 'detail',
    }),
  )
  return result.ok || result.status.reason !== 'Conflict'
}

function deleteDependent(
  run: Run<Graph>,
  object: ApiObject,
  { isWaitedFor, because }: { readonly isWaitedFor: boolean; readonly because: string },
): boolean {
  const { namespace = '', name = '', uid } = object.metadata
  const owned = isWaitedFor ? dependentsOf(run, object) : []
  // Each would wait for the other.
  if (owned.some(isDeletingDependents) && !unblockOwners(run, object)) return false
  const result = run.client.delete(
    object.kind,
    namespace,
    name,
    {
      // One that owns something itself sees to that first, too.
      propagationPolicy: owned.length > 0 ? 'Foreground' : policyOf(object),
      ...(uid === undefined ? {} : { uid }),
    },
    run.narration({
      because,
      kind: 'GarbageCollected',
      message: `deleted ${nameInSentence(object)}`,
      level: 'step',
    }),
  )
  return result.ok || result.status.reason !== 'Conflict'
}

/** Makes an object hold back its owners no longer; false when that is to be tried again. */
function unblockOwners(run: Run<Graph>, object: ApiObject): boolean {
  const ownerReferences = ownersOf(object).map((owner) => ({ ...owner, blockOwnerDeletion: false }))
  const result = run.client.update(
    { ...object, metadata: { ...object.metadata, ownerReferences } },
    run.narration({
      because: 'it owns what is to go after it',
      kind: 'GarbageCollected',
      message: `let the owners of ${nameInSentence(object)} go before it`,
      level: 'detail',
    }),
  )
  return result.ok
}

/** What its finalizers ask for, else the background. */
function policyOf({ metadata }: ApiObject): PropagationPolicy {
  const { finalizers = [] } = metadata
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}
