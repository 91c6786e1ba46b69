// The Go names of types, as the API server prints them in decoding errors.
import { namedType } from './schema.ts'

const BASIC: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  boolean: 'bool',
  bytes: '[]uint8',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  '{}Quantity': 'v1.ResourceList',
}

/** 'int32', 'v1.PodSpec', '[]v1.Container', 'map[string]string': the Go type of a field. */
export function goTypeOf(type: string, struct: string, field: string): string {
  if (type === 'string') return namedType(struct, field) ?? 'string'
  const basic = Object.hasOwn(BASIC, type) ? BASIC[type] : undefined
  if (basic !== undefined) return basic
  if (type.startsWith('[]')) return `[]${goTypeOf(type.slice(2), struct, field)}`
  if (type.startsWith('{}')) return `map[string]${goTypeOf(type.slice(2), struct, field)}`
  return `v1.${type}`
}

/** 'number', 'string', 'bool', 'array', 'object': what Go's decoder calls a JSON value. */
export function jsonKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'number'
  if (typeof value === 'number' || typeof value === 'string') return typeof value
  return value === null ? 'null' : 'object'
}
