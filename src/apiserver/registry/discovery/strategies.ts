// Endpoints and EndpointSlices.
// Follows pkg/registry/{core/endpoint,discovery/endpointslice} and the validation of pkg/apis/{core,discovery} (v1.36).
import type {
  Endpoint,
  EndpointAddress,
  EndpointHints,
  Endpoints,
  EndpointSlice,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import {
  type Format,
  IMMUTABLE,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPortNumber,
  isQualifiedName,
} from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { isEndpointIp, isIpAddress, isStrictIpAddress } from '../../validation/addresses.ts'
import { validateFullyQualifiedDomain } from '../../validation/domain-names.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
} from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { validateLabels } from '../../validation/validate-labels.ts'
import { storedStrategy } from '../stored-strategy.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6']
const MAX_ENDPOINTS = 1000
const MAX_PORTS = 20000
const MAX_ADDRESSES = 100
const MAX_TOPOLOGY = 16
const MAX_HINTS = 8

/** The errors of a field that is there; a missing one has none. */
const optional = (
  path: FieldPath,
  value: string | undefined,
  format: Format,
): readonly FieldError[] => (value === undefined ? [] : invalidEach(path, value, format(value)))

function validateProtocol(protocol: string | undefined, path: FieldPath): readonly FieldError[] {
  if ((protocol ?? '') === '') return [required(path)]
  return PROTOCOLS.includes(protocol ?? '') ? [] : [notSupported(path, protocol, PROTOCOLS)]
}

interface Port {
  readonly name?: string
  readonly protocol?: string
  readonly appProtocol?: string
}

function validateAddress(
  { ip = '', hostname = '', nodeName }: Sparse<EndpointAddress>,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...invalidEach(path.child('ip'), ip, isIpAddress(ip)),
    ...(hostname === ''
      ? []
      : invalidEach(path.child('hostname'), hostname, isDns1123Label(hostname))),
    ...optional(path.child('nodeName'), nodeName, isDns1123Subdomain),
    ...invalidEach(path.child('ip'), ip, isEndpointIp(ip)),
  ]
}

