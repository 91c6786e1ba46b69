// One round of work for one Pod: report what is, decide, do. And the two rounds that end a Pod.
// Follows pkg/kubelet/kubelet.go (v1.36), SyncPod, SyncTerminatingPod and SyncTerminatedPod.
import { isTerminalPhase } from '#api/core/containers.ts'
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { Task } from '#sim/task.ts'
import type { Alarms } from './alarms.ts'
import { computeNewSandbox, computePodActions } from './compute-pod-actions.ts'
import { addressesOf, type ContainerManager, isPlan } from './container-manager.ts'
import { type KubeletContext, nodeAnyWay } from './context.ts'
import { type BackOff } from './backoff.ts'
import type { ImageManager } from './images/image-manager.ts'
import type { LogFolders } from './log-folders.ts'
import type { MirrorClient } from './mirror-client.ts'
import { narrate, podInSentence, reportEvent } from './narrator.ts'
import { latestSandbox, type PodRuntimeStatus, readRuntimeStatus } from './pod-runtime-status.ts'
import type { Pleg } from './pleg.ts'
import type { ProberManager } from './prober/prober-manager.ts'
import type { ReasonCache } from './reason-cache.ts'
import type { StatusManager, StatusStage, Verdict } from './status/status-manager.ts'
import type { VolumeManager } from './volumes/volume-manager.ts'

export interface KubeletParts {
  readonly context: KubeletContext
  readonly alarms: Alarms
  readonly containers: ContainerManager
  readonly volumes: VolumeManager
  readonly prober: ProberManager
  readonly status: StatusManager
  readonly mirrors: MirrorClient
  readonly reasons: ReasonCache
  readonly backOff: BackOff
  readonly images: ImageManager
  readonly logs: LogFolders
  readonly pleg: Pleg
}

/** A Pod that this kubelet runs. */
export interface PodEntry {
  readonly uid: string
  readonly source: 'api' | 'file'
  pod: Pod
  /** The listing that the last round began with; between rounds nothing newer is reported. */
  runtime: PodRuntimeStatus
  /** Why the kubelet itself ended the Pod; null when it did not. */
  verdict: Verdict | null
  /** The source no longer has the Pod: its object or its file is gone. */
  gone: boolean
  /** The housekeeping has seen that it is gone: of a static Pod nothing is reported from then on. */
  isForgotten: boolean
  /** Its mirror was deleted by force: the sync that follows from that still goes by it. */
  lostMirror: boolean
  /** A static Pod of the same name waits for the end of this one. */
  superseded: boolean
  /** The grace period of a Pod that is ended from outside, in seconds; null when nobody asked for its end. */
  graceSeconds: number | null
  /** The last status set off readiness probes. */
  isAsking: boolean
  /** A sync waits for volumes, which a deletion calls off. */
  isMounting: boolean
}

export interface SyncResult {
  /** The Pod has come to its end and has to be stopped. */
  readonly terminal: boolean
  /** Try again after the usual 10 to 15 s. */
  readonly failed: boolean
  /** The runtime was asked for something. */
  readonly acted: boolean
  /** A static Pod is without the mirror that it lost, until the next sync. */
  readonly hasNoMirror: boolean
  /** There is a reason for another sync already. */
  readonly again: boolean
  /** When the shortest crash back-off is over, or null. */
  readonly retryAtMs: number | null
  /** When activeDeadlineSeconds are over. */
  readonly deadlineMs: number | null
}

/** A sync takes a moment before it decides: what happens meanwhile counts, but for the listing that it began with. */
const SYNC_MS = 20
/** How long it takes to ask the runtime what has become of the containers of a Pod that was stopped. */
const STOPPED_MS = 0.3

const DONE: SyncResult = {
  terminal: false,
  failed: false,
  acted: false,
  hasNoMirror: false,
  again: false,
  retryAtMs: null,
  deadlineMs: null,
}

const DEADLINE: Verdict = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
}

/** The node's own address, or '' when its Node object has none. */
function hostIpOf(context: KubeletContext): string {
  const addresses = nodeAnyWay(context)?.status?.addresses ?? []
  return addresses.find(({ type }) => type === 'InternalIP')?.address ?? ''
}

/** Reports the status of a Pod from what the runtime knew at the last sync, and tells its probes. */
function publishStatus(
  parts: KubeletParts,
  entry: PodEntry,
  stage: StatusStage = 'running',
): PodStatus {
  checkDeadline(parts, entry)
  const { pod, runtime, verdict, superseded } = entry
  const isStatic = entry.source === 'file'
  const hostIp = hostIpOf(parts.context)
  const status = parts.status.publish({
    pod,
    isStatic,
    superseded: superseded || (isStatic && entry.isForgotten),
    runtime,
    hostIp,
    verdict,
    stage,
  })
  parts.prober.look(entry.uid, parts.status.reported(entry.uid) ?? {})
  entry.isAsking = parts.prober.triggerReadiness(entry.uid, status)
  return status
}

/** Each status of a Pod whose activeDeadlineSeconds are over says so once more. */
function checkDeadline({ context, status }: KubeletParts, entry: PodEntry): void {
  const { pod } = entry
  // A kubelet that has just been started goes by what an earlier one reported. Follows active_deadline.go, pastActiveDeadline.
  const deadlineMs = deadlineOf(pod, status.reported(entry.uid) ?? pod.status ?? {})
  if (deadlineMs === null || context.clock.nowMs < deadlineMs) return
  reportEvent(context, pod, { type: 'Normal', ...DEADLINE })
  if (entry.verdict === DEADLINE) return
  entry.verdict = DEADLINE
  narrate(context, pod, {
    message: `ends ${podInSentence(pod)}`,
    because: `it was active for ${pod.spec?.activeDeadlineSeconds ?? 0} s, its activeDeadlineSeconds`,
    level: 'step',
    kind: 'DeadlineExceeded',
  })
}

