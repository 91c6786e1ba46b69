// HorizontalPodAutoscalers. Follows pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go and
// pkg/apis/autoscaling/v2/defaults.go (v1.36).
import { horizontalPodAutoscalerInfo } from '#api/autoscaling/horizontal-pod-autoscaler-info.ts'
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec } from '#api/generated/types.ts'
import { asGiven, atOnce, nothingToAllocate, noWarnings, type Strategy } from '../../strategy.ts'
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerStatus,
  validateHorizontalPodAutoscalerUpdate,
} from './validate-horizontal-pod-autoscaler.ts'

const DEFAULT_METRICS: readonly MetricSpec[] = [
  {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  },
]
const SCALE_UP: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}
/** The window comes from the controller's own configuration. */
const SCALE_DOWN: HPAScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}

function setDefaultsAutoscaler(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { spec } = autoscaler
  const { behavior, metrics = [] } = spec ?? {}
  return {
    ...autoscaler,
    // The target and the maximum may be missing: validation asks for them.
    spec: Object.assign({}, spec, {
      minReplicas: spec?.minReplicas ?? 1,
      metrics: metrics.length === 0 ? DEFAULT_METRICS : metrics,
      ...(behavior === undefined
        ? {}
        : {
            behavior: {
              scaleUp: { ...SCALE_UP, ...behavior.scaleUp },
              scaleDown: { ...SCALE_DOWN, ...behavior.scaleDown },
            },
          }),
    }),
  }
}

export const horizontalPodAutoscalerStrategy = {
  info: horizontalPodAutoscalerInfo,
  isChecked: () => true,
  setDefaults: setDefaultsAutoscaler,
  prepareForCreate: (autoscaler) => ({ ...autoscaler, status: { desiredReplicas: 0 } }),
  beginCreate: nothingToAllocate,
  validate: validateHorizontalPodAutoscaler,
  warningsOnCreate: noWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: validateHorizontalPodAutoscalerUpdate,
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: validateHorizontalPodAutoscalerStatus,
  ...atOnce,
  scale: null,
} satisfies Strategy<HorizontalPodAutoscaler>
