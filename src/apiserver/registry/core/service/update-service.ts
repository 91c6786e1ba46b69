// The addresses of a Service stay.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateUpgradeDowngradeClusterIPs and its neighbours.
import type { ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { asSparse } from '../../../validation/sparse.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { isHeadless } from './validate-service.ts'
import { validateLoadBalancerClass } from './validate-service-traffic.ts'

const SPEC = rootPath('spec')
const POLICY = SPEC.child('ipFamilyPolicy')
const ONCE = 'may not change once set'

function validateIps(next: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  const { clusterIPs: ips = [], ipFamilyPolicy } = next
  const before = old.clusterIPs ?? []
  const path = SPEC.child('clusterIPs')
  if (before.length === ips.length) {
    return before.flatMap((ip, index) =>
      ip === ips[index] ? [] : [invalid(path.index(index), ips, ONCE)],
    )
  }
  const isOther = before.length > 0 && ips.length > 0 && ips[0] !== before[0]
  const isReleased = before.length > ips.length
  return [
    ...(isReleased && ips.length === 0
      ? [invalid(path.index(0), undefined, 'primary clusterIP can not be unset')]
      : []),
    ...(isOther ? [invalid(path.index(0), ips, ONCE)] : []),
    ...(isReleased && ips.length === 1 && ipFamilyPolicy !== 'SingleStack'
      ? [
          invalid(
            POLICY,
            ipFamilyPolicy,
            "must be set to 'SingleStack' when releasing the secondary clusterIP",
          ),
        ]
      : []),
  ]
}

function validateFamilies(next: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  if (isHeadless(next) || isHeadless(old)) return []
  const { ipFamilies: families = [], clusterIPs = [], ipFamilyPolicy } = next
  const before = old.ipFamilies ?? []
  const path = SPEC.child('ipFamilies').index(0)
  if (before.length === families.length) {
    return before.flatMap((family, index) =>
      family === families[index] ? [] : [invalid(path, families, ONCE)],
    )
  }
  const isOther = before.length > 0 && families.length > 0 && families[0] !== before[0]
  const isReleased = before.length > families.length
  return [
    ...(isReleased && clusterIPs.length === 0
      ? [invalid(path, families, 'primary ipFamily can not be unset')]
      : []),
    // The addresses are printed here.
    ...(isOther ? [invalid(path, clusterIPs, ONCE)] : []),
    ...(isReleased && families.length === 1 && ipFamilyPolicy !== 'SingleStack'
      ? [
          invalid(
            POLICY,
            ipFamilyPolicy,
            "must be set to 'SingleStack' when releasing the secondary ipFamily",
          ),
        ]
      : []),
  ]
}

/** The errors of changed addresses, families and load balancer class; ExternalName is free to come and go. */
export function validateServiceAddressChange(
  next: ServiceSpec,
  old: ServiceSpec,
): readonly FieldError[] {
  const errors: FieldError[] = []
  const isFree = next.type === 'ExternalName' || old.type === 'ExternalName'
  if (!isFree && !(isHeadless(next) && isHeadless(old))) {
    errors.push(...validateIps(next, old), ...validateFamilies(next, old))
  }
  const bothBalance = next.type === 'LoadBalancer' && old.type === 'LoadBalancer'
  if (bothBalance && next.loadBalancerClass !== old.loadBalancerClass) {
    errors.push(invalid(SPEC.child('loadBalancerClass'), next.loadBalancerClass, ONCE))
  }
  errors.push(...validateLoadBalancerClass(asSparse(next)))
  const checksHealth = (spec: ServiceSpec): boolean =>
    spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
  if (
    checksHealth(next) &&
    checksHealth(old) &&
    next.healthCheckNodePort !== old.healthCheckNodePort
  ) {
    errors.push(forbidden(SPEC.child('healthCheckNodePort'), 'field is immutable'))
  }
  return errors
}
