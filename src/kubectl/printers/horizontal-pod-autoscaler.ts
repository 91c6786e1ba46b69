// Follows pkg/printers/internalversion/printers.go printHorizontalPodAutoscaler (v1.36).
import type {
  HorizontalPodAutoscaler,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
  Quantity,
} from '#api/generated/types.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import { ageOf, column, NONE, type Printer, UNSET } from './printer.ts'

const MAX_METRICS = 2
const UNKNOWN = '<unknown>'

const quantity = (value: Quantity | undefined): string =>
  value === undefined ? UNKNOWN : canonicalQuantity(value)
const percent = (value: number | undefined, missing: string): string =>
  value === undefined ? missing : `${value}%`

/** Of an amount per Pod, or as a whole. */
function amounts(
  target: MetricTarget,
  current: MetricValueStatus | undefined,
  note: string,
): string {
  return target.averageValue === undefined
    ? `${quantity(current?.value)}/${quantity(target.value)}`
    : `${quantity(current?.averageValue)}/${quantity(target.averageValue)}${note}`
}

/** Of a resource that Pods ask for. */
function utilization(
  { name, target }: { readonly name: string; readonly target: MetricTarget },
  current: MetricValueStatus | undefined,
): string {
  if (target.averageValue !== undefined) return `${name}: ${amounts(target, current, '')}`
  const now = percent(current?.averageUtilization, UNKNOWN)
  return `${name}: ${now}/${percent(target.averageUtilization, '<auto>')}`
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  const { external, object, pods, resource, containerResource } = spec
  if (external !== undefined) {
    return amounts(external.target, status?.external?.current, ' (avg)')
  }
  if (object !== undefined) return amounts(object.target, status?.object?.current, ' (avg)')
  if (pods !== undefined) return amounts(pods.target, status?.pods?.current, '')
  if (resource !== undefined) return utilization(resource, status?.resource?.current)
  if (containerResource !== undefined) {
    return utilization(containerResource, status?.containerResource?.current)
  }
  return '<unknown type>'
}

/** 'cpu: 12%/50%', of two metrics at most. */
export function metricsText({ spec, status }: HorizontalPodAutoscaler): string {
  const { metrics = [] } = spec
  if (metrics.length === 0) return NONE
  const texts = metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index]))
  const shown = texts.slice(0, MAX_METRICS).join(', ')
  const more = texts.length - MAX_METRICS
  return more > 0 ? `${shown} + ${more} more...` : shown
}

export const horizontalPodAutoscalerPrinter: Printer<HorizontalPodAutoscaler> = {
  columns: [
    column('Name'),
    column('Reference'),
    column('Targets'),
    column('MinPods'),
    column('MaxPods'),
    column('Replicas'),
    column('Age'),
  ],
  cells(autoscaler, { nowMs }) {
    const { metadata, spec, status } = autoscaler
    const { kind, name } = spec.scaleTargetRef
    return [
      metadata.name ?? '',
      `${kind}/${name}`,
      metricsText(autoscaler),
      spec.minReplicas === undefined ? UNSET : String(spec.minReplicas),
      String(spec.maxReplicas),
      String(status?.currentReplicas ?? 0),
      ageOf(metadata.creationTimestamp, nowMs),
    ]
  },
}
