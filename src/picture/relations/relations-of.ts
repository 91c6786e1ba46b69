// What one thing of the picture has to do with the others, and by what: an owner with its Pods, a Service with those that
// it selects, a Pod with what it names and with its node. Read from a moment, for who points at something.
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { Pod } from '#api/generated/types.ts'
import {
  type ApiObject,
  KINDS,
  keyOf,
  keyOfOwner,
  keyPrefix,
  nameInSentence,
  objectKey,
  parseKey,
} from '#api/meta/object.ts'
import { isWorthTelling } from '#picture/canvas/missing.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { pictureOf, placeOfKind, referencesOf } from '#picture/kinds/kinds.ts'

export interface Relation {
  readonly key: string
  /** 'selects Pod `web-1` by `app=web`'; names stand in backticks. */
  readonly why: string
  /** What its line looks like; 'through': it goes by what stands between. */
  readonly line: 'owns' | 'through' | 'serves' | 'idle' | 'names' | 'missing' | 'runs'
}

/** So many Pods are told apart; of more the first. */
const MOST = 60

/** All relations of what a key means; none for what is no object of the API. */
export function relationsOf(world: WorldState, key: string): readonly Relation[] {
  const object = world.get(key)
  if (object === undefined) return namersOf(world, key)
  if (!isApiObject(object)) return []
  const all = [
    ...owners(object),
    ...owned(world, object),
    ...placed(world, object),
    ...served(world, object),
    ...watched(world, object),
    ...named(world, object),
    ...namersOf(world, key),
  ]
  return [...new Map(all.map((relation) => [relation.key, relation])).values()].slice(0, MOST)
}

function owners({ metadata }: ApiObject): readonly Relation[] {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return []
  const key = keyOfOwner(owner, metadata.namespace)
  return [{ key, why: `was made by ${owner.kind} \`${owner.name}\`, its owner`, line: 'owns' }]
}

function owned(world: WorldState, object: ApiObject): readonly Relation[] {
  return childrenOf(world, object).flatMap((child): readonly Relation[] => [
    {
      key: keyOf(child),
      why: `made ${nameInSentence(child)}, by \`ownerReferences\``,
      line: 'owns',
    },
    ...childrenOf(world, child).map((pod): Relation => {
      const why = `has ${nameInSentence(pod)}, made by ${child.kind} \`${child.metadata.name ?? ''}\``
      return { key: keyOf(pod), why, line: 'through' }
    }),
  ])
}

/** What it owns itself. The page looks up by their owner all but Pods, which are many. */
function childrenOf(world: WorldState, { metadata }: ApiObject): readonly ApiObject[] {
  const { uid = '', namespace = 'default' } = metadata
  const others = world.list('owner', uid).filter(isApiObject)
  const pods = world
    .under(keyPrefix('Pod', namespace))
    .filter(isApiObject)
    .filter((pod) => pod.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true)
  return [...new Set([...others, ...pods])].filter(({ kind }) => placeOfKind(kind) !== null)
}

function placed(world: WorldState, object: ApiObject): readonly Relation[] {
  if (object.kind === 'Node') {
    return world
      .list('node', object.metadata.name ?? '')
      .filter(isApiObject)
      .map((pod) => ({ key: keyOf(pod), why: `runs ${nameInSentence(pod)}`, line: 'runs' }))
  }
  const nodeName = object.kind === 'Pod' ? (object.spec?.nodeName ?? '') : ''
  if (nodeName === '') return []
  const key = objectKey('Node', undefined, nodeName)
  return [{ key, why: `runs on Node \`${nodeName}\`, by \`spec.nodeName\``, line: 'runs' }]
}

