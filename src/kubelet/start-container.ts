// Starts one container: back-off, image, configuration, create, start, postStart.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), startContainer, and
// kuberuntime_manager.go, doBackOff.
import { ephemeralContainersOf } from '#api/core/containers.ts'
import type { Container, Pod } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { Task } from '#sim/task.ts'
import type { Alarms } from './alarms.ts'
import { type BackOff, formatGoDuration } from './backoff.ts'
import { generateContainerConfig } from './container-config.ts'
import { formatPod, type KubeletContext } from './context.ts'
import type { PodAddresses } from './downward-api.ts'
import type { ImageManager } from './images/image-manager.ts'
import { killContainer } from './kill-container.ts'
import { runHandler } from './lifecycle/handlers.ts'
import type { LogFolders } from './log-folders.ts'
import type { Pleg } from './pleg.ts'
import {
  containerInSentence,
  instancesOf,
  latestOf,
  type PodRuntimeStatus,
  readRuntimeStatus,
} from './pod-runtime-status.ts'
import { durationInSentence, narrate, narrateAndFollow, reportEvent } from './narrator.ts'
import type { ReasonCache, StartFailure } from './reason-cache.ts'

/** A postStart hook has no time limit of its own; this bounds a hook that never ends. */
const HOOK_LIMIT_MS = 3_600_000
/** How long the runtime takes to make a container, and to answer that its process runs. */
const CREATE_MS = 50
const CREATE_SPREAD_MS = 60
const START_MS = 50
const START_SPREAD_MS = 70

export interface ContainerTools {
  readonly context: KubeletContext
  readonly alarms: Alarms
  readonly images: ImageManager
  readonly backOff: BackOff
  readonly reasons: ReasonCache
  readonly logs: LogFolders
  readonly pleg: Pleg
}

interface ContainerStart {
  readonly pod: Pod
  readonly container: Container
  readonly sandboxId: string
  /** What the runtime knew when the sync began. */
  readonly status: PodRuntimeStatus
  readonly addresses: PodAddresses
  readonly because: string
}

type StartResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: StartFailure; readonly retryAtMs: number | null }

/** Starts the next instance of a container, or says why it waits. */
export function* startContainer(tools: ContainerTools, start: ContainerStart): Task<StartResult> {
  const waiting = doBackOff(tools, start)
  if (waiting !== null) return waiting
  const { context } = tools
  const { pod, container } = start
  const fail = (failure: StartFailure, text: string): StartResult => {
    warnFailed(tools, start, failure, text)
    return { ok: false, failure, retryAtMs: null }
  }
  followEnd(tools, start)
  const image = yield* tools.images.ensureImageExists(pod, container)
  // The event names the reason; the message of the state says the rest.
  if (image !== null) return fail(image, image.reason)
  const last = instancesOf(start.status, container.name)[0]
  const uid = pod.metadata.uid ?? ''
  const attempt = last === undefined ? tools.logs.next(uid, container.name) : last.attempt + 1
  const target = targetOf(start)
  if (target === undefined) {
    const message = `unable to find target container ${targetName(start)}`
    return fail({ reason: 'CreateContainerConfigError', message }, message)
  }
  const { addresses } = start
  const config = generateContainerConfig(context, pod, container, { attempt, addresses, target })
  if (!config.ok)
    return fail({ reason: 'CreateContainerConfigError', message: config.message }, config.message)
  const { service } = context.runtime
  yield* tools.alarms.sleep(
    CREATE_MS + context.prng.next(CREATE_SPREAD_MS),
    `create/${container.name}`,
  )
  const created = service.createContainer(start.sandboxId, config.config)
  if (!created.ok)
    return fail({ reason: 'CreateContainerError', message: created.message }, created.message)
  const { containerId } = created.value
  tools.logs.set(uid, container.name, attempt)
  sayEvent(context, start, 'Created', 'Container created')
  const started = service.startContainer(containerId)
  tools.pleg.note(uid)
  if (!started.ok)
    return fail({ reason: 'RunContainerError', message: started.message }, started.message)
  narrateAndFollow(context, pod, {
    message: startedText(containerInSentence(pod, container.name), attempt),
    because: start.because,
    level: 'step',
    kind: 'Started',
    containerName: container.name,
    containerId,
  })
  yield* tools.alarms.sleep(
    START_MS + context.prng.next(START_SPREAD_MS),
    `start/${container.name}`,
  )
  sayEvent(context, start, 'Started', 'Container started')
  return yield* runPostStart(tools, start, containerId)
}

/**
 * A restart follows from the end of the instance before it, also where what woke the sync is older than that; a back-off that was
 * said since follows from it already.
 */
function followEnd({ context, pleg }: ContainerTools, { status, container }: ContainerStart): void {
  const last = instancesOf(status, container.name)[0]
  const end = last === undefined ? null : pleg.endOf(last.id)
  const { clock } = context
  if (end !== null && end > (clock.cause ?? -1)) clock.cause = end
}

/** The container whose processes an ephemeral one is to see; '' for its own alone. */
function targetName({ pod, container }: ContainerStart): string {
  return (
    ephemeralContainersOf(pod).find(({ name }) => name === container.name)?.targetContainerName ??
    ''
  )
}

