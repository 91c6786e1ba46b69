// The startup, liveness and readiness probes of the containers of one node.
// Follows pkg/kubelet/prober/prober_manager.go (v1.36).
import { allContainers, findContainer } from '#api/core/containers.ts'
import type { Container, Pod, PodStatus, Probe } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import type { Task } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import type { ProbeVerdict, ProbeVerdicts } from '../pod-actions.ts'
import type { KubeletContext } from '../context.ts'
import { narrate, reportEvent } from '../narrator.ts'
import { containerInSentence } from '../pod-runtime-status.ts'
import { planOf, type ProbeOutcome, type ProbePlan, runProbe } from './probe.ts'
import { type ForeseenOutcome, ProbeWorker, type Verdict } from './worker.ts'
import type { ProbeType } from './probe-plans.ts'

/** A container that started shortly before the kubelet is treated as one that starts now. */
const RESTART_GRACE_MS = 10_000

const TYPES: readonly ProbeType[] = ['Startup', 'Readiness', 'Liveness']

export interface ProbeResult {
  readonly type: ProbeType
  readonly containerId: string
  readonly isSuccess: boolean
  /** A probe that had ended with its container was made anew, and says the same. */
  readonly isRepeated: boolean
  /** The next result may come at the same moment. */
  readonly isFollowed: boolean
}

/** The probes of one node. */
export class ProberManager implements ProbeVerdicts {
  readonly #context: KubeletContext
  readonly #alarms: Alarms
  readonly #onResult: (podUid: string, result: ProbeResult) => void
  readonly #pods = new Map<string, readonly ProbeWorker[]>()
  /** Those of Pods that are gone which were at work then. */
  readonly #ending = new Set<ProbeWorker>()
  /** By type and container ID. */
  readonly #verdicts = new Map<string, Verdict>()
  /** Whether a container from before counts as ready until a probe says something else, by its ID. */
  readonly #kept = new Map<string, boolean>()
  readonly #startedMs: number
  /** The kubelet has been started again, or for the first time in this run. */
  readonly #isNew: boolean
  #made = 0

