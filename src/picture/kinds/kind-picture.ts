// What the page says of the objects of one kind, without React: where the canvas draws them, what the outline and the
// tab Status say. Nothing is optional: a kind that has nothing to say says so.
import type { TypedObject } from '#api/meta/kind-info.ts'
import type { Reference } from '#api/core/pod-references.ts'
import type { Labels } from '#api/meta/labels.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { StateWord } from '../words/pod-state.ts'

export type FactText = readonly [name: string, value: string]

export interface ConditionText {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
}

/** What the box of an owner says. */
export interface OwnerFacts {
  readonly ready: number
  readonly desired: number
  readonly state: StateWord
  /** The numbers of its status, in the order in which one reads them. */
  readonly counts: readonly (readonly [label: string, count: number])[]
  /** What tells it from its brothers: the revision and image, the schedule, the policy. */
  readonly detail: string
  /** Its place among the children of one owner: the revision, or when it was made. */
  readonly order: number
  /** Whether it has Pods, or is to have some. */
  readonly active: boolean
}

/** The bounds of a rollout, and where it stands. */
export interface Band {
  readonly least: number
  readonly most: number
  readonly available: number
  readonly total: number
}

/** The place of one Pod that has a name of its own, and the claims that go with it. */
export interface OwnPlace {
  readonly label: string
  readonly pod: string
  /** Keys of the claims. */
  readonly claims: readonly string[]
}

/** An object that watches over an owner: an autoscaler, a budget. */
export interface Guard {
  readonly text: string
  readonly title: string
  watches(owner: ApiObject): boolean
}

/** A choice of Pods by their labels. */
export interface PodSelector {
  /** 'app=web, tier=front'. */
  readonly text: string
  matches(labels: Labels | undefined): boolean
}

export interface KindPicture<T extends TypedObject> {
  /** On the canvas: a frame for Pods, a card in it, a box above its Pods, or a line of the API server; null is nowhere. */
  readonly place: 'frame' | 'card' | 'owner' | 'line' | null
  /** How a line of the API server calls the kind. */
  readonly label: string
  /** What the box of an owner of Pods says. */
  owner(object: T): OwnerFacts | null
  /** What the owners that it owns itself are: revisions that exchange Pods, or runs one after the other. */
  readonly children: 'revisions' | 'runs' | null
  /** Of one whose children exchange Pods. */
  readonly band: ((object: T, children: readonly ApiObject[]) => Band | null) | null
  /** Of one whose Pods have names of their own. */
  readonly places: ((object: T) => readonly OwnPlace[]) | null
  readonly guard: ((object: T) => Guard) | null
  /** What its own fields name, beside those of the Pods that it makes. */
  refersTo(object: T): readonly Reference[]
  /** Which Pods it sends traffic to; null when it does not choose any. */
  readonly selector: ((object: T) => PodSelector | null) | null
  /** It has no line of its own, and is drawn where it is named and missing. */
  readonly ghost: boolean
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
  owner: () => null,
  children: null,
  band: null,
  places: null,
  guard: null,
  refersTo: () => [],
  selector: null,
  ghost: false,
  outline: null,
  facts: created,
  conditions: () => [],
} as const
