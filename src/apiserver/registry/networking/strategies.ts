// Ingresses, their classes, NetworkPolicies, and the addresses of Services.
// Follows pkg/registry/networking/<kind>/strategy.go and pkg/apis/networking (v1.36).
import type {
  Ingress,
  IngressClass,
  IngressClassParametersReference,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '#api/generated/types.ts'
import { type FieldError, rootPath } from '#api/meta/field-error.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { IMMUTABLE, isDns1123Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import { byteLength } from '#lib/byte-length.ts'
import { ipBytes, isCidr, isStrictIpAddress } from '../../validation/addresses.ts'
import { validateDomainPrefixedPath } from '../../validation/domain-names.ts'
import {
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
} from '../../validation/errors.ts'
import { internalValue } from '../../validation/go-internal.ts'
import type { Sparse } from '../../validation/sparse.ts'
import { storedStrategy } from '../stored-strategy.ts'
import {
  CLASS_ANNOTATION,
  validateIngressClassAnnotation,
  validateIngressSpec,
  validateSegment,
} from './validate-ingress.ts'
import { validateNetworkPolicySpec } from './validate-network-policy.ts'

simplified(
  'ingress-controllers',
  'no ingress controller runs, as in a cluster where nobody has installed one: an Ingress is stored and shown, gets no address, and nothing answers to its hosts.',
  { fields: ['Ingress.spec', 'IngressClass.spec'] },
)
simplified(
  'network-policies',
  'a NetworkPolicy is stored and shown, and forbids nothing, as with a network plugin that does not know them.',
  { fields: ['NetworkPolicy.spec'] },
)
simplified(
  'service-ranges',
  'ServiceCIDRs and IPAddresses are stored and shown; Services get their addresses from 10.96.0.0/12 alone.',
  { fields: ['ServiceCIDR.spec', 'IPAddress.spec'] },
)

const MAX_CONTROLLER = 250
const SCOPES = ['Cluster', 'Namespace']

function validateParameters(
  parameters: Sparse<IngressClassParametersReference> | undefined,
): readonly FieldError[] {
  if (parameters === undefined) return []
  const path = rootPath('spec', 'parameters')
  const { apiGroup, kind, name, scope, namespace } = parameters
  const at = path.child('namespace')
  const errors = [
    ...(apiGroup === undefined
      ? []
      : invalidEach(path.child('apiGroup'), apiGroup, isDns1123Subdomain(apiGroup))),
    ...validateSegment(path.child('kind'), kind),
    ...validateSegment(path.child('name'), name),
  ]
  if (scope === undefined) return [...errors, required(path.child('scope'))]
  if (!SCOPES.includes(scope)) return [...errors, notSupported(path.child('scope'), scope, SCOPES)]
  if (scope === 'Cluster')
    return namespace === undefined
      ? errors
      : [...errors, forbidden(at, "`parameters.scope` is set to 'Cluster'")]
  return namespace === undefined
    ? [...errors, required(at, "`parameters.scope` is set to 'Namespace'")]
    : [...errors, ...invalidEach(at, namespace, isDns1123Label(namespace))]
}

function validateIngressClass({ spec = {} }: Sparse<IngressClass>): readonly FieldError[] {
  const path = rootPath('spec', 'controller')
  const { controller = '', parameters } = spec
  return [
    ...(byteLength(controller) > MAX_CONTROLLER ? [tooLong(path, MAX_CONTROLLER)] : []),
    ...validateDomainPrefixedPath(path, controller),
    ...validateParameters(parameters),
  ]
}

function policyDefaults(policy: NetworkPolicy): NetworkPolicy {
  const { spec } = policy
  if (spec === undefined || (spec.policyTypes ?? []).length > 0) return policy
  const policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  return { ...policy, spec: { ...spec, policyTypes } }
}

function classDefaults(ingressClass: IngressClass): IngressClass {
  const { spec } = ingressClass
  if (spec?.parameters === undefined || spec.parameters.scope !== undefined) return ingressClass
  return {
    ...ingressClass,
    spec: { ...spec, parameters: { ...spec.parameters, scope: 'Cluster' } },
  }
}

function withProtocols(policy: NetworkPolicy): NetworkPolicy {
  const { spec } = policy
  if (spec === undefined) return policy
  const rule = <T extends { readonly ports?: readonly { readonly protocol?: string }[] }>(
    one: T,
  ): T =>
    one.ports === undefined
      ? one
      : { ...one, ports: one.ports.map((port) => ({ protocol: 'TCP', ...port })) }
  return {
    ...policy,
    spec: {
      ...spec,
      ...(spec.ingress === undefined ? {} : { ingress: spec.ingress.map(rule) }),
      ...(spec.egress === undefined ? {} : { egress: spec.egress.map(rule) }),
    },
  }
}

function validateParent({ spec = {} }: Sparse<IPAddress>): readonly FieldError[] {
  const path = rootPath('spec', 'parentRef')
  if (spec.parentRef === undefined) return [required(path)]
  const { group = '', resource, name, namespace = '' } = spec.parentRef
  return [
    ...(group === '' ? [] : invalidEach(path.child('group'), group, isDns1123Subdomain(group))),
    ...validateSegment(path.child('resource'), resource),
    ...validateSegment(path.child('name'), name),
    ...(namespace === '' ? [] : validateSegment(path.child('namespace'), namespace)),
  ]
}

const isV6 = (cidr: string): boolean => cidr.includes(':')

function validateServiceCidr({ spec = {} }: Sparse<ServiceCIDR>): readonly FieldError[] {
  const path = rootPath('spec', 'cidrs')
  const { cidrs = [] } = spec
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalid(path, { CIDRs: cidrs }, 'may only hold up to 2 values')]
  const [first = '', second = ''] = cidrs
  return [
    ...eachItem(cidrs, path, (cidr, at) => invalidEach(at, cidr, isCidr(cidr))),
    ...(cidrs.length === 2 && isV6(first) === isV6(second)
      ? [
          invalid(
            path,
            cidrs,
            'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
          ),
        ]
      : []),
  ]
}

