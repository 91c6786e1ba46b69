// One sentence for what changed between two statuses of a Pod, for the journal.
import { findContainer } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { Container, ContainerStatus, Pod, PodStatus } from '#api/generated/types.ts'

/** Why a container waits, where the reason alone would only repeat the word in the STATUS column. */
const WAITS: Readonly<Record<string, (name: string) => string>> = {
  CrashLoopBackOff: (name) => `${name} has to wait before its next restart`,
  ErrImagePull: (name) => `the image of ${name} could not be pulled`,
  ImagePullBackOff: (name) => `the image of ${name} is not pulled again before a delay is over`,
  ErrImageNeverPull: (name) => `the image of ${name} is not on the node and must not be pulled`,
  InvalidImageName: (name) => `the image name of ${name} cannot be read`,
  RunContainerError: (name) => `the process of ${name} could not be started`,
  RestartingAllContainers: () => 'all its containers were removed to start anew',
  PostStartHookError: (name) => `the postStart hook of ${name} failed`,
  PodInitializing: (name) => `${name} has to wait for the init containers`,
}

/** The rest of a sentence after 'because': the most telling difference between two statuses of a Pod. */
export function explainStatusChange(pod: Pod, before: PodStatus, after: PodStatus): string {
  const { containerStatuses: mains = [], initContainerStatuses: inits = [] } = after
  if (before.startTime === undefined && after.phase !== 'Failed') {
    const hasRun = [...inits, ...mains].some(({ state }) => state?.waiting === undefined)
    return hasRun ? 'its new mirror had no status yet' : 'the kubelet has taken up the Pod'
  }
  if (after.message !== undefined && after.message !== before.message) {
    return mains.length === 0 ? 'the node cannot take it' : after.message
  }
  const explained =
    explainContainers(pod, before.containerStatuses, mains) ??
    explainContainers(pod, before.initContainerStatuses, inits) ??
    explainContainers(pod, before.ephemeralContainerStatuses, after.ephemeralContainerStatuses)
  if (explained !== null) return explained
  const sandbox = 'PodReadyToStartContainers'
  const now = getPodCondition(after, sandbox)?.status
  if (getPodCondition(before, sandbox)?.status !== now) {
    return now === 'True' ? 'its sandbox is ready' : 'its sandbox is gone'
  }
  return before.phase === after.phase ? 'its conditions changed' : `its phase is ${after.phase}`
}

/** Whether a reason of `explainStatusChange` is what a probe found, of which no other step tells. */
export function isVerdict(because: string): boolean {
  return /^the (?:startup|readiness) probe of /.test(because)
}

function explainContainers(
  pod: Pod,
  before: readonly ContainerStatus[] = [],
  after: readonly ContainerStatus[] = [],
): string | null {
  const changes = after.flatMap((status) => {
    const old = before.find(({ name }) => name === status.name)
    const container = findContainer(pod, status.name)?.container
    const text = old === undefined ? null : explainContainer(container, old, status)
    return text === null ? [] : [{ text, failed: (status.state?.terminated?.exitCode ?? 0) !== 0 }]
  })
  // Of several ends at once, a failure says more than a success.
  return (changes.find(({ failed }) => failed) ?? changes[0])?.text ?? null
}

function explainContainer(
  container: Container | undefined,
  old: ContainerStatus,
  status: ContainerStatus,
): string | null {
  const name = `\`${status.name}\``
  const { running, terminated, waiting } = status.state ?? {}
  const sameInstance = old.containerID === status.containerID
  if (terminated !== undefined && (old.state?.terminated === undefined || !sameInstance)) {
    const { reason, exitCode } = terminated
    if (reason === 'ContainerStatusUnknown') return `${name} had not been started`
    if (reason === 'StartError') return `${name} could not be started`
    return `${name} exited with ${exitCode}${reason === 'OOMKilled' ? ' (OOMKilled)' : ''}`
  }
  if (running !== undefined && (old.state?.running === undefined || !sameInstance)) {
    return status.restartCount > old.restartCount ? `${name} runs again` : `${name} is running`
  }
  if (waiting?.reason !== undefined && waiting.reason !== old.state?.waiting?.reason) {
    const { reason, message = reason } = waiting
    return WAITS[reason]?.(name) ?? `${name} waits: ${message}`
  }
  return explainVerdict(container, old, status)
}

/** What a probe, or its absence, says of a container that runs on. */
function explainVerdict(
  container: Container | undefined,
  old: ContainerStatus,
  { name, ready, started }: ContainerStatus,
): string | null {
  if (started !== old.started && started === true) {
    return container?.startupProbe === undefined
      ? `\`${name}\` has started`
      : `the startup probe of \`${name}\` succeeded`
  }
  if (ready === old.ready) return null
  if (container?.readinessProbe === undefined)
    return `\`${name}\` is ${ready ? 'ready' : 'not ready'}`
  return `the readiness probe of \`${name}\` ${ready ? 'succeeded' : 'failed'}`
}