  /**
   * `onResult` is called when a verdict changed that a sync or the status depends on. `isNew` for a kubelet that starts now, and has
   * not run since before the beginning.
   */
  constructor(
    context: KubeletContext,
    alarms: Alarms,
    onResult: (podUid: string, result: ProbeResult) => void,
    isNew: boolean,
  ) {
    this.#isNew = isNew
    this.#context = context
    this.#alarms = alarms
    this.#onResult = onResult
    this.#startedMs = context.clock.nowMs
    context.scope.own(() => {
      for (const workers of this.#pods.values()) for (const worker of workers) worker.abandon()
      for (const worker of this.#ending) worker.abandon()
    })
  }

  liveness(containerId: string): ProbeVerdict | undefined {
    return this.#verdictOf('Liveness', containerId)
  }

  startup(containerId: string): ProbeVerdict | undefined {
    return this.#verdictOf('Startup', containerId)
  }

  /** What the startup probe has come to about an instance; undefined when it has not come to see it. */
  startupResult(containerId: string): Verdict | undefined {
    return this.#verdicts.get(`Startup/containerd://${containerId}`)
  }

  /** True when a started container counts as ready: its probe says so, or there is none (any more). */
  isReady(podUid: string, containerName: string, containerId: string): boolean {
    const verdict = this.#verdictOf('Readiness', containerId)
    const kept = this.#kept.get(`containerd://${containerId}`)
    if (verdict === undefined && kept !== undefined) return kept
    return verdict === 'Success' || !this.hasWorker(podUid, containerName, 'Readiness')
  }

  /**
   * Takes over from a Pod's status what an earlier kubelet had found out: a container that has run for more
   * than 10 s is ready until its next probe if the Pod was.
   * Follows pkg/kubelet/prober/prober_manager.go (v1.36), setReadyStateOnKubeletRestart.
   */
  keepReadiness(pod: Pod): void {
    const { conditions = [], containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
    const isPodReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
    for (const { name, containerID = '', state } of [
      ...containerStatuses,
      ...initContainerStatuses,
    ]) {
      const startedAt = state?.running?.startedAt
      if (startedAt === undefined || !this.#isFromBefore(msOfTime(startedAt))) continue
      const isProbed = findContainer(pod, name)?.container.readinessProbe !== undefined
      this.#kept.set(containerID, !isProbed || isPodReady)
    }
  }

  /** Whether a container that started then had run for a while when the kubelet started. */
  #isFromBefore(startMs: number): boolean {
    return startMs < this.#startedMs - RESTART_GRACE_MS
  }

  /** Whether a probe of the container is at work. */
  hasWorker(podUid: string, containerName: string, type: ProbeType): boolean {
    return (this.#pods.get(podUid) ?? []).some(
      (worker) =>
        worker.containerName === containerName && worker.type === type && !worker.isStopped,
    )
  }

  /**
   * Makes the probes of a Pod, and anew those that ended with their container. As upstream does, it stops at
   * the first one that is there. `status` is what was reported last.
   */
  addPod(pod: Pod, status: PodStatus): void {
    const uid = pod.metadata.uid ?? ''
    const before = this.#pods.get(uid) ?? []
    const added: ProbeWorker[] = []
    for (const target of targetsOf(pod)) {
      const matches = ({ type, containerName }: ProbeWorker): boolean =>
        type === target.type && containerName === target.container.name
      const found = before.filter(matches)
      if (found.some(({ isStopped }) => !isStopped)) break
      const worker = this.#workerFor(target, found.length > 0)
      added.push(worker)
      worker.look(status)
      if (found.length > 0) worker.trigger()
    }
    if (added.length === 0) return
    const isReplaced = ({ type, containerName }: ProbeWorker): boolean =>
      added.some((one) => one.type === type && one.containerName === containerName)
    this.#pods.set(uid, [...before.filter((one) => !isReplaced(one)), ...added])
  }

  /** Tells the probes of a Pod the status that was just reported. */
  look(podUid: string, status: PodStatus): void {
    for (const worker of this.#pods.get(podUid) ?? []) worker.look(status)
  }

  /**
   * Runs the readiness probes of started containers that are not ready, so that they need not wait for a tick; true
   * when there are any.
   */
  triggerReadiness(podUid: string, status: PodStatus): boolean {
    const { containerStatuses = [], initContainerStatuses = [] } = status
    const due = new Set(
      [...containerStatuses, ...initContainerStatuses]
        .filter(({ state, started, ready }) => state?.running !== undefined && started && !ready)
        .map(({ name }) => name),
    )
    const workers = (this.#pods.get(podUid) ?? []).filter(
      ({ containerName, type }) => due.has(containerName) && type === 'Readiness',
    )
    for (const worker of workers) worker.trigger()
    return workers.length > 0
  }

  /** App containers of a Pod that is being stopped keep their readiness probes only. */
  stopLivenessAndStartup(pod: Pod): void {
    for (const worker of this.#pods.get(pod.metadata.uid ?? '') ?? []) {
      const { role } = findContainer(pod, worker.containerName) ?? {}
      if (role === 'app' && worker.type !== 'Readiness') worker.stop()
    }
  }

  /** Ends all probes of a Pod. */
  removePod(podUid: string): void {
    for (const worker of this.#ending) if (worker.isStopped) this.#ending.delete(worker)
    for (const worker of this.#pods.get(podUid) ?? []) {
      worker.stop()
      if (!worker.isStopped) this.#ending.add(worker)
    }
    this.#pods.delete(podUid)
  }

  #verdictOf(type: ProbeType, recordId: string): ProbeVerdict | undefined {
    const verdict = this.#verdicts.get(`${type}/containerd://${recordId}`)
    return verdict === 'Unknown' ? undefined : verdict
  }

  #workerFor(target: Target, isRepeated: boolean): ProbeWorker {
    const { clock } = this.#context
    return new ProbeWorker({
      ...target,
      startsInMs: this.#startsInMs(target),
      alarms: this.#alarms,
      rank: clock.takeRank(),
      nowMs: () => clock.nowMs,
      isFromBefore: (startMs) => this.#isFromBefore(startMs),
      run: (containerId, status) => this.#run(target, containerId, status),
      foresee: (containerId, status) => this.#foresee(target, containerId, status),
      onPlan: (plan) =>
        this.#context.probePlans?.note(
          {
            podUid: target.pod.metadata.uid ?? '',
            containerName: target.container.name,
            type: target.type,
            timeMs: clock.nowMs,
          },
          plan,
        ),
      onOutcome: (containerId, outcome, count) =>
        reportOutcome(this.#context, target, { containerId, outcome, count }),
      onVerdict: (containerId, verdict, isFollowed) =>
        this.#note(target, { containerId, verdict, isRepeated, isFollowed }),
    })
  }

  /** Of a kubelet that has run for less than a period each probe begins at some moment in the first one. Follows worker.go, run. */
  #startsInMs({ probe }: Target): number | null {
    const { clock, prng } = this.#context
    const periodMs = (probe.periodSeconds ?? 10) * 1000
    if (!this.#isNew || periodMs <= clock.nowMs - this.#startedMs) return null
    this.#made += 1
    return prng.fork(`probe/${this.#made}`).next(periodMs)
  }

  #run(target: Target, containerId: string, status: PodStatus): Task<ProbeOutcome> {
    return runProbe(this.#context.runtime.service, this.#planFor(target, containerId, status))
  }

  #foresee(target: Target, containerId: string, status: PodStatus): ForeseenOutcome | null {
    const plan = this.#planFor(target, containerId, status)
    if (plan.question === null) return null
    const foreseen = this.#context.runtime.service.foresee(plan.question)
    if (foreseen === null) return null
    return {
      outcome: plan.outcomeOf(foreseen.reply),
      repeat: (every, changed) => foreseen.repeat(every, changed),
      outcomeOf: (reply) => plan.outcomeOf(reply),
    }
  }

  /** What is asked of the instance that the status calls running, be it there or not. */
  #planFor({ pod, container, probe }: Target, id: string, { podIP = '' }: PodStatus): ProbePlan {
    const { service } = this.#context.runtime
    const uid = pod.metadata.uid ?? ''
    const containerId = id.replace('containerd://', '')
    const record = service.containers(uid).find((one) => one.id === containerId)
    const sandboxId =
      record?.sandboxId ?? service.podSandboxes(uid).find(({ ip }) => ip === podIP)?.id ?? ''
    return planOf({ container, containerId, sandboxId, podIp: podIP }, probe)
  }

  #note({ pod, type }: Target, noted: Noted): void {
    const { containerId, verdict, isRepeated, isFollowed } = noted
    const key = `${type}/${containerId}`
    if (verdict === undefined) {
      this.#verdicts.delete(key)
      return
    }
    this.#verdicts.set(key, verdict)
    if (type === 'Liveness' && verdict !== 'Failure') return
    this.#onResult(pod.metadata.uid ?? '', {
      type,
      containerId,
      isSuccess: verdict === 'Success',
      isRepeated,
      isFollowed,
    })
  }
}

