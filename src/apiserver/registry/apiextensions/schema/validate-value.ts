// What is wrong with a value by its schema.
// Follows k8s.io/kube-openapi/pkg/validation/validate (v1.36): schema.go, type.go, values.go, object_validator.go,
// slice_validator.go, schema_props.go; the texts are those of its pkg/validation/errors/schema.go. The errors as the
// API server gives them follow kubeOpenAPIResultToFieldErrors of
// k8s.io/apiextensions-apiserver/pkg/apiserver/validation/validation.go, and what of a change is looked at ratcheting.go beside it.
import { type FieldError, FieldPath, rootPath } from '#api/meta/field-error.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { equal } from '#lib/equal.ts'
import {
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../../../validation/errors.ts'
import { compilePattern } from './go-regex.ts'
import { propertyOf, itemsOf, entriesOf, type Schema } from './schema.ts'
import { hasFormat, isKnownFormat } from './string-formats.ts'

/** Where a value stands: as an error points to it, and as its text names it. */
interface Place {
  readonly path: FieldPath | null
  readonly name: string
}

interface Found {
  readonly text: string
  readonly error: FieldError
}

/** The errors of a value, each once, and how much of it was as it should be. */
interface Result {
  readonly found: Found[]
  matches: number
}

const NO_PATH = rootPath('<nil>')

/** The errors of a value. `old` is what it takes the place of: what did not change is not looked at. */
export function validateValue(
  value: unknown,
  schema: Schema | undefined,
  { at, old }: { readonly at?: FieldPath; readonly old?: unknown } = {},
): readonly FieldError[] {
  if (schema === undefined) return []
  const result = validate(value, schema, { path: at ?? null, name: '' }, old)
  return result.found.map(({ error }) => error)
}

const empty = (): Result => ({ found: [], matches: 0 })

function add(into: Result, { found, matches }: Result): void {
  for (const one of found) addOne(into, one)
  into.matches += matches
}

function addOne(into: Result, one: Found): void {
  if (!into.found.some(({ text }) => text === one.text)) into.found.push(one)
}

/** An error at a place; its text is what tells it from others. */
function fault(
  into: Result,
  { path, name }: Place,
  make: (path: FieldPath, name: string) => FieldError,
): void {
  const error = make(path ?? NO_PATH, name)
  addOne(into, { error, text: `${error.type} ${name} ${error.detail}` })
}

const plain = (into: Result, text: string): void =>
  addOne(into, { text, error: invalid(NO_PATH, '', text) })

const invalidAt = (into: Result, place: Place, value: unknown, what: string): void =>
  fault(into, place, (path, name) => invalid(path, value, `${name} in body ${what}`))

function typesOf(schema: Schema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return (schema.type ?? '') === '' ? [] : [schema.type ?? '']
}

/** The format, where it can be asked of the type. */
function formatOf(schema: Schema): string {
  const { format = '' } = schema
  const types = typesOf(schema)
  return isKnownFormat(types.length === 1 ? (types[0] ?? '') : '', format) ? format : ''
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function validate(value: unknown, schema: Schema, place: Place, old: unknown): Result {
  const result = empty()
  if (value === null) {
    validateNull(result, schema, place)
    return result
  }
  const types = typesOf(schema)
  if (types.length > 0 || formatOf(schema) !== '') {
    if (validateType(result, value, schema, place)) result.matches += 1
    result.matches += 1
  }
  add(result, validateJunctors(value, schema, place, old))
  result.matches += 1
  if (typeof value === 'string') {
    validateText(result, value, schema, place)
    result.matches += hasFormat(formatOf(schema), value) === undefined ? 1 : 2
    validateFormat(result, value, schema, place)
  }
  if (typeof value === 'number') {
    validateNumber(result, value, schema, place)
    result.matches += 2
  }
  if (Array.isArray(value)) {
    add(result, validateItems(value, schema, place, old))
    result.matches += 2
  }
  validateEnum(result, value, schema, place)
  result.matches += 1
  if (isFields(value)) {
    add(result, validateFields(value, schema, place, old))
    result.matches += 1
  }
  result.matches += 1
  // What was wrong before, and is as it was, stays.
  return old !== undefined && result.found.length > 0 && equal(value, old) ? empty() : result
}

function validateNull(result: Result, schema: Schema, place: Place): void {
  const types = typesOf(schema)
  if (types.length > 0 && schema.nullable !== true)
    wrongType(result, place, types.join(','), 'null')
  else result.matches += 1
  if ((schema.enum ?? []).length > 0) validateEnum(result, null, schema, place)
}

function wrongType(result: Result, place: Place, type: string, value: string): void {
  fault(result, place, (path, name) =>
    typeInvalid(path, value, `${name} in body must be of type ${type}: ${JSON.stringify(value)}`),
  )
}

function validateType(result: Result, value: unknown, schema: Schema, place: Place): boolean {
  const types = typesOf(schema)
  const format = formatOf(schema)
  const type = typeOfValue(value)
  const isRight = types.includes(type) || (type === 'integer' && types.includes('number'))
  const isListOrText = type === 'string' || type === 'array'
  if (!isListOrText && format !== '' && !isRight) {
    wrongType(
      result,
      place,
      format,
      type === 'integer' ? 'int64' : type === 'number' ? 'float64' : '',
    )
    return false
  }
  const isNumeric = types.includes('number') || types.includes('integer')
  if (!isNumeric && format !== '' && isListOrText) return true
  if (!isRight) wrongType(result, place, types.join(','), type)
  return isRight
}

function validateText(result: Result, value: string, schema: Schema, place: Place): void {
  const { minLength, maxLength, pattern = '' } = schema
  const { length } = [...value]
  if (maxLength !== undefined && length > maxLength) {
    fault(result, place, (path) => tooLong(path, maxLength))
    return
  }
  if (minLength !== undefined && length < minLength) {
    invalidAt(result, place, value, `should be at least ${minLength} chars long`)
    return
  }
  if (pattern === '') return
  const compiled = compilePattern(pattern)
  if (!compiled.ok) {
    const shown = `${pattern}, but pattern is invalid: ${compiled.problem}`
    invalidAt(result, place, value, `should match '${shown}'`)
  } else if (!compiled.matches(value)) {
    invalidAt(result, place, value, `should match '${pattern}'`)
  }
}

function validateFormat(result: Result, value: string, schema: Schema, place: Place): void {
  const format = formatOf(schema)
  if (format === '' || hasFormat(format, value) !== false) return
  fault(result, place, (path, name) =>
    typeInvalid(path, value, `${name} in body must be of type ${format}: ${JSON.stringify(value)}`),
  )
}

function validateNumber(result: Result, value: number, schema: Schema, place: Place): void {
  const { multipleOf, minimum, maximum } = schema
  const [type] = typesOf(schema)
  const numeric = typesOf(schema).length === 1 && type === 'integer' ? 'integer' : 'number'
  const format = isKnownFormat(numeric, schema.format ?? '') ? (schema.format ?? '') : ''
  const inRange = (bound: number, what: string): void => {
    if (isInRange(bound, numeric, format)) return
    const kind = format === '' ? '(default format)' : `with format ${format}`
    plain(result, `${what} value must be of type ${numeric} ${kind} in ${place.name}`)
  }
  inRange(value, 'Checked')
  if (multipleOf !== undefined) {
    inRange(multipleOf, 'MultipleOf')
    const areInRange = [value, multipleOf].every((one) => isInRange(one, numeric, format))
    // A whole number is compared with the whole part of what it should be a multiple of.
    const factor = areInRange && Number.isInteger(value) ? Math.trunc(multipleOf) : multipleOf
    if (factor <= 0)
      fault(result, place, (path, name) =>
        invalid(path, factor, `factor MultipleOf declared for ${name} must be positive: ${factor}`),
      )
    else if (!isMultiple(value, factor))
      invalidAt(result, place, value, `should be a multiple of ${factor}`)
  }
  if (minimum !== undefined) {
    inRange(minimum, 'Minimum boundary')
    const isOut = schema.exclusiveMinimum === true
    const words = isOut ? 'greater than' : 'greater than or equal to'
    if (value < minimum || (isOut && value === minimum))
      invalidAt(result, place, value, `should be ${words} ${minimum}`)
  }
  if (maximum !== undefined) {
    inRange(maximum, 'Maximum boundary')
    const isOut = schema.exclusiveMaximum === true
    const words = isOut ? 'less than' : 'less than or equal to'
    if (value > maximum || (isOut && value === maximum))
      invalidAt(result, place, value, `should be ${words} ${maximum}`)
  }
}

/** Follows IsValueValidAgainstRange of k8s.io/kube-openapi/pkg/validation/validate/values.go. */
function isInRange(bound: number, type: 'integer' | 'number', format: string): boolean {
  if (type === 'number') return format !== 'float' || Number.isFinite(Math.fround(bound))
  const least = format === 'int32' ? -(2 ** 31) : -(2 ** 63)
  return Number.isInteger(bound) && bound >= least && bound < -least
}

function isMultiple(value: number, factor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(factor)) return value % factor === 0
  const times = factor < 1 ? (1 / factor) * value : value / factor
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times))
}

