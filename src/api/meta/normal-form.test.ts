import { expect, test } from 'vitest'
import { normalForm, zeroOfField } from './normal-form.ts'

const META = { name: 'a' }

test.for<readonly [string, string, object, object]>([
  [
    'nulls',
    'ConfigMap',
    { metadata: META, data: { a: null }, binaryData: null },
    { metadata: META },
  ],
  [
    'empty lists and maps',
    'ConfigMap',
    { data: {}, metadata: { labels: {}, finalizers: [] } },
    { metadata: {} },
  ],
  [
    'zeros that are pointers',
    'PodSpec',
    { terminationGracePeriodSeconds: 0, hostname: '', containers: [] },
    { terminationGracePeriodSeconds: 0 },
  ],
  ['what is always written', 'ContainerPort', { name: '' }, { containerPort: 0 }],
  ['structs that are no pointers', 'ServiceStatus', {}, { loadBalancer: {} }],
  [
    'quantities',
    'ResourceRequirements',
    { limits: { cpu: 0.1, memory: '1024Ki' } },
    { limits: { cpu: '100m', memory: '1Mi' } },
  ],
  [
    'quantities behind a pointer',
    'MetricTarget',
    { type: 'Value', value: 5 },
    { type: 'Value', value: '5' },
  ],
  [
    'fields that nobody knows',
    'ConfigMap',
    { metadata: META, other: '' },
    { metadata: META, other: '' },
  ],
  [
    'values of a wrong type',
    'PodSpec',
    { containers: 'x', volumes: 5 },
    { containers: 'x', volumes: 5 },
  ],
])('%s of a %s', ([, struct, given, expected]) => {
  const once = normalForm(struct, given)
  expect(once).toEqual(expected)
  expect(normalForm(struct, once)).toBe(once)
})

test('what is so already is the same object', () => {
  const pod = { metadata: META, spec: { containers: [{ name: 'a', resources: {} }] }, status: {} }
  expect(normalForm('Pod', pod)).toBe(pod)
})

test.for([
  ['Service', 'status', { loadBalancer: {} }],
  ['Pod', 'status', {}],
  ['ConfigMap', 'data', undefined],
] as const)('the zero of %s.%s', ([struct, field, zero]) => {
  expect(zeroOfField(struct, field)).toEqual(zero)
})
