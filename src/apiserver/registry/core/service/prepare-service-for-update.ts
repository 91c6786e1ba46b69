// A changed Service loses what its new type has no use for.
// Follows pkg/registry/core/service/strategy.go (v1.36), dropTypeDependentFields.
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'

const needsClusterIp = ({ type }: ServiceSpec): boolean => type !== 'ExternalName'
const needsNodePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'
const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer'
const checksHealth = (spec: ServiceSpec): boolean =>
  isLoadBalancer(spec) && spec.externalTrafficPolicy === 'Local'
const isExternallyAccessible = (spec: ServiceSpec): boolean =>
  needsNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)

/** The fields that applied to the old type only, and that nobody changed. */
function uselessFields(next: ServiceSpec, old: ServiceSpec): readonly (keyof ServiceSpec)[] {
  const lost = (applies: (spec: ServiceSpec) => boolean, ...fields: (keyof ServiceSpec)[]) =>
    applies(old) && !applies(next) && fields.every((field) => equal(next[field], old[field]))
      ? fields
      : []
  return [
    ...lost(needsClusterIp, 'clusterIP', 'clusterIPs'),
    ...lost(needsClusterIp, 'ipFamilies'),
    ...lost(needsClusterIp, 'ipFamilyPolicy'),
    ...lost(needsClusterIp, 'internalTrafficPolicy'),
    ...lost(checksHealth, 'healthCheckNodePort'),
    ...lost(isLoadBalancer, 'allocateLoadBalancerNodePorts'),
    ...lost(isLoadBalancer, 'loadBalancerClass'),
    ...lost(isExternallyAccessible, 'externalTrafficPolicy'),
  ]
}

function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _, ...rest } = port
  return rest
}

function dropNodePorts(next: ServiceSpec, old: ServiceSpec): ServiceSpec {
  if (!needsNodePorts(old) || needsNodePorts(next) || next.ports === undefined) return next
  const before = new Set((old.ports ?? []).map(({ nodePort = 0 }) => nodePort))
  const isOther = next.ports.some(({ nodePort = 0 }) => nodePort !== 0 && !before.has(nodePort))
  return isOther ? next : { ...next, ports: next.ports.map(withoutNodePort) }
}

/** The new Service as it is validated and stored. */
export function prepareServiceForUpdate(next: Service, old: Service): Service {
  const before = old.spec ?? {}
  const spec = dropNodePorts(next.spec ?? {}, before)
  const useless = new Set<string>(uselessFields(spec, before))
  const kept = Object.entries(spec).filter(
    ([field, value]) => value !== undefined && !useless.has(field),
  )
  const isBalanced = spec.type === 'LoadBalancer' || next.status === undefined
  return {
    ...next,
    spec: Object.fromEntries(kept),
    ...(isBalanced ? {} : { status: { ...next.status, loadBalancer: {} } }),
  }
}
