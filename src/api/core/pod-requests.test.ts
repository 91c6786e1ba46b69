import { expect, test } from 'vitest'
import type { Container, Pod, PodSpec } from '#api/generated/types.ts'
import {
  explainRequests,
  nonZeroRequests,
  nonZeroRequestsOfIncoming,
  podRequests,
} from './pod-requests.ts'

const pod = (spec: Partial<PodSpec>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [], ...spec },
})
const container = (
  name: string,
  requests?: Record<string, string>,
  extra: Partial<Container> = {},
): Container => ({
  name,
  ...(requests === undefined ? {} : { resources: { requests } }),
  ...extra,
})
const sidecar = { restartPolicy: 'Always' }

test.for<{ name: string; spec: Partial<PodSpec>; amounts: Record<string, number> }>([
  {
    name: 'a Pod without requests asks for nothing',
    spec: { containers: [container('a')] },
    amounts: {},
  },
  {
    name: 'containers add up',
    spec: {
      containers: [container('a', { cpu: '100m', memory: '1Mi' }), container('b', { cpu: '0.2' })],
    },
    amounts: { cpu: 300, memory: 1048576 },
  },
  {
    name: 'the largest init container counts when it exceeds the app',
    spec: {
      initContainers: [container('i', { cpu: '500m' }), container('j', { cpu: '1' })],
      containers: [container('a', { cpu: '200m', memory: '5' })],
    },
    amounts: { cpu: 1000, memory: 5 },
  },
  {
    name: 'a sidecar before an init container runs beside it',
    spec: {
      initContainers: [container('s', { cpu: '100m' }, sidecar), container('i', { cpu: '200m' })],
      containers: [container('a', { cpu: '100m' })],
    },
    amounts: { cpu: 300 },
  },
  {
    name: 'a sidecar after an init container does not run beside it',
    spec: {
      initContainers: [container('i', { cpu: '250m' }), container('s', { cpu: '100m' }, sidecar)],
      containers: [container('a', { cpu: '100m' })],
    },
    amounts: { cpu: 250 },
  },
  {
    name: 'pod-level requests replace those of containers',
    spec: {
      resources: { requests: { cpu: '1' } },
      containers: [container('a', { cpu: '100m', memory: '5' })],
    },
    amounts: { cpu: 1000, memory: 5 },
  },
  {
    name: 'overhead is added',
    spec: {
      overhead: { cpu: '10m', memory: '1Ki' },
      containers: [container('a', { cpu: '100m' })],
    },
    amounts: { cpu: 110, memory: 1024 },
  },
  {
    name: 'resources are listed with cpu, memory and ephemeral-storage first',
    spec: {
      containers: [
        container('a', { 'nvidia.com/gpu': '1', 'ephemeral-storage': '2', cpu: '1', memory: '3' }),
      ],
    },
    amounts: { cpu: 1000, memory: 3, 'ephemeral-storage': 2, 'nvidia.com/gpu': 1 },
  },
])('$name', ({ spec, amounts }) => {
  expect([...podRequests(pod(spec))]).toEqual(Object.entries(amounts))
})

test('an init container beside its sidecar decides and is explained', () => {
  const explained = explainRequests(
    pod({
      initContainers: [container('s', { cpu: '100m' }, sidecar), container('i', { cpu: '200m' })],
      containers: [container('a', { cpu: '100m' })],
    }),
  )
  expect(explained).toEqual([
    {
      resource: 'cpu',
      amount: 300,
      phases: [
        {
          name: 'i',
          parts: [
            { container: 's', role: 'sidecar', amount: 100 },
            { container: 'i', role: 'init', amount: 200 },
          ],
          amount: 300,
          decides: true,
        },
        {
          name: 'steady',
          parts: [
            { container: 's', role: 'sidecar', amount: 100 },
            { container: 'a', role: 'app', amount: 100 },
          ],
          amount: 200,
          decides: false,
        },
      ],
    },
  ])
})

test('pod-level requests decide even when containers ask for more in sum', () => {
  const [cpu] = explainRequests(
    pod({ resources: { requests: { cpu: '1' } }, containers: [container('a', { cpu: '100m' })] }),
  )
  expect(cpu?.phases.map(({ name, decides }) => [name, decides])).toEqual([
    ['steady', false],
    ['spec.resources', true],
  ])
})

test('exactly one phase decides for every resource', () => {
  const explained = explainRequests(
    pod({
      overhead: { cpu: '5m' },
      initContainers: [container('i', { cpu: '10m' })],
      containers: [container('a', { cpu: '10m', memory: '1' })],
    }),
  )
  for (const { phases } of explained)
    expect(phases.filter((phase) => phase.decides)).toHaveLength(1)
})

test('containers without requests count as 100m and 200 MiB for scoring', () => {
  expect(
    nonZeroRequests(pod({ containers: [container('a'), container('b', { cpu: '0' })] })),
  ).toEqual({
    milliCpu: 100,
    memory: 2 * 209715200,
  })
})

test('pod-level resources count for Pods on a node only', () => {
  const withPodLevel = pod({ resources: { requests: { cpu: '1' } }, containers: [container('a')] })
  expect(nonZeroRequests(withPodLevel)).toEqual({ milliCpu: 1000, memory: 209715200 })
  expect(nonZeroRequestsOfIncoming(withPodLevel)).toEqual({ milliCpu: 100, memory: 209715200 })
})

test('while a container is resized the larger of old and new requests counts', () => {
  const resized: Pod = {
    ...pod({ containers: [container('a', { cpu: '100m' })] }),
    status: {
      containerStatuses: [
        {
          name: 'a',
          image: '',
          imageID: '',
          ready: true,
          restartCount: 0,
          resources: {},
          allocatedResources: { cpu: '400m' },
        },
      ],
    },
  }
  expect(podRequests(resized).get('cpu')).toBe(400)
})

test('what was worked out of a spec is not answered about a status that says otherwise', () => {
  const asked = pod({ containers: [container('a', { cpu: '100m' })] })
  const told = (allocated: string): Pod => ({
    ...asked,
    status: {
      containerStatuses: [
        {
          name: 'a',
          image: '',
          imageID: '',
          ready: true,
          restartCount: 0,
          resources: { requests: { cpu: '100m' } },
          allocatedResources: { cpu: allocated },
        },
      ],
    },
  })
  expect(podRequests(asked).get('cpu')).toBe(100)
  expect(podRequests(told('400m')).get('cpu')).toBe(400)
  expect(podRequests(told('100m'))).toBe(podRequests(asked))
  const withOverhead = { ...asked, spec: { containers: [], ...asked.spec, overhead: { cpu: '1' } } }
  expect(podRequests(withOverhead).get('cpu')).toBe(1100)
})
