// What a real kube-apiserver answered to each request of conformance/api, against our own answer.
import type { JsonObject } from '#api/generated/types.ts'
import { shownKind } from '#api/meta/custom-kind.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { type ApiObject, isKind, infoOf } from '#api/meta/object.ts'
import type { StatusCause } from '#api/meta/status.ts'
import { compareText } from '#lib/compare.ts'
import { decodeRefusal } from '#manifest/decode.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { type ApiRequest, serve, type Served } from './api-stage.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { withCustomKinds } from './custom-question.ts'
import { readRecordings, type Recording } from './read-corpus.ts'

const SUITE = 'api'

interface Question {
  readonly given?: readonly ApiObject[]
  readonly before?: readonly ApiRequest[]
  readonly request: ApiRequest
}
interface Answer {
  readonly accepted: boolean
  /** The server gives the errors in another order each time; here they are in that of their texts. */
  readonly unordered?: boolean
  readonly warnings: readonly string[]
  readonly object?: unknown
  readonly status?: {
    readonly code: number
    readonly reason?: string
    readonly message: string
    readonly details?: { readonly causes?: unknown }
  }
}
/** Asks our API server every request of a folder. */
export function runApiSuite(folder: string): readonly ConformanceCase[] {
  return readRecordings<Question, Answer>(folder).map(compareRequest)
}

function compareRequest({ name, question, answer }: Recording<Question, Answer>): ConformanceCase {
  const asked = JSON.stringify(question)
  const { request: read, refusal } = received(question.request)
  if (refusal !== null) {
    const status = { code: 400, reason: 'BadRequest', message: refusal, causes: [] }
    return compare(SUITE, name, {
      ours: comparable({ warnings: [], status }, asked),
      theirs: theirs(answer, asked),
    })
  }
  const named = withCustomKinds({ ...question, request: read })
  const { request } = named
  const reason = outOfScope(named)
  if (reason !== null) return notSimulated(SUITE, name, reason)
  const served = serve(named.given ?? [], request, named.before)
  if (served === undefined) return notSimulated(SUITE, name, 'the object is not among those given')
  const { generateName } = request.object?.metadata ?? {}
  return compare(SUITE, name, {
    ours: withoutSuffix(
      ours(answer.unordered === true ? sorted(served) : served, asked),
      asked,
      generateName,
    ),
    theirs: theirs(answer, asked),
  })
}

interface Received {
  readonly request: ApiRequest
  /** Why what was sent as an object cannot be read as one; null when it can, or when nothing was. */
  readonly refusal: string | null
}

/** The request with the object that its body is, as far as it can be read. */
function received(request: ApiRequest): Received {
  const { verb, object, body, subresource, fieldValidation = 'Strict' } = request
  const isObject = verb === 'create' || verb === 'update'
  const sent = body === undefined ? object : parseYaml(body).documents[0]?.value
  const { kind = '', apiVersion } = (sent ?? {}) as { kind?: string; apiVersion?: string }
  const isRead = isObject && fieldValidation === 'Strict'
  if (!isRead || apiVersion === undefined || apiVersion !== versionOf(kind, subresource))
    return { request, refusal: null }
  const record = sent as JsonObject
  const refusal = decodeRefusal(kind, record)
  if (refusal !== null || body === undefined) return { request, refusal }
  const decoded = decodeStruct(kind, record).object as unknown as ApiObject
  return { request: { ...request, object: decoded }, refusal }
}

/** The bodies of the requests that take another one than the object. */
const BODIES: Readonly<Record<string, readonly [kind: string, apiVersion: string]>> = {
  scale: ['Scale', 'autoscaling/v1'],
  binding: ['Binding', 'v1'],
  eviction: ['Eviction', 'policy/v1'],
}

/** The version that a body of this kind has to have here; undefined for one that does not belong here. */
function versionOf(kind: string, subresource = ''): string | undefined {
  const [name, version] = BODIES[subresource] ?? []
  if (name !== undefined) return kind === name ? version : undefined
  return isKind(kind) ? infoOf(kind).apiVersion : undefined
}

/** Why a request is not compared, or null. */
function outOfScope({ request, given = [] }: Question): string | null {
  const { verb, object, patch, target, subresource } = request
  const asked =
    subresource === 'binding' || subresource === 'eviction'
      ? 'Pod'
      : (target?.kind ?? object?.kind ?? '')
  const unknown = [asked, ...given.map(({ kind }) => kind)].find((kind) => !isKind(kind))
  if (unknown !== undefined) return `kind ${unknown === '' ? '(none)' : unknown}`
  const hasBody = object !== undefined || patch !== undefined || verb === 'delete'
  return hasBody ? null : 'a body that is no object'
}

