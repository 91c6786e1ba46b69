import type { HorizontalPodAutoscaler } from '#api/generated/types.ts'
import { metricsText } from '#kubectl/printers/horizontal-pod-autoscaler.ts'
import { referenceTo } from '#api/core/pod-references.ts'
import { isKind } from '#api/meta/object.ts'
import { type KindPicture, UNSEEN } from './kind-picture.ts'

export const horizontalPodAutoscalerPicture: KindPicture<HorizontalPodAutoscaler> = {
  ...UNSEEN,
  place: 'line',
  label: 'Autoscaler',
  guard(autoscaler) {
    const { metadata, spec, status } = autoscaler
    const { kind, name } = spec.scaleTargetRef
    const wants = status?.desiredReplicas ?? 0
    return {
      text: `${metricsText(autoscaler)} → ${wants}`,
      title: `Autoscaler ${metadata.name ?? ''} measures ${metricsText(autoscaler)} and wants ${wants}, between ${spec.minReplicas ?? 1} and ${spec.maxReplicas}`,
      watches: (owner) => owner.kind === kind && owner.metadata.name === name,
    }
  },
  refersTo({ metadata, spec: { scaleTargetRef } }) {
    const { kind, name } = scaleTargetRef
    return isKind(kind) ? [referenceTo(kind, metadata.namespace, name, 'scaleTargetRef')] : []
  },
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
