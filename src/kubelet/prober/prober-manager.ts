// The startup, liveness and readiness probes of the containers of one node.
// Follows pkg/kubelet/prober/prober_manager.go and worker.go (v1.36).
// SIMPLIFIED: the first probe runs exactly when `initialDelaySeconds` are over, not at the next tick of the period.
import { allContainers } from '#api/core/containers.ts'
import type { Container, Pod, PodStatus, Probe } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { spawn, type RunningTask, type Task } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import type { ProbeVerdict, ProbeVerdicts } from '../compute-pod-actions.ts'
import type { KubeletContext } from '../context.ts'
import { containerInSentence, latestOf, type PodRuntimeStatus } from '../pod-runtime-status.ts'
import { narrate, reportEvent } from '../narrator.ts'
import { type ProbeOutcome, runProbe } from './probe.ts'

type ProbeType = 'Startup' | 'Liveness' | 'Readiness'

interface Worker {
  readonly type: ProbeType
  readonly containerId: string
  readonly task: RunningTask<void>
}

interface Target {
  readonly pod: Pod
  readonly container: Container
  readonly record: ContainerRecord
  readonly podIp: string
  readonly type: ProbeType
  readonly probe: Probe
}

/** A probe that the spec asks for; its container may not run. */
type WantedProbe = Omit<Target, 'record'> & { readonly record: ContainerRecord | undefined }

const TYPES: readonly ProbeType[] = ['Startup', 'Liveness', 'Readiness']

/** What counts before the first result. */
const FIRST_VERDICT: Readonly<Record<ProbeType, ProbeVerdict | undefined>> = {
  Startup: undefined,
  Liveness: 'Success',
  Readiness: 'Failure',
}

/** The probes of one node. */
export class ProberManager implements ProbeVerdicts {
  readonly #context: KubeletContext
  readonly #alarms: Alarms
  readonly #onResult: (podUid: string) => void
  /** By Pod UID, then by container and type. */
  readonly #pods = new Map<string, Map<string, Worker>>()
  /** By type and container ID. */
  readonly #verdicts = new Map<string, ProbeVerdict>()

  /** `onResult(podUid)` is called when a verdict changed. */
  constructor(context: KubeletContext, alarms: Alarms, onResult: (podUid: string) => void) {
    this.#context = context
    this.#alarms = alarms
    this.#onResult = onResult
  }

  liveness(containerId: string): ProbeVerdict | undefined {
    return this.#verdicts.get(`Liveness/${containerId}`)
  }

  startup(containerId: string): ProbeVerdict | undefined {
    return this.#verdicts.get(`Startup/${containerId}`)
  }

  /** True when a running container counts as started. */
  isStarted(container: Container, containerId: string): boolean {
    return container.startupProbe === undefined || this.startup(containerId) === 'Success'
  }

  /** True when a started container counts as ready. */
  isReady(container: Container, containerId: string): boolean {
    const verdict = this.#verdicts.get(`Readiness/${containerId}`)
    return container.readinessProbe === undefined || verdict === 'Success'
  }

  /** Starts and stops probes so that they fit the status that is reported. */
  update(pod: Pod, status: PodStatus, runtime: PodRuntimeStatus): void {
    const uid = pod.metadata.uid ?? ''
    const workers = this.#pods.get(uid) ?? new Map<string, Worker>()
    for (const { container, role } of allContainers(pod)) {
      if (role === 'init') continue
      const record = latestOf(runtime, container.name)
      for (const type of TYPES) {
        const probe = probeOf(container, type)
        if (probe === undefined) continue
        const podIp = status.podIP ?? ''
        this.#updateWorker(workers, { pod, container, record, podIp, type, probe })
      }
    }
    if (workers.size > 0) this.#pods.set(uid, workers)
  }

  /** A Pod that is being stopped keeps its readiness probes only. */
  stopLivenessAndStartup(podUid: string): void {
    for (const worker of this.#pods.get(podUid)?.values() ?? []) {
      if (worker.type !== 'Readiness') worker.task.cancel()
    }
  }

