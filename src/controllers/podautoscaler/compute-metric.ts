// What each metric of an autoscaler says.
// Follows pkg/controller/podautoscaler/horizontal.go (v1.36), computeReplicasForMetric, and metrics/client.go.
import type {
  HorizontalPodAutoscaler,
  LabelSelector,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
  Pod,
} from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { milliValue, printQuantity, quantityOf } from '#api/meta/quantity.ts'
import type { PodMetrics } from '#client/pod-metrics.ts'
import { goSelector } from '../go-selector.ts'
import {
  getMetricReplicas,
  getResourceReplicas,
  type Measured,
  type PodMetric,
  type Tolerances,
} from './replica-calculator.ts'

const DEFAULT_TOLERANCE = 0.1

export interface Computed {
  readonly replicas: number
  /** How events call the metric. */
  readonly name: string
  readonly status: MetricStatus
}

/** Why a metric says nothing: the reason of an Event, its message, and the error as others repeat it. */
export interface MetricFailure {
  readonly reason: string
  readonly message: string
  readonly error: string
}

/** What all metrics of an autoscaler are computed from. */
export interface Subject {
  readonly autoscaler: HorizontalPodAutoscaler
  readonly selector: LabelSelector
  readonly pods: readonly Pod[]
  readonly currentReplicas: number
  readonly metrics: PodMetrics | undefined
  readonly nowMs: number
}

/** The Pods that a selector names. */
export function podsSelected(pods: readonly Pod[], selector: LabelSelector): readonly Pod[] {
  return pods.filter(({ metadata }) => matchesLabelSelector(selector, metadata.labels))
}

function tolerancesOf({ spec }: HorizontalPodAutoscaler): Tolerances {
  const { scaleUp, scaleDown } = spec.behavior ?? {}
  const of = (tolerance: string | number | undefined): number =>
    tolerance === undefined ? DEFAULT_TOLERANCE : milliValue(tolerance) / 1000
  return { scaleUp: of(scaleUp?.tolerance), scaleDown: of(scaleDown?.tolerance) }
}

/** What one metric proposes. */
export function computeReplicasForMetric(
  spec: MetricSpec,
  subject: Subject,
): Computed | MetricFailure {
  const { resource, containerResource } = spec
  if (resource !== undefined) {
    const { name, target } = resource
    const found = computeResource({ name, container: '', target }, subject)
    if (typeof found === 'string') {
      return failure(
        'FailedGetResourceMetric',
        found,
        `failed to get ${name} resource metric value`,
      )
    }
    const status = { type: 'Resource', resource: { name, current: found.current } }
    return { replicas: found.replicas, name: nameOf(name, target, 'resource'), status }
  }
  if (containerResource !== undefined) {
    const { name, container, target } = containerResource
    const found = computeResource({ name, container, target }, subject)
    if (typeof found === 'string') {
      const what = `failed to get ${container} container metric value`
      return failure('FailedGetContainerResourceMetric', found, what)
    }
    const status = {
      type: 'ContainerResource',
      containerResource: { name, container, current: found.current },
    }
    return { replicas: found.replicas, name: nameOf(name, target, 'container resource'), status }
  }
  return unserved(spec, subject.autoscaler.metadata.namespace ?? 'default')
}

const failure = (reason: string, message: string, what: string): MetricFailure => ({
  reason,
  message,
  error: `${what}: ${message}`,
})

function nameOf(resource: string, target: MetricTarget, word: string): string {
  return target.averageValue === undefined
    ? `${resource} ${word} utilization (percentage of request)`
    : `${resource} resource`
}

/** Nobody serves other metrics than those of resources, as in a cluster without an adapter. */
function unserved({ type, pods, object, external }: MetricSpec, namespace: string): MetricFailure {
  if (pods !== undefined) {
    const { name } = pods.metric
    const message = `unable to get metric ${name}: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered`
    return failure('FailedGetPodsMetric', message, 'failed to get pods metric value')
  }
  if (object !== undefined) {
    const { name } = object.metric
    const message = `unable to get metric ${name}: ${object.describedObject.kind} on ${namespace} ${object.describedObject.name}/unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered`
    return failure('FailedGetObjectMetric', message, 'failed to get object metric value')
  }
  const name = external?.metric.name ?? type
  const message = `unable to get external metric ${namespace}/${name}/${goSelector(external?.metric.selector)}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`
  const inner =
    external?.target.averageValue === undefined
      ? `failed to get external metric ${name}`
      : `failed to get ${name} external metric`
  const what = `failed to get ${name} external metric value: ${inner}`
  return failure('FailedGetExternalMetric', message, what)
}

interface Resource {
  readonly name: string
  /** '' for the whole Pod. */
  readonly container: string
  readonly target: MetricTarget
}

/** A text is what went wrong. */
function computeResource(
  { name, container, target }: Resource,
  subject: Subject,
): { readonly replicas: number; readonly current: MetricValueStatus } | string {
  const isRaw = target.averageValue !== undefined
  const what = `failed to get ${name} ${isRaw ? 'usage' : 'utilization'}: `
  const metrics = resourceMetrics(name, container, subject)
  if (typeof metrics === 'string') {
    return `${what}unable to get metrics for resource ${name}: ${metrics}`
  }
  const { autoscaler, currentReplicas, nowMs, pods } = subject
  const tolerances = tolerancesOf(autoscaler)
  const measured: Measured = { pods, metrics, resource: name, currentReplicas, tolerances, nowMs }
  const { averageValue, averageUtilization = 0 } = target
  const proposal =
    averageValue === undefined
      ? getResourceReplicas(measured, { utilization: averageUtilization, container })
      : getMetricReplicas(measured, milliValue(averageValue))
  if ('problem' in proposal) return `${what}${proposal.problem}`
  const { replicas, utilization, raw } = proposal
  const value = { averageValue: amount(name, raw) }
  return { replicas, current: isRaw ? value : { ...value, averageUtilization: utilization } }
}

/** What the Pods use, or why nobody knows. Pods that were not measured are left out. */
function resourceMetrics(
  resource: string,
  container: string,
  { metrics, pods, nowMs }: Subject,
): ReadonlyMap<string, PodMetric> | string {
  if (metrics === undefined) {
    return 'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  }
  const sample = metrics.sampleAt(nowMs)
  const found = new Map<string, PodMetric>()
  let areThereAny = false
  for (const pod of pods) {
    const containers = metrics.containersOf(pod)
    if (containers === undefined) continue
    areThereAny = true
    const chosen = containers.filter(({ name }) => container === '' || name === container)
    if (chosen.length === 0 || (resource !== 'cpu' && resource !== 'memory')) continue
    const value = chosen.reduce(
      (sum, { cpuMilli, memoryMilli }) => sum + (resource === 'cpu' ? cpuMilli : memoryMilli),
      0,
    )
    found.set(pod.metadata.name ?? '', { value, ...sample })
  }
  return areThereAny ? found : 'no metrics returned from resource metrics API'
}

/** Memory in Ki, Mi …, as it is measured. Upstream: buildQuantity. */
function amount(resource: string, milli: number): string {
  const { nano } = quantityOf(`${milli}m`)
  const format = resource === 'memory' ? 'BinarySI' : 'DecimalSI'
  return printQuantity({ nano, format, text: undefined })
}
