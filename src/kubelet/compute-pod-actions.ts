// The plan of one sync: which sandbox and containers are made, started and killed, and why.
// Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go (v1.36), computePodActions, and
// pkg/kubelet/kuberuntime/util/util.go, PodSandboxChanged.
import type { Container, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { computeInitContainerActions } from './compute-init-container-actions.ts'
import { appContainersOf, ephemeralContainersOf, initContainersOf } from '#api/core/containers.ts'
import type {
  ContainerToKill,
  ContainerToStart,
  KillReason,
  PodActions,
  ProbeVerdicts,
} from './pod-actions.ts'
import { latestOf, latestSandbox, type PodRuntimeStatus } from './pod-runtime-status.ts'
import { restartAfterExit, shouldContainerBeRestarted } from './restart-policy.ts'

interface SandboxChange {
  readonly changed: boolean
  readonly attempt: number
  readonly sandboxId: string | null
  readonly because: string
}

/** Whether the Pod needs a new sandbox. */
function podSandboxChanged(pod: Pod, status: PodRuntimeStatus): SandboxChange {
  const sandbox = latestSandbox(status)
  if (sandbox === undefined) {
    return { changed: true, attempt: 0, sandboxId: null, because: 'it has no sandbox yet' }
  }
  const change = (because: string): SandboxChange => ({
    changed: true,
    attempt: sandbox.attempt + 1,
    sandboxId: sandbox.id,
    because,
  })
  if (status.sandboxes.filter((one) => one.state === 'ready').length > 1) {
    return change('more than one sandbox is ready')
  }
  if (sandbox.state !== 'ready') return change('its sandbox is gone')
  if (sandbox.hostNetwork !== (pod.spec?.hostNetwork ?? false)) {
    return change('its network namespace changed')
  }
  if (!sandbox.hostNetwork && sandbox.ip === '') return change('its sandbox has no IP')
  return { changed: false, attempt: sandbox.attempt, sandboxId: sandbox.id, because: '' }
}

/** The plan for a Pod all of whose containers are to restart when it needs a new sandbox first; null when it does not. */
export function computeNewSandbox(pod: Pod, status: PodRuntimeStatus): PodActions | null {
  const { changed, attempt, sandboxId, because } = podSandboxChanged(pod, status)
  if (!changed) return null
  return {
    killPod: true,
    createSandbox: true,
    sandboxId,
    attempt,
    ephemeralContainersToStart: [],
    initContainersToStart: [],
    containersToStart: [],
    containersToKill: [],
    because,
  }
}

/** The plan for a Pod, given what the runtime and the probes know. Nothing is changed. */
export function computePodActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
): PodActions {
  const sandbox = podSandboxChanged(pod, status)
  if (sandbox.changed) return computeSandboxActions(pod, status, sandbox)
  const base = {
    killPod: false,
    createSandbox: false,
    sandboxId: sandbox.sandboxId,
    attempt: sandbox.attempt,
    because: null,
    ephemeralContainersToStart: missingEphemeralContainers(pod, status),
  }
  const inits = computeInitContainerActions(pod, status, probes)
  if (inits.failedBecause !== null || !inits.initialized) {
    return {
      ...base,
      killPod: inits.failedBecause !== null,
      because: inits.failedBecause,
      initContainersToStart: inits.toStart,
      containersToStart: [],
      containersToKill: inits.toKill,
    }
  }
  const firstBecause = inits.initializedBecause ?? 'the sandbox of the Pod is ready'
  const mains = computeMainContainerActions(pod, status, probes, firstBecause)
  const finished = mains.kept === 0 && mains.toStart.length === 0
  return {
    ...base,
    killPod: finished,
    because: finished
      ? (mains.toKill[0]?.because ?? 'the app containers of the Pod have finished')
      : null,
    // A finished Pod's sidecars are not restarted, else they would keep it alive.
    initContainersToStart: finished ? [] : inits.toStart,
    containersToStart: mains.toStart,
    containersToKill: [...inits.toKill, ...mains.toKill],
  }
}

/** Ephemeral containers are started also while the Pod is initialized, and never again. */
function missingEphemeralContainers(
  pod: Pod,
  status: PodRuntimeStatus,
): readonly ContainerToStart[] {
  return ephemeralContainersOf(pod).flatMap(({ name }, index) =>
    latestOf(status, name) === undefined
      ? [{ index, because: 'it was put into the Pod, and has not run yet' }]
      : [],
  )
}

