// What the checks of the volume types of storage systems have in common.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { required } from '../errors.ts'

/** A source of any type, by field. */
export type Source = Readonly<Record<string, unknown>>

export interface VendorScope {
  /** Whether it is the source of a PersistentVolume. */
  readonly isPersistent: boolean
  /** The name of the volume. */
  readonly name: string
}

export type Vendor = (source: Source, at: FieldPath, scope: VendorScope) => readonly FieldError[]

/** A field's text; empty when it has none. */
export function textOf(source: Source, field: string): string {
  const value = source[field]
  return typeof value === 'string' ? value : ''
}

const isMissing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** 'Required value' for each field without a value, in order. */
export const filledOr = (source: Source, fields: readonly string[], at: FieldPath): FieldError[] =>
  fields.filter((field) => isMissing(source[field])).map((field) => required(at.child(field)))
