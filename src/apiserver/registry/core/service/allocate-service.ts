// The addresses and node ports of a new Service.
// Follows pkg/registry/core/service/storage/alloc.go (v1.36). The cluster has IPv4 only.
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionContext } from '../../../admit-types.ts'
import { ipBytes } from '../../../validation/addresses.ts'
import { invalid } from '../../../validation/errors.ts'
import type { Allocation } from '../../strategy.ts'
import { validateServiceAddresses } from './validate-service-addresses.ts'

const FIRST_NODE_PORT = 30000
const NODE_PORTS = 2768
const NONE = 'None'

/** Whether an address is in 10.96.0.0/12. */
function isInRange(ip: string): boolean {
  const bytes = ipBytes(ip)
  return bytes?.length === 4 && bytes[0] === 10 && (bytes[1] ?? 0) >= 96 && (bytes[1] ?? 0) < 112
}

/** clusterIP and clusterIPs say the same. */
function normalizeClusterIps(spec: ServiceSpec): ServiceSpec {
  const { clusterIP = '', clusterIPs = [] } = spec
  if (clusterIP !== '' && clusterIPs.length === 0) return { ...spec, clusterIPs: [clusterIP] }
  return spec
}

function policyErrors({
  ipFamilyPolicy: policy,
  ipFamilies = [],
  clusterIP,
  selector,
}: ServiceSpec): FieldError[] {
  const path = rootPath('spec', 'ipFamilyPolicy')
  const isFree = clusterIP === NONE && Object.keys(selector ?? {}).length === 0
  if (isFree) return []
  if (policy === 'RequireDualStack') {
    return [invalid(path, policy, 'this cluster is not configured for dual-stack services')]
  }
  return ipFamilies.flatMap((family, index) =>
    family === 'IPv6'
      ? [
          invalid(
            rootPath('spec', 'ipFamilies').index(index),
            family,
            'not configured on this cluster',
          ),
        ]
      : [],
  )
}

/** The other Services; only those that ask for an address or a port look through them. */
type Others = () => readonly ServiceSpec[]

function clusterIpErrors({ clusterIPs = [] }: ServiceSpec, others: Others): FieldError[] {
  const [ip] = clusterIPs
  if (ip === undefined || ip === NONE) return []
  const path = rootPath('spec', 'clusterIPs')
  if (others().some(({ clusterIP }) => clusterIP === ip)) {
    return [
      invalid(path, clusterIPs, `failed to allocate IP ${ip}: provided IP is already allocated`),
    ]
  }
  if (ip.includes(':'))
    return [invalid(path.index(0), clusterIPs, 'IPv6 is not configured on this cluster')]
  if (isInRange(ip)) return []
  const detail = `failed to allocate IP ${ip}: the provided network does not match the current range`
  return [invalid(path, clusterIPs, detail)]
}

function withFamilies(spec: ServiceSpec): ServiceSpec {
  const isFree = spec.clusterIP === NONE && Object.keys(spec.selector ?? {}).length === 0
  const policy = spec.ipFamilyPolicy ?? (isFree ? 'RequireDualStack' : 'SingleStack')
  const given = spec.ipFamilies ?? []
  const first = given.length > 0 ? given : ['IPv4']
  const other = first[0] === 'IPv4' ? 'IPv6' : 'IPv4'
  const families =
    isFree && policy !== 'SingleStack' && first.length === 1 ? [...first, other] : first
  return { ...spec, ipFamilyPolicy: policy, ipFamilies: families }
}

function withAddress(spec: ServiceSpec, context: AdmissionContext): ServiceSpec {
  if (spec.clusterIP !== undefined && spec.clusterIP !== '') return spec
  const clusterIP = context.clusterIp()
  return { ...spec, clusterIP, clusterIPs: [clusterIP] }
}

