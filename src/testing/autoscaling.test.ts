// Autoscalers over time, with controllers, scheduler and kubelets.
import { expect, test } from 'vitest'
import type { Deployment } from '#api/generated/types.ts'
import { runScenario } from '#scenario/run-scenario.ts'

interface Wanted {
  readonly replicas?: number
  readonly command: string
  readonly requests?: string
  readonly spec?: string
  readonly version?: string
  readonly until?: string
  /** More documents. */
  readonly others?: string
}

function run({
  replicas = 1,
  command,
  requests = 'cpu: 200m',
  spec = '',
  version = 'v2',
  until = '15m',
  others = '',
}: Wanted) {
  const workload = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: web }',
    'spec:',
    `  replicas: ${replicas}`,
    '  selector: { matchLabels: { app: web } }',
    '  template:',
    '    metadata: { labels: { app: web } }',
    '    spec:',
    '      containers:',
    `        - { name: main, image: polinux/stress, command: [${command}], resources: { requests: { ${requests} }, limits: { cpu: 500m } } }`,
  ]
  const autoscaler = [
    `apiVersion: autoscaling/${version}`,
    'kind: HorizontalPodAutoscaler',
    'metadata: { name: web }',
    'spec:',
    '  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }',
    '  minReplicas: 2',
    '  maxReplicas: 7',
    ...spec.split('\n').map((line) => `  ${line}`),
  ]
  const { cluster, end } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}` },
    {
      path: 'manifests/web.yaml',
      text: `${workload.join('\n')}\n---\n${autoscaler.join('\n')}\n---\n${others}`,
    },
  ])
  const { client } = cluster.session({ out: () => {}, err: () => {} })
  /** Every number that the Deployment was set to, with its second. */
  const sizes = cluster.journal.flatMap(({ changes, timeMs }) =>
    changes
      .filter(({ key }) => key === 'Deployment.apps/default/web')
      .filter(
        ({ before, after }) =>
          (before as Deployment | undefined)?.spec?.replicas !==
          (after as Deployment | undefined)?.spec?.replicas,
      )
      .map(({ after }) => [
        Math.round(timeMs / 1000),
        (after as Deployment | undefined)?.spec?.replicas,
      ]),
  )
  return {
    end,
    sizes,
    autoscaler: client.get('HorizontalPodAutoscaler', 'default', 'web'),
    events: client
      .list('Event')
      .filter(({ involvedObject }) => involvedObject.kind === 'HorizontalPodAutoscaler')
      .map(({ reason, message }) => `${reason}: ${message}`),
  }
}

const BUSY = 'stress, --cpu, "1"'
const IDLE = 'sleep, infinity'

test('busy Pods make more of them, twice as many at a time, up to the maximum', () => {
  const { sizes, autoscaler, events } = run({ command: BUSY })
  expect(sizes.map(([, replicas]) => replicas)).toEqual([1, 2, 4, 7])
  expect(autoscaler?.status).toMatchObject({
    currentReplicas: 7,
    desiredReplicas: 7,
    currentMetrics: [{ resource: { current: { averageUtilization: 250, averageValue: '500m' } } }],
  })
  expect(autoscaler?.status?.conditions).toContainEqual(
    expect.objectContaining({ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }),
  )
  expect(events).toContainEqual(
    'SuccessfulRescale: New size: 7; reason: cpu resource utilization (percentage of request) above target',
  )
})

test('idle Pods become fewer after five minutes, down to the minimum, and the clock comes to rest', () => {
  const { sizes, events, end } = run({ command: IDLE, replicas: 5, until: '30m' })
  expect(sizes.map(([, replicas]) => replicas)).toEqual([5, 2])
  expect(sizes[1]?.[0]).toBeGreaterThan(300)
  expect(sizes[1]?.[0]).toBeLessThan(400)
  expect(events).toContainEqual('SuccessfulRescale: New size: 2; reason: All metrics below target')
  expect(end.reason).toBe('idle')
})

test('behavior sets the pace of both directions', () => {
  const spec =
    'behavior:\n  scaleUp: { policies: [{ type: Pods, value: 1, periodSeconds: 60 }] }\n  scaleDown: { stabilizationWindowSeconds: 60 }'
  const up = run({ command: BUSY, replicas: 2, spec }).sizes
  expect(up.map(([, replicas]) => replicas)).toEqual([2, 3, 4, 5, 6, 7])
  const gaps = up.slice(2).map(([at = 0], index) => at - (up[index + 1]?.[0] ?? 0))
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(60)
  const down = run({ command: IDLE, replicas: 5, spec, until: '5m' }).sizes
  expect(down.map(([, replicas]) => replicas)).toEqual([5, 2])
  expect(down[1]?.[0]).toBeLessThan(120)
})

test('version 1 is taken as version 2', () => {
  const spec = 'targetCPUUtilizationPercentage: 300'
  const { autoscaler, sizes } = run({ command: BUSY, replicas: 3, version: 'v1', spec })
  expect(autoscaler).toMatchObject({
    apiVersion: 'autoscaling/v2',
    spec: { metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 300 } } }] },
  })
  expect(sizes.map(([, replicas]) => replicas)).toEqual([3])
})

test('Pods that ask for no CPU cannot be measured against it', () => {
  const { events, autoscaler } = run({ command: BUSY, replicas: 2, requests: 'memory: 1Mi' })
  // A limit without a request is one.
  expect(autoscaler?.status?.currentReplicas).toBe(7)
  const spec =
    'metrics: [{ type: Pods, pods: { metric: { name: hits }, target: { type: AverageValue, averageValue: 10 } } }]'
  const other = run({ command: IDLE, replicas: 2, spec })
  expect(other.autoscaler?.status?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetPodsMetric',
    }),
  )
  expect(events.some((event) => event.includes('SuccessfulRescale'))).toBe(true)
})

test('two autoscalers of the same Pods both stand still', () => {
  const rival = [
    'apiVersion: autoscaling/v2',
    'kind: HorizontalPodAutoscaler',
    'metadata: { name: rival }',
    'spec:',
    '  maxReplicas: 9',
    '  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }',
  ]
  const { sizes, events } = run({ command: BUSY, replicas: 2, others: rival.join('\n') })
  expect(sizes.map(([, replicas]) => replicas)).toEqual([2])
  expect(events.some((event) => event.startsWith('AmbiguousSelector: '))).toBe(true)
})
