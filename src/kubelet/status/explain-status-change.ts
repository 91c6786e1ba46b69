// One sentence for what changed between two statuses of a Pod, for the journal.
import type { ContainerStatus, PodStatus } from '#api/generated/types.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'

/** The rest of a sentence after 'because': the most telling difference between two statuses. */
export function explainStatusChange(before: PodStatus, after: PodStatus): string {
  if (before.startTime === undefined) return 'the kubelet has taken up the Pod'
  if (after.message !== undefined && after.message !== before.message) return after.message
  const explained =
    explainContainers(before.initContainerStatuses, after.initContainerStatuses) ??
    explainContainers(before.containerStatuses, after.containerStatuses)
  if (explained !== null) return explained
  const sandbox = 'PodReadyToStartContainers'
  const now = getPodCondition(after, sandbox)?.status
  if (getPodCondition(before, sandbox)?.status !== now) {
    return now === 'True' ? 'its sandbox is ready' : 'its sandbox is gone'
  }
  return before.phase === after.phase ? 'its conditions changed' : `its phase is ${after.phase}`
}

function explainContainers(
  before: readonly ContainerStatus[] = [],
  after: readonly ContainerStatus[] = [],
): string | null {
  for (const status of after) {
    const old = before.find(({ name }) => name === status.name)
    const explained = old === undefined ? null : explainContainer(old, status)
    if (explained !== null) return explained
  }
  return null
}

function explainContainer(old: ContainerStatus, status: ContainerStatus): string | null {
  const name = `\`${status.name}\``
  const { running, terminated, waiting } = status.state ?? {}
  const sameInstance = old.containerID === status.containerID
  if (terminated !== undefined && (old.state?.terminated === undefined || !sameInstance)) {
    const { reason, exitCode } = terminated
    const oom = reason === 'OOMKilled' ? ' (OOMKilled)' : ''
    return `${name} exited with ${exitCode}${oom}`
  }
  if (running !== undefined && (old.state?.running === undefined || !sameInstance)) {
    return status.restartCount > old.restartCount ? `${name} runs again` : `${name} is running`
  }
  if (waiting?.reason !== undefined && waiting.reason !== old.state?.waiting?.reason) {
    return `${name} waits: ${waiting.reason}`
  }
  if (status.ready !== old.ready) return `${name} is ${status.ready ? 'ready' : 'not ready'}`
  if (status.started !== old.started && status.started === true) return `${name} has started`
  return null
}