/** A number that follows from a generated suffix, so that the same run gives the same port. */
function nodePortOf(suffix: string, taken: ReadonlySet<number>): number {
  const hash = [...suffix].reduce(
    (sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % NODE_PORTS,
    7,
  )
  let port = FIRST_NODE_PORT + hash
  while (taken.has(port)) port = FIRST_NODE_PORT + ((port - FIRST_NODE_PORT + 1) % NODE_PORTS)
  return port
}

function withNodePorts(spec: ServiceSpec, others: Others, context: AdmissionContext): ServiceSpec {
  const takesPorts =
    spec.type === 'NodePort' ||
    (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  if (!takesPorts || spec.ports === undefined) return spec
  const taken = new Set([spec, ...others()].flatMap(nodePortsOf))
  const ports = spec.ports.map((port): ServicePort => {
    if ((port.nodePort ?? 0) !== 0) return port
    const nodePort = nodePortOf(context.suffix(), taken)
    taken.add(nodePort)
    return Object.assign({}, port, { nodePort })
  })
  const checksHealth = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
  if (!checksHealth || (spec.healthCheckNodePort ?? 0) !== 0) return { ...spec, ports }
  return { ...spec, ports, healthCheckNodePort: nodePortOf(context.suffix(), taken) }
}

function nodePortsOf({ ports = [], healthCheckNodePort = 0 }: ServiceSpec): readonly number[] {
  return [...ports.map(({ nodePort = 0 }) => nodePort), healthCheckNodePort].filter(
    (port) => port !== 0,
  )
}

function nodePortErrors({ ports = [] }: ServiceSpec, others: Others): FieldError[] {
  const path = rootPath('spec', 'ports')
  const last = FIRST_NODE_PORT + NODE_PORTS - 1
  if (ports.every(({ nodePort = 0 }) => nodePort === 0)) return []
  const taken = new Set(others().flatMap(nodePortsOf))
  return ports.flatMap(({ nodePort = 0 }, index) => {
    if (taken.has(nodePort)) {
      return [
        invalid(
          path.index(index).child('nodePort'),
          nodePort,
          'provided port is already allocated',
        ),
      ]
    }
    if (nodePort !== 0) taken.add(nodePort)
    if (nodePort === 0 || (nodePort >= FIRST_NODE_PORT && nodePort <= last)) return []
    const detail = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${last}`
    return [invalid(path.index(index).child('nodePort'), nodePort, detail)]
  })
}

/** An address is taken in the name of its Service, before anybody looks whether that has one. */
function unnamedErrors(
  { metadata }: Service,
  { clusterIPs = [] }: ServiceSpec,
  context: AdmissionContext,
): readonly FieldError[] {
  if ((metadata.name ?? '') !== '' || clusterIPs[0] === NONE) return []
  const address = clusterIPs[0] ?? context.clusterIp()
  const detail = `failed to allocate IP${clusterIPs[0] === undefined ? '' : ` ${address}`}: IPAddress.networking.k8s.io "${address}" is invalid: spec.parentRef.name: Required value`
  return [invalid(rootPath('spec', 'clusterIPs'), [clusterIPs[0] ?? ''], detail)]
}

/** The Service with its addresses and node ports, or the errors of the allocators. */
export function allocateService(service: Service, context: AdmissionContext): Allocation<Service> {
  const spec = normalizeClusterIps(service.spec ?? {})
  if (spec.type === 'ExternalName') return { object: { ...service, spec }, errors: [] }
  const errors = [...validateServiceAddresses(spec), ...policyErrors(spec)]
  if (errors.length > 0) return { object: { ...service, spec }, errors }
  const others: Others = () => (context.services?.() ?? []).map((other) => other.spec ?? {})
  const wrong = [
    ...clusterIpErrors(spec, others),
    ...(spec.type === 'ClusterIP' ? [] : nodePortErrors(spec, others)),
  ]
  if (wrong.length > 0) return { object: { ...service, spec }, errors: wrong }
  const unnamed = unnamedErrors(service, spec, context)
  if (unnamed.length > 0) return { object: { ...service, spec }, errors: unnamed }
  const placed = withNodePorts(withAddress(withFamilies(spec), context), others, context)
  return { object: { ...service, spec: placed }, errors: [] }
}
