// What a real kube-apiserver 1.36.2 answered to each request of conformance/api, against our own answer.
// A request is compared when its kind and the kinds of the objects around it exist in the simulator.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ApiObject, isKind } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import { timeOf } from '#api/meta/time.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { admit } from './admit.ts'
import { prepareForUpdate } from './prepare-for-update.ts'
import { applyPatch, type PatchOperation } from './testing/json-patch.ts'
import { CLUSTER_IP, fixedContext, SUFFIX } from './testing/fixed-context.ts'
import { invalidStatus } from './validation/invalid-status.ts'
import { validateUpdate } from './validation/update.ts'

const FOLDER = join(import.meta.dirname, '../../conformance/api')

/** Recorded answers that we do not give, and why. Names are the beginnings of file names. */
const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  'create-again': 'the store answers that, not admission',
  'namespace-again': 'the store answers that, not admission',
  'update-conflict': 'the store answers that, not validation',
  'update-name': 'a matter of the URL',
  'update-namespace': 'a matter of the URL',
  'metadata-namespace-mismatch': 'a matter of the URL',
  'metadata-generate-name-long':
    'the placeholder of the recording also hides a part of what was asked',
  'metadata-resource-version-on-create': 'the real answer has no reason, and ours has to have one',
  'update-status-ignored': 'the store keeps the status, not validation',
  'update-creation-timestamp': 'the store keeps it, and the comparison here does not know it',
  'update-two-faults': 'the diff after the text is left out',
  'update-tolerations-': 'recorded with other objects than those of the file',
  'pod-security-': 'there is no PodSecurity admission',
  'pvc-update-size-class-forbids': 'there is no PersistentVolumeClaimResize admission',
  'secret-docker-config-illegal': 'the JSON parser words it differently',
  'secret-tls': 'certificates are not parsed',
  'security-app-armor-annotation': 'the annotation does not become the field',
  'service-update-to-node-port': 'an update allocates no node port',
}

interface Recorded {
  readonly name: string
  readonly given: readonly ApiObject[]
  readonly verb: string
  readonly object: ApiObject | undefined
  readonly patch: readonly PatchOperation[] | undefined
  readonly target: { readonly kind: string; readonly name: string }
  readonly asked: string
  readonly answer: Answer
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

function read(name: string): Recorded | undefined {
  // The files are ours, so that their form is taken on trust.
  const question = parseYaml(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8')).documents[0]
    ?.value as {
    readonly given?: readonly ApiObject[]
    readonly request: {
      readonly verb: string
      readonly object?: ApiObject
      readonly patch?: readonly PatchOperation[]
      readonly target?: { readonly kind: string; readonly name: string }
      readonly subresource?: string
    }
  }
  const answer = JSON.parse(readFileSync(join(FOLDER, `${name}.answer.json`), 'utf8')) as Answer
  const { request, given = [] } = question
  const target = request.target ?? {
    kind: request.object?.kind ?? '',
    name: request.object?.metadata?.name ?? '',
  }
  const isOurs =
    request.subresource === undefined && [target, ...given].every(({ kind }) => isKind(kind))
  const isDecoded = !(answer.status?.message ?? '').includes('cannot be handled as a')
  if (!isOurs || !isDecoded || (request.verb === 'create' && request.object === undefined))
    return undefined
  const { verb, object, patch } = request
  return { name, given, verb, object, patch, target, asked: JSON.stringify(question), answer }
}

interface Given {
  readonly object: ApiObject
  readonly refusal: Status | null
  readonly warnings: readonly string[]
}

function answerOf({ given, verb, object, patch, target }: Recorded): Given | undefined {
  const context = fixedContext(given)
  if (verb === 'create' && object !== undefined) {
    const admitted = admit(object, context)
    return { ...admitted, warnings: admitted.warnings.map(({ message }) => message) }
  }
  const stored = given.find(
    (other) => other.kind === target.kind && other.metadata.name === target.name,
  )
  if (stored === undefined || (verb !== 'patch' && verb !== 'update')) return undefined
  const admitted = admit(stored, context).object
  const old =
    'status' in stored && 'status' in admitted
      ? ({ ...admitted, status: { ...admitted.status, ...stored.status } } as ApiObject)
      : admitted
  const next = patch === undefined ? object : applyPatch(old, patch)
  if (next === undefined) return undefined
  const placed = {
    ...next,
    metadata: {
      ...next.metadata,
      ...(old.metadata.namespace === undefined
        ? {}
        : { namespace: next.metadata.namespace ?? 'default' }),
    },
  } as ApiObject
  const complete = prepareForUpdate(placed, old)
  const errors = validateUpdate(placed, old)
  return {
    object: complete,
    refusal: errors.length > 0 ? invalidStatus(complete, errors) : null,
    warnings: [],
  }
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
  if (refusal !== null) {
    const { code, reason, message, causes } = refusal
    return comparable({ warnings, status: { code, reason, message, causes } }, asked)
  }
  return comparable({ warnings, object: withoutStoreMetadata(object) }, asked)
}

function theirs({ accepted, warnings, object, status }: Answer, asked: string): unknown {
  if (accepted) return comparable({ warnings, object: withoutStoreMetadata(object) }, asked)
  const { code, reason, message, details } = status ?? { code: 0, message: '' }
  return comparable(
    { warnings, status: { code, reason, message, causes: details?.causes ?? [] } },
    asked,
  )
}

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.answer.json'))
  .map((file) => file.slice(0, -'.answer.json'.length))
const isKnown = (name: string): boolean =>
  Object.keys(KNOWN_DIFFERENCES).some((prefix) => name.startsWith(prefix))
const recorded = names.flatMap((name) => read(name) ?? [])

test('there is enough to compare', () => {
  expect(recorded.length).toBeGreaterThan(600)
})

test.for(recorded.filter(({ name }) => !isKnown(name)))(
  '$name is answered as kube-apiserver does',
  (request) => {
    const answer = answerOf(request)
    if (answer === undefined) return
    expect(ours(answer, request.asked)).toEqual(theirs(request.answer, request.asked))
  },
)
