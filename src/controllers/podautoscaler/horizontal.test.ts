// What an autoscaler does and says, against pkg/controller/podautoscaler/horizontal.go (v1.36).
import { expect, test } from 'vitest'
import type {
  Deployment,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  LabelSelector,
  MetricSpec,
  Pod,
} from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerUsage, PodMetrics } from '#client/pod-metrics.ts'
import { statusOf } from '#apiserver/statuses.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeContainer, makePod } from '#testing/make-objects.ts'
import { about, done, reported, startController } from '#testing/start-controller.ts'
import { horizontalPodAutoscalerController } from './horizontal.ts'

const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const CPU: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
}
const HALF_A_CPU: MetricSpec = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '500m' } },
}

const deployment = (
  replicas: number,
  name = 'web',
  selector: LabelSelector = { matchLabels: { app: 'web' } },
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector,
    template: { metadata: { labels: { app: 'web' } } },
  },
})

const autoscaler = (
  spec: Partial<HorizontalPodAutoscalerSpec> = {},
  name = 'web',
): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: 'default' },
  spec: { scaleTargetRef: TARGET, minReplicas: 1, maxReplicas: 10, metrics: [CPU], ...spec },
})

const podOf = (name: string, app = 'web'): Pod =>
  makePod(name, {
    labels: { app },
    requests: { cpu: '1', memory: '100Mi' },
    spec: {
      containers: [
        makeContainer('main', { cpu: '1', memory: '100Mi' }),
        makeContainer('side', { cpu: '1', memory: '100Mi' }),
      ],
    },
    status: {
      phase: 'Running',
      startTime: timeOf(-3_600_000),
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timeOf(-3_500_000) }],
    },
  })

/** Two containers in each Pod, of which the first uses this and the second nothing. */
function metricsOf(use: { cpuMilli: number; memoryMilli?: number } | undefined) {
  const handlers = new Set<(namespace: string) => void>()
  const metrics: PodMetrics = {
    sampleAt: (nowMs) => ({ timestampMs: nowMs, windowMs: 15_000 }),
    containersOf(pod): readonly ContainerUsage[] | undefined {
      if (use === undefined) return undefined
      const main = { name: 'main', cpuMilli: use.cpuMilli, memoryMilli: use.memoryMilli ?? 0 }
      return pod.metadata.name === 'unmeasured'
        ? undefined
        : [main, { name: 'side', cpuMilli: 0, memoryMilli: 0 }]
    },
    watch(handler) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    },
  }
  return { metrics, tell: () => handlers.forEach((handler) => handler('default')) }
}

interface Given {
  readonly replicas?: number
  readonly pods?: number
  readonly spec?: Partial<HorizontalPodAutoscalerSpec>
  readonly use?: { cpuMilli: number; memoryMilli?: number } | undefined
  readonly others?: readonly (HorizontalPodAutoscaler | Deployment | Pod)[]
}

