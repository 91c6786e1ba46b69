// Which families of addresses a Service has. The cluster has IPv4 only.
// Follows pkg/registry/core/service/storage/alloc.go (v1.36), initIPFamilyFields.
import type { ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { Status } from '#api/meta/status.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import { ipBytes } from '../../../validation/addresses.ts'
import { invalid } from '../../../validation/errors.ts'
import { validateServiceAddresses } from './validate-service-addresses.ts'

const SPEC = rootPath('spec')
const POLICY = SPEC.child('ipFamilyPolicy')
const OWN_FAMILY = 'IPv4'
const DUAL_STACK = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"

/** A spec with what was worked out, or why that cannot be. */
export interface Completed {
  readonly spec: ServiceSpec
  readonly errors: readonly FieldError[]
  /** What an allocator says that is no error of a field. */
  readonly refusal?: Status
}

const familyOf = (ip: string): string => (ipBytes(ip)?.length === 16 ? 'IPv6' : 'IPv4')

/** Without an address and without Pods of its own it may have any families. */
const isFree = ({ clusterIP, selector }: ServiceSpec): boolean =>
  clusterIP === 'None' && Object.keys(selector ?? {}).length === 0

/** Both prefer two families and have the same addresses: nothing is added or taken away. */
function isMatchingPreferDualStack(next: ServiceSpec, old: ServiceSpec): boolean {
  return (
    next.type === old.type &&
    next.ipFamilyPolicy === 'PreferDualStack' &&
    old.ipFamilyPolicy === 'PreferDualStack' &&
    equal(next.clusterIPs ?? [], old.clusterIPs ?? []) &&
    equal(next.ipFamilies ?? [], old.ipFamilies ?? [])
  )
}

/** With one family only the second address and family go, unless they are new. */
function withoutSecond(spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  if (old === undefined || spec.ipFamilyPolicy !== 'SingleStack') return spec
  const { clusterIPs = [], ipFamilies = [] } = spec
  return {
    ...spec,
    ...(clusterIPs.length > 1 && equal(clusterIPs, old.clusterIPs)
      ? { clusterIPs: clusterIPs.slice(0, 1) }
      : {}),
    ...(ipFamilies.length > 1 && equal(ipFamilies, old.ipFamilies)
      ? { ipFamilies: ipFamilies.slice(0, 1) }
      : {}),
  }
}

function policyErrors(spec: ServiceSpec, old: ServiceSpec | undefined): readonly FieldError[] {
  const { ipFamilyPolicy: policy, clusterIPs = [], ipFamilies = [] } = spec
  const isReduced = (next: readonly string[], before: readonly string[] = []): boolean =>
    old !== undefined && next.length > 0 && next.length < before.length
  const say = (detail: string): FieldError => invalid(POLICY, policy, detail)
  if (policy !== 'SingleStack') {
    return [
      ...(isReduced(clusterIPs, old?.clusterIPs)
        ? [say("must be 'SingleStack' to release the secondary cluster IP")]
        : []),
      ...(isReduced(ipFamilies, old?.ipFamilies)
        ? [say("must be 'SingleStack' to release the secondary IP family")]
        : []),
    ]
  }
  return [
    ...(clusterIPs.length === 2 ? [say(`${DUAL_STACK} cluster IPs are specified`)] : []),
    ...(ipFamilies.length === 2 ? [say(`${DUAL_STACK} IP families are specified`)] : []),
  ]
}

/** The families that its addresses have, where it does not say them. */
function inferFamilies(spec: ServiceSpec): Completed {
  const { clusterIPs = [] } = spec
  const ipFamilies = [...(spec.ipFamilies ?? [])]
  const errors: FieldError[] = []
  if (clusterIPs[0] === 'None') return { spec, errors }
  for (const [index, ip] of clusterIPs.entries()) {
    const family = familyOf(ip)
    if (index < ipFamilies.length) continue
    if (family === OWN_FAMILY) ipFamilies.push(family)
    else {
      const detail = `${family} is not configured on this cluster`
      errors.push(invalid(SPEC.child('clusterIPs').index(index), clusterIPs, detail))
    }
  }
  return { spec: ipFamilies.length === 0 ? spec : { ...spec, ipFamilies }, errors }
}

function freeFamilies(spec: ServiceSpec): ServiceSpec {
  const given = spec.ipFamilies ?? []
  const first = given.length > 0 ? given : [OWN_FAMILY]
  const other = first[0] === 'IPv4' ? 'IPv6' : 'IPv4'
  const isSingle = first.length > 1 || spec.ipFamilyPolicy === 'SingleStack'
  return { ...spec, ipFamilies: isSingle ? first : [...first, other] }
}

function configuredErrors({
  ipFamilyPolicy: policy,
  ipFamilies = [],
}: ServiceSpec): readonly FieldError[] {
  const path = SPEC.child('ipFamilies')
  return [
    ...(policy === 'RequireDualStack'
      ? [invalid(POLICY, policy, 'this cluster is not configured for dual-stack services')]
      : []),
    ...ipFamilies.flatMap((family, index) =>
      family === OWN_FAMILY
        ? []
        : [invalid(path.index(index), family, 'not configured on this cluster')],
    ),
  ]
}

/** The spec with its policy and families; `old` is the one that it replaces. Errors are the whole answer. */
export function initIpFamilyFields(given: ServiceSpec, old?: ServiceSpec): Completed {
  const isKept = old !== undefined && isMatchingPreferDualStack(given, old)
  if (given.type === 'ExternalName' || isKept) return { spec: given, errors: [] }
  const policy = given.ipFamilyPolicy ?? old?.ipFamilyPolicy
  const spec = defined({
    ...given,
    ipFamilyPolicy: policy ?? (isFree(given) ? 'RequireDualStack' : 'SingleStack'),
  })
  const wrong = validateServiceAddresses(spec)
  if (wrong.length > 0) return { spec, errors: wrong }
  const single = withoutSecond(spec, old)
  const inferred = inferFamilies(single)
  const errors = [...policyErrors(single, old), ...inferred.errors]
  if (errors.length > 0) return { spec: inferred.spec, errors }
  if (isFree(spec)) return { spec: freeFamilies(inferred.spec), errors: [] }
  const { ipFamilies = [] } = inferred.spec
  return {
    spec: { ...inferred.spec, ipFamilies: ipFamilies.length > 0 ? ipFamilies : [OWN_FAMILY] },
    errors: configuredErrors(inferred.spec),
  }
}
