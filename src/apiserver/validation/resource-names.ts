// Which names a resource may have, and which rules go with a name.
// Follows pkg/apis/core/helper/helpers.go (v1.36).
import { isQualifiedName } from '#api/meta/formats.ts'

const HUGE_PAGES = 'hugepages-'
const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage'])
const COUNTED_RESOURCES = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const STANDARD_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  ...COUNTED_RESOURCES,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
])

/** 'hugepages-2Mi'. */
export const isHugePages = (name: string): boolean => name.startsWith(HUGE_PAGES)

/** Any resource of Kubernetes' own that stands without a domain. */
export const isStandardResource = (name: string): boolean =>
  STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith(`requests.${HUGE_PAGES}`)

/** cpu, memory, ephemeral-storage, hugepages-*. */
export const isStandardContainerResource = (name: string): boolean =>
  CONTAINER_RESOURCES.has(name) || isHugePages(name)

/** cpu, memory, hugepages-*: what spec.resources may name. */
export const isPodLevelResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || isHugePages(name)

/** Without a domain, or in kubernetes.io. */
export const isNativeResource = (name: string): boolean =>
  !name.includes('/') || name.includes('kubernetes.io/')

/** 'nvidia.com/gpu': a resource of a device plugin, counted in whole numbers. */
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) &&
  !name.startsWith('requests.') &&
  isQualifiedName(`requests.${name}`).length === 0

/** Whether a request may be below its limit. */
export const isOvercommitAllowed = (name: string): boolean =>
  isNativeResource(name) && !isHugePages(name)

/** Whether the resource is counted in whole numbers. */
export const isIntegerResource = (name: string): boolean =>
  COUNTED_RESOURCES.includes(name) || isExtendedResource(name)

/** '2Mi' of 'hugepages-2Mi'. */
export const hugePageSize = (name: string): string => name.slice(HUGE_PAGES.length)

/** What a quota can count without being told by a domain. */
export const isStandardQuotaResource = (name: string): boolean =>
  name !== 'storage' && isStandardResource(name)
