// What a real kube-apiserver answered to each request of conformance/api, against our own answer.
import { type ApiObject, isKind } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import { admit } from '#apiserver/admit.ts'
import { prepareForUpdate } from '#apiserver/prepare-for-update.ts'
import { applyPatch, type PatchOperation } from '#apiserver/testing/json-patch.ts'
import { CLUSTER_IP, fixedContext, SUFFIX } from '#apiserver/testing/fixed-context.ts'
import { invalidStatus } from '#apiserver/validation/invalid-status.ts'
import { validateUpdate } from '#apiserver/validation/update.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { readSuite, type Recording } from './read-corpus.ts'

const SUITE = 'api'

interface Target {
  readonly kind: string
  readonly name: string
}
interface Question {
  readonly given?: readonly ApiObject[]
  readonly request: {
    readonly verb: string
    readonly object?: ApiObject
    readonly patch?: readonly PatchOperation[]
    readonly target?: Target
    readonly subresource?: string
  }
}
interface Answer {
  readonly accepted: boolean
  readonly warnings: readonly string[]
  readonly object?: unknown
  readonly status?: {
    readonly code: number
    readonly reason?: string
    readonly message: string
    readonly details?: { readonly causes?: unknown }
  }
}
/** Our own answer, as far as admission and validation give one. */
interface Given {
  readonly object: ApiObject
  readonly refusal: Status | null
  readonly warnings: readonly string[]
}

/** Compares every request with what admission and validation say; `root` is the checkout. */
export function runApiSuite(root: string): readonly ConformanceCase[] {
  return readSuite<Question, Answer>(root, SUITE).map(compareRequest)
}

function compareRequest({ name, question, answer }: Recording<Question, Answer>): ConformanceCase {
  const reason = outOfScope(question, answer)
  if (reason !== null) return notSimulated(SUITE, name, reason)
  const given = answerOf(question)
  if (given === undefined) return notSimulated(SUITE, name, 'the object is not among those given')
  const asked = JSON.stringify(question)
  return compare(SUITE, name, { ours: ours(given, asked), theirs: theirs(answer, asked) })
}

function targetOf({ request: { target, object } }: Question): Target {
  return target ?? { kind: object?.kind ?? '', name: object?.metadata?.name ?? '' }
}

/** Why a request is not compared, or null. */
function outOfScope(question: Question, { status }: Answer): string | null {
  const { request, given = [] } = question
  const unknown = [targetOf(question), ...given].find(({ kind }) => !isKind(kind))
  if (unknown !== undefined) return `kind ${unknown.kind === '' ? '(none)' : unknown.kind}`
  if (request.subresource !== undefined) return `subresource ${request.subresource}`
  if ((status?.message ?? '').includes('cannot be handled as a')) return 'what cannot be decoded'
  if (request.verb === 'delete') return 'deletion'
  return request.object === undefined && request.patch === undefined
    ? 'a body that is no object'
    : null
}

function answerOf(question: Question): Given | undefined {
  const { request, given = [] } = question
  const { verb, object, patch } = request
  const context = fixedContext(given)
  if (verb === 'create' && object !== undefined) {
    const admitted = admit(object, context)
    return { ...admitted, warnings: admitted.warnings.map(({ message }) => message) }
  }
  const target = targetOf(question)
  const stored = given.find(
    (other) => other.kind === target.kind && other.metadata.name === target.name,
  )
  if (stored === undefined) return undefined
  const admitted = admit(stored, context).object
  const old =
    'status' in stored && 'status' in admitted
      ? ({ ...admitted, status: { ...admitted.status, ...stored.status } } as ApiObject)
      : admitted
  const next = patch === undefined ? object : applyPatch(old, patch)
  if (next === undefined) return undefined
  const namespace =
    old.metadata.namespace === undefined ? {} : { namespace: next.metadata.namespace ?? 'default' }
  const placed = { ...next, metadata: { ...next.metadata, ...namespace } } as ApiObject
  const complete = prepareForUpdate(placed, old)
  const errors = validateUpdate(placed, old)
  const refusal = errors.length > 0 ? invalidStatus(complete, errors) : null
  return { object: complete, refusal, warnings: [] }
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
  return value
    .replaceAll(timeOf(0), '<time>')
    .replaceAll(CLUSTER_IP, '<clusterIP>')
    .replaceAll(`-${SUFFIX}`, '-<random>')
    .replace(/\n[^]*$/, '')
}

/** Who gives these, and when, is a matter of the store. */
const STORE_METADATA = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'uid',
]

function withoutStoreMetadata(object: unknown): unknown {
  const { metadata, ...rest } = object as { readonly metadata: Readonly<Record<string, unknown>> }
  return {
    ...rest,
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(([key]) => !STORE_METADATA.includes(key)),
    ),
  }
}

function ours({ object, refusal, warnings }: Given, asked: string): unknown {
  if (refusal === null) {
    return comparable({ warnings, object: withoutStoreMetadata(object) }, asked)
  }
  const { code, reason, message, causes } = refusal
  return comparable({ warnings, status: { code, reason, message, causes } }, asked)
}

function theirs({ accepted, warnings, object, status }: Answer, asked: string): unknown {
  if (accepted) return comparable({ warnings, object: withoutStoreMetadata(object) }, asked)
  const { code, reason, message, details } = status ?? { code: 0, message: '' }
  const causes = details?.causes ?? []
  return comparable({ warnings, status: { code, reason, message, causes } }, asked)
}