function computeSandboxActions(
  pod: Pod,
  status: PodRuntimeStatus,
  sandbox: SandboxChange,
): PodActions {
  const kill: PodActions = {
    killPod: true,
    createSandbox: false,
    sandboxId: sandbox.sandboxId,
    attempt: sandbox.attempt,
    ephemeralContainersToStart: [],
    initContainersToStart: [],
    containersToStart: [],
    containersToKill: [],
    because: sandbox.because,
  }
  const never = pod.spec?.restartPolicy === 'Never'
  if (never && sandbox.attempt !== 0 && status.containers.length > 0) return kill
  const toStart = containersAfterNewSandbox(pod, status)
  const anyCreated = appContainersOf(pod).some((one) => latestOf(status, one.name) !== undefined)
  if (toStart.length === 0 && anyCreated) return kill
  const because =
    sandbox.attempt === 0 ? 'the sandbox of the Pod is ready' : 'the Pod has a new sandbox'
  const create = { ...kill, createSandbox: true }
  if (initContainersOf(pod).length > 0) {
    return { ...create, initContainersToStart: [{ index: 0, because }] }
  }
  const names = appContainersOf(pod).map(({ name }) => name)
  return {
    ...create,
    containersToStart: toStart.map((index, place) => ({
      index,
      because: place === 0 ? because : afterContainer(names[toStart[place - 1] ?? 0]),
    })),
  }
}

/** App containers are started one after the other, in the order of the spec. */
function afterContainer(name = ''): string {
  return `it is the next one after container \`${name}\``
}

/** The app containers that a new sandbox has to run: all but those that succeeded under OnFailure. */
function containersAfterNewSandbox(pod: Pod, status: PodRuntimeStatus): readonly number[] {
  const indexes: number[] = []
  for (const [index, container] of appContainersOf(pod).entries()) {
    const policy = container.restartPolicy ?? pod.spec?.restartPolicy
    const record = latestOf(status, container.name)
    const succeeded = record?.state === 'exited' && record.exitCode === 0
    if (!(policy === 'OnFailure' && succeeded)) indexes.push(index)
  }
  return indexes
}

interface MainActions {
  readonly toStart: readonly ContainerToStart[]
  readonly toKill: readonly ContainerToKill[]
  readonly kept: number
}

function computeMainContainerActions(
  pod: Pod,
  status: PodRuntimeStatus,
  probes: ProbeVerdicts,
  firstBecause: string,
): MainActions {
  const toStart: ContainerToStart[] = []
  const toKill: ContainerToKill[] = []
  let kept = 0
  let firstTime = firstBecause
  for (const [index, container] of appContainersOf(pod).entries()) {
    const record = latestOf(status, container.name)
    if (record === undefined || record.state !== 'running') {
      if (shouldContainerBeRestarted(pod, container, status)) {
        toStart.push({ index, because: startBecause(pod, container, record, firstTime) })
        if (record === undefined) firstTime = afterContainer(container.name)
      }
      continue
    }
    const kill = computeContainerKill(pod, container, record, probes)
    if (kill === null) {
      kept += 1
      continue
    }
    toKill.push(kill.kill)
    if (kill.restart) toStart.push({ index, because: kill.kill.because })
  }
  return { toStart, toKill, kept }
}

function startBecause(
  pod: Pod,
  container: Container,
  record: ContainerRecord | undefined,
  firstBecause: string,
): string {
  if (record === undefined) return firstBecause
  if (record.state === 'created') return 'its last start failed'
  const exitCode = record.exitCode ?? 0
  return `it exited with ${exitCode} and ${restartAfterExit(pod, container, exitCode).rule}`
}

/** Why a running app container is killed, and whether it starts again; null when it is kept. */
function computeContainerKill(
  pod: Pod,
  container: Container,
  record: ContainerRecord,
  probes: ProbeVerdicts,
): { readonly kill: ContainerToKill; readonly restart: boolean } | null {
  const { name } = container
  const kill = (text: string, reason: KillReason, restart: boolean, because: string) => ({
    kill: {
      containerId: record.id,
      name,
      message: `Container ${name} ${text}${restart ? ', will be restarted' : ''}`,
      reason,
      because,
    },
    restart,
  })
  const policy = container.restartPolicy ?? pod.spec?.restartPolicy
  const restart = policy !== 'Never'
  if (record.image !== container.image) {
    // A changed definition is carried out whatever the restart policy.
    return kill('definition changed', 'Other', true, `its image changed to \`${container.image}\``)
  }
  if (probes.liveness(record.id) === 'Failure') {
    return kill('failed liveness probe', 'LivenessProbe', restart, 'its liveness probe failed')
  }
  if (probes.startup(record.id) === 'Failure') {
    return kill('failed startup probe', 'StartupProbe', restart, 'its startup probe failed')
  }
  return null
}
