// A changed Service keeps its addresses, and loses what its new type has no use for.
// Follows pkg/registry/core/service/storage/storage.go and pkg/registry/core/service/strategy.go (v1.36),
// patchAllocatedValues and dropTypeDependentFields.
import { simplified } from '#lib/simplified.ts'
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'

const needsClusterIp = ({ type }: ServiceSpec): boolean => type !== 'ExternalName'
const needsNodePorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'
const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer'
const checksHealth = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
const isExternallyAccessible = (spec: ServiceSpec): boolean =>
  needsNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)

/** A port that names no node port keeps the one that the same port had. */
function withNodePort(port: ServicePort, old: ServiceSpec): ServicePort {
  if ((port.nodePort ?? 0) !== 0) return port
  const same = (old.ports ?? []).find(
    (other) => other.port === port.port && other.protocol === port.protocol,
  )
  const nodePort = same?.nodePort ?? 0
  return nodePort === 0 ? port : { ...port, nodePort }
}

/** The new spec with the addresses and node ports that it leaves out. */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  if (!needsClusterIp(spec) || !needsClusterIp(old)) return spec
  const hasAddress = spec.clusterIP !== undefined || spec.clusterIPs !== undefined
  const given = hasAddress
    ? spec
    : defined({ ...spec, clusterIP: old.clusterIP, clusterIPs: old.clusterIPs })
  const { clusterIP, clusterIPs } = given
  return defined({
    ...given,
    ...(clusterIP !== undefined && clusterIPs === undefined ? { clusterIPs: [clusterIP] } : {}),
    ipFamilies: spec.ipFamilies ?? old.ipFamilies,
    ipFamilyPolicy: spec.ipFamilyPolicy ?? old.ipFamilyPolicy,
    ...(needsNodePorts(spec) && needsNodePorts(old) && spec.ports !== undefined
      ? { ports: spec.ports.map((port) => withNodePort(port, old)) }
      : {}),
  })
}

/** The fields that applied to the old type only, and that nobody changed. */
function uselessFields(next: ServiceSpec, old: ServiceSpec): readonly (keyof ServiceSpec)[] {
  const lost = (applies: (spec: ServiceSpec) => boolean, fields: readonly (keyof ServiceSpec)[]) =>
    applies(old) && !applies(next) ? fields.filter((field) => equal(next[field], old[field])) : []
  return [
    ...lost(needsClusterIp, [
      'clusterIP',
      'clusterIPs',
      'ipFamilies',
      'ipFamilyPolicy',
      'internalTrafficPolicy',
    ]),
    ...lost(checksHealth, ['healthCheckNodePort']),
    ...lost(isLoadBalancer, ['allocateLoadBalancerNodePorts', 'loadBalancerClass']),
    ...lost(isExternallyAccessible, ['externalTrafficPolicy']),
  ]
}

function withoutNodePort(port: ServicePort): ServicePort {
  const { nodePort: _, ...rest } = port
  return rest
}

function dropNodePorts(next: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const portsOf = ({ ports = [] }: ServiceSpec): readonly number[] =>
    ports.map(({ nodePort = 0 }) => nodePort)
  const isOver = needsNodePorts(old) && !needsNodePorts(next) && equal(portsOf(next), portsOf(old))
  if (!isOver || next.ports === undefined) return next
  return { ...next, ports: next.ports.map(withoutNodePort) }
}

simplified('node-port-on-update', 'a Service that becomes a NodePort gets no node port.')

/** The new Service as it is validated and stored. */
export function prepareServiceForUpdate(next: Service, old: Service): Service {
  const before = old.spec ?? {}
  const spec = dropNodePorts(keepAllocated(next.spec ?? {}, before), before)
  const useless = new Set<string>(uselessFields(spec, before))
  const kept = Object.entries(spec).filter(
    ([field, value]) => value !== undefined && !useless.has(field),
  )
  return { ...next, spec: Object.fromEntries(kept) }
}
