// What an object counts as in a ResourceQuota, and which quotas are about it.
// Follows pkg/quota/v1/evaluator/core (v1.36): pods.go, services.go, persistent_volume_claims.go, and the counting of
// objects of k8s.io/apiserver/pkg/quota/v1/generic/evaluator.go.
import { isTerminalPod } from '../core/containers.ts'
import { podQos } from '../core/pod-qos.ts'
import { podResourceList } from '../core/pod-requests.ts'
import type {
  Container,
  PersistentVolumeClaim,
  Pod,
  PodAffinityTerm,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
  Service,
} from '../generated/types.ts'
import { type ApiObject, type Kind, infoOf } from '../meta/object.ts'
import { addQuantities, type ParsedQuantity, quantityOf } from '../meta/quantity.ts'
import { msOfTime } from '../meta/time.ts'

/** Amounts by the names that a quota gives them. */
export type Usage = ReadonlyMap<string, ParsedQuantity>

const ONE = quantityOf(1)
/** Kinds whose number has a name of its own, beside `count/<resource>`. */
const ALIASES: Readonly<Partial<Record<Kind, string>>> = {
  ConfigMap: 'configmaps',
  ResourceQuota: 'resourcequotas',
  ReplicationController: 'replicationcontrollers',
  Secret: 'secrets',
}
const BY_REQUEST = ['cpu', 'memory', 'ephemeral-storage']
const OF_PODS = new Set([
  'pods',
  ...BY_REQUEST.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  'count/pods',
])
const OF_SERVICES = new Set([
  'services',
  'services.nodeports',
  'services.loadbalancers',
  'count/services',
])
const OF_CLAIMS = ['persistentvolumeclaims', 'requests.storage']
const CLASS_SUFFIX = '.storageclass.storage.k8s.io/'
/** What a container has to say when a quota limits it. */
const REQUIRED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']

function countName(kind: Kind): string {
  const { resource, group } = infoOf(kind)
  return `count/${resource}${group === '' ? '' : `.${group}`}`
}

const isExtended = (name: string): boolean =>
  name.startsWith('requests.') && name.includes('/') && !name.includes('kubernetes.io/')

function isOfPods(name: string): boolean {
  const isHuge = name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')
  return OF_PODS.has(name) || isHuge || isExtended(name)
}

const isOfClaims = (name: string): boolean =>
  name === 'count/persistentvolumeclaims' ||
  OF_CLAIMS.some((own) => name === own || name.endsWith(`${CLASS_SUFFIX}${own}`))

/** Those of the names of a quota that objects of a kind count in. */
export function matchingResources(kind: Kind, names: readonly string[]): readonly string[] {
  if (kind === 'Pod') return names.filter(isOfPods)
  if (kind === 'Service') return names.filter((name) => OF_SERVICES.has(name))
  if (kind === 'PersistentVolumeClaim') return names.filter(isOfClaims)
  const own = [countName(kind), ALIASES[kind] ?? '']
  return names.filter((name) => own.includes(name))
}

type Lists = Readonly<Record<'requests' | 'limits', Readonly<Record<string, string | number>>>>

function computeUsage({ requests, limits }: Lists): Map<string, ParsedQuantity> {
  const usage = new Map([['pods', ONE]])
  for (const [name, quantity] of Object.entries(requests)) {
    const amount = quantityOf(quantity)
    const isPlain = BY_REQUEST.includes(name) || name.startsWith('hugepages-')
    if (isPlain) usage.set(name, amount)
    if (isPlain || name.includes('/')) usage.set(`requests.${name}`, amount)
  }
  for (const [name, quantity] of Object.entries(limits))
    if (BY_REQUEST.includes(name)) usage.set(`limits.${name}`, quantityOf(quantity))
  return usage
}

/** Whether a Pod still counts: it has not ended, and its time to stop has not run out. */
function isTracked(pod: Pod, nowMs: number): boolean {
  if (isTerminalPod(pod)) return false
  const { deletionTimestamp, deletionGracePeriodSeconds: grace } = pod.metadata
  if (deletionTimestamp === undefined || grace === undefined) return true
  return nowMs <= msOfTime(deletionTimestamp) + grace * 1000
}

function podUsage(pod: Pod, nowMs: number): Usage {
  const count = new Map([['count/pods', ONE]])
  if (!isTracked(pod, nowMs)) return count
  const lists = {
    requests: podResourceList(pod, 'requests'),
    limits: podResourceList(pod, 'limits'),
  }
  return new Map([...count, ...computeUsage(lists)])
}

function serviceUsage({ spec }: Service): Usage {
  const { type, ports = [], allocateLoadBalancerNodePorts: allocates = true } = spec ?? {}
  const isBalanced = type === 'LoadBalancer'
  const withPorts = ports.filter(({ nodePort = 0 }) => nodePort !== 0).length
  const nodePorts =
    type === 'NodePort' ? ports.length : isBalanced ? (allocates ? ports.length : withPorts) : 0
  return new Map([
    ['count/services', ONE],
    ['services', ONE],
    ['services.nodeports', quantityOf(nodePorts)],
    ['services.loadbalancers', quantityOf(isBalanced ? 1 : 0)],
  ])
}

