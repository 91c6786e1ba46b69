// The node ports of a new or changed Service, and the port of its health checks.
// Follows pkg/registry/core/service/storage/alloc.go (v1.36).
import type { ServicePort, ServiceSpec } from '#api/generated/types.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionContext } from '../../../admit-types.ts'
import { internalError, statusOf } from '../../../statuses.ts'
import { invalid } from '../../../validation/errors.ts'
import type { Completed } from './ip-families.ts'

const FIRST_NODE_PORT = 30000
const NODE_PORTS = 2768
const LAST_NODE_PORT = FIRST_NODE_PORT + NODE_PORTS - 1
const OUT_OF_RANGE = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`

/** The specs of the other Services; only those that ask for an address or a port look through them. */
export type Others = () => readonly ServiceSpec[]

interface Given {
  readonly others: Others
  readonly context: AdmissionContext
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

function portsOf({ ports = [] }: ServiceSpec): readonly number[] {
  return ports.flatMap(({ nodePort = 0 }) => (nodePort === 0 ? [] : [nodePort]))
}

function takenBy(spec: ServiceSpec): readonly number[] {
  const { healthCheckNodePort = 0 } = spec
  return healthCheckNodePort === 0 ? portsOf(spec) : [...portsOf(spec), healthCheckNodePort]
}

const takesPorts = ({ type }: ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer'
const isGivenPorts = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || allocateLoadBalancerNodePorts !== false
const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local'

/** What is wrong with a port that is asked for; null when it can be had. */
function problemOf(port: number, taken: ReadonlySet<number>): string | null {
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) return OUT_OF_RANGE
  return taken.has(port) ? 'provided port is already allocated' : null
}

/** The node port of the port at `index`, or what is wrong with the one it asks for. */
type Choice = { readonly nodePort: number } | { readonly asked: number; readonly problem: string }

/** The ports one after the other, each with what `choose` gives it; null leaves a port without one. */
function withPorts(
  spec: ServiceSpec,
  { others, context }: Given,
  choose: (port: ServicePort, taken: Set<number>, next: () => number) => Choice,
): Completed {
  if (!takesPorts(spec) || spec.ports === undefined) return { spec, errors: [] }
  const isGiven = isGivenPorts(spec)
  if (!isGiven && portsOf(spec).length === 0) return { spec, errors: [] }
  const taken = new Set(others().flatMap(takenBy))
  const next = (): number => nodePortOf(context.suffix(), taken)
  const ports: ServicePort[] = []
  for (const [index, port] of spec.ports.entries()) {
    if ((port.nodePort ?? 0) === 0 && !isGiven) {
      ports.push(port)
      continue
    }
    const choice = choose(port, taken, next)
    if ('problem' in choice) {
      const at = rootPath('spec', 'ports').index(index).child('nodePort')
      return { spec, errors: [invalid(at, choice.asked, choice.problem)] }
    }
    const { nodePort } = choice
    taken.add(nodePort)
    ports.push(port.nodePort === nodePort ? port : Object.assign({}, port, { nodePort }))
  }
  return { spec: { ...spec, ports }, errors: [] }
}

/** The ports of a new Service: two protocols of one port share a node port. */
export function initNodePorts(spec: ServiceSpec, given: Given): Completed {
  const shared = new Map<number, number>()
  const requested = (port: number): number =>
    spec.ports?.find((one) => one.port === port && (one.nodePort ?? 0) !== 0)?.nodePort ?? 0
  return withPorts(spec, given, ({ port, nodePort: own = 0 }, taken, next) => {
    const before = shared.get(port)
    if (before !== undefined && (own === 0 || own === before)) return { nodePort: before }
    const asked = before === undefined ? requested(port) : own
    const problem = asked === 0 ? null : problemOf(asked, taken)
    if (problem !== null) return { asked, problem }
    const nodePort = asked === 0 ? next() : asked
    if (before === undefined) shared.set(port, nodePort)
    return { nodePort }
  })
}

/** The ports of a changed Service: those that it had are its own, and each of the others may be asked for by several of its ports. */
export function updateNodePorts(spec: ServiceSpec, old: ServiceSpec, given: Given): Completed {
  const own = new Set(portsOf(old))
  const done = withPorts(spec, given, ({ nodePort: asked = 0 }, taken, next) => {
    if (asked === 0) return { nodePort: next() }
    const problem = own.has(asked) ? null : problemOf(asked, taken)
    if (problem !== null) return { asked, problem }
    own.add(asked)
    return { nodePort: asked }
  })
  const twice = done.errors.length > 0 || !takesPorts(spec) ? null : duplicateOf(done.spec)
  // An error that nobody gave a reason: the server answers with its text alone.
  return twice === null
    ? done
    : { ...done, refusal: statusOf('', `duplicate nodePort: {${twice}}`) }
}

/** 'TCP 30080' when two ports have that protocol and node port; null when no two do. */
function duplicateOf({ ports = [] }: ServiceSpec): string | null {
  const seen = new Set<string>()
  for (const { protocol = '', nodePort = 0 } of ports) {
    const text = `${protocol} ${nodePort}`
    if (nodePort !== 0 && seen.has(text)) return text
    seen.add(text)
  }
  return null
}

/** The port at which a load balancer asks for local Pods; `old` has none when the Service is new. */
export function allocHealthCheckNodePort(
  spec: ServiceSpec,
  old: ServiceSpec,
  { others, context }: Given,
): Completed {
  if (!needsHealthCheck(spec) || needsHealthCheck(old)) return { spec, errors: [] }
  // What an update gives up is free only after it.
  const taken = new Set([...others().flatMap(takenBy), ...portsOf(old), ...portsOf(spec)])
  const { healthCheckNodePort: asked = 0 } = spec
  if (asked === 0) {
    return {
      spec: { ...spec, healthCheckNodePort: nodePortOf(context.suffix(), taken) },
      errors: [],
    }
  }
  const problem = problemOf(asked, taken)
  if (problem === null) return { spec, errors: [] }
  const text = `failed to allocate requested HealthCheck NodePort ${asked}: ${problem}`
  return { spec, errors: [], refusal: internalError(text) }
}