/** The random end of a generated name, also inside texts, becomes its placeholder. */
function withoutSuffix(answer: unknown, asked: string, generateName: string | undefined): unknown {
  if (generateName === undefined) return answer
  const base = generateName.slice(0, MAX_NAME_BASE)
  const generated = new RegExp(`${base.replaceAll('.', '\\.')}${RANDOM}`, 'g')
  const text = JSON.stringify(answer).replace(generated, (found) =>
    asked.includes(found) ? found : `${base}<random>`,
  )
  return JSON.parse(text)
}

/** Made-up values become the placeholders of the recordings; what stands for nothing is left out. */
function comparable(value: unknown, asked: string): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item, asked))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null)
    return Object.fromEntries(
      entries.map(([key, item]) => [
        key,
        /nodePort$/i.test(key) && typeof item === 'number' && !asked.includes(`"${key}"`)
          ? `<${key}>`
          : comparable(item, asked),
      ]),
    )
  }
  if (typeof value !== 'string') return value
  return PLACEHOLDERS.reduce(
    (text, [pattern, placeholder]) =>
      text.replace(pattern, (found) => (asked.includes(found) ? found : placeholder)),
    value,
  )
}

/** Names are generated from at most this much of generateName. */
const MAX_NAME_BASE = 58
const RANDOM = '[bcdfghjklmnpqrstvwxz2456789]{5}'
/** What servers make up; a value that the question itself contains is left as it is. */
const PLACEHOLDERS: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>'],
  [/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '<uid>'],
  [/^10\.\d+\.\d+\.\d+$/, '<clusterIP>'],
  [/(?<=failed to allocate IP: IPAddress\.networking\.k8s\.io ")[\d.]+/g, '<clusterIP>'],
  [new RegExp(`kube-api-access-${RANDOM}`, 'g'), 'kube-api-access-<random>'],
  // The whole object, which a patch did no good: its fields are in an order that is Go's own.
  [/(?<=^(?: "" is invalid: patch: )?Invalid value: )"\{\\".*\}"(?=: )/, '<object>'],
]

/** Who gives these, and when, is a matter of the store. */
const STORE_METADATA = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'uid',
]

/** Whether a question names a field manager, so that its answer says who manages what. */
const isManaged = (asked: string): boolean => asked.includes('"fieldManager"')

function withoutStoreMetadata(object: unknown, keepsManagers: boolean): unknown {
  if (object === undefined) return undefined
  const { metadata, ...rest } = object as { readonly metadata: Readonly<Record<string, unknown>> }
  return {
    ...rest,
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(
        ([key]) => !STORE_METADATA.includes(key) || (keepsManagers && key === 'managedFields'),
      ),
    ),
  }
}

/** The answer with its errors in the order of their texts. */
function sorted(served: Served): Served {
  const { refusal } = served
  if (refusal === null || refusal.causes.length < 2) return served
  const text = ({ field = '', message }: StatusCause): string => `${field}: ${message}`
  const listed = (causes: readonly StatusCause[]): string =>
    `[${[...new Set(causes.map(text))].join(', ')}]`
  const causes = refusal.causes.toSorted((a, b) => compareText(text(a), text(b)))
  const message = refusal.message.replace(listed(refusal.causes), () => listed(causes))
  return { ...served, refusal: { ...refusal, causes, message } }
}

function ours({ object: left, refusal, warnings }: Served, asked: string): unknown {
  const object = left === undefined ? undefined : { ...left, kind: shownKind(left.kind) }
  if (refusal === null) {
    return comparable({ warnings, object: withoutStoreMetadata(object, isManaged(asked)) }, asked)
  }
  const { code, message } = refusal
  // What has no reason is sent without one, and what has no message.
  const reason = refusal.reason === '' ? undefined : refusal.reason
  const causes = refusal.causes.map((cause) =>
    Object.fromEntries(Object.entries(cause).filter(([, text]) => text !== '')),
  )
  return comparable({ warnings, status: { code, reason, message, causes } }, asked)
}

function theirs({ accepted, warnings, object, status }: Answer, asked: string): unknown {
  if (accepted)
    return comparable({ warnings, object: withoutStoreMetadata(object, isManaged(asked)) }, asked)
  const { code, reason, message, details } = status ?? { code: 0, message: '' }
  const causes = details?.causes ?? []
  return comparable({ warnings, status: { code, reason, message, causes } }, asked)
}
