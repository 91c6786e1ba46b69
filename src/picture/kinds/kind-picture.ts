// What the page says of the objects of one kind, without React: where the canvas draws them, what the outline and the
// tab Status say. Nothing is optional: a kind that has nothing to say says so.
import type { TypedObject } from '#api/meta/kind-info.ts'

export type FactText = readonly [name: string, value: string]

export interface ConditionText {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

export interface KindPicture<T extends TypedObject> {
  /** On the canvas: a frame for Pods, a card in it, a box above its Pods, or a line of the API server; null is nowhere. */
  readonly place: 'frame' | 'card' | 'owner' | 'line' | null
  /** How a line of the API server calls the kind. */
  readonly label: string
  /** Of an owner: how many of its Pods are ready, and how many there should be. */
  ready(object: T): { readonly ready: number; readonly desired: number } | null
  /** What the outline says of it beside the nodes; null when it is not listed there. */
  readonly outline: ((object: T) => string) | null
  /** What the tab Status says first. */
  facts(object: T): readonly FactText[]
  conditions(object: T): readonly ConditionText[]
}

const created = ({ metadata }: TypedObject): readonly FactText[] =>
  metadata.creationTimestamp === undefined ? [] : [['Created', metadata.creationTimestamp]]

/** For kinds that are neither drawn nor listed; what is said of them is when they were made. */
export const UNSEEN = {
  place: null,
  ready: () => null,
  outline: null,
  facts: created,
  conditions: () => [],
} as const
