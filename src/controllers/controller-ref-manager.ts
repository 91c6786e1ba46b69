// Which objects are an owner's: those that it controls and selects, after it took over orphans and let go of strangers.
// Follows pkg/controller/controller_ref_manager.go (v1.36), ClaimObject and the managers around it.
import {
  type ApiObject,
  keyOf,
  type Kind,
  nameInSentence,
  type ObjectOf,
} from '#api/meta/object.ts'
import { adoptPatch, controllerOf, ownerReferenceTo, releasePatch } from './controller-ref.ts'
import type { Run } from './define-controller.ts'

/**
 * The objects of a kind that are the owner's; null when one of them could not be changed, because the caches are old.
 * `objects` are those that it controls or nobody does, `selects` says which of them it wants.
 */
export function claimObjects<K extends Kind, State>(
  run: Run<State>,
  owner: ApiObject,
  {
    kind,
    objects,
    selects,
    finalizers = [],
  }: {
    readonly kind: K
    readonly objects: readonly ObjectOf<K>[]
    readonly selects: (object: ObjectOf<K>) => boolean
    /** What is taken over gets them, and what is let go loses them. */
    readonly finalizers?: readonly string[]
  },
): readonly ObjectOf<K>[] | null {
  const isGoing = owner.metadata.deletionTimestamp !== undefined
  let mayAdopt: boolean | null = null
  let isWhole = true
  const claimed: ObjectOf<K>[] = []
  for (const object of objects) {
    const controller = controllerOf(object.metadata)
    if (controller !== undefined) {
      if (controller.uid !== owner.metadata.uid) continue
      if (selects(object)) claimed.push(object)
      else if (!isGoing) isWhole = release(run, owner, { kind, object, finalizers }) && isWhole
      continue
    }
    if (isGoing || object.metadata.deletionTimestamp !== undefined || !selects(object)) continue
    mayAdopt ??= canAdopt(run, owner)
    const taken = mayAdopt ? adopt(run, owner, { kind, object, finalizers }) : 'failed'
    if (taken === 'failed') isWhole = false
    else if (taken !== 'gone') claimed.push(taken)
  }
  return isWhole ? claimed : null
}

/** Asks the API server itself: one that was deleted and made again owns other objects. */
function canAdopt<State>({ client }: Run<State>, owner: ApiObject): boolean {
  const { namespace = '', name = '', uid } = owner.metadata
  const fresh = client.get(owner.kind, namespace, name)
  return fresh?.metadata.uid === uid && fresh?.metadata.deletionTimestamp === undefined
}

interface Claim<K extends Kind> {
  readonly kind: K
  readonly object: ObjectOf<K>
  readonly finalizers: readonly string[]
}

function release<K extends Kind, State>(
  run: Run<State>,
  owner: ApiObject,
  { kind, object, finalizers }: Claim<K>,
): boolean {
  const { namespace = '', name = '' } = object.metadata
  const patch = releasePatch(object, owner.metadata.uid ?? '', finalizers)
  const said = run.narration({
    message: `released ${nameInSentence(object)} from ${nameInSentence(owner)}`,
    because: 'its labels no longer match the selector',
    level: 'step',
    kind: 'Released',
    objects: [keyOf(owner)],
  })
  const result = run.client.patch(kind, namespace, name, patch, said)
  // Invalid says that another object has the name by now.
  return result.ok || ['NotFound', 'Invalid'].includes(result.status.reason)
}

function adopt<K extends Kind, State>(
  run: Run<State>,
  owner: ApiObject,
  { kind, object, finalizers }: Claim<K>,
): ObjectOf<K> | 'gone' | 'failed' {
  const { namespace = '', name = '' } = object.metadata
  const patch = adoptPatch(object, ownerReferenceTo(owner), finalizers)
  const said = run.narration({
    message: `adopted ${nameInSentence(object)} for ${nameInSentence(owner)}`,
    because: 'its labels match the selector and nothing else controls it',
    level: 'step',
    kind: 'Adopted',
    objects: [keyOf(owner)],
  })
  const result = run.client.patch(kind, namespace, name, patch, said)
  if (result.ok) return result.object
  return result.status.reason === 'NotFound' ? 'gone' : 'failed'
}