/** One sync of a Pod that shall run. */
export function* syncPod(parts: KubeletParts, entry: PodEntry): Task<SyncResult> {
  const { context } = parts
  const { pod } = entry
  yield* parts.alarms.sleep(SYNC_MS, `sync/${entry.uid}`)
  const status = publishStatus(parts, entry)
  const deadlineMs = deadlineOf(pod, status)
  if (isTerminalPhase(status.phase)) {
    parts.status.settle(entry.uid)
    return { ...DONE, terminal: true, deadlineMs }
  }
  const hasNoMirror = entry.lostMirror || (entry.source === 'file' && !parts.mirrors.reconcile(pod))
  entry.lostMirror = false
  const hostIp = hostIpOf(context)
  const sandbox = latestSandbox(entry.runtime)
  const addresses = addressesOf(context.nodeName, hostIp, sandbox)
  entry.isMounting = true
  const mounted = yield* parts.volumes.waitForAttachAndMount(pod, addresses)
  entry.isMounting = false
  if (!mounted) return { ...DONE, failed: true, deadlineMs }
  checkPullSecrets(context, pod)
  parts.prober.addPod(pod, parts.status.reported(entry.uid) ?? {})
  const isRestarting = isRestartingAll(status)
  const newSandbox = isRestarting ? computeNewSandbox(pod, entry.runtime) : null
  if (isRestarting && newSandbox === null) {
    const acted = yield* parts.containers.resetAllContainers(pod, entry.runtime)
    return { ...DONE, acted, again: acted, deadlineMs }
  }
  const actions = newSandbox ?? computePodActions(pod, entry.runtime, parts.prober)
  if (!isPlan(actions)) parts.status.settle(entry.uid)
  const outcome = yield* parts.containers.syncPod({
    pod,
    status: entry.runtime,
    actions,
    hostIp,
    onSandboxReady() {
      parts.status.sandboxReady(pod, entry.source === 'file')
      const now = latestSandbox(readRuntimeStatus(context.runtime.service, entry.uid))
      parts.volumes.refresh(pod, addressesOf(context.nodeName, hostIp, now))
    },
  })
  return { ...DONE, ...outcome, hasNoMirror, deadlineMs }
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

function isRestartingAll({ conditions = [] }: PodStatus): boolean {
  return conditions.some(
    ({ type, status }) => type === 'AllContainersRestarting' && status === 'True',
  )
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
  const { pod, graceSeconds } = entry
  publishStatus(parts, entry)
  parts.prober.stopLivenessAndStartup(pod)
  yield* untilItAnswers(parts, entry)
  const { runtime } = entry
  yield* parts.containers.killPod(pod, runtime, {
    because,
    ...(graceSeconds === null ? {} : { graceSeconds }),
  })
  parts.prober.removePod(entry.uid)
  yield* parts.alarms.sleep(STOPPED_MS, `stopped/${entry.uid}`)
  entry.runtime = { ...parts.pleg.read(entry.uid), podIp: runtime.podIp }
  publishStatus(parts, entry, 'stopped')
}

/** A Pod cannot be stopped while its runtime does not answer: that is said, and tried again when it does. */
function* untilItAnswers({ context, pleg }: KubeletParts, entry: PodEntry): Task<void> {
  const { refusal } = context.runtime.service
  if (refusal === null) return
  const { pod, uid, runtime } = entry
  const failed = (what: string, target: string): string =>
    `failed to "${what}" for "${target}" with ${what}Error: ${JSON.stringify(refusal)}`
  const errors = [
    ...runtime.containers
      .filter(({ state }) => state === 'running')
      .map(({ name }) => failed('KillContainer', name)),
    ...runtime.sandboxes
      .filter(({ state }) => state === 'ready')
      .map(() => failed('KillPodSandbox', uid)),
  ]
  if (errors.length === 0) return
  const message = `error killing pod: ${errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`}`
  reportEvent(context, pod, { type: 'Warning', reason: 'FailedKillPod', message })
  narrate(context, pod, {
    message: `cannot stop ${podInSentence(pod)}`,
    because: 'containerd does not answer it',
    level: 'step',
    kind: 'FailedKillPod',
  })
  entry.runtime = yield* pleg.newerThan(uid, context.clock.exactMs)
}

/** Gives back what a stopped Pod still holds on the node. */
export function syncTerminatedPod(parts: KubeletParts, entry: PodEntry): void {
  publishStatus(parts, entry, 'ended')
  parts.volumes.tearDown(entry.uid)
}

/** Removes the containers and sandboxes of a Pod that was stopped. */
export function removeFromRuntime({ context, pleg }: KubeletParts, uid: string): void {
  const { service } = context.runtime
  const { containers, sandboxes } = readRuntimeStatus(service, uid)
  for (const { id } of containers) service.removeContainer(id)
  for (const { id } of sandboxes) service.removePodSandbox(id)
  pleg.note(uid)
}

/** Forgets a Pod whose object is gone: its containers' records and logs go too. */
export function forgetPod(parts: KubeletParts, uid: string): void {
  removeFromRuntime(parts, uid)
  parts.pleg.forget(uid)
  parts.prober.removePod(uid)
  parts.status.forgetPod(uid)
  parts.reasons.forgetPod(uid)
  parts.backOff.forget(`${uid}/`)
  parts.logs.forgetPod(uid)
  parts.images.forgetPod(uid)
}