function claimUsage({ metadata, spec, status }: PersistentVolumeClaim): Usage {
  const beta = metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
  const className = beta ?? spec?.storageClassName ?? ''
  const asked = quantityOf(spec?.resources?.requests?.['storage'])
  const held = quantityOf(status?.allocatedResources?.['storage'])
  const storage = held.nano > asked.nano ? held : asked
  const usage = new Map([
    ['persistentvolumeclaims', ONE],
    ['count/persistentvolumeclaims', ONE],
    ['requests.storage', storage],
  ])
  if (className === '') return usage
  usage.set(`${className}${CLASS_SUFFIX}persistentvolumeclaims`, ONE)
  return usage.set(`${className}${CLASS_SUFFIX}requests.storage`, storage)
}

/** What an object uses of quotas at a time. */
export function usageOf(object: ApiObject, nowMs: number): Usage {
  if (object.kind === 'Pod') return podUsage(object, nowMs)
  if (object.kind === 'Service') return serviceUsage(object)
  if (object.kind === 'PersistentVolumeClaim') return claimUsage(object)
  const alias = ALIASES[object.kind]
  return new Map([
    [countName(object.kind), ONE],
    ...(alias === undefined ? [] : [[alias, ONE] as const]),
  ])
}

/** Whether a Pod is bound to end by itself. */
export const isTerminating = ({ spec }: Pod): boolean => (spec?.activeDeadlineSeconds ?? -1) >= 0

const isAcross = ({ namespaces = [], namespaceSelector }: PodAffinityTerm): boolean =>
  namespaces.length > 0 || namespaceSelector !== undefined

function usesOtherNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  return [podAffinity, podAntiAffinity].some(
    (affinity) =>
      affinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(isAcross) === true ||
      affinity?.preferredDuringSchedulingIgnoredDuringExecution?.some(({ podAffinityTerm }) =>
        isAcross(podAffinityTerm),
      ) === true,
  )
}

function selects(
  { operator, values = [] }: ScopedResourceSelectorRequirement,
  names: readonly string[],
): boolean {
  const isAmong = names.some((name) => values.includes(name))
  switch (operator) {
    case 'In':
      return isAmong
    case 'NotIn':
      return names.length === 0 || names.some((name) => !values.includes(name))
    case 'Exists':
      return names.length > 0
    default:
      return names.length === 0
  }
}

const named = (...names: readonly (string | undefined)[]): readonly string[] =>
  names.filter((name): name is string => name !== undefined && name !== '')

function isInScope(scope: ScopedResourceSelectorRequirement, object: ApiObject): boolean {
  if (object.kind === 'PersistentVolumeClaim') {
    const { spec, status } = object
    return (
      scope.scopeName === 'VolumeAttributesClass' &&
      selects(
        scope,
        named(
          spec?.volumeAttributesClassName,
          status?.currentVolumeAttributesClassName,
          status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
        ),
      )
    )
  }
  if (object.kind !== 'Pod') return false
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(object)
    case 'NotTerminating':
      return !isTerminating(object)
    case 'BestEffort':
      return podQos(object) === 'BestEffort'
    case 'NotBestEffort':
      return podQos(object) !== 'BestEffort'
    case 'PriorityClass':
      return selects(scope, named(object.spec?.priorityClassName))
    case 'CrossNamespacePodAffinity':
      return usesOtherNamespaces(object)
    default:
      return false
  }
}

/** Whether a quota is about an object: it limits something that the object counts in, in all of its scopes. */
export function isQuotaFor({ spec, status }: ResourceQuota, object: ApiObject): boolean {
  const scopes = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ]
  const limited = Object.keys(status?.hard ?? spec?.hard ?? {})
  return (
    matchingResources(object.kind, limited).length > 0 &&
    scopes.every((scope) => isInScope(scope, object))
  )
}

/** What the containers of a Pod leave out that limited resources make them say; null when it is nothing. */
export function missingRequirements(pod: Pod, limited: readonly string[]): string | null {
  if (Object.keys(pod.spec?.resources ?? {}).length > 0) return null
  const required = REQUIRED.filter((name) => limited.includes(name)).toSorted()
  const containers: readonly Container[] = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
  ]
  const missing = required.flatMap((name) => {
    const lacking = containers
      .filter(({ resources: { requests = {}, limits = {} } = {} }) => {
        const usage = computeUsage({ requests, limits })
        return !usage.has(name)
      })
      .map((container) => container.name)
    return lacking.length === 0
      ? []
      : [`${name} for: ${[...new Set(lacking)].toSorted().join(',')}`]
  })
  return missing.length === 0 ? null : `must specify ${missing.join('; ')}`
}

/** The sum of two usages. */
export function addUsage(a: Usage, b: Usage): Map<string, ParsedQuantity> {
  const sum = new Map(a)
  for (const [name, amount] of b) {
    const known = sum.get(name)
    sum.set(name, known === undefined ? amount : addQuantities(known, amount))
  }
  return sum
}
