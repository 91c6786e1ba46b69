import type { HorizontalPodAutoscaler } from '#api/generated/types.ts'
import { metricsText } from '#kubectl/printers/horizontal-pod-autoscaler.ts'
import type { KindPicture } from './kind-picture.ts'

export const horizontalPodAutoscalerPicture: KindPicture<HorizontalPodAutoscaler> = {
  place: 'line',
  label: 'Autoscaler',
  ready: () => null,
  outline: (autoscaler) =>
    `${autoscaler.spec.scaleTargetRef.kind} ${autoscaler.spec.scaleTargetRef.name}: ${metricsText(autoscaler)}, wants ${autoscaler.status?.desiredReplicas ?? 0}`,
  facts: (autoscaler) => [
    ['Target', `${autoscaler.spec.scaleTargetRef.kind} ${autoscaler.spec.scaleTargetRef.name}`],
    ['Metrics (current/target)', metricsText(autoscaler)],
    ['Replicas', `${autoscaler.spec.minReplicas ?? 1} to ${autoscaler.spec.maxReplicas}`],
    ['Current', String(autoscaler.status?.currentReplicas ?? 0)],
    ['Wanted', String(autoscaler.status?.desiredReplicas ?? 0)],
    ['Last scaled', autoscaler.status?.lastScaleTime ?? 'never'],
  ],
  conditions: ({ status }) => status?.conditions ?? [],
}
