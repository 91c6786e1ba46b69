// Carries out the plan of one sync: kills, sandbox, ephemeral, init and app containers, in this order.
// Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go (v1.36), SyncPod.
import {
  allContainers,
  appContainersOf,
  ephemeralContainersOf,
  initContainersOf,
  isSidecar,
} from '#api/core/containers.ts'
import type { Container, Pod } from '#api/generated/types.ts'
import { podResourceList } from '#api/core/pod-requests.ts'
import { value as quantityValue } from '#api/meta/quantity.ts'
import type { SandboxRecord } from '#api/runtime/records.ts'
import { wait, type Task } from '#sim/task.ts'
import type { ContainerToStart, PodActions } from './pod-actions.ts'
import { podRefOf } from './context.ts'
import type { PodAddresses } from './downward-api.ts'
import { podHostname } from './hosts-file.ts'
import { killContainer } from './kill-container.ts'
import { killPod, type PodKilling } from './kill-pod.ts'
import { getPodDNS } from './network/dns.ts'
import { narrate, narrateAndFollow, podInSentence, reportEvent } from './narrator.ts'
import { latestSandbox, type PodRuntimeStatus } from './pod-runtime-status.ts'
import { resetAllContainers } from './restart-all-containers.ts'
import { type ContainerTools, startContainer } from './start-container.ts'

interface RuntimeSync {
  readonly pod: Pod
  readonly status: PodRuntimeStatus
  readonly actions: PodActions
  readonly hostIp: string
  /** Publishes the status at once: the sandbox is ready before images are pulled. */
  readonly onSandboxReady: () => void
}

interface SyncOutcome {
  /** The runtime was asked for something. */
  readonly acted: boolean
  /** Something failed that is tried again after the usual 10 to 15 s. */
  readonly failed: boolean
  /** The end of the shortest crash back-off, or null. */
  readonly retryAtMs: number | null
}

interface Progress {
  acted: boolean
  failed: boolean
  retryAtMs: number | null
}

export interface ContainerManager {
  syncPod(sync: RuntimeSync): Task<SyncOutcome>
  /** Stops and removes all containers, so that the next sync starts them anew; true when there were any. */
  resetAllContainers(pod: Pod, status: PodRuntimeStatus): Task<boolean>
  /** Stops everything that runs in the listing. */
  killPod(pod: Pod, status: PodRuntimeStatus, killing: PodKilling): Task<void>
}

/** Makes the container manager of one node. */
export function createContainerManager(tools: ContainerTools): ContainerManager {
  return {
    *syncPod(sync) {
      const progress: Progress = {
        acted: isPlan(sync.actions),
        failed: false,
        retryAtMs: null,
      }
      const { pod, actions } = sync
      if (actions.killPod) {
        yield* killOldSandbox(tools, sync)
        if (!actions.createSandbox) return progress
      } else yield* killContainers(tools, sync)
      const sandbox = actions.createSandbox
        ? yield* createSandbox(tools, sync)
        : latestSandbox(sync.status)
      if (sandbox === null || sandbox === undefined) {
        progress.failed = true
        return progress
      }
      if (actions.createSandbox) sync.onSandboxReady()
      // Those that fail do not keep the others from starting.
      for (const start of actions.ephemeralContainersToStart) {
        const container = ephemeralContainersOf(pod)[start.index]
        if (container !== undefined)
          yield* startOne(tools, { sync, sandbox, progress }, container, start)
      }
      const started = yield* startInitContainers(tools, sync, sandbox, progress)
      if (started) {
        for (const start of actions.containersToStart) {
          const container = appContainersOf(pod)[start.index]
          if (container !== undefined) {
            yield* startOne(tools, { sync, sandbox, progress }, container, start)
          }
        }
      }
      return progress
    },
    resetAllContainers: (pod, status) => resetAllContainers(tools, pod, status),
    killPod: (pod, status, killing) => killPod(tools, pod, status, killing),
  }
}

/** Whether a plan asks for anything. */
export function isPlan(actions: PodActions): boolean {
  const { ephemeralContainersToStart, initContainersToStart, containersToStart } = actions
  const starts = [...ephemeralContainersToStart, ...initContainersToStart, ...containersToStart]
  return actions.killPod || starts.length > 0 || actions.containersToKill.length > 0
}

function* killOldSandbox(tools: ContainerTools, sync: RuntimeSync): Task<void> {
  const { context } = tools
  const { pod, actions, status } = sync
  if (actions.createSandbox && actions.sandboxId !== null) {
    const message = 'Pod sandbox changed, it will be killed and re-created.'
    reportEvent(context, pod, { type: 'Normal', reason: 'SandboxChanged', message })
    narrate(context, pod, {
      message: `starts ${podInSentence(pod)} anew in a new sandbox`,
      because: actions.because ?? '',
      level: 'step',
      kind: 'SandboxChanged',
    })
  }
  yield* killPod(tools, pod, status, { because: actions.because ?? '' })
  if (!actions.createSandbox) return
  // A new sandbox begins with the first init container, whatever had run before.
  const inits = new Set(initContainersOf(pod).map(({ name }) => name))
  for (const { id, name, attempt } of status.containers) {
    if (!inits.has(name)) continue
    context.runtime.service.removeContainer(id)
    tools.logs.delete(pod.metadata.uid ?? '', name, attempt)
  }
}

