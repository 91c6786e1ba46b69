import { expect, test } from 'vitest'
import {
  hugePageSize,
  isExtendedResource,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isPodLevelResource,
  isStandardContainerResource,
  isStandardQuotaResource,
  isStandardResource,
} from './resource-names.ts'

const RULES = {
  standard: isStandardResource,
  container: isStandardContainerResource,
  pod: isPodLevelResource,
  quota: isStandardQuotaResource,
  integer: isIntegerResource,
  native: isNativeResource,
  extended: isExtendedResource,
  overcommit: isOvercommitAllowed,
}

// The sets and functions of pkg/apis/core/helper/helpers.go (v1.36).
test.for([
  ['cpu', 'standard container pod quota native overcommit'],
  ['memory', 'standard container pod quota native overcommit'],
  ['ephemeral-storage', 'standard container quota native overcommit'],
  ['hugepages-2Mi', 'standard container pod quota native'],
  ['requests.hugepages-2Mi', 'standard quota native overcommit'],
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [
    [`requests.${name}`, 'standard quota native overcommit'],
    [`limits.${name}`, 'standard quota native overcommit'],
  ]),
  ['storage', 'standard native overcommit'],
  ['requests.storage', 'standard quota native overcommit'],
  ...[
    'pods',
    'resourcequotas',
    'services',
    'replicationcontrollers',
    'secrets',
    'configmaps',
    'persistentvolumeclaims',
    'services.nodeports',
    'services.loadbalancers',
  ].map((name) => [name, 'standard quota integer native overcommit']),
  ['nvidia.com/gpu', 'integer extended'],
  ['requests.nvidia.com/gpu', ''],
  ['kubernetes.io/batch', 'native overcommit'],
  ['own', 'native overcommit'],
  ['a b/c', ''],
] as const)('%s is %s', ([name = '', what = '']) => {
  const found = Object.entries(RULES).flatMap(([rule, holds]) => (holds(name) ? [rule] : []))
  expect(found.join(' ')).toBe(what)
})

test('huge pages have a size', () => {
  expect(hugePageSize('hugepages-1Gi')).toBe('1Gi')
})
