// What a namespace may use in all: a request that goes beyond is refused, any other is charged.
// Follows k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go (v1.36), CheckRequest.
import type { ResourceQuota } from '#api/generated/types.ts'
import {
  compareQuantities,
  type ParsedQuantity,
  printQuantity,
  quantityOf,
  subtractQuantities,
} from '#api/meta/quantity.ts'
import type { Status } from '#api/meta/status.ts'
import {
  addUsage,
  isQuotaFor,
  isTerminating,
  matchingResources,
  missingRequirements,
  type Usage,
  usageOf,
} from '#api/quota/usage.ts'
import { type AdmissionRequest, forbiddenStatus, namespaceOf } from './admission-types.ts'

export interface Charge {
  readonly refusal: Status | null
  /** The quotas with what they count after the request. */
  readonly charged: readonly ResourceQuota[]
}

const NOTHING: Charge = { refusal: null, charged: [] }

/** Whether a change of an object can change what it counts as; a new one always does. */
function handles({ object, old }: AdmissionRequest): boolean {
  if (old === null) return true
  if (object.kind === 'Pod' && old.kind === 'Pod')
    return isTerminating(object) !== isTerminating(old)
  return object.kind === 'Service' || object.kind === 'PersistentVolumeClaim'
}

const usageIn = (list: Readonly<Record<string, string | number>> | undefined): Usage =>
  new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, quantityOf(quantity)]))

const only = (usage: Usage, names: readonly string[]): Usage =>
  new Map([...usage].filter(([name]) => names.includes(name)))

const printed = (usage: Usage): string =>
  [...usage]
    .map(([name, amount]) => `${name}=${printQuantity(amount)}`)
    .toSorted()
    .join(',')

const listOf = (usage: Usage): Readonly<Record<string, string>> =>
  Object.fromEntries([...usage].map(([name, amount]) => [name, printQuantity(amount)]))

/** What a request adds, and nothing that it gives back: that is counted when it is gone. */
function deltaOf(quota: ResourceQuota, { object, old, context }: AdmissionRequest): Usage {
  const asked = usageOf(object, context.nowMs)
  const before = old !== null && isQuotaFor(quota, old) ? usageOf(old, context.nowMs) : new Map()
  const grown = [...asked].map(([name, amount]): readonly [string, ParsedQuantity] => {
    const known: ParsedQuantity | undefined = before.get(name)
    return [name, known === undefined ? amount : subtractQuantities(amount, known)]
  })
  return new Map(grown.filter(([, { nano }]) => nano > 0n))
}

/** The answer of one quota: the text of its refusal, or the quota after the request; null when it is not concerned. */
function ask(quota: ResourceQuota, request: AdmissionRequest): string | ResourceQuota | null {
  const { object } = request
  const { status, metadata } = quota
  const name = metadata.name ?? ''
  const hard = usageIn(status?.hard)
  const used = usageIn(status?.used)
  const limited = matchingResources(object.kind, [...hard.keys()])
  const missing = object.kind === 'Pod' ? missingRequirements(object, limited) : null
  if (missing !== null) return `failed quota: ${name}: ${missing}`
  if (limited.some((resource) => !used.has(resource)))
    return `status unknown for quota: ${name}, resources: ${limited.toSorted().join(',')}`
  const requested = only(deltaOf(quota, request), [...hard.keys()])
  if (requested.size === 0) return null
  const next = addUsage(used, requested)
  const exceeded = [...requested.keys()].filter((resource) => {
    const [limit, amount] = [hard.get(resource), next.get(resource)]
    return limit !== undefined && amount !== undefined && compareQuantities(amount, limit) > 0
  })
  if (exceeded.length > 0)
    return `exceeded quota: ${name}, requested: ${printed(only(requested, exceeded))}, used: ${printed(only(used, exceeded))}, limited: ${printed(only(hard, exceeded))}`
  return { ...quota, status: { ...status, used: listOf(next) } }
}

/** Asks the quotas of the namespace about a valid object. */
export function chargeQuotas(request: AdmissionRequest): Charge {
  const { object, operation, subresource, context } = request
  const namespace = namespaceOf(object)
  const isAsked = operation !== 'DELETE' && subresource === '' && namespace !== ''
  if (!isAsked || !handles(request)) return NOTHING
  const charged: ResourceQuota[] = []
  for (const quota of context.list?.('ResourceQuota', namespace) ?? []) {
    if (quota.status?.hard === undefined || !isQuotaFor(quota, object)) continue
    const answer = ask(quota, request)
    if (typeof answer === 'string') return { refusal: forbiddenStatus(object, answer), charged: [] }
    if (answer !== null) charged.push(answer)
  }
  return { refusal: null, charged }
}
