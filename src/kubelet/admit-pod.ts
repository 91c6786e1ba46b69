// Takes a Pod up or refuses it, as the node has room for it.
// Follows pkg/kubelet/kubelet.go (v1.36), HandlePodAdditions and rejectPod.
import type { Pod } from '#api/generated/types.ts'
import { canAdmitPod, type Refusal } from './admission.ts'
import { type KubeletContext, nodeAnyWay } from './context.ts'
import { narrate, podInSentence, reportEvent } from './narrator.ts'
import type { PodWorkers } from './pod-workers.ts'
import type { KubeletParts } from './sync-pod.ts'

interface Admitting {
  readonly context: KubeletContext
  readonly parts: KubeletParts
  readonly workers: PodWorkers
}

/** Refuses a Pod that the node cannot take; true when it did. */
export function refused({ context, parts, workers }: Admitting, pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false
  const others = [...workers.workers.values()]
    .filter(({ state, entry }) => !entry.gone && state !== 'terminated' && state !== 'finished')
    .map(({ entry }) => entry.pod)
  const node = nodeAnyWay(context)
  const refusal = canAdmitPod({ pod, node, others, maxPods: context.config.maxPods })
  if (refusal === null) return false
  sayRefused(context, pod, refusal)
  parts.status.reject(pod, refusal)
  return true
}

function sayRefused(context: KubeletContext, pod: Pod, { reason, message }: Refusal): void {
  reportEvent(context, pod, { type: 'Warning', reason, message })
  narrate(context, pod, {
    message: `refused ${podInSentence(pod)}`,
    because: message,
    level: 'step',
    kind: 'PodRejected',
  })
}