  /** Ends all probes of a Pod. */
  removePod(podUid: string): void {
    for (const { task, type, containerId } of this.#pods.get(podUid)?.values() ?? []) {
      task.cancel()
      this.#verdicts.delete(`${type}/${containerId}`)
    }
    this.#pods.delete(podUid)
  }

  #updateWorker(workers: Map<string, Worker>, wanted: WantedProbe): void {
    const { container, record, type, pod } = wanted
    const key = `${container.name}/${type}`
    const worker = workers.get(key)
    const isRunning = record?.state === 'running'
    if (worker !== undefined && (!isRunning || worker.containerId !== record.id)) {
      worker.task.cancel()
      workers.delete(key)
      this.#verdicts.delete(`${type}/${worker.containerId}`)
    }
    if (!isRunning || workers.has(key)) return
    if (type !== 'Startup' && !this.isStarted(container, record.id)) return
    if (type !== 'Readiness' && pod.metadata.deletionTimestamp !== undefined) return
    const task = spawn(this.#work({ ...wanted, record }))
    workers.set(key, { type, containerId: record.id, task })
  }

  *#work(target: Target): Task<void> {
    const { probe, record } = target
    const { clock, runtime } = this.#context
    const periodMs = (probe.periodSeconds ?? 10) * 1000
    const firstMs = (record.startedAtMs ?? 0) + (probe.initialDelaySeconds ?? 0) * 1000
    let inARow = 0
    let last: boolean | null = null
    yield* this.#alarms.sleep(Math.max(0, firstMs - clock.nowMs), `probe/${record.id}`)
    for (;;) {
      const tickMs = clock.nowMs
      const outcome = yield* runProbe(runtime.service, target, probe)
      inARow = outcome.success === last ? inARow + 1 : 1
      last = outcome.success
      if (this.#settle(target, outcome, inARow)) return
      const ticks = Math.floor((clock.nowMs - tickMs) / periodMs) + 1
      yield* this.#alarms.sleep(tickMs + ticks * periodMs - clock.nowMs, `probe/${record.id}`)
    }
  }

  /** Notes an outcome; true when the worker has nothing more to do for this instance. */
  #settle(target: Target, outcome: ProbeOutcome, inARow: number): boolean {
    const { type, probe, record, pod } = target
    const { success } = outcome
    const threshold = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
    if (!success) reportUnhealthy(this.#context, target, outcome, { inARow, threshold })
    if (inARow < threshold) return false
    const verdict: ProbeVerdict = success ? 'Success' : 'Failure'
    const key = `${type}/${record.id}`
    const changed = (this.#verdicts.get(key) ?? FIRST_VERDICT[type]) !== verdict
    this.#verdicts.set(key, verdict)
    if (changed) this.#onResult(pod.metadata.uid ?? '')
    return type === 'Startup' || (type === 'Liveness' && !success)
  }
}

function probeOf(container: Container, type: ProbeType): Probe | undefined {
  if (type === 'Startup') return container.startupProbe
  return type === 'Liveness' ? container.livenessProbe : container.readinessProbe
}

function reportUnhealthy(
  context: KubeletContext,
  target: Target,
  outcome: ProbeOutcome,
  count: { readonly inARow: number; readonly threshold: number },
): void {
  const { pod, container, record, type } = target
  const { inARow, threshold } = count
  reportEvent(context, pod, {
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${type} probe failed: ${outcome.output}`,
    containerName: container.name,
  })
  narrate(context, pod, {
    message: `saw the ${type.toLowerCase()} probe of ${containerInSentence(pod, container.name)} fail ${inARow > threshold ? `(${inARow} times in a row)` : `(${inARow} of ${threshold})`}`,
    because: firstLineOf(outcome.output) ?? 'its command failed',
    // The first failure and the one that counts are worth a stop; those between are not.
    level: inARow === 1 || inARow === threshold ? 'step' : 'detail',
    kind: 'Unhealthy',
    containerName: container.name,
    containerId: record.id,
  })
}

/** The first line that says something, for a sentence; undefined when there is none. */
function firstLineOf(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '')
}