function validateEnum(result: Result, value: unknown, schema: Schema, place: Place): void {
  const { enum: choices = [] } = schema
  if (choices.length === 0 || choices.some((choice) => equal(choice, value))) return
  const words = choices.map((choice) =>
    typeof choice === 'string' ? choice : JSON.stringify(choice),
  )
  fault(result, place, (path) => notSupported(path, value, words))
}

function validateItems(
  items: readonly unknown[],
  schema: Schema,
  place: Place,
  old: unknown,
): Result {
  const result = empty()
  const { minItems, maxItems } = schema
  const below = itemsOf(schema)
  const before = oldItems(old, schema)
  if (below !== undefined) {
    for (const [index, item] of items.entries()) {
      const at = {
        path: (place.path ?? rootPath()).index(index),
        name: `${place.name}[${index}]`,
      }
      add(result, validate(item, below, at, before(item)))
    }
  }
  if (minItems !== undefined && items.length < minItems)
    invalidAt(result, place, items.length, `should have at least ${minItems} items`)
  if (maxItems !== undefined && items.length > maxItems)
    fault(result, place, (path) => tooMany(path, items.length, maxItems))
  result.matches += 1
  return result
}

/** What an item takes the place of: known in lists by keys only. */
function oldItems(old: unknown, schema: Schema): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const isByKeys = schema['x-kubernetes-list-type'] === 'map'
  if (!Array.isArray(old) || !isByKeys) return () => undefined
  return (item) =>
    old.find(
      (one) => isFields(one) && isFields(item) && keys.every((key) => equal(one[key], item[key])),
    )
}

