// One round of work for one Pod: report what is, decide, do. And the two rounds that end a Pod.
// Follows pkg/kubelet/kubelet.go (v1.36), SyncPod, SyncTerminatingPod and SyncTerminatedPod.
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { Task } from '#sim/task.ts'
import { computePodActions } from './compute-pod-actions.ts'
import { addressesOf, type ContainerManager } from './container-manager.ts'
import type { KubeletContext } from './context.ts'
import { type BackOff } from './backoff.ts'
import type { ImageManager } from './images/image-manager.ts'
import type { MirrorClient } from './mirror-client.ts'
import { narrate, podInSentence, reportEvent } from './narrator.ts'
import {
  latestSandbox,
  NO_RUNTIME_STATUS,
  type PodRuntimeStatus,
  readRuntimeStatus,
} from './pod-runtime-status.ts'
import type { ProberManager } from './prober/prober-manager.ts'
import type { ReasonCache } from './reason-cache.ts'
import type { StatusManager, Verdict } from './status/status-manager.ts'
import type { VolumeManager } from './volumes/volume-manager.ts'

export interface KubeletParts {
  readonly context: KubeletContext
  readonly containers: ContainerManager
  readonly volumes: VolumeManager
  readonly prober: ProberManager
  readonly status: StatusManager
  readonly mirrors: MirrorClient
  readonly reasons: ReasonCache
  readonly backOff: BackOff
  readonly images: ImageManager
}

/** A Pod that this kubelet runs. */
export interface PodEntry {
  readonly uid: string
  readonly source: 'api' | 'file'
  pod: Pod
  /** What the runtime knew when the last sync began; between syncs nothing newer is reported. */
  runtime: PodRuntimeStatus
  /** Why the kubelet itself ended the Pod; null when it did not. */
  verdict: Verdict | null
}

export interface SyncResult {
  /** The Pod has come to its end and has to be stopped. */
  readonly terminal: boolean
  /** Try again after the usual 10 to 15 s. */
  readonly failed: boolean
  /** Look again as soon as the runtime was listed again. */
  readonly soon: boolean
  /** When the shortest crash back-off is over, or null. */
  readonly retryAtMs: number | null
  /** When activeDeadlineSeconds are over. */
  readonly deadlineMs: number | null
}

const DONE: SyncResult = {
  terminal: false,
  failed: false,
  soon: false,
  retryAtMs: null,
  deadlineMs: null,
}

const DEADLINE: Verdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
}

/** The node's own address, or '' when its Node object has none. */
function hostIpOf({ client, nodeName }: KubeletContext): string {
  const addresses = client.get('Node', '', nodeName)?.status?.addresses ?? []
  return addresses.find(({ type }) => type === 'InternalIP')?.address ?? ''
}

/** Reports the status of a Pod from what the runtime knew at the last sync, and adapts its probes. */
export function publishStatus(parts: KubeletParts, entry: PodEntry, isTerminal = false): PodStatus {
  const { pod, runtime, verdict } = entry
  const isStatic = entry.source === 'file'
  const hostIp = hostIpOf(parts.context)
  const status = parts.status.publish({ pod, isStatic, runtime, hostIp, verdict, isTerminal })
  if (!isTerminal) parts.prober.update(pod, status, runtime)
  return status
}

