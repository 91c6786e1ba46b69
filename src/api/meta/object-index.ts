// How the objects of a kind can be looked up besides by key. A kind declares its indexes with its names, and
// every state holds them, past ones too. What client-go's indexers and the API server's selectable fields are.
import type { ObjectMeta } from '../generated/types.ts'
import type { Labels } from './labels.ts'

/** The indexes, and what is looked up in each. */
export type IndexName =
  /** Pods by `spec.nodeName`. */
  | 'node'
  /** Any object by the UID of an owner. */
  | 'owner'
  /** Pods by one of their labels: `labelIn(namespace, key, value)`. */
  | 'label'
  /** Services, ReplicaSets ... by one label that their selector asks for, in the same form. */
  | 'selector'
  /** Services by their cluster IP. */
  | 'clusterIP'
  /** Pods by a claim that they mount, and volumes by the claim they are bound to: `namespace/name`. */
  | 'claim'
  /** Events by the object that they are about: `kind/namespace/name`. */
  | 'object'
  /** Sandboxes, container instances and volumes by their Pod: `namespace/name`. */
  | 'pod'
  /** Container instances by their id. */
  | 'container'

export interface ObjectIndex<T> {
  readonly name: IndexName
  /** The part of an object that the values are made of: when it is the same reference, they are too. */
  part(object: T): unknown
  /** Under which values the object is found. */
  values(object: T): readonly string[]
}

const NONE: readonly never[] = []

/** Declares an index over one part of an object. */
export function objectIndex<T, P>(
  name: IndexName,
  part: (object: T) => P,
  values: (part: P, object: T) => readonly string[],
): ObjectIndex<T> {
  return { name, part, values: (object) => values(part(object), object) }
}

/** The values of an index that holds an object under one text, or not at all when it is empty. */
export function oneValue(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? NONE : [value]
}

/** The value of the indexes 'label' and 'selector'. */
export function labelIn(namespace: string | undefined, key: string, value: string): string {
  return `${namespace ?? 'default'}/${key}=${value}`
}

/** All values of the index 'label' that an object with these labels is found under. */
export function labelsIn(
  namespace: string | undefined,
  labels: Labels | undefined,
): readonly string[] {
  if (labels === undefined) return NONE
  return Object.entries(labels).map(([key, value]) => labelIn(namespace, key, value))
}

/** Under which value a selector that names no label is found. */
export function selectsByExpressions(namespace: string | undefined): string {
  return `${namespace ?? 'default'}/`
}

/** Under which value a selector is found: under one of its labels, for whoever it selects has that one too. */
export function selectorIn(
  namespace: string | undefined,
  labels: Labels | undefined,
): readonly string[] {
  return [labelsIn(namespace, labels)[0] ?? selectsByExpressions(namespace)]
}

/** Every kind has it. */
export const OWNER_INDEX = objectIndex(
  'owner',
  ({ metadata }: { readonly metadata: ObjectMeta }) => metadata.ownerReferences,
  (owners) => owners?.map(({ uid }) => uid) ?? NONE,
)
