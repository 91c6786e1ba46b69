import type { HorizontalPodAutoscaler } from '../generated/types.ts'
import { type Conversion, kindInfo } from '../meta/kind-info.ts'

/** Version 1 knows one metric, the share of CPU. Follows pkg/apis/autoscaling/v1/conversion.go (v1.36). */
const fromV1: Conversion = (written) => {
  const { spec, ...others } = written
  const isObject = typeof spec === 'object' && spec !== null && !Array.isArray(spec)
  const { targetCPUUtilizationPercentage: averageUtilization, ...rest } = isObject
    ? (spec as Readonly<Record<string, unknown>>)
    : {}
  const target = { type: 'Utilization', averageUtilization }
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }]
  const isSaid = averageUtilization !== undefined && averageUtilization !== null
  return {
    ...others,
    apiVersion: 'autoscaling/v2',
    ...(isObject ? { spec: { ...rest, ...(isSaid ? { metrics } : {}) } } : {}),
  }
}

export const horizontalPodAutoscalerInfo = kindInfo<HorizontalPodAutoscaler>(
  'HorizontalPodAutoscaler.autoscaling',
  'HorizontalPodAutoscaler',
  {
    podSpecPath: null,
    shortNames: ['hpa'],
    categories: ['all'],
    conversions: { 'autoscaling/v1': fromV1 },
  },
)