/** What is there after the first look, 15 s after the start. */
function look({ replicas = 2, pods = replicas, spec, others = [], ...more }: Given) {
  const use = 'use' in more ? more.use : { cpuMilli: 1000 }
  const { metrics, tell } = metricsOf(use)
  const server = startController(horizontalPodAutoscalerController, { metrics })
  server.apply(
    deployment(replicas),
    ...Array.from({ length: pods }, (_, at) => podOf(`web-${at}`)),
    ...others,
    autoscaler(spec),
  )
  server.runUntil(15_500)
  const own = () => server.client.get('HorizontalPodAutoscaler', 'default', 'web')
  const conditions = () =>
    own()?.status?.conditions?.map(
      ({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`,
    )
  const size = () => server.client.get('Deployment', 'default', 'web')?.spec?.replicas
  return { server, own, conditions, size, tell }
}

/** Conditions, Events, measurements and numbers, one to a line. */
function inShort({ server, conditions, own }: ReturnType<typeof look>): readonly string[] {
  const { currentReplicas, desiredReplicas, currentMetrics = [] } = own()?.status ?? {}
  return [
    ...(conditions() ?? []),
    ...reported(server).map((line) => line.slice(line.indexOf(': ') + 2)),
    ...currentMetrics.map((one) => JSON.stringify(one)),
    `${currentReplicas} ${desiredReplicas}`,
  ]
}

test('it looks after 15 s, and sets the number that the Pods use', () => {
  const { server, own, conditions, size } = look({ use: { cpuMilli: 1400 } })
  expect(server.world.journal.findLast(({ actor }) => actor !== 'test')?.timeMs).toBe(15_000)
  expect(size()).toBe(3)
  expect(done(server)).toEqual([
    'horizontal-pod-autoscaler-controller step SuccessfulRescale: scaled Deployment `web` from 2 to 3, because cpu resource utilization (percentage of request) above target',
    'horizontal-pod-autoscaler-controller detail HorizontalPodAutoscalerStatus: updated the status of HorizontalPodAutoscaler `web`: 2 replicas, 3 wanted',
  ])
  expect(reported(server)).toEqual([
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Normal SuccessfulRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target',
  ])
  expect(conditions()).toEqual([
    'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 3',
    'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
  ])
  expect(own()?.status).toMatchObject({
    lastScaleTime: timeOf(15_000),
    currentReplicas: 2,
    desiredReplicas: 3,
    currentMetrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 70, averageValue: '1400m' } },
      },
    ],
  })
})

test.for<readonly [string, Given, number | undefined, readonly string[]]>([
  [
    'busier than wanted',
    { use: { cpuMilli: 1400 } },
    3,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 3',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Normal SuccessfulRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1400m","averageUtilization":70}}}',
      '2 3',
    ],
  ],
  [
    'as busy as wanted',
    { use: { cpuMilli: 1000 } },
    2,
    [
      'AbleToScale True ReadyForNewScale: recommended size matches current size',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1","averageUtilization":50}}}',
      '2 2',
    ],
  ],
  [
    'a little busier, within a tenth',
    { use: { cpuMilli: 1099 } },
    2,
    [
      'AbleToScale True ReadyForNewScale: recommended size matches current size',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1099m","averageUtilization":54}}}',
      '2 2',
    ],
  ],
  [
    'the target has no Pods',
    { replicas: 0 },
    0,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
      'undefined 0',
    ],
  ],
  [
    'more than the maximum',
    { replicas: 12, use: { cpuMilli: 1000 } },
    10,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 10',
      'Normal SuccessfulRescale: New size: 10; reason: Current number of replicas above Spec.MaxReplicas',
      '12 10',
    ],
  ],
  [
    'fewer than the minimum',
    { spec: { minReplicas: 4 } },
    4,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4',
      'Normal SuccessfulRescale: New size: 4; reason: Current number of replicas below Spec.MinReplicas',
      '2 4',
    ],
  ],
  [
    'idle, but five minutes are not over',
    { replicas: 4, use: { cpuMilli: 1 } },
    4,
    [
      'AbleToScale True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1m","averageUtilization":0}}}',
      '4 4',
    ],
  ],
  [
    'nothing was measured',
    { use: undefined },
    2,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      'Warning FailedGetResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
      '{"type":""}',
      '2 0',
    ],
  ],
  [
    'an amount',
    { spec: { metrics: [HALF_A_CPU] }, use: { cpuMilli: 700 } },
    3,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 3',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Normal SuccessfulRescale: New size: 3; reason: cpu resource above target',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"700m"}}}',
      '2 3',
    ],
  ],
  [
    'one container',
    {
      spec: {
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'main',
              target: { type: 'Utilization', averageUtilization: 50 },
            },
          },
        ],
      },
      use: { cpuMilli: 1000 },
    },
    4,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu container resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Normal SuccessfulRescale: New size: 4; reason: cpu container resource utilization (percentage of request) above target',
      '{"type":"ContainerResource","containerResource":{"name":"cpu","container":"main","current":{"averageValue":"1","averageUtilization":100}}}',
      '2 4',
    ],
  ],
  [
    'a container that is not there',
    {
      spec: {
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'memory',
              container: 'none',
              target: { type: 'AverageValue', averageValue: '1Mi' },
            },
          },
        ],
      },
    },
    2,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetContainerResourceMetric: the HPA was unable to compute the replica count: failed to get memory usage: did not receive metrics for targeted pods (pods might be unready)',
      'Warning FailedGetContainerResourceMetric: failed to get memory usage: did not receive metrics for targeted pods (pods might be unready)',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get none container metric value: failed to get memory usage: did not receive metrics for targeted pods (pods might be unready)',
      '{"type":""}',
      '2 0',
    ],
  ],
  [
    'memory',
    {
      spec: {
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } },
          },
        ],
      },
      use: { cpuMilli: 0, memoryMilli: 150 * 1024 * 1024 * 1000 },
    },
    3,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 3',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from memory resource',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Normal SuccessfulRescale: New size: 3; reason: memory resource above target',
      '{"type":"Resource","resource":{"name":"memory","current":{"averageValue":"150Mi"}}}',
      '2 3',
    ],
  ],
  [
    'the largest of several',
    { spec: { metrics: [HALF_A_CPU, CPU] }, use: { cpuMilli: 1000 } },
    4,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 4',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Normal SuccessfulRescale: New size: 4; reason: cpu resource above target',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1"}}}',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1","averageUtilization":50}}}',
      '2 4',
    ],
  ],
  [
    'one of two cannot be told, and the other wants more',
    {
      spec: { metrics: [{ type: 'Pods', pods: podsMetric('hits') }, CPU] },
      use: { cpuMilli: 1400 },
    },
    3,
    [
      'AbleToScale True SucceededRescale: the HPA controller was able to update the target scale to 3',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      'Warning FailedGetPodsMetric: unable to get metric hits: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      'Normal SuccessfulRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target',
      '{"type":""}',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1400m","averageUtilization":70}}}',
      '2 3',
    ],
  ],
  [
    'one of two cannot be told, and the other wants fewer',
    {
      replicas: 4,
      spec: { metrics: [CPU, { type: 'Pods', pods: podsMetric('hits') }] },
      use: { cpuMilli: 100 },
    },
    4,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetPodsMetric: the HPA was unable to compute the replica count: unable to get metric hits: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      'Warning FailedGetPodsMetric: unable to get metric hits: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 2), first error is: failed to get pods metric value: unable to get metric hits: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"100m","averageUtilization":5}}}',
      '{"type":""}',
      '4 0',
    ],
  ],
  [
    'one of an object',
    {
      spec: {
        metrics: [
          {
            type: 'Object',
            object: {
              metric: { name: 'hits' },
              describedObject: { apiVersion: 'v1', kind: 'Service', name: 'web' },
              target: { type: 'Value', value: '10' },
            },
          },
        ],
      },
    },
    2,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetObjectMetric: the HPA was unable to compute the replica count: unable to get metric hits: Service on default web/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      'Warning FailedGetObjectMetric: unable to get metric hits: Service on default web/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get object metric value: unable to get metric hits: Service on default web/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
      '{"type":""}',
      '2 0',
    ],
  ],
  [
    'one of elsewhere, in all',
    {
      spec: {
        metrics: [
          {
            type: 'External',
            external: {
              metric: { name: 'queue', selector: { matchLabels: { q: 'a' } } },
              target: { type: 'Value', value: '10' },
            },
          },
        ],
      },
    },
    2,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetExternalMetric: the HPA was unable to compute the replica count: unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{q: a,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      'Warning FailedGetExternalMetric: unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{q: a,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get queue external metric value: failed to get external metric queue: unable to get external metric default/queue/&LabelSelector{MatchLabels:map[string]string{q: a,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      '{"type":""}',
      '2 0',
    ],
  ],
  [
    'one of elsewhere, for each Pod',
    {
      spec: {
        metrics: [
          {
            type: 'External',
            external: {
              metric: { name: 'queue' },
              target: { type: 'AverageValue', averageValue: '10' },
            },
          },
        ],
      },
    },
    2,
    [
      "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
      'ScalingActive False FailedGetExternalMetric: the HPA was unable to compute the replica count: unable to get external metric default/queue/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      'Warning FailedGetExternalMetric: unable to get external metric default/queue/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      'Warning FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get queue external metric value: failed to get queue external metric: unable to get external metric default/queue/nil: unable to fetch metrics from external metrics API: the server could not find the requested resource (get queue.external.metrics.k8s.io)',
      '{"type":""}',
      '2 0',
    ],
  ],
  [
    'its own tolerance',
    {
      spec: { behavior: { scaleUp: { tolerance: '500m' }, scaleDown: { tolerance: '500m' } } },
      use: { cpuMilli: 1490 },
    },
    2,
    [
      'AbleToScale True ReadyForNewScale: recommended size matches current size',
      'ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
      'ScalingLimited False DesiredWithinRange: the desired count is within the acceptable range',
      '{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"1490m","averageUtilization":74}}}',
      '2 2',
    ],
  ],
  [
    'a target of no kind',
    { spec: { scaleTargetRef: { ...TARGET, kind: 'Wheel' } } },
    2,
    [
      'AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: no matches for kind "Wheel" in group "apps"',
      'Warning FailedGetScale: no matches for kind "Wheel" in group "apps"',
      'undefined 0',
    ],
  ],
  [
    'a target of another group',
    { spec: { scaleTargetRef: { ...TARGET, apiVersion: 'v1' } } },
    2,
    [
      'AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: no matches for kind "Deployment" in group ""',
      'Warning FailedGetScale: no matches for kind "Deployment" in group ""',
      'undefined 0',
    ],
  ],
  [
    'a target that cannot be scaled',
    { spec: { scaleTargetRef: { ...TARGET, kind: 'DaemonSet' } } },
    2,
    [
      "AbleToScale False FailedGetScale: the HPA controller was unable to get the target's current scale: the server could not find the requested resource",
      'Warning FailedGetScale: the server could not find the requested resource',
      'undefined 0',
    ],
  ],
  [
    'a target that is not there',
    { spec: { scaleTargetRef: { ...TARGET, name: 'none' } } },
    2,
    [
      'AbleToScale False FailedGetScale: the HPA controller was unable to get the target\'s current scale: deployments.apps "none" not found',
      'Warning FailedGetScale: deployments.apps "none" not found',
      'undefined 0',
    ],
  ],
])('%s', ([, given, expected, said]) => {
  const found = look(given)
  expect(found.size()).toBe(expected)
  expect(inShort(found)).toEqual(said)
})

function podsMetric(name: string) {
  return { metric: { name }, target: { type: 'AverageValue', averageValue: '10' } }
}

test('two autoscalers of the same Pods do nothing, once each has found its target', () => {
  const { server, conditions, size } = look({
    use: { cpuMilli: 1000 },
    others: [
      deployment(1, 'other'),
      autoscaler({ scaleTargetRef: { ...TARGET, name: 'other' } }, 'other'),
    ],
  })
  server.runUntil(31_000)
  expect(size()).toBe(2)
  expect(conditions()).toEqual([
    "AbleToScale True SucceededGetScale: the HPA controller was able to get the target's current scale",
    'ScalingActive False AmbiguousSelector: pods by selector app=web are controlled by multiple HPAs: [default/other default/web]',
  ])
  expect(reported(server).filter((line) => line.includes(' web: '))).toEqual([
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning AmbiguousSelector: pods by selector app=web are controlled by multiple HPAs: [default/other default/web]',
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning FailedComputeMetricsReplicas: pods by selector app=web are controlled by multiple HPAs: [default/other default/web]',
  ])
})

test('a target that selects nothing is said, and left as it is', () => {
  const { server, conditions } = look({
    others: [deployment(2, 'none', {})],
    spec: { scaleTargetRef: { ...TARGET, name: 'none' } },
  })
  expect(conditions()?.at(-1)).toBe(
    "ScalingActive False InvalidSelector: the HPA target's scale is missing a selector",
  )
  expect(reported(server)).toEqual([
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning SelectorRequired: selector is required',
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning FailedComputeMetricsReplicas: selector is required',
  ])
})

test('it looks every 15 s, until nothing has changed for five minutes, and again when somebody uses more', () => {
  const { server, own, tell } = look({ use: { cpuMilli: 1000 } })
  const next = () => server.clock.nextMs()
  expect(next()).toBe(30_000)
  server.runUntil(330_500)
  expect(next()).toBe(345_000)
  server.runUntil(345_500)
  expect(next()).toBeNull()
  server.runUntil(500_000)
  tell()
  expect(next()).toBe(510_000)
  // Only its own spec is news, and its target.
  server.runUntil(900_000)
  expect(next()).toBeNull()
  server.apply(deployment(1, 'other'))
  expect(next()).toBeNull()
  const change = (metadata: object, spec: object): void => {
    const found = own()
    if (found === undefined) throw new Error('it is gone')
    const next = { ...found, metadata: { ...found.metadata, ...metadata } }
    server.client.update({ ...next, spec: { ...found.spec, ...spec } }, BY_TEST)
  }
  change({ labels: { a: 'b' } }, {})
  expect(next()).toBeNull()
  change({}, { maxReplicas: 3 })
  expect(next()).toBe(915_000)
  server.client.delete('HorizontalPodAutoscaler', 'default', 'web', {}, BY_TEST)
  server.runUntil(916_000)
  expect(next()).toBeNull()
})

test('it looks as long as a window of its rules is open', () => {
  const rules = {
    stabilizationWindowSeconds: 0,
    policies: [{ type: 'Pods', value: 1, periodSeconds: 600 }],
  }
  for (const behavior of [{ scaleDown: { stabilizationWindowSeconds: 600 } }, { scaleUp: rules }]) {
    const { server } = look({ use: { cpuMilli: 1000 }, spec: { behavior } })
    server.runUntil(615_500)
    expect(server.clock.nextMs()).toBe(630_000)
    server.runUntil(660_000)
    expect(server.clock.nextMs()).toBeNull()
  }
})

test('the entries say which objects they are about', () => {
  const { server } = look({ use: { cpuMilli: 1400 } })
  expect(about(server)).toEqual({
    SuccessfulRescale: 'Deployment HorizontalPodAutoscaler',
    HorizontalPodAutoscalerStatus: 'HorizontalPodAutoscaler',
  })
})

test('a number that cannot be set is said', () => {
  const server = createFakeApiServer()
  const status = statusOf('Forbidden', 'not you')
  const client = { ...server.client, updateScale: () => ({ ok: false, status }) as const }
  const { metrics } = metricsOf({ cpuMilli: 1400 })
  startController(horizontalPodAutoscalerController, { metrics, client }, server)
  server.apply(deployment(2), podOf('web-0'), podOf('web-1'), autoscaler())
  server.runUntil(15_500)
  expect(reported(server)).toEqual([
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning FailedRescale: New size: 3; reason: cpu resource utilization (percentage of request) above target; error: not you',
  ])
  const found = server.client.get('HorizontalPodAutoscaler', 'default', 'web')?.status
  expect(found?.conditions?.[0]).toMatchObject({
    type: 'AbleToScale',
    status: 'False',
    reason: 'FailedUpdateScale',
    message: 'the HPA controller was unable to update the target scale: not you',
  })
  expect(found).toMatchObject({ currentReplicas: 2, desiredReplicas: 0 })
  expect(found?.lastScaleTime).toBeUndefined()
})

test('where nobody measures it is said', () => {
  const server = startController(horizontalPodAutoscalerController)
  server.apply(deployment(2), podOf('web-0'), autoscaler())
  server.runUntil(15_500)
  expect(reported(server)[0]).toBe(
    'horizontal-pod-autoscaler about HorizontalPodAutoscaler web: Warning FailedGetResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
  )
})
