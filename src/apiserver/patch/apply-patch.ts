// A patch on an object as it is stored: the patched object, checked against the schema, or the refusal.
// Follows k8s.io/apiserver/pkg/endpoints/handlers/patch.go (v1.36).
import { decodeStruct, type DecodeProblem } from '#api/meta/decode-struct.ts'
import { goTypeOf } from '#api/meta/go-types.ts'
import { entryType, itemType } from '#api/meta/schema.ts'
import type { Status } from '#api/meta/status.ts'
import type { BodyPatch } from '#client/client.ts'
import { statusOf } from '../statuses.ts'
import { goJson } from '../validation/go-text.ts'
import { goPrint } from '#api/strategicpatch/go-print.ts'
import { applyJsonPatch, MAX_OPERATIONS } from './json-patch.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { applyMergePatch } from './merge-patch.ts'
import { mergeLookup } from '#api/strategicpatch/merge-schema.ts'
import { applyStrategicMergePatch } from '#api/strategicpatch/strategic-merge-patch.ts'

export type Patched =
  | { readonly ok: true; readonly object: JsonFields; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly status: Status }

/** What a client is told of a patch that cannot be carried out: the reason stays in the server. */
const UNPROCESSABLE: Status = {
  ...statusOf('Invalid', 'the server rejected our request due to an error in our request'),
  causes: [],
}

const refuse = (status: Status): Patched => ({ ok: false, status })
const badRequest = (message: string): Patched => refuse(statusOf('BadRequest', message))

/** Applies a patch to an object of a struct, and decodes what comes of it. */
export function applyPatch(struct: string, current: JsonFields, patch: BodyPatch): Patched {
  const target: Target = { struct, fieldValidation: patch.fieldValidation ?? 'Strict' }
  const decode = (patched: JsonFields): Patched =>
    decoded(target, patched, goJson(patched), jsonText)
  switch (patch.type) {
    case 'json':
      return applyJson(current, patch.body, decode)
    case 'merge':
      return applyMerge(current, patch.body, decode)
    case 'strategic':
      return applyStrategic(target, current, patch.body)
  }
}

/** The same to an object of a definition; `problemOf` says what of the patched object cannot be read. */
export function applyCustomPatch(
  current: JsonFields,
  patch: BodyPatch,
  problemOf: (patched: JsonFields) => string | null,
): Patched {
  const decode = (patched: JsonFields): Patched => {
    const problem = problemOf(patched)
    return problem === null
      ? { ok: true, object: patched, warnings: [] }
      : refuse(notPatched(goJson(patched), problem))
  }
  switch (patch.type) {
    case 'json':
      return applyJson(current, patch.body, decode)
    case 'merge':
      return applyMerge(current, patch.body, decode)
    case 'strategic':
      return refuse(statusOf('UnsupportedMediaType', NO_STRATEGIC))
  }
}

const NO_STRATEGIC =
  'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'

type Decode = (patched: JsonFields) => Patched

/** What a patched object has to be. */
interface Target {
  readonly struct: string
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore'
}

const goTypeOfJson = (value: unknown): string =>
  Array.isArray(value)
    ? 'array'
    : isFields(value)
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value

const notDecoded = (body: unknown, into: string): string =>
  `json: cannot unmarshal ${goTypeOfJson(body)} into Go value of type ${into}`

function applyJson(current: JsonFields, body: unknown, decode: Decode): Patched {
  if (!Array.isArray(body)) {
    return badRequest(`error decoding patch: ${notDecoded(body, '[]handlers.jsonPatchOp')}`)
  }
  if (body.length > MAX_OPERATIONS) {
    const text = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${body.length}`
    return refuse(statusOf('RequestEntityTooLarge', `Request entity too large: ${text}`))
  }
  const other = body.find((operation) => !isFields(operation))
  if (other !== undefined) {
    return badRequest(`error decoding patch: ${notDecoded(other, 'handlers.jsonPatchOp')}`)
  }
  const patched = applyJsonPatch(current, body)
  if (patched === null || !isFields(patched.value)) return refuse(UNPROCESSABLE)
  return decode(patched.value)
}

function applyMerge(current: JsonFields, body: unknown, decode: Decode): Patched {
  if (!isFields(body)) {
    return badRequest(`error decoding patch: ${notDecoded(body, 'map[string]interface {}')}`)
  }
  const patched = applyMergePatch(current, body)
  return isFields(patched) ? decode(patched) : refuse(UNPROCESSABLE)
}

function applyStrategic(target: Target, current: JsonFields, body: unknown): Patched {
  if (!isFields(body)) return badRequest(notDecoded(body, 'map[string]interface {}'))
  const outcome = applyStrategicMergePatch(target.struct, current, body, mergeLookup)
  if (outcome.ok) {
    // The server knows the kind of what it decodes, whatever the patch says.
    const { kind, apiVersion } = current
    const typed = kind === undefined ? outcome.object : { ...outcome.object, kind, apiVersion }
    return decoded(target, typed as JsonFields, goPrint(body), converterText)
  }
  const { code, message } = outcome
  if (code === 422) return refuse(UNPROCESSABLE)
  return refuse(statusOf(code === 400 ? 'BadRequest' : '', message))
}

/** The object as its struct has it; a refusal names the first wrong type, or else all unknown fields. */
function decoded(
  { struct, fieldValidation }: Target,
  patched: JsonFields,
  shown: string,
  textOf: (problem: DecodeProblem) => string,
): Patched {
  const { object, problems } = decodeStruct(struct, patched)
  const first = problems.find(({ strict }) => !strict)
  if (problems.length === 0 || (first === undefined && fieldValidation !== 'Strict')) {
    const warnings =
      fieldValidation === 'Warn' ? problems.map(({ message }) => message).toSorted() : []
    return { ok: true, object, warnings }
  }
  const unknown = [...new Set(problems.map(({ message }) => message))].toSorted().join(', ')
  const why = first === undefined ? `strict decoding error: ${unknown}` : textOf(first)
  return refuse(notPatched(shown, why))
}

/** What a patch made that cannot be read. */
function notPatched(shown: string, why: string): Status {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`
  return {
    ...statusOf('Invalid', ` "" is invalid: patch: ${message}`),
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  }
}

const jsonText = ({ message }: DecodeProblem): string => message

const SCALAR_KINDS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  int32: 'int32',
  int64: 'int64',
}

/** A wrong type in the words of the converter that strategic merge patches go through. */
function converterText({ message, own, type, value, struct, field }: DecodeProblem): string {
  if (own !== undefined) return own
  if (type === undefined) return message
  const found = Array.isArray(value) ? 'slice' : goKindOf(value)
  if (itemType(type) !== undefined) return `cannot restore slice from ${found}`
  if (entryType(type) !== undefined) return `cannot restore map from ${found}`
  if (type === 'bytes') return `cannot restore slice from ${found}`
  const kind = SCALAR_KINDS[type]
  if (kind === undefined)
    return /^[A-Z]/.test(type) ? `cannot restore struct from: ${found}` : message
  // Go turns a whole number into a text, though not here.
  return kind === 'string' && found === 'int64'
    ? `cannot convert int64 to ${goTypeOf(type, struct, field)}`
    : `unrecognized type: ${kind}`
}

function goKindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return isFields(value) ? 'map' : typeof value
}