interface Noted {
  readonly containerId: string
  readonly verdict: Verdict | undefined
  readonly isRepeated: boolean
  readonly isFollowed: boolean
}

interface Target {
  readonly pod: Pod
  readonly container: Container
  readonly type: ProbeType
  readonly probe: Probe
}

interface Reported {
  readonly containerId: string
  readonly outcome: ProbeOutcome
  readonly count: { readonly inARow: number; readonly threshold: number }
}

/** All probes of a Pod: those of its app containers, then those of its sidecars. */
function targetsOf(pod: Pod): readonly Target[] {
  const all = allContainers(pod)
  const ordered = [
    ...all.filter(({ role }) => role === 'app'),
    ...all.filter(({ role }) => role === 'sidecar'),
  ]
  return ordered.flatMap(({ container }) =>
    TYPES.flatMap((type) => {
      const probe = probeOf(container, type)
      return probe === undefined ? [] : [{ pod, container, type, probe }]
    }),
  )
}

function probeOf(container: Container, type: ProbeType): Probe | undefined {
  if (type === 'Startup') return container.startupProbe
  return type === 'Liveness' ? container.livenessProbe : container.readinessProbe
}

function reportOutcome(
  context: KubeletContext,
  { pod, container, type }: Target,
  { containerId, outcome, count }: Reported,
): void {
  const { inARow, threshold } = count
  const containerName = container.name
  if (outcome.warning !== undefined) {
    const message = `${type} probe warning: ${outcome.warning}`
    reportEvent(context, pod, { type: 'Warning', reason: 'ProbeWarning', message, containerName })
  }
  if (outcome.error !== undefined) {
    const message = `${type} probe errored and resulted in unknown state: ${outcome.error}`
    reportEvent(context, pod, { type: 'Warning', reason: 'Unhealthy', message, containerName })
    return
  }
  if (outcome.success) return
  reportEvent(context, pod, {
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${type} probe failed: ${outcome.output}`,
    containerName,
  })
  narrate(context, pod, {
    message: `saw the ${type.toLowerCase()} probe of ${containerInSentence(pod, container.name)} fail ${inARow > threshold ? `(${inARow} times in a row)` : `(${inARow} of ${threshold})`}`,
    because: firstLineOf(outcome.output) ?? 'its command failed',
    // The first failure and the one that counts are worth a stop; those between are not.
    level: inARow === 1 || inARow === threshold ? 'step' : 'detail',
    kind: 'Unhealthy',
    containerName,
    containerId: containerId.slice('containerd://'.length),
  })
}

/** The first line that says something, for a sentence; undefined when there is none. */
function firstLineOf(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '')
}
