// The tables of kinds that are stored and shown. Follows pkg/printers/internalversion/printers.go (v1.36).
import type {
  CertificateSigningRequest,
  Endpoints,
  EndpointSlice,
  Ingress,
  IngressClass,
  IPAddress,
  LabelSelector,
  RbacSubject,
  ResourceClaim,
  ResourceQuota,
} from '#api/generated/types.ts'
import type { TypedObject } from '#api/meta/kind-info.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import type { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { compareText } from '#lib/compare.ts'
import { humanDuration } from '../duration.ts'
import { formatLabelSelector } from './label-selector.ts'
import {
  ageOf,
  type Column,
  column,
  formatLabels,
  NONE,
  type Printer,
  type PrintOptions,
  UNSET,
  wide,
} from './printer.ts'
import { containerCells } from './template-cells.ts'

const MAX_LISTED = 3
const ADDRESS_WIDTH = 16

const nameOf = ({ metadata }: TypedObject): string => metadata.name ?? ''

/** A table that begins with the name and ends with the age. */
function aged<T extends TypedObject>(
  names: readonly string[],
  cells: (object: T, options: PrintOptions) => readonly unknown[],
): Printer<T> {
  return {
    columns: [column('Name'), ...names.map(column), column('Age')],
    cells: (object, options) => [
      nameOf(object),
      ...cells(object, options).map(String),
      ageOf(object.metadata.creationTimestamp, options.nowMs),
    ],
  }
}

/** What is printed of kinds that have no table of their own. */
const plain: Printer<TypedObject> = {
  columns: [column('Name'), column('Created At')],
  cells: (object) => [nameOf(object), object.metadata.creationTimestamp ?? ''],
}

function listed(items: readonly string[], more = items.length - MAX_LISTED): string {
  if (items.length === 0) return UNSET
  const text = items.slice(0, MAX_LISTED).join(',')
  return items.length > MAX_LISTED ? `${text} + ${more} more...` : text
}

