// What admitting an object needs and gives. The same function serves the editor as a dry run and the store.
import type { ApiObject, Kind, ObjectOf } from '#api/meta/object.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import type { Status } from '#api/meta/status.ts'
import type {
  CustomResourceDefinition,
  Namespace,
  Node,
  PriorityClass,
  ResourceQuota,
  Service,
  ServiceAccount,
  StorageClass,
} from '#api/generated/types.ts'

/** What the cluster holds that an answer depends on. */
export interface AdmissionContext {
  namespace(name: string): Namespace | undefined
  serviceAccount(namespace: string, name: string): ServiceAccount | undefined
  storageClasses(): readonly StorageClass[]
  /** A Node by its name; none when it is missing. */
  node?(name: string): Node | undefined
  /** The PriorityClasses; without them there are those of the system only. */
  priorityClasses?(): readonly PriorityClass[]
  /** A definition by its name; none when it is missing. */
  definition?(name: string): CustomResourceDefinition | undefined
  /** The objects of a kind, of one namespace where the kind has them; none when it is missing. */
  list?<K extends Kind>(kind: K, namespace?: string): readonly ObjectOf<K>[]
  /** Five characters for a generated name. */
  suffix(): string
  /** A new UID; objects get none when it is missing. */
  uid?(): string
  /** A free cluster IP for a Service. */
  clusterIp(): string
  /** The Services that hold addresses and node ports; none when it is missing. */
  services?(): readonly Service[]
  readonly nowMs: number
}

export interface AdmissionWarning {
  readonly message: string
  readonly path: FieldPath | undefined
}

/** `object` after defaults and admission, even when it is refused, as far as one could get. */
export interface Admitted<T extends ApiObject = ApiObject> {
  readonly object: T
  /** Validation errors, in the order of the API server. */
  readonly errors: readonly FieldError[]
  /** The Status that refuses it (Invalid with all errors, Forbidden, NotFound ...); null when accepted. */
  readonly refusal: Status | null
  readonly warnings: readonly AdmissionWarning[]
  /** The quotas that count it from now on; none for an object that is refused. */
  readonly charged?: readonly ResourceQuota[]
}

/** What is assumed of an object when it runs, at its place; not the API server's word. */
export interface Assumed {
  readonly message: string
  readonly path: readonly (string | number)[]
}
