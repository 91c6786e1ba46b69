// The addresses of a new or changed Service, and then its node ports.
// Follows pkg/registry/core/service/storage/{storage,alloc}.go (v1.36). The cluster has IPv4 only.
import type { Service, ServiceSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionContext } from '../../../admit-types.ts'
import { ipBytes } from '../../../validation/addresses.ts'
import { invalid } from '../../../validation/errors.ts'
import type { Allocation } from '../../strategy.ts'
import {
  allocHealthCheckNodePort,
  initNodePorts,
  type Others,
  updateNodePorts,
} from './allocate-node-ports.ts'
import { type Completed, initIpFamilyFields } from './ip-families.ts'
import { normalizeClusterIps, patchAllocatedValues } from './patch-allocated-values.ts'

const NONE = 'None'

/** Whether an address is in 10.96.0.0/12. */
function isInRange(ip: string): boolean {
  const bytes = ipBytes(ip)
  return bytes?.length === 4 && bytes[0] === 10 && (bytes[1] ?? 0) >= 96 && (bytes[1] ?? 0) < 112
}

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
    (one: ServiceSpec): Completed => initNodePorts(one, { others, context }),
    (one: ServiceSpec): Completed => allocHealthCheckNodePort(one, {}, { others, context }),
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
    (one) => updateNodePorts(one, before, { others, context }),
    (one) => allocHealthCheckNodePort(one, before, { others, context }),
  ])
}

/** One step after the other, until one has errors or refuses. */
function allocated(
  service: Service,
  start: Completed,
  steps: readonly ((spec: ServiceSpec) => Completed)[],
): Allocation<Service> {
  let done = start
  for (const step of steps) {
    if (done.errors.length > 0 || done.refusal !== undefined) break
    done = step(done.spec)
  }
  const { spec, errors, refusal } = done
  return { object: { ...service, spec }, errors, ...(refusal === undefined ? {} : { refusal }) }
}
