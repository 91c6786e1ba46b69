// Where a Service takes traffic from and where it sends it.
// Follows pkg/apis/core/validation/validation.go (v1.36), the second half of validateService.
import type { ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import { isCidr } from '../../../validation/addresses.ts'
import {
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
} from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateRequiredChoice } from '../../../validation/pod/validate-container.ts'

const SPEC = rootPath('spec')
const POLICIES = ['Cluster', 'Local']
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"
type Spec = Sparse<ServiceSpec>

function isExternallyAccessible({ type, externalIPs = [] }: Spec): boolean {
  return (
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && externalIPs.length > 0)
  )
}

function validateLoadBalancer(spec: Spec): readonly FieldError[] {
  const { loadBalancerSourceRanges: ranges = [], loadBalancerClass } = spec
  const isLoadBalancer = spec.type === 'LoadBalancer'
  const rangesPath = SPEC.child('LoadBalancerSourceRanges')
  const classPath = SPEC.child('loadBalancerClass')
  const errors: FieldError[] = []
  if (ranges.length > 0 && !isLoadBalancer) errors.push(forbidden(rangesPath, ONLY_LOAD_BALANCER))
  errors.push(
    ...eachItem(ranges, rangesPath, (range, at) =>
      invalidEach(at, range.trim(), isCidr(range.trim())),
    ),
  )
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    errors.push(forbidden(SPEC.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER))
  }
  if (loadBalancerClass !== undefined) {
    if (isLoadBalancer)
      errors.push(...invalidEach(classPath, loadBalancerClass, isQualifiedName(loadBalancerClass)))
    else errors.push(forbidden(classPath, ONLY_LOAD_BALANCER))
  }
  return errors
}

function validateExternalPolicy(spec: Spec): readonly FieldError[] {
  const { externalTrafficPolicy: policy = '', healthCheckNodePort = 0 } = spec
  const path = SPEC.child('externalTrafficPolicy')
  const errors: FieldError[] = []
  if (isExternallyAccessible(spec)) errors.push(...validateRequiredChoice(policy, POLICIES, path))
  else if (policy !== '')
    errors.push(invalid(path, policy, 'may only be set for externally-accessible services'))
  if (healthCheckNodePort !== 0 && !(spec.type === 'LoadBalancer' && policy === 'Local')) {
    const detail =
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
    errors.push(invalid(SPEC.child('healthCheckNodePort'), healthCheckNodePort, detail))
  }
  return errors
}

function validateChoice(
  field: string,
  value: string | undefined,
  supported: readonly string[],
): readonly FieldError[] {
  return value === undefined || supported.includes(value)
    ? []
    : [notSupported(SPEC.child(field), value, supported)]
}

/** The errors of load balancing and traffic policies. */
export function validateServiceTraffic(spec: Spec): readonly FieldError[] {
  return [
    ...validateLoadBalancer(spec),
    ...validateExternalPolicy(spec),
    ...validateChoice('internalTrafficPolicy', spec.internalTrafficPolicy, POLICIES),
    ...validateChoice('trafficDistribution', spec.trafficDistribution, [
      'PreferClose',
      'PreferSameZone',
      'PreferSameNode',
    ]),
  ]
}