function served(world: WorldState, object: ApiObject): readonly Relation[] {
  const { namespace = 'default' } = object.metadata
  if (object.kind === 'Pod') {
    return under(world, 'line', namespace).flatMap((service): readonly Relation[] => {
      const selector = selectorOf(service)
      if (selector?.matches(object.metadata.labels) !== true) return []
      const by = `by \`${selector.text}\`${trafficOf(object)}`
      const why = `is selected by ${nameInSentence(service)}, ${by}`
      return [{ key: keyOf(service), why, line: isReady(object) ? 'serves' : 'idle' }]
    })
  }
  const selector = selectorOf(object)
  if (selector === null) return []
  return world.under(keyPrefix('Pod', namespace)).flatMap((pod): readonly Relation[] => {
    if (pod.kind !== 'Pod' || !selector.matches(pod.metadata.labels)) return []
    const why = `selects ${nameInSentence(pod)} by \`${selector.text}\`${trafficOf(pod)}`
    return [{ key: keyOf(pod), why, line: isReady(pod) ? 'serves' : 'idle' }]
  })
}

const selectorOf = (object: ApiObject) => pictureOf(object).selector?.(object) ?? null

/** What is amiss where nothing answers to a selector: 'selects no Pod: none has `app=web`'; null where nothing is. */
export function lackOf(world: WorldState, key: string): string | null {
  const object = world.get(key)
  if (object === undefined || !isApiObject(object)) return null
  const selector = selectorOf(object)
  const isMet = selector === null || served(world, object).length > 0
  return isMet ? null : `selects no Pod: none has \`${selector.text}\``
}

const isReady = ({ status }: Pod): boolean => getPodCondition(status, 'Ready')?.status === 'True'
const trafficOf = (pod: Pod): string => (isReady(pod) ? '' : ', not ready: no traffic')

/** Autoscalers and budgets, and whom they watch. */
function watched(world: WorldState, object: ApiObject): readonly Relation[] {
  const { namespace = 'default' } = object.metadata
  const guard = pictureOf(object).guard
  if (guard !== null) {
    const { watches } = guard(object)
    return under(world, 'owner', namespace)
      .filter((owner) => watches(owner))
      .map((owner) => ({
        key: keyOf(owner),
        why: `watches over ${nameInSentence(owner)}`,
        line: 'names',
      }))
  }
  if (placeOfKind(object.kind) !== 'owner') return []
  return under(world, 'line', namespace)
    .filter((one) => pictureOf(one).guard?.(one).watches(object) === true)
    .map((one) => ({
      key: keyOf(one),
      why: `is watched by ${nameInSentence(one)}`,
      line: 'names',
    }))
}

/** The objects of a namespace that stand in one kind of place. */
function under(
  world: WorldState,
  place: 'owner' | 'line',
  namespace: string | undefined,
): readonly ApiObject[] {
  return Object.values(KINDS)
    .filter(({ kind }) => placeOfKind(kind) === place)
    .flatMap(({ kind }) => world.under(keyPrefix(kind, namespace)))
    .filter(isApiObject)
}

function named(world: WorldState, object: ApiObject): readonly Relation[] {
  return referencesOf(object)
    .filter(isWorthTelling)
    .map(({ key, kind, name, where, optional }) => {
      const isThere = world.get(key) !== undefined
      const lack = isThere ? '' : optional ? ', which may be missing' : ', which is not there'
      return {
        key,
        why: `names ${kind} \`${name}\` in \`${where}\`${lack}`,
        line: isThere || optional ? 'names' : 'missing',
      }
    })
}

/** Who names it. */
function namersOf(world: WorldState, key: string): readonly Relation[] {
  const parts = parseKey(key)
  if (parts === undefined) return []
  const isThere = world.get(key) !== undefined
  const namespace = parts.namespace === '' ? undefined : parts.namespace
  const pods = world.under(keyPrefix('Pod', namespace)).filter(isApiObject)
  const others = [...under(world, 'owner', namespace), ...under(world, 'line', namespace)]
  return [...pods, ...others].flatMap((object): readonly Relation[] => {
    const found = referencesOf(object).find((reference) => reference.key === key)
    if (found === undefined) return []
    const why = `is named by ${nameInSentence(object)} in \`${found.where}\``
    return [{ key: keyOf(object), why, line: isThere || found.optional ? 'names' : 'missing' }]
  })
}
