// The strategy of a kind that the server stores as it is: what its rules leave out is as of most kinds.
// Follows the strategies of pkg/registry/<group>/<kind>/strategy.go (v1.36) that only validate.
import type { FieldError } from '#api/meta/field-error.ts'
import type { KindInfo } from '#api/meta/kind-info.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import { type Format, isDns1123Subdomain } from '#api/meta/formats.ts'
import { asSparse, type Sparse } from '../validation/sparse.ts'
import {
  type MetaRules,
  validateObjectMeta,
  validateObjectMetaAccessor,
  validateObjectMetaAccessorUpdate,
  validateObjectMetaUpdate,
} from '../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  noErrors,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from './strategy.ts'

type Parts =
  | 'allowCreateOnUpdate'
  | 'setDefaults'
  | 'warningsOnCreate'
  | 'warningsOnUpdate'
  | 'warningsOnDelete'
  | 'validateStatusUpdate'

/**
 * What is checked of a change: 'metadata' as changed, the 'rules' of the kind, the 'whole' object as if it were new
 * (its metadata and the rules), and the 'change' itself.
 */
type UpdateCheck = 'metadata' | 'rules' | 'whole' | 'change'

export interface StoredRules<T extends ApiObject> extends Partial<Pick<Strategy<T>, Parts>> {
  /** Of its names; a DNS subdomain when it is left out. */
  readonly nameFormat?: Format
  /** What the server counts the changes of; nothing when it is left out. */
  counted?(object: T): unknown
  /** The errors of all but metadata, of a new object and of a changed one. */
  validate(object: Sparse<T>): readonly FieldError[]
  /** What is checked of a change, in this order; metadata, rules and change when it is left out. */
  readonly updateChecks?: readonly UpdateCheck[]
  /** The changed object without the parts that are looked at only when they change. */
  validateUnchanged?(next: T, old: T): T
  /** The errors of a change alone. */
  validateChange?(next: Sparse<T>, old: T): readonly FieldError[]
  /** What the server sets and clears, besides status and generation. */
  prepareForCreate?(object: T, nowMs: number): T
  /** The same in a changed object. */
  prepareForUpdate?(next: T, old: T): T
  /** True for kinds whose metadata does not change with their status. */
  readonly keepsMetadata?: boolean
  /** True for kinds of which the names of finalizers are looked at no closer than of all. */
  readonly takesAnyFinalizer?: boolean
}

interface WithParts {
  readonly status?: unknown
}

function withoutStatus<T extends ApiObject>(object: T): T {
  const { status: _, ...rest } = object as T & WithParts
  return 'status' in object ? (rest as unknown as T) : object
}

/** The strategy of a kind that is stored as it is, with its own rules. */
export function storedStrategy<T extends ApiObject>(
  info: KindInfo<T>,
  rules: StoredRules<T>,
): Strategy<T> {
  const { nameFormat = isDns1123Subdomain, counted } = rules
  const { updateChecks = ['metadata', 'rules', 'change'], takesAnyFinalizer = false } = rules
  const validateMeta = takesAnyFinalizer ? validateObjectMetaAccessor : validateObjectMeta
  const validateMetaUpdate = takesAnyFinalizer
    ? validateObjectMetaAccessorUpdate
    : validateObjectMetaUpdate
  const metaRules: MetaRules = { namespaced: info.namespaced, nameFormat }
  const hasStatus = info.subresources.includes('status')
  const whole = (object: Sparse<T>): readonly FieldError[] => [
    ...validateMeta(object.metadata ?? {}, metaRules),
    ...rules.validate(object),
  ]
  const looked = (next: T, old: T): T => rules.validateUnchanged?.(next, old) ?? next
  const checks: Readonly<Record<UpdateCheck, (next: T, old: T) => readonly FieldError[]>> = {
    metadata: (next, old) => validateMetaUpdate(next.metadata, old.metadata),
    rules: (next, old) => rules.validate(asSparse(looked(next, old))),
    whole: (next, old) => whole(asSparse(looked(next, old))),
    change: (next, old) => rules.validateChange?.(asSparse(next), old) ?? [],
  }
  return {
    info,
    isChecked: () => true,
    setDefaults: rules.setDefaults ?? asGiven,
    prepareForCreate(object, nowMs) {
      const plain = hasStatus ? withoutStatus(object) : object
      const own = rules.prepareForCreate?.(plain, nowMs) ?? plain
      return counted === undefined ? own : { ...own, metadata: { ...own.metadata, generation: 1 } }
    },
    beginCreate: nothingToAllocate,
    validate: whole,
    warningsOnCreate: rules.warningsOnCreate ?? noWarnings,
    prepareForUpdate(asked, old) {
      const next = rules.prepareForUpdate?.(asked, old) ?? asked
      if (counted === undefined) return next
      return nextGeneration(next, old, !equal(counted(next), counted(old)))
    },
    validateUpdate: (next, old) => updateChecks.flatMap((check) => checks[check](next, old)),
    warningsOnUpdate: rules.warningsOnUpdate ?? noWarnings,
    prepareForStatusUpdate: (next, old) =>
      rules.keepsMetadata === true ? { ...next, metadata: old.metadata } : next,
    validateStatusUpdate: rules.validateStatusUpdate ?? noErrors,
    ...atOnce,
    allowCreateOnUpdate: rules.allowCreateOnUpdate ?? false,
    ...(rules.warningsOnDelete === undefined ? {} : { warningsOnDelete: rules.warningsOnDelete }),
    scale: null,
  }
}