/** One after the other, as upstream does it. */
function* killContainers({ context, alarms }: ContainerTools, sync: RuntimeSync): Task<void> {
  const { pod, actions } = sync
  for (const { containerId, message, reason, because } of actions.containersToKill) {
    const record = sync.status.containers.find(({ id }) => id === containerId)
    if (record !== undefined) {
      yield* killContainer(context, alarms, { pod, record, message, reason, because })
    }
  }
}

/** The limit of the Pod's cgroup: only when each container has one. Follows pkg/kubelet/cm/helpers_linux.go, ResourceConfigForPod. */
function podMemoryLimit(pod: Pod): { readonly memoryLimitBytes?: number } {
  const all = allContainers(pod).map(({ container }) => container)
  const isLimited = all.every(({ resources }) => resources?.limits?.['memory'] !== undefined)
  const limit = podResourceList(pod, 'limits')['memory']
  const isWhole = isLimited || pod.spec?.resources?.limits?.['memory'] !== undefined
  return isWhole && limit !== undefined ? { memoryLimitBytes: quantityValue(limit) } : {}
}

function* createSandbox(
  { context }: ContainerTools,
  sync: RuntimeSync,
): Task<SandboxRecord | null> {
  const { pod, actions } = sync
  const making = context.runtime.service.runPodSandbox({
    pod: podRefOf(pod),
    attempt: actions.attempt,
    hostname: podHostname(context.nodeName, pod).hostname,
    dns: getPodDNS(context, pod),
    hostNetwork: pod.spec?.hostNetwork ?? false,
    shareProcessNamespace: pod.spec?.shareProcessNamespace ?? false,
    ...podMemoryLimit(pod),
  })
  const result = yield* wait(making)
  if (!result.ok) {
    const message = `Failed to create pod sandbox: ${result.message}`
    reportEvent(context, pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', message })
    narrate(context, pod, {
      message: `could not create the sandbox of ${podInSentence(pod)}`,
      because: result.message,
      level: 'step',
      kind: 'FailedCreatePodSandBox',
    })
    return null
  }
  const sandbox = result.value
  const address = sandbox.hostNetwork ? 'in the network of the node' : `with IP ${sandbox.ip}`
  narrateAndFollow(context, pod, {
    message: `created the sandbox of ${podInSentence(pod)} ${address}`,
    because: actions.because ?? '',
    level: 'step',
    kind: 'SandboxCreated',
    records: [`Sandbox/${context.nodeName}/${sandbox.id}`],
  })
  return sandbox
}

/** Starts the init containers that are due; false when one failed that must not be passed over. */
function* startInitContainers(
  tools: ContainerTools,
  sync: RuntimeSync,
  sandbox: SandboxRecord,
  progress: Progress,
): Task<boolean> {
  const inits = initContainersOf(sync.pod)
  for (const start of sync.actions.initContainersToStart) {
    const container = inits[start.index]
    if (container === undefined) continue
    const ok = yield* startOne(tools, { sync, sandbox, progress }, container, start)
    if (!ok && !isSidecar(container)) return false
  }
  return true
}

interface Work {
  readonly sync: RuntimeSync
  readonly sandbox: SandboxRecord
  readonly progress: Progress
}

function* startOne(
  tools: ContainerTools,
  { sync, sandbox, progress }: Work,
  container: Container,
  start: ContainerToStart,
): Task<boolean> {
  const { pod } = sync
  const { reasons, context } = tools
  const uid = pod.metadata.uid ?? ''
  const result = yield* startContainer(tools, {
    pod,
    container,
    sandboxId: sandbox.id,
    status: sync.status,
    addresses: addressesOf(context.nodeName, sync.hostIp, sandbox),
    because: start.because,
  })
  if (result.ok) {
    reasons.delete(uid, container.name)
    return true
  }
  reasons.set(uid, container.name, result.failure)
  if (result.retryAtMs === null) progress.failed = true
  else progress.retryAtMs = Math.min(progress.retryAtMs ?? Infinity, result.retryAtMs)
  return false
}

/** The addresses of a Pod in its sandbox. */
export function addressesOf(
  nodeName: string,
  hostIp: string,
  sandbox: SandboxRecord | undefined,
): PodAddresses {
  const podIp = sandbox?.hostNetwork === true ? hostIp : (sandbox?.ip ?? '')
  return { nodeName, hostIp, podIp }
}
