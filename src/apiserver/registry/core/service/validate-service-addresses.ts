// The cluster addresses of a Service and their families.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateServiceClusterIPsRelatedFields.
import type { ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { ipBytes, isIpAddress } from '../../../validation/addresses.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'

const SPEC = rootPath('spec')
const CLUSTER_IPS = SPEC.child('clusterIPs')
const FAMILIES = ['IPv4', 'IPv6']
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']
type Spec = Sparse<ServiceSpec>

function validateSync({ clusterIP = '', clusterIPs = [] }: Spec): readonly FieldError[] {
  if (clusterIP === '') {
    if (clusterIPs.length === 0) return []
    return [invalid(CLUSTER_IPS, clusterIPs, 'must be empty when `clusterIP` is not specified')]
  }
  if (clusterIPs.length === 0) return [required(CLUSTER_IPS)]
  return clusterIPs[0] === clusterIP
    ? []
    : [invalid(CLUSTER_IPS, clusterIPs, 'first value must match `clusterIP`')]
}

function validateFamilies({ ipFamilies, ipFamilyPolicy }: Spec): readonly FieldError[] {
  const seen = new Set<string>()
  const path = SPEC.child('ipFamilyPolicy')
  return [
    ...eachItem(ipFamilies, SPEC.child('ipFamilies'), (family, at) => {
      const repeated = seen.has(family)
      seen.add(family)
      return [
        ...(FAMILIES.includes(family) ? [] : [notSupported(at, family, FAMILIES)]),
        ...(repeated ? [duplicate(at, family)] : []),
      ]
    }),
    ...(ipFamilyPolicy === undefined || POLICIES.includes(ipFamilyPolicy)
      ? []
      : [notSupported(path, ipFamilyPolicy, POLICIES)]),
  ]
}

function validateIps(clusterIPs: readonly string[]): readonly FieldError[] {
  return eachItem(clusterIPs, CLUSTER_IPS, (ip, at, index) => {
    if (index !== 0 || ip !== 'None') return invalidEach(at, ip, isIpAddress(ip))
    if (clusterIPs.length === 1) return []
    return [invalid(CLUSTER_IPS, clusterIPs, "'None' must be the first and only value")]
  })
}

const isV6 = (ip: string): boolean => ipBytes(ip)?.length === 16

function validatePairs({ clusterIPs = [], ipFamilies = [] }: Spec): readonly FieldError[] {
  const errors: FieldError[] = []
  const families = new Set(clusterIPs.map(isV6))
  if (clusterIPs.length > 1 && families.size !== 2) {
    errors.push(
      invalid(CLUSTER_IPS, clusterIPs, 'may specify no more than one IP for each IP family'),
    )
  }
  if (clusterIPs[0] === 'None') return errors
  for (const [index, ip] of clusterIPs.entries()) {
    const family = ipFamilies[index]
    const isOther = family === 'IPv4' ? isV6(ip) : family === 'IPv6' && !isV6(ip)
    if (!isOther) continue
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``
    errors.push(invalid(CLUSTER_IPS.index(index), ip, detail))
  }
  return errors
}

/** The errors of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy; those of ExternalName are found elsewhere. */
export function validateServiceAddresses(spec: Spec): readonly FieldError[] {
  if (spec.type === 'ExternalName') return []
  const { clusterIPs = [] } = spec
  const wrongIps = validateIps(clusterIPs)
  const errors = [...validateSync(spec), ...validateFamilies(spec), ...wrongIps]
  if (clusterIPs.length > 2)
    errors.push(invalid(CLUSTER_IPS, clusterIPs, 'may only hold up to 2 values'))
  return wrongIps.length > 0 ? errors : [...errors, ...validatePairs(spec)]
}
