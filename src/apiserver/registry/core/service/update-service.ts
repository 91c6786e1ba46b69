// The addresses of a Service stay.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateUpgradeDowngradeClusterIPs.
import type { ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { isHeadless } from './validate-service.ts'

const SPEC = rootPath('spec')
const ONCE = 'may not change once set'

function validateIps(next: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  const ips = next.clusterIPs ?? []
  const path = SPEC.child('clusterIPs')
  if ((old.clusterIPs ?? []).length > 0 && ips.length === 0) {
    return [invalid(path.index(0), next.clusterIPs, 'primary clusterIP can not be unset')]
  }
  return (old.clusterIPs ?? []).flatMap((ip, index) =>
    ips[index] === undefined || ips[index] === ip ? [] : [invalid(path.index(index), ips, ONCE)],
  )
}

function validateFamilies(next: ServiceSpec, old: ServiceSpec): readonly FieldError[] {
  if (isHeadless(next) || isHeadless(old)) return []
  const families = next.ipFamilies ?? []
  const path = SPEC.child('ipFamilies').index(0)
  return (old.ipFamilies ?? []).flatMap((family, index) =>
    families[index] === undefined || families[index] === family
      ? []
      : [invalid(path, families, ONCE)],
  )
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
