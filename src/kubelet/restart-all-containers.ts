// The action RestartAllContainers of a restart rule: when a container ends with an exit code that a rule with
// it covers, all containers of the Pod are removed, and the Pod starts anew in its sandbox.
// Follows pkg/kubelet/container/helpers.go (v1.36), ShouldAllContainersRestart, and
// pkg/kubelet/kuberuntime/kuberuntime_manager.go, getContainersToReset.
import { simplified } from '#lib/simplified.ts'
import { allContainers } from '#api/core/containers.ts'
import type { Container, Pod, PodStatus } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { Task } from '#sim/task.ts'
import { killContainer } from './kill-container.ts'
import { latestOf, type PodRuntimeStatus } from './pod-runtime-status.ts'
import { narrate, podInSentence } from './narrator.ts'
import { matchingRule } from './restart-policy.ts'
import type { ContainerTools } from './start-container.ts'

simplified(
  'logs-of-removed-instances',
  'the logs of the instances that are removed go with them; a real node keeps their files.',
)

const ACTION = 'RestartAllContainers'

/** Whether some rule of the Pod has the action. */
export function allContainersCouldRestart(pod: Pod): boolean {
  return allContainers(pod).some(({ container }) =>
    (container.restartPolicyRules ?? []).some(({ action }) => action === ACTION),
  )
}

/**
 * Whether a container has ended as such a rule says, or the restart has begun. What was reported last counts
 * for containers that have ended otherwise since.
 */
export function shouldAllContainersRestart(
  pod: Pod,
  runtime: PodRuntimeStatus,
  { conditions = [], initContainerStatuses = [], containerStatuses = [] }: PodStatus,
): boolean {
  if (!allContainersCouldRestart(pod)) return false
  if (
    conditions.some(({ type, status }) => type === 'AllContainersRestarting' && status === 'True')
  )
    return true
  const reported = [...initContainerStatuses, ...containerStatuses]
  return allContainers(pod).some(({ container }) => {
    const record = latestOf(runtime, container.name)
    if (record?.state !== 'exited') return false
    if (triggers(container, record.exitCode)) return true
    const { terminated } = reported.find(({ name }) => name === container.name)?.state ?? {}
    return terminated !== undefined && triggers(container, terminated.exitCode)
  })
}

function triggers(container: Container, exitCode: number | null): boolean {
  return matchingRule(container, exitCode ?? 0)?.action === ACTION
}

/** Stops what runs, without a grace period, and removes all containers, the ones that triggered it last. */
export function* resetAllContainers(
  { context, alarms }: ContainerTools,
  pod: Pod,
  runtime: PodRuntimeStatus,
): Task<boolean> {
  const because = 'a container exited, and a restart rule says so'
  narrate(context, pod, {
    message: `restarts all containers of ${podInSentence(pod)}`,
    because,
    level: 'step',
    kind: 'RestartAllContainers',
  })
  const records = inOrder(pod, runtime)
  for (const record of records) {
    if (record.state === 'running') {
      const killing = {
        pod,
        record,
        message: 'killing',
        because,
        reason: 'Other',
        graceSeconds: 0,
      } as const
      yield* killContainer(context, alarms, killing)
    }
    context.runtime.service.removeContainer(record.id)
  }
  return records.length > 0
}

/** App containers, then init containers; and in this order those that triggered the restart. */
function inOrder(pod: Pod, { containers }: PodRuntimeStatus): readonly ContainerRecord[] {
  const all = allContainers(pod)
  const groups = [
    all.filter(({ role }) => role === 'app'),
    all.filter(({ role }) => role !== 'app'),
  ]
  const records = groups.flatMap((group) =>
    group.flatMap(({ container }) =>
      containers
        .filter(({ name }) => name === container.name)
        .map((record) => ({
          record,
          isSource: record.state === 'exited' && triggers(container, record.exitCode),
        })),
    ),
  )
  const targets = records.filter(({ isSource }) => !isSource)
  const sources = records.filter(({ isSource }) => isSource)
  return [...targets, ...sources].map(({ record }) => record)
}