function validateFields(fields: JsonFields, schema: Schema, place: Place, old: unknown): Result {
  const result = empty()
  const { minProperties, maxProperties, additionalProperties } = schema
  const count = Object.keys(fields).length
  if (minProperties !== undefined && count < minProperties)
    invalidAt(result, place, count, `should have at least ${minProperties} properties`)
  if (maxProperties !== undefined && count > maxProperties)
    fault(result, place, (path) => tooMany(path, count, maxProperties))
  const before = isFields(old) ? old : {}
  const at = (field: string, name: string): Place => ({
    path: (place.path ?? rootPath()).child(field),
    name,
  })
  for (const [field, value] of Object.entries(fields)) {
    const own = propertyOf(schema, field)
    const entries = entriesOf(schema)
    if (own === undefined && additionalProperties === false) {
      const what = `${place.name}.${field} in body is a forbidden property`
      fault(result, place, (path) => invalid(path, field, what))
    } else if (own === undefined && entries !== undefined) {
      add(result, validate(value, entries, at(field, `${place.name}.${field}`), before[field]))
    }
  }
  for (const [field, part] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(fields, field)) continue
    const name = place.name === '' ? field : `${place.name}.${field}`
    add(result, validate(fields[field], part, at(field, name), before[field]))
  }
  for (const field of schema.required ?? []) {
    if (!Object.hasOwn(fields, field))
      fault(result, at(field, `${place.name}.${field}`), (path) => required(path))
  }
  return result
}

const quoted = ({ name }: Place): string => JSON.stringify(name)

function validateJunctors(value: unknown, schema: Schema, place: Place, old: unknown): Result {
  const result = empty()
  const { anyOf = [], oneOf = [], allOf = [], not } = schema
  const all = (parts: readonly Schema[]): readonly Result[] =>
    parts.map((part) => validate(value, part, place, old))
  if (anyOf.length > 0) {
    const results = all(anyOf)
    const first = results.find(isValid)
    if (first === undefined)
      plain(result, `${quoted(place)} must validate at least one schema (anyOf)`)
    add(result, first ?? best(results))
  }
  if (oneOf.length > 0) {
    const results = all(oneOf)
    const valid = results.filter(isValid)
    const [first] = valid
    if (first === undefined) {
      plain(
        result,
        `${quoted(place)} must validate one and only one schema (oneOf). Found none valid`,
      )
      add(result, best(results))
    } else if (valid.length > 1) {
      plain(
        result,
        `${quoted(place)} must validate one and only one schema (oneOf). Found ${valid.length} valid alternatives`,
      )
    } else add(result, first)
  }
  if (allOf.length > 0) {
    const results = all(allOf)
    for (const one of results) add(result, one)
    const valid = results.filter(isValid).length
    if (valid < results.length) {
      const more = valid === 0 ? '. None validated' : ''
      plain(result, `${quoted(place)} must validate all the schemas (allOf)${more}`)
    }
  }
  if (not !== undefined && isValid(validate(value, not, place, old)))
    plain(result, `${quoted(place)} must not validate the schema (not)`)
  result.matches += 1
  return result
}

const isValid = ({ found }: Result): boolean => found.length === 0

/** The one that comes nearest; the first of several. */
function best(results: readonly Result[]): Result {
  const [first = empty(), ...rest] = results
  return rest.reduce((before, one) => (one.matches > before.matches ? one : before), first)
}
