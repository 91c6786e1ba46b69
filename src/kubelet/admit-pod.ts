// Takes a Pod up or refuses it, as the node has room for it.
// Follows pkg/kubelet/kubelet.go (v1.36), HandlePodAdditions and rejectPod.
import type { Pod } from '#api/generated/types.ts'
import { type Task, wait } from '#sim/task.ts'
import { canAdmitPod, type Refusal } from './admission.ts'
import { type KubeletContext, nodeAnyWay } from './context.ts'
import { narrate, podInSentence, reportEvent } from './narrator.ts'
import { SHUTTING_DOWN } from './nodeshutdown/shut-down.ts'
import type { PodWorkers } from './pod-workers.ts'
import type { Verdict } from './status/status-manager.ts'
import type { KubeletParts } from './sync-pod.ts'

interface Admitting {
  readonly context: KubeletContext
  readonly parts: KubeletParts
  readonly workers: PodWorkers
}

/** 'waits': others have to end first; `onRoom` is called when they have. */
export type Admitted = 'admitted' | 'refused' | 'waits'

/** Refuses a Pod that the node cannot take, or drives out those that a critical one needs the room of. */
export function admit(
  { context, parts, workers }: Admitting,
  pod: Pod,
  onRoom: () => void,
): Admitted {
  if (pod.metadata.deletionTimestamp !== undefined) return 'admitted'
  const others = [...workers.workers.values()]
    .filter(({ state, entry }) => !entry.gone && state !== 'terminated' && state !== 'finished')
    .map(({ entry }) => entry.pod)
  const node = nodeAnyWay(context)
  const found = canAdmitPod({ pod, node, others, maxPods: context.config.maxPods })
  // Whether the node is being shut down is asked last.
  const isTaken = found === null || !('reason' in found)
  const outcome = isTaken && context.shutdown.isUnderWay ? SHUTTING_DOWN : found
  if (outcome === null) return 'admitted'
  if ('reason' in outcome) {
    sayRefused(context, pod, outcome)
    parts.status.reject(pod, outcome)
    return 'refused'
  }
  if (outcome.length === 0) return 'admitted'
  context.scope.spawn(preempt({ context, parts, workers }, pod, outcome)).done.whenSettled(onRoom)
  return 'waits'
}

const PREEMPTED: Verdict = {
  reason: 'Preempting',
  message: 'Preempted in order to admit critical pod',
  disruption: 'Pod was preempted by Kubelet to accommodate a critical pod.',
}

/** One after the other; the kubelet waits for each. Follows evictPodsToFreeRequests. */
function* preempt({ context, workers }: Admitting, pod: Pod, victims: readonly Pod[]): Task<void> {
  for (const victim of victims) {
    const { reason, message } = PREEMPTED
    reportEvent(context, victim, { type: 'Warning', reason, message })
    narrate(context, victim, {
      message: `drives out ${podInSentence(victim)}`,
      because: `the critical ${podInSentence(pod)} needs its place`,
      level: 'step',
      kind: 'Preempting',
    })
    const { uid = '' } = victim.metadata
    yield* wait(workers.kill(uid, PREEMPTED))
  }
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
