// `kubectl get -o json|yaml`: objects as a v1 List.
import { type ApiObject, keyOf, KINDS } from '#api/meta/object.ts'
import type { WorldState } from '#client/world.ts'
import { compareText } from '#lib/compare.ts'

export interface ObjectList {
  readonly apiVersion: 'v1'
  readonly kind: 'List'
  readonly metadata: { readonly resourceVersion: '' }
  readonly items: readonly ApiObject[]
}

/** All API objects of a moment, in the order of the kinds and, within one, of namespace and name. */
export function listOf(state: WorldState): ObjectList {
  const order = Object.keys(KINDS)
  const items = apiObjects(state).toSorted(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || compareText(keyOf(a), keyOf(b)),
  )
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items }
}

/** The API objects among everything that a moment holds. */
export function apiObjects(state: WorldState): readonly ApiObject[] {
  return [...state.values()].filter((object): object is ApiObject =>
    Object.hasOwn(KINDS, object.kind),
  )
}
