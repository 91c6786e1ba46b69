// The addresses and node ports of a new or changed Service.
// Follows pkg/registry/core/service/storage/{storage,alloc}.go (v1.36). The cluster has IPv4 only.
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionContext } from '../../../admit-types.ts'
import { ipBytes } from '../../../validation/addresses.ts'
import { invalid } from '../../../validation/errors.ts'
import type { Allocation } from '../../strategy.ts'
import { type Completed, initIpFamilyFields } from './ip-families.ts'
import { normalizeClusterIps, patchAllocatedValues } from './patch-allocated-values.ts'

const FIRST_NODE_PORT = 30000
const NODE_PORTS = 2768
const LAST_NODE_PORT = FIRST_NODE_PORT + NODE_PORTS - 1
const OUT_OF_RANGE = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`
const NONE = 'None'

/** Whether an address is in 10.96.0.0/12. */
function isInRange(ip: string): boolean {
  const bytes = ipBytes(ip)
  return bytes?.length === 4 && bytes[0] === 10 && (bytes[1] ?? 0) >= 96 && (bytes[1] ?? 0) < 112
}

/** The other Services; only those that ask for an address or a port look through them. */
type Others = () => readonly ServiceSpec[]

const othersOf =
  (context: AdmissionContext, self: string | undefined): Others =>
  () =>
    (context.services?.() ?? [])
      .filter(({ metadata }) => self === undefined || metadata.uid !== self)
      .map((other) => other.spec ?? {})

function clusterIpErrors({ clusterIPs = [] }: ServiceSpec, others: Others): readonly FieldError[] {
  const [ip] = clusterIPs
  if (ip === undefined || ip === NONE) return []
  const path = rootPath('spec', 'clusterIPs')
  if (others().some(({ clusterIP }) => clusterIP === ip)) {
    return [
      invalid(path, clusterIPs, `failed to allocate IP ${ip}: provided IP is already allocated`),
    ]
  }
  if (isInRange(ip)) return []
  const detail = `failed to allocate IP ${ip}: the provided network does not match the current range`
  return [invalid(path, clusterIPs, detail)]
}

/** The spec with a cluster IP, unless it has one or wants none. */
function allocClusterIps(spec: ServiceSpec, others: Others, context: AdmissionContext): Completed {
  const { clusterIP = '', type } = spec
  if (type === 'ExternalName' || clusterIP === NONE) return { spec, errors: [] }
  if (clusterIP !== '') return { spec, errors: clusterIpErrors(spec, others) }
  const ip = context.clusterIp()
  return { spec: { ...spec, clusterIP: ip, clusterIPs: [ip] }, errors: [] }
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

function nodePortsOf({ ports = [], healthCheckNodePort = 0 }: ServiceSpec): readonly number[] {
  return [...ports.map(({ nodePort = 0 }) => nodePort), healthCheckNodePort].filter(
    (port) => port !== 0,
  )
}

const takesPorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'
const checksHealth = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

/** What the allocation of the ports of one Service knows. */
interface PortAllocation {
  /** Node ports that the Service had before. */
  readonly own: ReadonlySet<number>
  /** Those of all Services; it grows with each that is given. */
  readonly taken: Set<number>
  /** Of a new Service: two protocols of one port share a node port. */
  readonly shared: Map<number, number> | null
  readonly isGiven: boolean
  readonly context: AdmissionContext
}

/** The node port that a port asks for, itself or through another protocol; 0 for any. */
function askedPort(
  { port, nodePort = 0 }: ServicePort,
  ports: readonly ServicePort[],
  shared: PortAllocation['shared'],
): number {
  if (nodePort !== 0 || shared === null) return nodePort
  const other = ports.find((one) => one.port === port && (one.nodePort ?? 0) !== 0)
  return shared.get(port) ?? other?.nodePort ?? 0
}

function allocNodePort(
  port: ServicePort,
  ports: readonly ServicePort[],
  { own, taken, shared, isGiven, context }: PortAllocation,
): ServicePort | string {
  const asked = askedPort(port, ports, shared)
  if (asked === 0 && !isGiven) return port
  const isOwn = own.has(asked) || asked === shared?.get(port.port)
  if (asked !== 0 && !isOwn) {
    if (asked < FIRST_NODE_PORT || asked > LAST_NODE_PORT) return OUT_OF_RANGE
    if (taken.has(asked)) return 'provided port is already allocated'
  }
  const nodePort = asked === 0 ? nodePortOf(context.suffix(), taken) : asked
  taken.add(nodePort)
  shared?.set(port.port, nodePort)
  return port.nodePort === nodePort ? port : Object.assign({}, port, { nodePort })
}

/** The ports with node ports; those that `old` had are its own. */
function allocNodePorts(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  { others, context }: { readonly others: Others; readonly context: AdmissionContext },
): Completed {
  const { ports = [] } = spec
  const isGiven = spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false
  const isAsked = ports.some(({ nodePort = 0 }) => nodePort !== 0)
  if (!takesPorts(spec) || (!isGiven && !isAsked)) return { spec, errors: [] }
  const allocation = {
    own: new Set(old === undefined ? [] : nodePortsOf(old)),
    taken: new Set(others().flatMap(nodePortsOf)),
    shared: old === undefined ? new Map<number, number>() : null,
    isGiven,
    context,
  }
  const complete: ServicePort[] = []
  for (const [index, port] of ports.entries()) {
    const next = allocNodePort(port, ports, allocation)
    if (typeof next === 'string') {
      const at = rootPath('spec', 'ports').index(index).child('nodePort')
      const asked = askedPort(port, ports, allocation.shared)
      return { spec, errors: [invalid(at, asked, next)] }
    }
    complete.push(next)
  }
  const next = spec.ports === undefined ? spec : { ...spec, ports: complete }
  const hadCheck = old !== undefined && checksHealth(old)
  if (!checksHealth(next) || hadCheck || (next.healthCheckNodePort ?? 0) !== 0)
    return { spec: next, errors: [] }
  const healthCheckNodePort = nodePortOf(context.suffix(), allocation.taken)
  return { spec: { ...next, healthCheckNodePort }, errors: [] }
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
  const spec = normalizeClusterIps(service.spec ?? {}, undefined)
  if (spec.type === 'ExternalName') return { object: { ...service, spec }, errors: [] }
  const others = othersOf(context, undefined)
  const families = initIpFamilyFields(spec)
  const steps = [
    (one: ServiceSpec): Completed => ({ spec: one, errors: unnamedErrors(service, one, context) }),
    (one: ServiceSpec): Completed => allocClusterIps(one, others, context),
    (one: ServiceSpec): Completed => allocNodePorts(one, undefined, { others, context }),
  ]
  return allocated(service, families, steps)
}

/** The same for a Service that replaces another one, which keeps what was given to it. */
export function allocateServiceUpdate(
  service: Service,
  old: Service,
  context: AdmissionContext,
): Allocation<Service> {
  const before = old.spec ?? {}
  const patched = normalizeClusterIps(patchAllocatedValues(service.spec ?? {}, before), before)
  const others = othersOf(context, old.metadata.uid)
  return allocated(service, initIpFamilyFields(patched, before), [
    (one) =>
      before.type === 'ExternalName'
        ? allocClusterIps(one, others, context)
        : { spec: one, errors: [] },
    (one) => allocNodePorts(one, before, { others, context }),
  ])
}

/** One step after the other, until one has errors. */
function allocated(
  service: Service,
  start: Completed,
  steps: readonly ((spec: ServiceSpec) => Completed)[],
): Allocation<Service> {
  let { spec, errors } = start
  for (const step of steps) {
    if (errors.length > 0) break
    ;({ spec, errors } = step(spec))
  }
  return { object: { ...service, spec }, errors }
}
