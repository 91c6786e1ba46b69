// A changed Service keeps the addresses and ports that it leaves out.
// Follows pkg/registry/core/service/storage/storage.go (v1.36), patchAllocatedValues and normalizeClusterIPs.
import type { ServicePort, ServiceSpec } from '#api/generated/types.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'

const needsClusterIp = ({ type }: ServiceSpec): boolean => type !== 'ExternalName'
const needsNodePort = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false)
const checksHealth = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

/** A port that names no node port keeps the one of the port with its name, unless another port has taken that. */
function withNodePorts(next: readonly ServicePort[], old: readonly ServicePort[]): ServicePort[] {
  const used = new Set(next.map(({ nodePort = 0 }) => nodePort))
  const byName = new Map(old.map(({ name = '', nodePort = 0 }) => [name, nodePort]))
  return next.map((port): ServicePort => {
    if ((port.nodePort ?? 0) !== 0) return port
    const nodePort = byName.get(port.name ?? '') ?? 0
    return nodePort === 0 || used.has(nodePort) ? port : Object.assign({}, port, { nodePort })
  })
}

/** The new spec with the values of the old one that it does not say. */
export function patchAllocatedValues(next: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const keepsIp = needsClusterIp(old) && needsClusterIp(next)
  const keepsPorts = needsNodePort(old) && needsNodePort(next)
  const keepsCheck = checksHealth(old) && checksHealth(next)
  return defined({
    ...next,
    ...(keepsIp && (next.clusterIP ?? '') === '' ? { clusterIP: old.clusterIP } : {}),
    ...(keepsIp && (next.clusterIPs ?? []).length === 0 ? { clusterIPs: old.clusterIPs } : {}),
    ...(keepsPorts && next.ports !== undefined
      ? { ports: withNodePorts(next.ports, old.ports ?? []) }
      : {}),
    ...(keepsCheck && (next.healthCheckNodePort ?? 0) === 0
      ? { healthCheckNodePort: old.healthCheckNodePort }
      : {}),
  })
}

/** clusterIP and clusterIPs say the same where a client knows only one of them; `old` is undefined for a new Service. */
export function normalizeClusterIps(next: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = next
  if (old === undefined) {
    return clusterIP !== '' && clusterIPs.length === 0 ? { ...next, clusterIPs: [clusterIP] } : next
  }
  const { clusterIP: before = '', clusterIPs: others = [] } = old
  if (others.length > 0 && clusterIPs.length === 0 && before === clusterIP) {
    return { ...next, clusterIPs: others }
  }
  if (before === clusterIP || !equal(others, clusterIPs)) return next
  const { clusterIPs: _, ...rest } = next
  return before !== '' && clusterIP === '' ? rest : { ...rest, clusterIPs: [clusterIP] }
}
