// Follows describeHorizontalPodAutoscalerV2 of k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValueStatus,
} from '#api/generated/types.ts'
import { printHead, quantityText, rfc1123, UNKNOWN, UNSET } from './common.ts'
import type { Writer } from './writer.ts'

/** A HorizontalPodAutoscaler: what it measures, wants and does. */
export function describeHorizontalPodAutoscaler(
  writer: Writer,
  { metadata, spec, status }: HorizontalPodAutoscaler,
): void {
  printHead(writer, metadata)
  writer.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`)
  const { kind = '', name = '' } = spec?.scaleTargetRef ?? {}
  writer.line(0, `Reference:\t${kind}/${name}`)
  writer.line(0, 'Metrics:\t( current / target )')
  for (const [index, metric] of (spec?.metrics ?? []).entries())
    describeMetric(writer, metric, status?.currentMetrics?.[index])
  writer.line(0, `Min replicas:\t${spec?.minReplicas ?? UNSET}`)
  writer.line(0, `Max replicas:\t${spec?.maxReplicas ?? 0}`)
  if (spec?.behavior !== undefined) {
    writer.line(0, 'Behavior:')
    describeRules(writer, 'Scale Up', spec.behavior.scaleUp)
    describeRules(writer, 'Scale Down', spec.behavior.scaleDown)
  }
  const { currentReplicas = 0, desiredReplicas = 0, conditions = [] } = status ?? {}
  writer.line(0, `${kind} pods:\t${currentReplicas} current / ${desiredReplicas} desired`)
  if (conditions.length === 0) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tReason\tMessage')
  writer.line(1, '----\t------\t------\t-------')
  for (const { type, status: state, reason = '', message = '' } of conditions)
    writer.line(1, `${type}\t${state}\t${reason}\t${message}`)
}

function describeMetric(
  writer: Writer,
  metric: MetricSpec,
  current: MetricStatus | undefined,
): void {
  const { external, pods, object, resource, containerResource } = metric
  if (metric.type === 'External' && external !== undefined) {
    const isAverage = external.target.averageValue !== undefined
    const title = `"${external.metric.name}" (target ${isAverage ? 'average ' : ''}value):`
    writer.line(
      1,
      `${title}\t${valuesText(isAverage, external.target, current?.external?.current)}`,
    )
  } else if (metric.type === 'Pods' && pods !== undefined)
    writer.line(
      1,
      `"${pods.metric.name}" on pods:\t${valuesText(true, pods.target, current?.pods?.current)}`,
    )
  else if (metric.type === 'Object' && object !== undefined) {
    const { kind, name } = object.describedObject
    const isAverage = object.target.type === 'AverageValue'
    const title = `"${object.metric.name}" on ${kind}/${name} (target ${isAverage ? 'average ' : ''}value):`
    writer.line(1, `${title}\t${valuesText(isAverage, object.target, current?.object?.current)}`)
  } else if (metric.type === 'Resource' && resource !== undefined)
    describeResource(
      writer,
      `resource ${resource.name} on pods`,
      resource.target,
      current?.resource?.current,
    )
  else if (metric.type === 'ContainerResource' && containerResource !== undefined)
    describeResource(
      writer,
      `resource ${containerResource.name} of container "${containerResource.container}" on pods`,
      containerResource.target,
      current?.containerResource?.current,
    )
  else writer.line(1, `<unknown metric type "${metric.type}">`)
}

/** 'current / target', of values or of averages over Pods. */
function valuesText(
  isAverage: boolean,
  target: MetricTarget,
  current: MetricValueStatus | undefined,
): string {
  const field = isAverage ? 'averageValue' : 'value'
  const now = current === undefined ? UNKNOWN : quantityText(current[field])
  return `${now} / ${quantityText(target[field])}`
}

function describeResource(
  writer: Writer,
  title: string,
  target: MetricTarget,
  current: MetricValueStatus | undefined,
): void {
  writer.write(1, title)
  if (target.averageValue !== undefined) {
    writer.line(0, `:\t${valuesText(true, target, current)}`)
    return
  }
  const now =
    current?.averageUtilization === undefined
      ? UNKNOWN
      : `${current.averageUtilization}% (${quantityText(current.averageValue)})`
  const wanted =
    target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`
  writer.line(1, `(as a percentage of request):\t${now} / ${wanted}`)
}

function describeRules(
  writer: Writer,
  direction: string,
  rules: HPAScalingRules | undefined,
): void {
  if (rules === undefined) return
  const { stabilizationWindowSeconds, selectPolicy = 'Max', policies = [] } = rules
  writer.line(1, `${direction}:`)
  if (stabilizationWindowSeconds !== undefined)
    writer.line(2, `Stabilization Window: ${stabilizationWindowSeconds} seconds`)
  if (policies.length === 0) return
  writer.line(2, `Select Policy: ${selectPolicy}`)
  writer.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of policies)
    writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}