function sameCidrs({ spec = {} }: Sparse<ServiceCIDR>, old: ServiceCIDR): readonly FieldError[] {
  const path = rootPath('spec', 'cidrs')
  const [next, before] = [spec.cidrs ?? [], old.spec?.cidrs ?? []]
  const grows = before.length === 1 && next.length === 2
  if (next.length !== before.length && !grows) {
    return [invalid(path, internalValue('[]string', next), IMMUTABLE)]
  }
  return [
    ...before.flatMap((cidr, index) =>
      next[index] === cidr ? [] : [invalid(path.index(index), next[index], IMMUTABLE)],
    ),
    ...(grows ? validateServiceCidr({ spec }) : []),
  ]
}

function validateIngressStatus({ status }: Ingress): readonly FieldError[] {
  const path = rootPath('status', 'loadBalancer', 'ingress')
  return eachItem(status?.loadBalancer?.ingress, path, ({ ip = '', hostname = '' }, at) => [
    ...(ip === '' ? [] : invalidEach(at.child('ip'), ip, isStrictIpAddress(ip))),
    ...(hostname === ''
      ? []
      : invalidEach(at.child('hostname'), hostname, isDns1123Subdomain(hostname))),
    ...(ipBytes(hostname) === undefined
      ? []
      : [invalid(at.child('hostname'), hostname, 'must be a DNS name, not an IP address')]),
  ])
}

const ingressStrategy = storedStrategy<Ingress>(STORED_KINDS.Ingress, {
  counted: ({ spec }) => spec,
  updateChecks: ['metadata', 'whole'],
  validate: validateIngressSpec,
  validateStatusUpdate: validateIngressStatus,
  warningsOnCreate: ({ metadata, spec }) =>
    metadata.annotations?.[CLASS_ANNOTATION] !== undefined && spec?.ingressClassName === undefined
      ? [
          {
            message: `annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`,
            path: rootPath('metadata', 'annotations').key(CLASS_ANNOTATION),
          },
        ]
      : [],
})

export const networkingStrategies = {
  'Ingress.networking.k8s.io': {
    ...ingressStrategy,
    validate: (ingress: Sparse<Ingress>) => [
      ...ingressStrategy.validate(ingress),
      ...validateIngressClassAnnotation(ingress),
    ],
  },
  'IngressClass.networking.k8s.io': storedStrategy<IngressClass>(STORED_KINDS.IngressClass, {
    counted: ({ spec }) => spec,
    setDefaults: classDefaults,
    updateChecks: ['metadata', 'change', 'whole'],
    validate: validateIngressClass,
    validateChange: ({ spec }, old) =>
      spec?.controller === old.spec?.controller
        ? []
        : [invalid(rootPath('spec', 'controller'), spec?.controller ?? '', IMMUTABLE)],
  }),
  'NetworkPolicy.networking.k8s.io': storedStrategy<NetworkPolicy>(STORED_KINDS.NetworkPolicy, {
    counted: ({ spec }) => spec,
    setDefaults: (policy) => policyDefaults(withProtocols(policy)),
    validate: validateNetworkPolicySpec,
  }),
  'IPAddress.networking.k8s.io': storedStrategy<IPAddress>(STORED_KINDS.IPAddress, {
    nameFormat: isStrictIpAddress,
    updateChecks: ['whole', 'metadata', 'change'],
    validate: validateParent,
    validateChange: ({ spec }, old) =>
      equal(spec?.parentRef, old.spec?.parentRef)
        ? []
        : [
            invalid(
              rootPath('spec', 'parentRef'),
              internalValue('*ParentReference', spec?.parentRef),
              IMMUTABLE,
            ),
          ],
  }),
  'ServiceCIDR.networking.k8s.io': storedStrategy<ServiceCIDR>(STORED_KINDS.ServiceCIDR, {
    keepsMetadata: true,
    updateChecks: ['metadata', 'change'],
    validate: validateServiceCidr,
    validateChange: sameCidrs,
  }),
}