function validateSubsets({ subsets }: Sparse<Endpoints>): readonly FieldError[] {
  return eachItem(subsets, rootPath('subsets'), (subset, path) => {
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset
    return [
      ...(addresses.length + notReadyAddresses.length === 0
        ? [required(path, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...eachItem(addresses, path.child('addresses'), validateAddress),
      ...eachItem(notReadyAddresses, path.child('notReadyAddresses'), validateAddress),
      ...eachItem(ports, path.child('ports'), ({ name = '', port = 0, ...more }, at) => [
        ...(name === '' && ports.length > 1 ? [required(at.child('name'))] : []),
        ...(name === '' ? [] : invalidEach(at.child('name'), name, isDns1123Label(name))),
        ...invalidEach(at.child('port'), port, isPortNumber(port)),
        ...validateProtocol(more.protocol, at.child('protocol')),
        ...optional(at.child('appProtocol'), more.appProtocol, isQualifiedName),
      ]),
    ]
  })
}

function validatePorts(ports: readonly Port[], path: FieldPath): readonly FieldError[] {
  if (ports.length > MAX_PORTS) return [tooMany(path, ports.length, MAX_PORTS)]
  const names = new Set<string>()
  return eachItem(ports, path, ({ name = '', protocol, appProtocol }, at) => {
    const isTaken = names.has(name)
    names.add(name)
    return [
      ...(name === '' ? [] : invalidEach(at.child('name'), name, isDns1123Label(name))),
      ...(isTaken ? [duplicate(at.child('name'), name)] : []),
      ...validateProtocol(protocol, at.child('protocol')),
      ...optional(at.child('appProtocol'), appProtocol, isQualifiedName),
    ]
  })
}

function validateSliceAddress(
  address: string,
  type: string,
  list: FieldPath,
  index: number,
): readonly FieldError[] {
  const path = list.index(index)
  if (type === 'FQDN') return validateFullyQualifiedDomain(path, address)
  if (type !== 'IPv4' && type !== 'IPv6') return []
  const wrong = type === 'IPv4' ? isIpAddress(address) : isStrictIpAddress(address)
  if (wrong.length > 0) return invalidEach(path, address, wrong)
  const isOther = address.includes(':') !== (type === 'IPv6')
  return [
    // Upstream reports this one at the list.
    ...(isOther ? [invalid(list, address, `must be an ${type} address`)] : []),
    ...invalidEach(path, address, isEndpointIp(address)),
  ]
}

function validateNames(
  items: readonly { readonly name?: string }[],
  path: FieldPath,
  format: Format,
): readonly FieldError[] {
  const names = new Set<string>()
  return eachItem(items, path, ({ name = '' }, item) => {
    const at = item.child('name')
    const isTaken = names.has(name)
    names.add(name)
    return [...(isTaken ? [duplicate(at, name)] : []), ...invalidEach(at, name, format(name))]
  })
}

function validateHints(
  { forZones = [], forNodes = [] }: Sparse<EndpointHints>,
  path: FieldPath,
): readonly FieldError[] {
  const [zones, nodes] = [path.child('forZones'), path.child('forNodes')]
  if (forZones.length > MAX_HINTS) return [tooMany(zones, forZones.length, MAX_HINTS)]
  const errors = validateNames(forZones, zones, isLabelValue)
  return forNodes.length > MAX_HINTS
    ? [...errors, tooMany(nodes, forNodes.length, MAX_HINTS)]
    : [...errors, ...validateNames(forNodes, nodes, isDns1123Subdomain)]
}

function validateEndpoint(
  endpoint: Sparse<Endpoint>,
  type: string,
  path: FieldPath,
): readonly FieldError[] {
  const { addresses = [], deprecatedTopology, hints = {} } = endpoint
  const at = path.child('addresses')
  const topology = path.child('deprecatedTopology')
  const labels = Object.keys(deprecatedTopology ?? {}).length
  return [
    ...(addresses.length === 0 ? [required(at, 'must contain at least 1 address')] : []),
    ...(addresses.length > MAX_ADDRESSES ? [tooMany(at, addresses.length, MAX_ADDRESSES)] : []),
    ...addresses.flatMap((address, index) => validateSliceAddress(address, type, at, index)),
    ...optional(path.child('nodeName'), endpoint.nodeName, isDns1123Subdomain),
    ...(labels > MAX_TOPOLOGY ? [tooMany(topology, labels, MAX_TOPOLOGY)] : []),
    ...validateLabels(deprecatedTopology, topology),
    ...optional(path.child('hostname'), endpoint.hostname, isDns1123Label),
    ...validateHints(hints, path.child('hints')),
  ]
}

function validateSlice(slice: Sparse<EndpointSlice>): readonly FieldError[] {
  const { addressType = '', ports = [], endpoints = [] } = slice
  const path = rootPath('addressType')
  const all = rootPath('endpoints')
  const type =
    addressType === ''
      ? [required(path)]
      : ADDRESS_TYPES.includes(addressType)
        ? []
        : [notSupported(path, addressType, ADDRESS_TYPES)]
  return [
    ...type,
    ...validatePorts(ports, rootPath('ports')),
    ...(endpoints.length > MAX_ENDPOINTS
      ? [tooMany(all, endpoints.length, MAX_ENDPOINTS)]
      : eachItem(endpoints, all, (endpoint, at) => validateEndpoint(endpoint, addressType, at))),
  ]
}

const HOSTNAME = 'kubernetes.io/hostname'

/**
 * Endpoints without the old topology, which is no part of this version; where it named the node of an endpoint before, that
 * stays as its node. Upstream: dropTopologyOnV1.
 */
function withoutTopology(slice: EndpointSlice, old?: EndpointSlice): EndpointSlice {
  const before = old?.endpoints ?? []
  const { endpoints } = slice
  const isSame = old !== undefined && equal(before, endpoints ?? [])
  if (endpoints === undefined || isSame) return slice
  const nodes = new Set(before.map((one) => one.deprecatedTopology?.[HOSTNAME] ?? ''))
  return {
    ...slice,
    endpoints: endpoints.map(({ deprecatedTopology: topology, ...endpoint }) => {
      const name = topology?.[HOSTNAME] ?? ''
      const isKnown = name !== '' && nodes.has(name) && isDns1123Subdomain(name).length === 0
      return isKnown && endpoint.nodeName === undefined ? { ...endpoint, nodeName: name } : endpoint
    }),
  }
}

export const discoveryStrategies = {
  Endpoints: storedStrategy<Endpoints>(STORED_KINDS.Endpoints, {
    allowCreateOnUpdate: true,
    updateChecks: ['metadata', 'whole'],
    setDefaults: ({ subsets, ...endpoints }) => ({
      ...endpoints,
      ...(subsets === undefined
        ? {}
        : {
            subsets: subsets.map(({ ports, ...subset }) => ({
              ...subset,
              ...(ports === undefined
                ? {}
                : { ports: ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })) }),
            })),
          }),
    }),
    validate: validateSubsets,
  }),
  'EndpointSlice.discovery.k8s.io': storedStrategy<EndpointSlice>(STORED_KINDS.EndpointSlice, {
    updateChecks: ['whole', 'change'],
    prepareForCreate: (slice) => withoutTopology(slice),
    prepareForUpdate: withoutTopology,
    // Endpoints that were taken before are not looked at again.
    validateUnchanged: (next, old) =>
      equal(next.endpoints ?? [], old.endpoints ?? []) ? { ...next, endpoints: [] } : next,
    counted: ({ metadata, ...slice }) => ({ ...slice, labels: metadata.labels }),
    setDefaults: ({ ports, ...slice }) => ({
      ...slice,
      ...(ports === undefined
        ? {}
        : { ports: ports.map((port) => ({ name: '', protocol: 'TCP', ...port })) }),
    }),
    validate: validateSlice,
    validateChange: ({ addressType }, old) =>
      equal(addressType, old.addressType)
        ? []
        : [invalid(rootPath('addressType'), addressType, IMMUTABLE)],
  }),
}
