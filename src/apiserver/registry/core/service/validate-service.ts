// Services.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateService.
import type { Service, ServicePort, ServiceSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import {
  isDns1123Label,
  isDns1123Subdomain,
  isPortNumber,
  isQualifiedName,
} from '#api/meta/formats.ts'
import { isIpAddress } from '../../../validation/addresses.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  required,
} from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateRequiredChoice } from '../../../validation/pod/validate-container.ts'
import { validateLabels } from '../../../validation/validate-labels.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import { validatePortNumOrName } from '../../../validation/pod/validate-probe.ts'
import { validateServiceAddresses } from './validate-service-addresses.ts'
import { validateServiceTraffic } from './validate-service-traffic.ts'

const SPEC = rootPath('spec')
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const MAX_AFFINITY_SECONDS = 86400
type Spec = Sparse<ServiceSpec>

/** A Service without an address of its own: clusterIP None. */
export function isHeadless(spec: Spec): boolean {
  return spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None'
}

function validateExternalName(spec: Spec): readonly FieldError[] {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' } = spec
  const detail = 'may not be set for ExternalName services'
  const errors: FieldError[] = []
  if (clusterIPs.length > 0) errors.push(forbidden(SPEC.child('clusterIPs'), detail))
  if (ipFamilies.length > 0) errors.push(forbidden(SPEC.child('ipFamilies'), detail))
  if (ipFamilyPolicy !== undefined) errors.push(forbidden(SPEC.child('ipFamilyPolicy'), detail))
  const name = externalName.endsWith('.') ? externalName.slice(0, -1) : externalName
  const path = SPEC.child('externalName')
  return [
    ...errors,
    ...(name === '' ? [required(path)] : invalidEach(path, name, isDns1123Subdomain(name))),
  ]
}

function validateType(spec: Spec): readonly FieldError[] {
  const { type = '' } = spec
  if (type === 'ExternalName') return validateExternalName(spec)
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    const detail = `may not be set to 'None' for ${type} services`
    return [invalid(SPEC.child('clusterIPs').index(0), 'None', detail)]
  }
  return []
}

function validatePortName(
  name: string,
  isRequired: boolean,
  seen: Set<string>,
  path: FieldPath,
): readonly FieldError[] {
  if (name === '') return isRequired ? [required(path)] : []
  const repeated = seen.has(name)
  seen.add(name)
  return [
    ...invalidEach(path, name, isDns1123Label(name)),
    ...(repeated ? [duplicate(path, name)] : []),
  ]
}

function validatePorts(ports: readonly Sparse<ServicePort>[]): readonly FieldError[] {
  const names = new Set<string>()
  return eachItem(ports, SPEC.child('ports'), (port, at) => {
    const { name = '', port: number = 0, protocol = '', appProtocol } = port
    return [
      ...validatePortName(name, ports.length > 1, names, at.child('name')),
      ...invalidEach(at.child('port'), number, isPortNumber(number)),
      ...validateRequiredChoice(protocol, ['SCTP', 'TCP', 'UDP'], at.child('protocol')),
      ...validatePortNumOrName(port.targetPort, at.child('targetPort')),
      ...(appProtocol === undefined
        ? []
        : invalidEach(at.child('appProtocol'), appProtocol, isQualifiedName(appProtocol))),
    ]
  })
}