/** The ID of that container; null without one, and undefined when it is not there. Follows getTargetID. */
function targetOf(start: ContainerStart): string | null | undefined {
  const name = targetName(start)
  return name === '' ? null : latestOf(start.status, name)?.id
}

function startedText(name: string, attempt: number): string {
  return attempt === 0 ? `started ${name}` : `started ${name} again (restart ${attempt})`
}

/** Reports a failed start; `text` is what the event says after 'Error: '. */
function warnFailed(
  { context, reasons }: ContainerTools,
  { pod, container }: ContainerStart,
  failure: StartFailure,
  text: string,
): void {
  const containerName = container.name
  reportEvent(context, pod, {
    type: 'Warning',
    reason: 'Failed',
    message: `Error: ${text}`,
    containerName,
  })
  const before = reasons.get(pod.metadata.uid ?? '', containerName)
  // The same failure again teaches nothing new, and a failed pull has said its own sentence.
  const isTold = failure.reason === 'ErrImagePull' || failure.reason === 'ImagePullBackOff'
  narrate(context, pod, {
    message: `could not start ${containerInSentence(pod, containerName)}`,
    because: failure.message,
    level: isTold || before?.message === failure.message ? 'detail' : 'step',
    kind: 'Failed',
    containerName,
  })
}

function sayEvent(
  context: KubeletContext,
  { pod, container }: ContainerStart,
  reason: string,
  message: string,
): void {
  reportEvent(context, pod, { type: 'Normal', reason, message, containerName: container.name })
}

/**
 * The refusal while the container is in back-off; null when it may start, which counts as the next try.
 * The delay runs from the end of the newest instance that had exited when the sync began, so an
 * instance that this sync has killed itself does not count yet.
 */
function doBackOff(tools: ContainerTools, start: ContainerStart): StartResult | null {
  const { context, backOff, reasons } = tools
  const { pod, container } = start
  const containerName = container.name
  const exited = instancesOf(start.status, containerName).find(({ state }) => state === 'exited')
  if (exited === undefined) return null
  const { nowMs } = context.clock
  const finishedAtMs = exited.finishedAtMs ?? nowMs
  const uid = pod.metadata.uid ?? ''
  const resources = JSON.stringify(container.resources ?? {})
  const key = `${uid}/${containerName}/${container.image ?? ''}/${resources}`
  const remainingMs = backOff.remainingMs(key, finishedAtMs, nowMs)
  if (remainingMs === 0) {
    backOff.next(key, finishedAtMs, nowMs)
    return null
  }
  const delay = formatGoDuration(backOff.delayMs(key))
  const message = `back-off ${delay} restarting failed container=${containerName} pod=${formatPod(pod)}`
  reportEvent(context, pod, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${containerName} in pod ${formatPod(pod)}`,
    containerName,
  })
  const isNew = reasons.get(uid, containerName)?.message !== message
  if (isNew) {
    narrate(context, pod, {
      message: `waits ${durationInSentence(backOff.delayMs(key))} before it restarts ${containerInSentence(pod, containerName)}`,
      because: backOffBecause(start, exited),
      level: 'step',
      kind: 'BackOff',
      delayMs: backOff.delayMs(key),
      containerName,
      containerId: exited.id,
    })
  }
  const failure = { reason: 'CrashLoopBackOff', message }
  return { ok: false, failure, retryAtMs: nowMs + remainingMs }
}

function backOffBecause(start: ContainerStart, exited: ContainerRecord): string {
  const newest = instancesOf(start.status, start.container.name)[0] ?? exited
  const times = `${newest.attempt + 1} times by now`
  if (newest.id !== exited.id) return `${start.because}, and it has been started ${times}`
  return `it exited with ${exited.exitCode ?? 0} again, ${times}`
}

function* runPostStart(
  tools: ContainerTools,
  start: ContainerStart,
  containerId: string,
): Task<StartResult> {
  const { context, alarms } = tools
  const { pod, container } = start
  const hook = container.lifecycle?.postStart
  if (hook === undefined) return { ok: true }
  const { service } = context.runtime
  const recordOf = () =>
    readRuntimeStatus(service, pod.metadata.uid ?? '').containers.find(
      ({ id }) => id === containerId,
    )
  const record = recordOf()
  if (record === undefined) return { ok: true }
  const containerName = container.name
  const name = containerInSentence(pod, containerName)
  const say = (message: string, because: string, kind: string): void =>
    narrate(context, pod, { message, because, level: 'step', kind, containerName, containerId })
  say(`runs the postStart hook of ${name}`, 'the container has started', 'PostStart')
  const result = yield* runHandler(
    { service, alarms },
    { pod, container, record },
    hook,
    HOOK_LIMIT_MS,
  )
  if (result.ok) return { ok: true }
  reportEvent(context, pod, {
    type: 'Warning',
    reason: 'FailedPostStartHook',
    message: 'PostStartHook failed',
    containerName,
  })
  say(`saw the postStart hook of ${name} fail`, result.because, 'FailedPostStartHook')
  // Also when it has ended by itself: the event says so all the same.
  yield* killContainer(context, alarms, {
    pod,
    record: recordOf() ?? record,
    message: 'FailedPostStartHook',
    because: 'its postStart hook failed',
    reason: 'Other',
  })
  const failure = { reason: 'PostStartHookError', message: result.message }
  return { ok: false, failure, retryAtMs: null }
}