const hostPort = (ip: string, port: number): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`

function endpointsText({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return NONE
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  )
  return all.length === 0 ? '' : listed(all)
}

function slicePorts({ ports = [] }: EndpointSlice): string {
  return listed(ports.map(({ name, port }) => String(port ?? name ?? '*')))
}

function hostsText({ spec }: Ingress): string {
  const rules = spec?.rules ?? []
  const hosts = rules.map(({ host = '' }) => host).filter((host) => host !== '')
  if (hosts.length === 0) return '*'
  return listed(hosts, rules.length - MAX_LISTED)
}

function addressText({ status }: Ingress, isWide: boolean): string {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname)
  const text = [...new Set(addresses)].toSorted().join(',')
  return isWide || text.length <= ADDRESS_WIDTH ? text : `${text.slice(0, ADDRESS_WIDTH - 3)}...`
}

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'

function parametersText({ spec }: IngressClass): string {
  if (spec?.parameters === undefined) return NONE
  const { kind, apiGroup, name } = spec.parameters
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}

function parentText({ spec }: IPAddress): string {
  if (spec?.parentRef === undefined) return NONE
  const { group = '', resource = '', namespace = '', name = '' } = spec.parentRef
  const type = group === '' ? resource : `${resource}.${group}`
  return [type.toLowerCase(), ...(namespace === '' ? [] : [namespace]), name].join('/')
}

interface BindingObject extends TypedObject {
  readonly roleRef: { readonly kind: string; readonly name: string }
  readonly subjects?: readonly RbacSubject[]
}

const bindings: Printer<BindingObject> = {
  columns: [
    column('Name'),
    column('Role'),
    column('Age'),
    wide('Users'),
    wide('Groups'),
    wide('ServiceAccounts'),
  ],
  cells(object, { nowMs }) {
    const { roleRef, subjects = [], metadata } = object
    const of = (kind: string): string =>
      subjects
        .filter((subject) => subject.kind === kind)
        .map(({ name, namespace = '' }) => (namespace === '' ? name : `${namespace}/${name}`))
        .join(', ')
    return [
      nameOf(object),
      `${roleRef.kind}/${roleRef.name}`,
      ageOf(metadata.creationTimestamp, nowMs),
      of('User'),
      of('Group'),
      of('ServiceAccount'),
    ]
  },
}

function quotaCells({ status }: ResourceQuota): readonly string[] {
  const names = Object.keys(status?.hard ?? {}).toSorted(compareText)
  const text = (ofLimits: boolean): string =>
    names
      .filter((name) => name.startsWith('limits.') === ofLimits)
      .map((name) => {
        const [used = '0', hard = '0'] = [status?.used?.[name], status?.hard?.[name]]
        return `${name}: ${canonicalQuantity(used)}/${canonicalQuantity(hard)}`
      })
      .join(', ')
  return [text(false), text(true)]
}

function requestState({ status }: CertificateSigningRequest): string {
  const types = (status?.conditions ?? []).map(({ type }) => type)
  const decided = types.includes('Denied')
    ? 'Denied'
    : types.includes('Approved')
      ? 'Approved'
      : 'Pending'
  const issued = (status?.certificate ?? '') === '' ? '' : ',Issued'
  return `${decided}${types.includes('Failed') ? ',Failed' : ''}${issued}`
}

function claimState({ metadata, status }: ResourceClaim): string {
  const isGoing = metadata.deletionTimestamp !== undefined
  const isAllocated = status?.allocation !== undefined
  return [
    ...(isGoing ? ['deleted'] : []),
    ...(isAllocated ? ['allocated'] : isGoing ? [] : ['pending']),
    ...(isAllocated && (status.reservedFor ?? []).length > 0 ? ['reserved'] : []),
  ].join(',')
}

interface PolicyBinding extends TypedObject {
  readonly spec?: {
    readonly policyName?: string
    readonly paramRef?: {
      readonly name?: string
      readonly namespace?: string
      readonly selector?: LabelSelector
    }
  }
}

function parameterText({ spec }: PolicyBinding): string {
  const { name = '', namespace = '', selector } = spec?.paramRef ?? {}
  if (name !== '') return `${namespace === '' ? '*' : namespace}/${name}`
  return selector === undefined ? UNSET : formatLabelSelector(selector)
}

interface WithParameters extends TypedObject {
  readonly spec?: { readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string } }
}

const kindText = ({ spec }: WithParameters): string =>
  spec?.paramKind === undefined
    ? UNSET
    : `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}`

const policyBindings = aged<PolicyBinding>(['PolicyName', 'ParamRef'], (binding) => [
  binding.spec?.policyName ?? '',
  parameterText(binding),
])
const webhooks = aged<TypedObject & { readonly webhooks?: readonly unknown[] }>(
  ['Webhooks'],
  ({ webhooks: hooks = [] }) => [hooks.length],
)
const agesOnly = aged<TypedObject>([], () => [])

const columns = (...names: readonly string[]): readonly Column[] => names.map(column)

type Printers = { readonly [K in keyof typeof STORED_KINDS]: Printer<ObjectOf<K>> }

export const storedPrinters: Printers = {
  Endpoints: aged(['Endpoints'], (object) => [endpointsText(object)]),
  EndpointSlice: aged(['AddressType', 'Ports', 'Endpoints'], (slice) => [
    slice.addressType,
    slicePorts(slice),
    listed((slice.endpoints ?? []).flatMap(({ addresses }) => addresses)),
  ]),
  LimitRange: plain,
  ResourceQuota: aged(['Request', 'Limit'], quotaCells),
  PodTemplate: {
    columns: columns('Name', 'Containers', 'Images', 'Pod Labels'),
    cells: (object) => [
      nameOf(object),
      ...containerCells(object.template),
      formatLabels(object.template?.metadata?.labels),
    ],
  },
  Ingress: aged(['Class', 'Hosts', 'Address', 'Ports'], (ingress, options) => [
    ingress.spec?.ingressClassName ?? NONE,
    hostsText(ingress),
    addressText(ingress, options.wide),
    (ingress.spec?.tls ?? []).length > 0 ? '80, 443' : '80',
  ]),
  IngressClass: {
    columns: columns('Name', 'Controller', 'Parameters', 'Age'),
    cells: (object, { nowMs }) => [
      `${nameOf(object)}${object.metadata.annotations?.[DEFAULT_CLASS] === 'true' ? ' (default)' : ''}`,
      object.spec?.controller ?? '',
      parametersText(object),
      ageOf(object.metadata.creationTimestamp, nowMs),
    ],
  },
  NetworkPolicy: aged(['Pod-Selector'], ({ spec }) => [formatLabelSelector(spec?.podSelector)]),
  IPAddress: aged(['ParentRef'], (address) => [parentText(address)]),
  ServiceCIDR: aged(['CIDRs'], ({ spec }) => [(spec?.cidrs ?? []).join(',')]),
  Role: plain,
  ClusterRole: plain,
  RoleBinding: bindings,
  ClusterRoleBinding: bindings,
  RuntimeClass: aged(['Handler'], ({ handler }) => [handler]),
  Lease: aged(['Holder'], ({ spec }) => [spec?.holderIdentity ?? '']),
  CSIDriver: aged(
    [
      'AttachRequired',
      'PodInfoOnMount',
      'StorageCapacity',
      'TokenRequests',
      'RequiresRepublish',
      'Modes',
    ],
    ({ spec }) => [
      spec.attachRequired ?? true,
      spec.podInfoOnMount ?? false,
      spec.storageCapacity ?? false,
      spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? UNSET,
      spec.requiresRepublish ?? false,
      spec.volumeLifecycleModes?.join(',') ?? NONE,
    ],
  ),
  CSINode: aged(['Drivers'], ({ spec }) => [(spec.drivers ?? []).length]),
  CSIStorageCapacity: {
    columns: columns('Name', 'StorageClassName', 'Capacity'),
    cells: (object) => [
      nameOf(object),
      object.storageClassName,
      object.capacity === undefined ? UNSET : canonicalQuantity(object.capacity),
    ],
  },
  VolumeAttachment: aged(['Attacher', 'PV', 'Node', 'Attached'], ({ spec, status }) => [
    spec.attacher,
    spec.source.persistentVolumeName ?? '',
    spec.nodeName,
    status?.attached ?? false,
  ]),
  VolumeAttributesClass: aged(['DriverName'], ({ driverName }) => [driverName]),
  MutatingWebhookConfiguration: webhooks,
  ValidatingWebhookConfiguration: webhooks,
  MutatingAdmissionPolicy: aged(['Mutations', 'ParamKind'], (policy) => [
    (policy.spec?.mutations ?? []).length,
    kindText(policy),
  ]),
  ValidatingAdmissionPolicy: aged(['Validations', 'ParamKind'], (policy) => [
    (policy.spec?.validations ?? []).length,
    kindText(policy),
  ]),
  MutatingAdmissionPolicyBinding: policyBindings,
  ValidatingAdmissionPolicyBinding: policyBindings,
  CustomResourceDefinition: plain,
  APIService: aged(['Service', 'Available'], ({ spec, status }) => {
    const { service } = spec ?? {}
    const available = status?.conditions?.find(({ type }) => type === 'Available')
    const isTrue = available?.status === 'True'
    return [
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
      isTrue || available === undefined
        ? (available?.status ?? 'Unknown')
        : `${available.status} (${available.reason ?? ''})`,
    ]
  }),
  CertificateSigningRequest: {
    columns: columns('Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'),
    cells: (object, { nowMs }) => [
      nameOf(object),
      ageOf(object.metadata.creationTimestamp, nowMs),
      object.spec.signerName || NONE,
      object.spec.username ?? '',
      object.spec.expirationSeconds === undefined
        ? NONE
        : humanDuration(object.spec.expirationSeconds * 1000),
      requestState(object),
    ],
  },
  FlowSchema: {
    columns: columns(
      'Name',
      'PriorityLevel',
      'MatchingPrecedence',
      'DistinguisherMethod',
      'Age',
      'MissingPL',
    ),
    cells: (object, { nowMs }) => [
      nameOf(object),
      object.spec?.priorityLevelConfiguration.name ?? '',
      String(object.spec?.matchingPrecedence ?? 0),
      object.spec?.distinguisherMethod?.type ?? NONE,
      ageOf(object.metadata.creationTimestamp, nowMs),
      object.status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ],
  },
  PriorityLevelConfiguration: aged(
    ['Type', 'NominalConcurrencyShares', 'Queues', 'HandSize', 'QueueLengthLimit'],
    ({ spec }) => {
      const { queuing } = spec?.limited?.limitResponse ?? {}
      return [
        spec?.type ?? '',
        spec?.limited?.nominalConcurrencyShares ?? NONE,
        queuing?.queues ?? NONE,
        queuing?.handSize ?? NONE,
        queuing?.queueLengthLimit ?? NONE,
      ]
    },
  ),
  DeviceClass: agesOnly,
  ResourceClaim: aged(['State'], (claim) => [claimState(claim)]),
  ResourceClaimTemplate: agesOnly,
  ResourceSlice: aged(['Node', 'Driver', 'Pool'], ({ spec }) => [
    spec.nodeName ?? '',
    spec.driver,
    spec.pool.name,
  ]),
}
