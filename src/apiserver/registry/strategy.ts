// What is true of one kind, as its folder says it: what an object means when it leaves fields out, what the server
// sets in it, what is wrong with it, and what a change may change.
// Follows k8s.io/apiserver/pkg/registry/rest/create.go, update.go and delete.go (v1.36), RESTCreateStrategy and its
// neighbours, and pkg/registry/<group>/<kind>/strategy.go.
import type { FieldError } from '#api/meta/field-error.ts'
import type { KindInfo } from '#api/meta/kind-info.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { ObjectPart, PropagationPolicy } from '#client/client.ts'
import type { AdmissionContext, AdmissionWarning } from '../admit-types.ts'
import type { Sparse } from '../validation/sparse.ts'

/** An object with what the cluster gave it, or why it has nothing to give. */
export interface Allocation<T extends ApiObject> {
  readonly object: T
  readonly errors: readonly FieldError[]
  /** What an allocator says that is no error of a field. */
  readonly refusal?: Status
}

/** What `.../scale` reads and writes. */
export interface ScaleStrategy<T extends ApiObject> {
  /** The replicas that the spec asks for, and those that the status has. */
  replicas(object: T): { readonly spec: number; readonly status: number }
  withReplicas(object: T, replicas: number): T
  /** The labels of its Pods, as the object says them; those of `spec.selector` when it is missing. */
  selector?(object: T): string
}

/** A part of an object that has a request of its own. */
export interface PartStrategy<T extends ApiObject> {
  /** The old object with what of the new one belongs to the part. */
  prepareForUpdate(next: T, old: T): T
  validateUpdate(next: T, old: T): readonly FieldError[]
}

/** Null for kinds without the subresource; the status has a request of its own in every kind that has one. */
export type Parts<T extends ApiObject> = Readonly<Record<ObjectPart, PartStrategy<T>>> | null

/**
 * Everything that a kind says of itself. Nothing is optional: a kind that has no rule for something says so. Whoever
 * adds a member finds with the compiler all kinds that have to answer.
 */
export interface Strategy<T extends ApiObject> {
  readonly info: KindInfo<T>
  /** False for objects that are stored as a component wrote them: Events, of which there are many. */
  isChecked(object: T): boolean
  /** The object with its defaults. Applying it again changes nothing. */
  setDefaults(object: T): T
  /** What the server sets and clears in a new object, after admission and before validation. */
  prepareForCreate(object: T, nowMs: number): T
  /** What only the cluster can give: addresses, ports. */
  beginCreate(object: T, context: AdmissionContext): Allocation<T>
  /** The same in an object that replaces `old`, before anything else is looked at. */
  beginUpdate(next: T, old: T, context: AdmissionContext): Allocation<T>
  /** The errors of an object with its defaults, in the order of the API server. Any field may be missing. */
  validate(object: Sparse<T>): readonly FieldError[]
  /** What is said of a new object even when it is refused. `asked` is the one before the server set anything in it. */
  earlyWarnings(asked: T): readonly AdmissionWarning[]
  warningsOnCreate(object: T): readonly AdmissionWarning[]
  /** What the server sets in an object that replaces `old`: generations, allocated values. Its status is kept for it. */
  prepareForUpdate(next: T, old: T): T
  /** The errors of a change, after those that the metadata of every kind may have. */
  validateUpdate(next: T, old: T): readonly FieldError[]
  warningsOnUpdate(next: T, old: T): readonly AdmissionWarning[]
  /** Whether an update of an object that is not there creates it. */
  readonly allowCreateOnUpdate: boolean
  /** What the server sets when the status of `old` is replaced. */
  prepareForStatusUpdate(next: T, old: T, nowMs: number): T
  /** The errors of a changed status. */
  validateStatusUpdate(next: T, old: T): readonly FieldError[]
  /** The object while it stops, 'remove' when nothing has to stop, or null for kinds that stop at once. */
  checkGracefulDelete(
    object: T,
    graceSeconds: number | undefined,
    nowMs: number,
  ): T | 'remove' | null
  /**
   * What becomes of the dependents when a deletion does not say; null for the background. A kind that nothing can depend on
   * is 'Unsupported', whatever a deletion says.
   */
  readonly defaultGarbageCollectionPolicy: PropagationPolicy | 'Unsupported' | null
  /** Whether a deletion notes in the finalizers of the object what is to become of its dependents. */
  takesPropagation(object: T): boolean
  /** True when the object waits for somebody, besides its finalizers, to end what it stands for. */
  isHeldBack(object: T): boolean
  /** What is said when an object is deleted; `policy` is what the request says of the dependents. */
  warningsOnDelete(policy: PropagationPolicy | undefined): readonly AdmissionWarning[]
  /** Null for kinds without the subresource. */
  readonly scale: ScaleStrategy<T> | null
  readonly parts: Parts<T>
}

/** For kinds in which the server sets nothing. */
export const asGiven = <T>(object: T): T => object

/** For kinds that need nothing of the cluster. */
export const nothingToAllocate = <T extends ApiObject>(object: T): Allocation<T> => ({
  object,
  errors: [],
})

export const noErrors = (): readonly FieldError[] => []
export const noWarnings = (): readonly AdmissionWarning[] => []

/** For kinds that are gone when nothing but their finalizers holds them. */
export const atOnce = {
  allowCreateOnUpdate: false,
  checkGracefulDelete: () => null,
  defaultGarbageCollectionPolicy: null,
  takesPropagation: () => true,
  isHeldBack: () => false,
  warningsOnDelete: noWarnings,
  earlyWarnings: noWarnings,
  beginUpdate: nothingToAllocate,
  parts: null,
} as const

/** A changed object with the next generation when what it asks for has changed. */
export function nextGeneration<T extends ApiObject>(next: T, old: T, isOther: boolean): T {
  const { generation = 0 } = old.metadata
  return isOther ? { ...next, metadata: { ...next.metadata, generation: generation + 1 } } : next
}

interface Replicated {
  readonly spec?: { readonly replicas?: number }
  readonly status?: { readonly replicas?: number }
}

/** `.../scale` of a kind that has its number of Pods in its spec; 1 when it does not say. */
export function scaleOfSpec<T extends ApiObject & Replicated>(): ScaleStrategy<T> {
  return {
    replicas: ({ spec, status }) => ({ spec: spec?.replicas ?? 1, status: status?.replicas ?? 0 }),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  }
}
