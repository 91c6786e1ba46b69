// NetworkPolicies. Follows pkg/apis/networking/validation/validation.go (v1.36), ValidateNetworkPolicy.
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { isPortName, isPortNumber } from '#api/meta/formats.ts'
import { containsCidr, isCidr } from '../../validation/addresses.ts'
import {
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../validation/errors.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { validateLabelSelector } from '../../validation/validate-labels.ts'

const PROTOCOLS = ['TCP', 'UDP', 'SCTP']
const TYPES = ['Ingress', 'Egress']

function validateNumber(
  port: number,
  endPort: number | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('endPort')
  return [
    ...invalidEach(path.child('port'), port, isPortNumber(port)),
    ...(endPort !== undefined && endPort < port
      ? [invalid(at, port, 'must be greater than or equal to `port`')]
      : []),
    ...(endPort === undefined ? [] : invalidEach(at, endPort, isPortNumber(endPort))),
  ]
}

function validatePort(
  { protocol = 'TCP', port, endPort }: Sparse<NetworkPolicyPort>,
  path: FieldPath,
): readonly FieldError[] {
  const errors = PROTOCOLS.includes(protocol)
    ? []
    : [notSupported(path.child('protocol'), protocol, PROTOCOLS)]
  if (typeof port === 'number') return [...errors, ...validateNumber(port, endPort, path)]
  const kind = port === undefined ? 'not specified' : 'non-numeric'
  if (endPort !== undefined)
    errors.push(
      invalid(path.child('endPort'), endPort, `may not be specified when \`port\` is ${kind}`),
    )
  return port === undefined
    ? errors
    : [...errors, ...invalidEach(path.child('port'), port, isPortName(port))]
}

function validateIpBlock(
  { cidr = '', except }: Sparse<IPBlock>,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child('cidr')
  if (cidr === '') return [required(at)]
  const errors = invalidEach(at, cidr, isCidr(cidr))
  const within = eachItem(except, path.child('except'), (text, exceptPath) => {
    const contained = containsCidr(cidr, text)
    return [
      ...invalidEach(exceptPath, text, isCidr(text)),
      ...(contained === false
        ? [invalid(exceptPath, text, 'must be a strict subset of `cidr`')]
        : []),
    ]
  })
  return [...errors, ...within]
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: Sparse<NetworkPolicyPeer>,
  path: FieldPath,
): readonly FieldError[] {
  const given = [podSelector, namespaceSelector, ipBlock].filter((part) => part !== undefined)
  const errors = [
    ...validateLabelSelector(podSelector, path.child('podSelector')),
    ...validateLabelSelector(namespaceSelector, path.child('namespaceSelector')),
    ...(ipBlock === undefined ? [] : validateIpBlock(ipBlock, path.child('ipBlock'))),
  ]
  if (given.length === 0) return [...errors, required(path, 'must specify a peer')]
  return given.length > 1 && ipBlock !== undefined
    ? [...errors, forbidden(path, 'may not specify both ipBlock and another peer')]
    : errors
}

/** The errors of the spec of a NetworkPolicy. */
export function validateNetworkPolicySpec({
  spec = {},
}: Sparse<NetworkPolicy>): readonly FieldError[] {
  const path = rootPath('spec')
  const { podSelector, ingress, egress, policyTypes = [] } = spec
  const types = path.child('policyTypes')
  return [
    ...validateLabelSelector(podSelector, path.child('podSelector')),
    ...eachItem(ingress, path.child('ingress'), ({ ports, from }, rule) => [
      ...eachItem(ports, rule.child('ports'), validatePort),
      ...eachItem(from, rule.child('from'), validatePeer),
    ]),
    ...eachItem(egress, path.child('egress'), ({ ports, to }, rule) => [
      ...eachItem(ports, rule.child('ports'), validatePort),
      ...eachItem(to, rule.child('to'), validatePeer),
    ]),
    ...(policyTypes.length > TYPES.length
      ? [invalid(types, policyTypes, 'may not specify more than two policyTypes')]
      : eachItem(policyTypes, types, (type, at) =>
          TYPES.includes(type) ? [] : [notSupported(at, type, TYPES)],
        )),
  ]
}