/** One sync of a Pod that shall run. */
export function* syncPod(parts: KubeletParts, entry: PodEntry): Task<SyncResult> {
  const { context } = parts
  const { pod } = entry
  if (entry.source === 'file') parts.mirrors.reconcile(pod)
  entry.runtime = readRuntimeStatus(context.runtime.service, entry.uid)
  let status = publishStatus(parts, entry)
  const deadlineMs = deadlineOf(pod, status)
  if (deadlineMs !== null && context.clock.nowMs >= deadlineMs && !isTerminal(status)) {
    entry.verdict = DEADLINE
    reportEvent(context, pod, { type: 'Normal', ...DEADLINE })
    narrate(context, pod, {
      message: `ends ${podInSentence(pod)}`,
      because: `it was active for ${pod.spec?.activeDeadlineSeconds ?? 0} s, its activeDeadlineSeconds`,
      level: 'step',
      kind: 'DeadlineExceeded',
    })
    status = publishStatus(parts, entry)
  }
  if (isTerminal(status)) return { ...DONE, terminal: true }
  const hostIp = hostIpOf(context)
  const sandbox = latestSandbox(entry.runtime)
  const addresses = addressesOf(context.nodeName, hostIp, sandbox)
  const mounted = yield* parts.volumes.waitForAttachAndMount(pod, addresses)
  if (!mounted) return { ...DONE, failed: true, deadlineMs }
  const actions = computePodActions(pod, entry.runtime, parts.prober)
  if (actions.initContainersToStart.length + actions.containersToStart.length > 0) {
    checkPullSecrets(context, pod)
  }
  const outcome = yield* parts.containers.syncPod({
    pod,
    status: entry.runtime,
    actions,
    hostIp,
    onSandboxReady() {
      entry.runtime = readRuntimeStatus(context.runtime.service, entry.uid)
      publishStatus(parts, entry)
      const now = latestSandbox(entry.runtime)
      parts.volumes.refresh(pod, addressesOf(context.nodeName, hostIp, now))
    },
  })
  return {
    terminal: false,
    failed: outcome.failed,
    soon: outcome.didSomething || outcome.newReason,
    retryAtMs: outcome.retryAtMs,
    deadlineMs,
  }
}

/** Missing pull secrets are reported, and the pull is tried all the same. */
function checkPullSecrets(context: KubeletContext, pod: Pod): void {
  const { namespace = 'default' } = pod.metadata
  const missing = (pod.spec?.imagePullSecrets ?? [])
    .map(({ name = '' }) => name)
    .filter((name) => context.client.get('Secret', namespace, name) === undefined)
  if (missing.length === 0) return
  const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`
  reportEvent(context, pod, { type: 'Warning', reason: 'FailedToRetrieveImagePullSecret', message })
}

function isTerminal(status: PodStatus): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed'
}

function deadlineOf(pod: Pod, status: PodStatus): number | null {
  const seconds = pod.spec?.activeDeadlineSeconds
  if (seconds === undefined || status.startTime === undefined) return null
  return msOfTime(status.startTime) + seconds * 1000
}

/** Stops all containers of a Pod and reports its last phase. `because` says why it ends. */
export function* syncTerminatingPod(
  parts: KubeletParts,
  entry: PodEntry,
  because: string,
): Task<void> {
  const { context } = parts
  entry.runtime = readRuntimeStatus(context.runtime.service, entry.uid)
  publishStatus(parts, entry)
  parts.prober.stopLivenessAndStartup(entry.uid)
  yield* parts.containers.killPod(entry.pod, { because })
  parts.prober.removePod(entry.uid)
  entry.runtime = readRuntimeStatus(context.runtime.service, entry.uid)
  publishStatus(parts, entry, true)
}

/** Gives back what a stopped Pod still holds on the node. */
export function syncTerminatedPod(parts: KubeletParts, entry: PodEntry): void {
  entry.runtime = readRuntimeStatus(parts.context.runtime.service, entry.uid)
  publishStatus(parts, entry, true)
  parts.volumes.tearDown(entry.uid)
}

/** Forgets a Pod whose object is gone: its containers' records and logs go too. */
export function forgetPod(parts: KubeletParts, entry: PodEntry): void {
  const { service } = parts.context.runtime
  const { containers, sandboxes } = readRuntimeStatus(service, entry.uid)
  for (const { id } of containers) service.removeContainer(id)
  for (const { id } of sandboxes) service.removePodSandbox(id)
  parts.prober.removePod(entry.uid)
  parts.status.forgetPod(entry.uid)
  parts.reasons.forgetPod(entry.uid)
  parts.backOff.forget(`${entry.uid}/`)
  parts.images.forgetPod(entry.uid)
  entry.runtime = NO_RUNTIME_STATUS
}
