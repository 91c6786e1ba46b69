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

type Annotations = Readonly<Record<string, string>>
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'

/** The ranges as an annotation says them, where the field says none. What was there before may be wrong. */
function validateRangesAnnotation(
  { type }: Spec,
  text: string,
  old: string | undefined,
): readonly FieldError[] {
  const path = rootPath('metadata', 'annotations').key(SOURCE_RANGES)
  const ranges = text.trim() === '' || text === old ? [] : text.trim().split(',')
  return [
    ...(type === 'LoadBalancer' ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]),
    ...ranges.flatMap((range) => invalidEach(path, range.trim(), isCidr(range.trim()))),
  ]
}

function validateLoadBalancer(
  spec: Spec,
  annotations: Annotations,
  old: Annotations | undefined,
): readonly FieldError[] {
  const { loadBalancerSourceRanges: ranges = [] } = spec
  const isLoadBalancer = spec.type === 'LoadBalancer'
  const rangesPath = SPEC.child('LoadBalancerSourceRanges')
  const errors: FieldError[] = []
  if (ranges.length > 0 && !isLoadBalancer) errors.push(forbidden(rangesPath, ONLY_LOAD_BALANCER))
  errors.push(
    ...eachItem(ranges, rangesPath, (range, at) =>
      invalidEach(at, range.trim(), isCidr(range.trim())),
    ),
  )
  const annotation = annotations[SOURCE_RANGES]
  if (ranges.length === 0 && annotation !== undefined)
    errors.push(...validateRangesAnnotation(spec, annotation, old?.[SOURCE_RANGES]))
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    errors.push(forbidden(SPEC.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER))
  }
  return [...errors, ...validateLoadBalancerClass(spec)]
}

/** The errors of the class of the load balancer, which a change looks at twice. */
export function validateLoadBalancerClass({
  type,
  loadBalancerClass,
}: Spec): readonly FieldError[] {
  const path = SPEC.child('loadBalancerClass')
  if (loadBalancerClass === undefined) return []
  if (type !== 'LoadBalancer') return [forbidden(path, ONLY_LOAD_BALANCER)]
  return invalidEach(path, loadBalancerClass, isQualifiedName(loadBalancerClass))
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

/** The errors of load balancing and traffic policies; `old` are the annotations that were there before. */
export function validateServiceTraffic(
  spec: Spec,
  annotations: Annotations,
  old: Annotations | undefined,
): readonly FieldError[] {
  return [
    ...validateLoadBalancer(spec, annotations, old),
    ...validateExternalPolicy(spec),
    ...validateChoice('internalTrafficPolicy', spec.internalTrafficPolicy, POLICIES),
    ...validateChoice('trafficDistribution', spec.trafficDistribution, [
      'PreferClose',
      'PreferSameZone',
      'PreferSameNode',
    ]),
  ]
}