function validateAffinity(spec: Spec): readonly FieldError[] {
  const { sessionAffinity = '', sessionAffinityConfig: config } = spec
  const path = SPEC.child('sessionAffinityConfig')
  const errors = [
    ...validateRequiredChoice(sessionAffinity, ['ClientIP', 'None'], SPEC.child('sessionAffinity')),
  ]
  if (sessionAffinity === 'None' && config !== undefined) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'))
  }
  const seconds = config?.clientIP?.timeoutSeconds
  if (
    sessionAffinity === 'ClientIP' &&
    seconds !== undefined &&
    (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS)
  ) {
    const detail = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`
    errors.push(invalid(path.child('clientIP', 'timeoutSeconds'), seconds, detail))
  }
  return errors
}

/** Addresses that cannot be an external IP, although they are well formed. */
function specialAddress(ip: string): readonly string[] {
  if (ip === '0.0.0.0' || ip === '::') return [`may not be unspecified (${ip})`]
  if (ip.startsWith('127.') || ip === '::1')
    return ['may not be in the loopback range (127.0.0.0/8, ::1/128)']
  const linkLocal = ip.startsWith('169.254.') || /^fe[89ab]/i.test(ip)
  if (linkLocal) return ['may not be in the link-local range (169.254.0.0/16, fe80::/10)']
  const multicast = ip.startsWith('224.0.0.') || /^ff02:/i.test(ip)
  return multicast ? ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'] : []
}

function validateExternalIps(spec: Spec): readonly FieldError[] {
  return eachItem(spec.externalIPs, SPEC.child('externalIPs'), (ip, at) => {
    const messages = isIpAddress(ip)
    return invalidEach(at, ip, messages.length > 0 ? messages : specialAddress(ip))
  })
}

function validatePortUse(spec: Spec): readonly FieldError[] {
  const path = SPEC.child('ports')
  const nodePorts = new Set<string>()
  const ports = new Set<string>()
  const onNodes =
    spec.type === 'ClusterIP' ? "may not be used when `type` is 'ClusterIP'" : undefined
  const takenTwice = (seen: Set<string>, key: string): boolean => {
    const found = seen.has(key)
    seen.add(key)
    return found
  }
  return [
    ...eachItem(spec.ports, path, ({ nodePort = 0 }, at) =>
      onNodes === undefined || nodePort === 0 ? [] : [forbidden(at.child('nodePort'), onNodes)],
    ),
    ...eachItem(spec.ports, path, ({ nodePort = 0, protocol = '' }, at) =>
      nodePort !== 0 && takenTwice(nodePorts, `${protocol}/${nodePort}`)
        ? [duplicate(at.child('nodePort'), nodePort)]
        : [],
    ),
    ...eachItem(spec.ports, path, ({ port = 0, protocol = '' }, at) => {
      if (!takenTwice(ports, `${protocol}/${port}`)) return []
      const key = {
        Name: '',
        Protocol: protocol,
        AppProtocol: null,
        Port: port,
        TargetPort: 0,
        NodePort: 0,
      }
      return [duplicate(at, key)]
    }),
  ]
}

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints'
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode'

/** The old and the new annotation of one thing say the same. */
function validateTopology(annotations: Readonly<Record<string, string>>): readonly FieldError[] {
  const { [TOPOLOGY_HINTS]: hints, [TOPOLOGY_MODE]: mode } = annotations
  if (hints === undefined || mode === undefined || hints === mode) return []
  const path = rootPath('metadata', 'annotations').key(TOPOLOGY_MODE)
  return [invalid(path, mode, `must match annotations[${TOPOLOGY_HINTS}] when both are specified`)]
}

/** What is checked at creation and at every update; `old` is undefined for a new Service. */
export function validateServiceRules(
  { metadata, spec = {} }: Sparse<Service>,
  old?: Sparse<Service>,
): readonly FieldError[] {
  const annotations = metadata?.annotations ?? {}
  const needsPorts = !isHeadless(spec) && spec.type !== 'ExternalName'
  return [
    ...validateTopology(annotations),
    ...((spec.ports ?? []).length === 0 && needsPorts ? [required(SPEC.child('ports'))] : []),
    ...validateType(spec),
    ...validatePorts(spec.ports ?? []),
    ...validateLabels(spec.selector, SPEC.child('selector')),
    ...validateAffinity(spec),
    ...validateServiceAddresses(spec),
    ...validateExternalIps(spec),
    ...validateRequiredChoice(spec.type ?? '', TYPES, SPEC.child('type')),
    ...validatePortUse(spec),
    ...validateServiceTraffic(spec, annotations, old?.metadata?.annotations),
  ]
}

/** The errors of a Service. */
export function validateService(service: Sparse<Service>): readonly FieldError[] {
  return [
    ...validateObjectMeta(service.metadata ?? {}, { namespaced: true, nameFormat: isDns1123Label }),
    ...validateServiceRules(service),
  ]
}
