// The end of all Pods before a machine is shut down: group after group, each with its grace.
// Follows pkg/kubelet/nodeshutdown/nodeshutdown_manager.go and nodeshutdown_manager_linux.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { createFuture, type Future, type Task, wait } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import type { KubeletContext } from '../context.ts'
import { narrate, podInSentence } from '../narrator.ts'
import type { PodWorkers } from '../pod-workers.ts'
import type { Refusal } from '../admission.ts'
import type { Verdict } from '../status/status-manager.ts'
import { groupByPriority, type ShutdownGroup, shutdownPeriods } from './group-by-priority.ts'

simplified(
  'clean-shutdown',
  'a machine that is shut down is off at once when its kubelet has ended the Pods as `shutdownGracePeriod` says, and at once without that: systemd does not end the processes of containers one by one.',
)

/** What a Pod is refused with that comes while the machine is shut down. */
export const SHUTTING_DOWN: Refusal = {
  reason: 'NodeShutdown',
  message: 'Pod was rejected as the node is shutting down.',
}

const TERMINATED_MESSAGE = 'Pod was terminated in response to imminent node shutdown.'
const TERMINATED: Verdict = {
  reason: 'Terminated',
  message: TERMINATED_MESSAGE,
  disruption: TERMINATED_MESSAGE,
}

/** Volumes are looked at again so often until they are gone. Follows volume_manager.go, podAttachAndMountRetryInterval. */
const UNMOUNT_LOOK_MS = 300

interface Parts {
  readonly context: KubeletContext
  readonly alarms: Alarms
  readonly workers: PodWorkers
}

/** Ends the Pods of a node, those of low priority first; empty groups take no time. */
export function* endPodsForShutdown(parts: Parts): Task<void> {
  const { config } = parts.context
  const active = [...parts.workers.workers.values()].flatMap(({ entry, state }) =>
    state === 'terminated' || state === 'finished' || isTerminalPod(entry.pod) ? [] : [entry.pod],
  )
  for (const group of groupByPriority(shutdownPeriods(config), active)) {
    if (group.pods.length > 0) yield* endGroup(parts, group)
  }
}

/** Ends when all Pods of the group are stopped, or its time is over. */
function* endGroup({ context, alarms, workers }: Parts, group: ShutdownGroup): Task<void> {
  const over = createFuture<void>()
  const alarm = alarms.after(group.seconds * 1000, `shutdown/${group.priority}`)
  alarm.done.whenSettled(() => over.settle())
  const stopped = group.pods.map((pod) => {
    narrate(context, pod, {
      message: `ends ${podInSentence(pod)}, with ${graceOf(pod, group.seconds)} s at the most`,
      because: 'its machine is being shut down',
      level: 'step',
      kind: 'PodShutdown',
    })
    return workers.kill(pod.metadata.uid ?? '', TERMINATED, graceOf(pod, group.seconds))
  })
  whenAll(stopped, () => {
    const unmounted = alarms.after(UNMOUNT_LOOK_MS, `unmounted/${group.priority}`)
    unmounted.done.whenSettled(() => over.settle())
  })
  yield* wait(over)
  alarm.cancel()
}

function graceOf({ spec }: Pod, seconds: number): number {
  return Math.min(spec?.terminationGracePeriodSeconds ?? seconds, seconds)
}

function whenAll(futures: readonly Future<void>[], then: () => void): void {
  let left = futures.length
  for (const future of futures) {
    future.whenSettled(() => {
      left -= 1
      if (left === 0) then()
    })
  }
}
