import { expect, test } from 'vitest'
import type { Pod, PodSpec, ResourceRequirements } from '#api/generated/types.ts'
import { computePodQos, podQos } from './pod-qos.ts'

const pod = (spec: Partial<PodSpec>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [], ...spec },
})
const both = (cpu: string, memory: string): ResourceRequirements => ({
  requests: { cpu, memory },
  limits: { cpu, memory },
})
const app = (...resources: ResourceRequirements[]): Partial<PodSpec> => ({
  containers: resources.map((each, index) => ({ name: `c${index}`, resources: each })),
})

test.for<[string, Partial<PodSpec>, string]>([
  ['nothing set is BestEffort', app({}), 'BestEffort'],
  ['zero does not count', app({ requests: { cpu: '0' } }), 'BestEffort'],
  ['other resources do not count', app({ limits: { 'ephemeral-storage': '1Gi' } }), 'BestEffort'],
  ['equal requests and limits of both are Guaranteed', app(both('1', '1Gi')), 'Guaranteed'],
  [
    'equal in number is enough',
    app({ requests: { cpu: '1000m', memory: '1024Mi' }, limits: { cpu: '1', memory: '1Gi' } }),
    'Guaranteed',
  ],
  ['a container without limits makes it Burstable', app(both('1', '1Gi'), {}), 'Burstable'],
  ['cpu alone is Burstable', app({ requests: { cpu: '1' }, limits: { cpu: '1' } }), 'Burstable'],
  [
    'a request below its limit is Burstable',
    app({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } }),
    'Burstable',
  ],
  [
    'init containers count',
    { ...app(both('1', '1Gi')), initContainers: [{ name: 'i' }] },
    'Burstable',
  ],
  ['pod-level resources decide', { ...app({}), resources: both('1', '1Gi') }, 'Guaranteed'],
  [
    'pod-level requests alone are Burstable',
    { ...app(both('1', '1Gi')), resources: { requests: { cpu: '1' } } },
    'Burstable',
  ],
])('%s', ([, spec, qos]) => {
  expect(computePodQos(pod(spec))).toBe(qos)
})

test('status says the class of an admitted Pod', () => {
  expect(podQos({ ...pod(app({})), status: { qosClass: 'Guaranteed' } })).toBe('Guaranteed')
  expect(podQos(pod(app({})))).toBe('BestEffort')
})
